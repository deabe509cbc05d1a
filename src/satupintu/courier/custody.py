"""Papers in sealed folders: whose hand they are in, and how they got there.

A folder is in one hand. It leaves it only for the next one, and both say so: the
citizen signs at the door, the desk counts again, the officer's bag is what the last
hops say. A scan by a hand that the folder is not in is refused with a sentence that
says where it is. Hops are only added to, and each is in the journal of its folder.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier.folders import (
    BadFolder,
    FolderView,
    Sheets,
    read_code,
    unknown,
    view_of,
)
from satupintu.courier.links import brought_to
from satupintu.courier.models import (
    Folder,
    FolderPaper,
    Holder,
    HomeVisit,
    Hop,
)
from satupintu.courier.scans import Scan as Scan, done_before
from satupintu.courier.views import stop_of
from satupintu.documents import service as documents
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, NotAllowed
from satupintu.kernel.localized import text

MOST_SHEETS = 500


class FolderInUse(Conflict):
    """The folder of this code holds other papers, or held them before."""

    code = "folder_in_use"


class WrongHand(Conflict):
    """The folder is in another hand than the one that wants to give it."""

    code = "wrong_hand"


class NotAtDesk(NotAllowed):
    """Only the desk of the home visits takes folders in and gives them out."""

    code = "not_at_desk"


class NotPlanned(Conflict):
    """No officer rides to this visit, so the folder can be given to nobody."""

    code = "not_planned"


@dataclass(frozen=True, slots=True)
class _Hand:
    kind: Holder
    name: str
    id: uuid.UUID | None = None


@transaction.atomic
def begin_folder(
    *,
    code: str,
    visit_id: uuid.UUID,
    papers: Sequence[Sheets],
    scan: Scan,
    actor: Actor,
    case_id: uuid.UUID | None = None,
) -> FolderView:
    """The citizen puts papers into a folder, seals it and gives it to the officer.

    Raises `BadFolder`, and `FolderInUse` for a code that was used before.
    """
    done = done_before(scan.key, code)
    if done is not None:
        return done
    visit = HomeVisit.objects.get(pk=visit_id)
    folder = _new(code, visit, papers, scan.now)
    folder.visit, folder.delivery = visit, brought_to(visit)
    folder.case_id = case_id or _case_of(visit)
    folder.holder, folder.holder_name = Holder.CITIZEN, visit.name
    folder.holder_id = visit.account_id
    _save(folder, papers)
    taker = _Hand(Holder.OFFICER, actor.name, actor.account_id)
    return _hand(folder, taker, scan, actor)


@transaction.atomic
def hand_to_desk(*, code: str, base: str, scan: Scan, actor: Actor) -> FolderView:
    """The officer puts the folder on the desk; the desk counts again.

    Raises `NotAtDesk`, `NoSuchFolder`, and `WrongHand` unless an officer has it.
    """
    refuse_elsewhere(actor)
    folder = _locked(code)
    done = done_before(scan.key, code)
    if done is not None:
        return done
    if folder.holder not in (Holder.OFFICER, Holder.AGENCY):
        raise _elsewhere(folder)
    return _hand(folder, _desk(base), replace(scan, place=base), actor)


@transaction.atomic
def hand_to_agency(
    *, code: str, agency: str, base: str, scan: Scan, actor: Actor
) -> FolderView:
    """The desk passes the folder on to the agency that works on it."""
    refuse_elsewhere(actor)
    folder = _locked(code)
    done = done_before(scan.key, code)
    if done is not None:
        return done
    if folder.holder != Holder.DESK:
        raise _elsewhere(folder)
    _refuse_other_desk(folder, base)
    return _hand(folder, _agency(agency), scan, actor)


@transaction.atomic
def desk_releases(
    *,
    code: str,
    delivery_id: uuid.UUID,
    base: str,
    scan: Scan,
    actor: Actor,
    papers: Sequence[Sheets] = (),
) -> FolderView:
    """The desk gives the folder with the permit to the officer who will bring it.

    A code that is not known yet is a new folder, with these `papers`. Raises
    `NotAtDesk`, `WrongHand`, `BadFolder`, and `NotPlanned` if nobody rides there.
    """
    refuse_elsewhere(actor)
    folder = Folder.objects.select_for_update().filter(code=read_code(code)).first()
    done = done_before(scan.key, code)
    if done is not None:
        return done
    visit = HomeVisit.objects.select_related("stop__shift__officer").get(pk=delivery_id)
    officer = _rider(visit)
    if folder is None:
        folder = _at_desk(code, visit, papers, base, scan, actor)
    if folder.holder not in (Holder.DESK, Holder.AGENCY):
        raise _elsewhere(folder)
    _refuse_other_desk(folder, base)
    if visit.account_id != folder.account_id and visit != folder.delivery:
        raise FolderInUse(
            _("The papers of folder %(code)s belong to somebody else."),
            code=folder.code,
        )
    folder.delivery = visit
    folder.permit_id = folder.permit_id or _permit_of(visit)
    return _hand(folder, officer, scan, actor)


@transaction.atomic
def give_back(
    *, code: str, scan: Scan, actor: Actor, at_visit: HomeVisit | None = None
) -> FolderView:
    """The folder is with a citizen again, for good.

    By the officer who has it in the bag, into the hand of who is visited; or at the
    desk of the base `scan.place`, into the owner's. Raises `WrongHand`.
    """
    folder = _locked(code)
    done = done_before(scan.key, code)
    if done is not None:
        return done
    in_bag = folder.holder == Holder.OFFICER and folder.holder_id == actor.id
    if not in_bag and folder.holder != Holder.DESK:
        raise _elsewhere(folder)
    if not in_bag:
        refuse_elsewhere(actor)
        _refuse_other_desk(folder, scan.place)
    folder.closed_at = scan.now
    return _hand(folder, _citizen(folder, at_visit), scan, actor)


def refuse_elsewhere(actor: Actor) -> None:
    """Raises `NotAtDesk` unless the actor is on the desk's post."""
    visits = catalogue.home_visits()
    if not actor.holds(visits.agency, visits.desk):
        raise NotAtDesk(_("Only the desk takes folders in and gives them out."))


