"""Through whose hands papers went, and where they go next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _, ngettext

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import FolderView, HomeVisitView, HopView
from satupintu.documents import service as documents
from satupintu.kernel.localized import text

DONE, NOW, AHEAD = "d", "on", ""
CITIZEN, OFFICER, DESK, AGENCY = "citizen", "officer", "desk", "agency"
DELIVER = "deliver"


@dataclass(frozen=True, slots=True)
class Link:
    """One hand. `mark`: has been there (d), is there now (on), or is still to come.

    `receipt` is the number of the hop, if there is a receipt; `picture` says what its
    picture shows, if there is one.
    """

    mark: str
    title: str
    facts: Sequence[str] = ()
    at: datetime | None = None
    receipt: int = 0
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A folder hand by hand; without a code it is not packed yet."""

    code: str
    links: Sequence[Link]
    papers: Sequence[str] = ()
    is_closed: bool = False


def chains_of(visit: HomeVisitView) -> list[Chain]:
    """Of every folder that was taken or is brought on this visit; before there is
    one, of how it will go."""
    found = [_chain(folder, visit) for folder in courier.folders_of(visit_id=visit.id)]
    if found or not visit.is_open:
        return found
    return [Chain("", _planned(visit))]


def _chain(folder: FolderView, visit: HomeVisitView) -> Chain:
    hops = courier.chain_of(folder_id=folder.id)
    proofs = [hop.proof_id for hop in hops if hop.proof_id]
    kept = documents.describe_all(proofs) if proofs else {}
    links = [_link(hop, hop is hops[-1], folder) for hop in hops]
    links = [
        _with_receipt(link, hop, has_picture=hop.proof_id in kept)
        if _is_by(visit, hop)
        else link
        for link, hop in zip(links, hops, strict=True)
    ]
    if hops and hops[0].giver == CITIZEN:
        first = Link(DONE, _("In your hands"), [_sheets(hops[0].sheets)])
        links.insert(0, first)
    if folder.closed_at is None:
        holder = hops[-1].taker if hops else CITIZEN
        links += _to_door(holder, visit) if _is_out(hops) else _ahead(holder)
    papers = [f"{paper.title}, {_sheets(paper.sheets)}" for paper in folder.papers]
    return Chain(folder.code, links, papers, folder.closed_at is not None)


def _link(hop: HopView, is_last: bool, folder: FolderView) -> Link:
    mark = NOW if is_last and folder.closed_at is None else DONE
    seal = _("seal unbroken") if hop.seal_intact else _("seal was broken")
    title, place = _title(hop), place_of(hop)
    where = place if place != title else ""
    facts = [where, _proof(hop.proof), _sheets(hop.sheets), seal]
    return Link(mark, title, [fact for fact in facts if fact], hop.at)


def _is_by(visit: HomeVisitView, hop: HopView) -> bool:
    """Whether who is visited gave or took; then there is a receipt."""
    hands = ((hop.giver, hop.giver_id), (hop.taker, hop.taker_id))
    return (CITIZEN, visit.account_id) in hands


def _with_receipt(link: Link, hop: HopView, *, has_picture: bool) -> Link:
    picture = _picture(hop) if has_picture else ""
    return replace(link, receipt=hop.seq, picture=picture)


def place_of(hop: HopView) -> str:
    """The base at whose desk it was, by name; "" where that was not at a desk."""
    try:
        return text(catalogue.home_visits().base(hop.place).name)
    except KeyError:
        return hop.place


def _picture(hop: HopView) -> str:
    if hop.proof == "photo":
        return _("Photo of the handing over")
    who = hop.giver_name if hop.giver == CITIZEN else hop.taker_name
    return _("Signature of %(who)s") % {"who": who}


def _title(hop: HopView) -> str:
    if hop.taker == CITIZEN:
        return _("Back in your hands, from %(who)s") % {"who": hop.giver_name}
    if hop.taker == OFFICER:
        return _("Carried by officer %(who)s") % {"who": hop.taker_name}
    # Written in the language of the place; the base has a name in the reader's.
    return (hop.taker == DESK and place_of(hop)) or hop.taker_name


def _proof(kind: str) -> str:
    return {
        "signature": _("signed"),
        "scan": _("scanned"),
        "code": _("with your one-time code"),
        "photo": _("photographed"),
    }.get(kind, "")


def _sheets(count: int) -> str:
    return ngettext("%(n)s sheet", "%(n)s sheets", count) % {"n": count}


def _is_out(hops: Sequence[HopView]) -> bool:
    """Whether the desk has given the folder out to be brought to a door."""
    return any(hop.giver != CITIZEN and hop.taker == OFFICER for hop in hops)


def _ahead(holder: str) -> list[Link]:
    """Of collected papers, from the present hand to the owner's."""
    stations = [
        (DESK, Link(AHEAD, _("Desk at the mall"), [_("received and counted again")])),
        (AGENCY, Link(AHEAD, _("The permit is issued"))),
        (CITIZEN, _in_hands(_("Back in your hands"))),
    ]
    order = {OFFICER: 0, DESK: 1, AGENCY: 2}
    return [link for _holder, link in stations[order.get(holder, 0) :]]


def _to_door(holder: str, visit: HomeVisitView) -> list[Link]:
    """Of what is delivered; after a visit in vain it lies on the desk again."""
    last = _in_hands(_("In your hands"))
    if holder != OFFICER:
        return [Link(AHEAD, _("Carried by your officer")), last]
    if visit.kind != DELIVER or visit.state != "failed":
        return [last]
    back = Link(AHEAD, _("Desk at the mall"), [_("kept for the next visit")])
    return [back, last]


def _in_hands(title: str) -> Link:
    return Link(AHEAD, title, [_("against a one-time code that only you have")])


def _planned(visit: HomeVisitView) -> list[Link]:
    if visit.kind == DELIVER:
        return [
            Link(NOW, _("At the mall, printed and sealed into a folder")),
            *_to_door(DESK, visit),
        ]
    return [
        Link(NOW, _("In your hands"), [_("ready to be collected")]),
        Link(
            AHEAD,
            _("Carried by your officer"),
            [_("you both scan the folder and sign the receipt")],
        ),
        *_ahead(OFFICER),
    ]
