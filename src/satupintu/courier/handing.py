"""What goes from hand to hand at a door: signatures, folders, permits."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from satupintu.courier import codes, custody
from satupintu.courier.folders import Sheets, bag_of, folders_of, read_code
from satupintu.courier.models import OPEN, HomeVisit, Kind, ShiftState, State
from satupintu.courier.scans import Scan
from satupintu.courier.standing import Standing, refuse_others_visit, standing_of
from satupintu.courier.work import BadFacts, Done, Work
from satupintu.documents import service as documents
from satupintu.kernel.errors import Conflict, Sentence

PICTURES = ("jpg", "png")
MOST_MB = 4


class NoProof(Conflict):
    """Nothing shows that the permit was handed to its holder."""

    code = "no_proof"


class NotThisKind(Conflict):
    """A permit is handed over on a delivery, papers are taken on the other kind."""

    code = "not_this_kind"


def keep_proof(work: Work) -> Done:
    """A signature or photo, kept for the report that comes after it."""
    refuse_others_visit(work.door, work.shift)
    if work.file is None:
        raise BadFacts(_("The picture did not come along. Take it again."))
    stored = documents.store(
        owner_id=work.door.account_id,
        name=work.file.name,
        data=work.file.data,
        types=PICTURES,
        max_mb=MOST_MB,
        now=work.now,
    )
    return Done(file_id=stored.id)


def take_papers(work: Work) -> Done:
    """Papers taken along: the citizen has signed for them on the phone."""
    visit = work.door
    standing = standing_of(visit, work.shift)
    refuse_others_visit(visit, work.shift)
    if visit.kind != Kind.FILE:
        raise NotThisKind(_("On a delivery nothing is taken along."))
    signature = _signature(work)
    folder = custody.begin_folder(
        code=str(work.data.get("folder", "")),
        visit_id=visit.pk,
        papers=_sheets(work.data.get("papers")),
        scan=_scan(work, work.key, proof="signature", proof_id=signature),
        actor=work.actor,
    )
    notice = notice_of(standing, visit)
    if work.shift.state == ShiftState.ENDED:
        notice = notice or _(
            "Done; but your shift had ended, and the folder is in your bag. Bring it "
            "to the desk now."
        )
    return Done(data={"folder": folder.code}, notice=notice)


def hand_permit(work: Work) -> Done:
    """A permit is in its holder's hand: by the code, else by a signature or photo."""
    visit = work.door
    standing = standing_of(visit, work.shift)
    refuse_others_visit(visit, work.shift)
    if visit.kind != Kind.DELIVER:
        raise NotThisKind(_("Nothing is handed over on this visit."))
    if visit.state == State.DONE:
        return Done()
    proof, proof_id = _handed_against(work, visit)
    carried = [
        f for f in bag_of(account_id=work.actor.account_id) if f.delivery_id == visit.pk
    ]
    for folder in carried:
        custody.give_back(
            code=folder.code,
            scan=_scan(work, f"{work.key}:{folder.code}"[:80], proof, proof_id),
            actor=work.actor,
            at_visit=visit,
        )
    notice = notice_of(standing, visit)
    if visit.state in OPEN and standing is Standing.MINE:
        work.go(State.DONE)
    if not carried:
        notice = notice or str(
            _("No folder for this visit was in your bag. Tell the desk what you gave.")
        )
    return Done(notice=notice)


def _handed_against(work: Work, visit: HomeVisit) -> tuple[str, uuid.UUID | None]:
    typed = work.data.get("code_typed")
    if isinstance(typed, str) and typed:
        codes.refuse_wrong(visit, typed)
        return "code", work.proof("signature")
    for kind in ("signature", "photo"):
        file_id = work.proof(kind)
        if file_id is not None:
            return kind, file_id
    raise NoProof(
        _("Without the code, a signature or a photo is needed to hand a permit over.")
    )


def return_papers(work: Work) -> Done:
    """Papers given to who is visited: back, since they were taken by mistake or the
    visit failed; or those that were collected for this door at another one."""
    visit = work.door
    refuse_others_visit(visit, work.shift)
    mine = {folder.code for folder in folders_of(visit_id=visit.pk)}
    code = read_code(str(work.data.get("folder", "")))
    if code not in mine:
        raise BadFacts(_("This folder does not belong to this visit."))
    signature = _signature(work)
    custody.give_back(
        code=code,
        scan=_scan(work, work.key, "signature", signature),
        actor=work.actor,
        at_visit=visit,
    )
    return Done(data={"folder": code})


def _signature(work: Work) -> uuid.UUID:
    """Under the receipt. Raises `NoProof`."""
    signature = work.proof("signature")
    if signature is None:
        raise NoProof(
            _("The citizen's signature is missing. Let the receipt be signed.")
        )
    return signature


def notice_of(standing: Standing, visit: HomeVisit) -> Sentence:
    """What changed meanwhile, said beside what was done all the same."""
    if visit.state == State.CANCELLED:
        return _("Done; but the visit had been cancelled. The dispatcher looks.")
    if standing is Standing.WAS_MINE:
        return _(
            "Done; but the plan had given this visit to somebody else. The dispatcher "
            "looks at it."
        )
    return ""


def _scan(work: Work, key: str, proof: str, proof_id: uuid.UUID | None) -> Scan:
    intact = work.data.get("seal_intact")
    return Scan(
        key=key,
        at=work.at,
        now=work.now,
        seal_intact=intact if isinstance(intact, bool) else True,
        proof=proof,
        proof_id=proof_id,
    )


def _sheets(given: object) -> list[Sheets]:
    """The papers of a receipt. Raises `BadFacts`."""
    found = []
    for each in given if isinstance(given, list) else []:
        if not isinstance(each, dict):
            raise BadFacts(_("The receipt could not be read. Write it again."))
        count, title = each.get("sheets"), each.get("title")
        if not isinstance(count, int) or not isinstance(title, str) or not title:
            raise BadFacts(_("The receipt could not be read. Write it again."))
        paper = str(each.get("paper", ""))
        found.append(Sheets(paper, title, each.get("original") is True, count))
    return found