def _citizen(folder: Folder, at_visit: HomeVisit | None) -> _Hand:
    """Who is visited, else whose papers they are."""
    owner = folder.account_id
    visits = (folder.delivery, folder.visit)
    own = (visit for visit in visits if visit and visit.account_id == owner)
    door = at_visit or next(own, None)
    if door is None:
        return _Hand(Holder.CITIZEN, "", owner)
    return _Hand(Holder.CITIZEN, door.name, door.account_id)


def _rider(visit: HomeVisit) -> _Hand:
    stop = stop_of(visit)
    if stop is None:
        raise NotPlanned(
            _("No officer rides to this visit yet. Plan it first, then scan again.")
        )
    officer = stop.shift.officer
    return _Hand(Holder.OFFICER, officer.name, officer.account_id)


def _agency(code: str) -> _Hand:
    pack = catalogue.pack()
    for agency in pack.agencies:
        if agency.code == code:
            return _Hand(Holder.AGENCY, text(agency.name, pack.languages[0]))
    raise BadFolder(_("There is no such agency here."))


def _desk(base: str) -> _Hand:
    """The desk of a base; what is written down is in the language of the office."""
    try:
        name = catalogue.home_visits().base(base).name
    except KeyError:
        raise NotAtDesk(_("There is no such base. Choose yours first.")) from None
    return _Hand(Holder.DESK, text(name, catalogue.pack().languages[0]))


def _at_desk(
    code: str,
    visit: HomeVisit,
    papers: Sequence[Sheets],
    base: str,
    scan: Scan,
    actor: Actor,
) -> Folder:
    """A new folder, packed by the agency and now on the desk."""
    folder = _new(code, visit, papers, scan.now)
    packer = _agency(catalogue.home_visits().agency)
    folder.holder, folder.holder_name = packer.kind, packer.name
    folder.case_id = _case_of(visit)
    _save(folder, papers)
    packed = replace(scan, key=f"{scan.key}:packed", place=base)
    _hand(folder, _desk(base), packed, actor)
    return folder


def _new(
    code: str, visit: HomeVisit, papers: Sequence[Sheets], now: datetime
) -> Folder:
    folder = Folder(code=read_code(code), account_id=visit.account_id, created_at=now)
    used = Folder.objects.filter(code=folder.code).first()
    if used is not None:
        raise _used(used)
    counts = [paper.sheets for paper in papers]
    if not counts or min(counts) < 1 or sum(counts) > MOST_SHEETS:
        raise BadFolder(_("Count what is in the folder: at least one sheet."))
    return folder


def _save(folder: Folder, papers: Sequence[Sheets]) -> None:
    try:
        with transaction.atomic():
            folder.save(force_insert=True)
    except IntegrityError:  # somebody else took it at the same moment
        raise _used(Folder.objects.get(code=folder.code)) from None
    FolderPaper.objects.bulk_create(
        FolderPaper(
            folder=folder,
            paper=each.paper[:60],
            title=each.title[:200],
            is_original=each.is_original,
            sheets=each.sheets,
        )
        for each in papers
    )


def _hand(folder: Folder, taker: _Hand, scan: Scan, actor: Actor) -> FolderView:
    """The hop itself: the row, the chain and the journal say the same."""
    counted = _counted(folder)
    sheets = counted if scan.sheets is None else scan.sheets
    hop = Hop.objects.create(
        folder=folder,
        seq=folder.hops + 1,
        giver=folder.holder,
        giver_id=folder.holder_id,
        giver_name=folder.holder_name,
        taker=taker.kind,
        taker_id=taker.id,
        taker_name=taker.name,
        at=scan.at,
        recorded_at=scan.now,
        sheets=sheets,
        seal_intact=scan.seal_intact,
        proof=scan.proof,
        proof_id=scan.proof_id,
        place=scan.place[:120],
        key=scan.key,
    )
    folder.holder, folder.holder_id = taker.kind, taker.id
    folder.holder_name, folder.hops = taker.name, hop.seq
    folder.save()
    _note(folder, hop, counted, actor, scan.now)
    return view_of(folder)


def _note(folder: Folder, hop: Hop, counted: int, actor: Actor, now: datetime) -> None:
    data: dict[str, object] = {
        "folder": folder.code,
        "from": [hop.giver, hop.giver_name],
        "to": [hop.taker, hop.taker_name],
        "at": hop.at,
        "sheets": hop.sheets,
        "seal_intact": hop.seal_intact,
        "proof": hop.proof,
    }
    if hop.sheets != counted:
        data["sheets_before"] = counted
    if hop.proof_id is not None:  # once it is erased, a copy can be held against it
        data["proof_sha256"] = documents.describe(hop.proof_id).sha256
    journal.append(
        stream=folder.pk, actor=actor, action="folder.handed", now=now, data=data
    )


def _counted(folder: Folder) -> int:
    """Sheets as counted last; before the first hop, as they were put in."""
    last = Hop.objects.filter(folder=folder).order_by("-seq").first()
    if last is not None:
        return last.sheets
    return sum(folder.papers.values_list("sheets", flat=True))


def _refuse_other_desk(folder: Folder, base: str) -> None:
    """Raises `WrongHand` for a folder that lies on the desk of another base."""
    if folder.holder != Holder.DESK:
        return
    if not folder.chain.filter(seq=folder.hops, place=base).exists():
        raise _elsewhere(folder)


def _locked(code: str) -> Folder:
    found = Folder.objects.select_for_update().filter(code=read_code(code)).first()
    if found is None:
        raise unknown(code)
    return found


def _elsewhere(folder: Folder) -> WrongHand:
    """Where it is, said to a hand that it is not in."""
    return WrongHand(
        _(
            "Folder %(code)s is not in your hand: the last one who took it is "
            "%(name)s (%(holder)s). Nothing was changed."
        ),
        code=folder.code,
        name=folder.holder_name,
        holder=Holder(folder.holder).label,
    )


def _used(folder: Folder) -> FolderInUse:
    if folder.closed_at is not None:
        return FolderInUse(
            _("Folder %(code)s was used before. Take a new one, and scan that."),
            code=folder.code,
        )
    return FolderInUse(
        _(
            "Folder %(code)s already holds papers, and is in the hand of %(name)s. "
            "Take another folder, and scan that."
        ),
        code=folder.code,
        name=folder.holder_name,
    )


def _case_of(visit: HomeVisit) -> uuid.UUID | None:
    errand = visit.errands.exclude(case_id=None).first()
    return errand.case_id if errand else None


def _permit_of(visit: HomeVisit) -> uuid.UUID | None:
    errand = visit.errands.exclude(permit_id=None).first()
    return errand.permit_id if errand else None
