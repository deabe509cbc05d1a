from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from satupintu.courier import custody, folders
from satupintu.courier.folders import Sheets
from satupintu.courier.models import Holder, Hop
from satupintu.courier.shifts import (
    FoldersInBag,
    VisitNotEnded,
    end_shift,
    open_shift,
    pause_shift,
)
from satupintu.courier.tests.door import BASE, LEASE, STATEMENT, Road
from satupintu.courier.tests.phone import RECEIPT
from satupintu.kernel import journal
from satupintu.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def _taken(
    road: Road, code: str = "F-2208", papers: Sequence[Sheets] = (STATEMENT, LEASE)
) -> folders.FolderView:
    return road.take(code, road.visit(), papers, proof="signature")


def _bag(road: Road) -> list[str]:
    return [f.code for f in folders.bag_of(account_id=road.sari.account_id)]


def test_a_folder_goes_from_hand_to_hand_and_the_chain_says_how(road: Road) -> None:
    folder = _taken(road)
    assert (folder.holder, _bag(road)) == (Holder.OFFICER, ["F-2208"])
    desk: dict[str, Any] = {"base": BASE, "actor": road.desk}
    custody.hand_to_desk(code="f-2208", scan=road.scan(sheets=3), **desk)
    assert not _bag(road)
    assert [f.code for f in folders.at_desk(base=BASE)] == ["F-2208"]
    custody.hand_to_agency(code="F-2208", agency="dinkes", scan=road.scan(), **desk)
    custody.hand_to_desk(code="F-2208", scan=road.scan(), **desk)
    delivery = road.visit(kind="deliver", permit_id=uuid.uuid4())
    out = custody.desk_releases(
        code="https://x.example/F-2208",
        delivery_id=delivery.pk,
        scan=road.scan(sheets=4),
        **desk,
    )
    assert out.delivery_id == delivery.pk
    home = custody.give_back(code="F-2208", scan=road.scan(), actor=road.sari)
    assert home.closed_at == road.now
    assert home.holder is Holder.CITIZEN
    chain = folders.chain_of(folder_id=folder.id)
    assert [hop.taker.value for hop in chain] == [
        "officer",
        "desk",
        "agency",
        "desk",
        "officer",
        "citizen",
    ]
    # Each giver is whoever took it before: it was never in two places.
    assert [h.giver for h in chain[1:]] == [h.taker for h in chain[:-1]]
    assert [hop.sheets for hop in chain] == [3, 3, 3, 3, 4, 4]
    assert len(journal.entries(folder.id)) == len(chain)
    assert journal.verify(folder.id) is None


def test_a_desk_packs_a_new_folder_for_a_permit(road: Road) -> None:
    delivery = road.visit(kind="deliver", permit_id=uuid.uuid4())
    out = custody.desk_releases(
        code="F-900",
        delivery_id=delivery.pk,
        base=BASE,
        scan=road.scan(),
        actor=road.desk,
        papers=[STATEMENT],
    )
    assert out.permit_id is not None
    assert _bag(road) == ["F-900"]
    chain = folders.chain_of(folder_id=out.id)
    assert [(h.giver.value, h.taker.value) for h in chain] == [
        ("agency", "desk"),
        ("desk", "officer"),
    ]


def test_the_same_scan_twice_is_one_hop(road: Road) -> None:
    visit = road.visit()
    scan = road.scan(proof="signature")
    for _again in range(2):
        custody.begin_folder(
            code="F-1000",
            visit_id=visit.pk,
            papers=[STATEMENT],
            scan=scan,
            actor=road.sari,
        )
    assert Hop.objects.count() == 1


def _desk(road: Road) -> dict[str, Any]:
    return {"code": "F-2208", "base": BASE, "scan": road.scan(), "actor": road.desk}


def _release(road: Road, visit: Any) -> Any:
    custody.hand_to_desk(**_desk(road))
    return custody.desk_releases(delivery_id=visit.pk, **_desk(road))


def _unplanned(road: Road) -> Any:
    visit = road.visit(kind="deliver")
    visit.stop.delete()
    return visit


def _back(road: Road, code: str = "F-2208", by: str = "sari") -> Any:
    return custody.give_back(code=code, scan=road.scan(), actor=road.actors[by])


WRONG: dict[str, tuple[int, str, Callable[[Road], Any]]] = {
    "another officer gives": (0, "not in your hand", lambda r: _back(r, by="tono")),
    "the desk takes twice": (
        1,
        "not in your hand",
        lambda r: [custody.hand_to_desk(**_desk(r)) for _ in range(2)],
    ),
    "to an agency from the bag": (
        0,
        "not in your hand",
        lambda r: custody.hand_to_agency(agency="dinkes", **_desk(r)),
    ),
    "an officer as desk": (
        0,
        "Only the desk",
        lambda r: custody.hand_to_desk(**(_desk(r) | {"actor": r.sari})),
    ),
    "used again": (0, "already holds papers", lambda r: _taken(r)),
    "after giving back": (1, "was used before", lambda r: [_back(r), _taken(r)]),
    "unknown": (0, "No folder has the code", lambda r: _back(r, "F-1000")),
    "no code": (0, "not a folder's code", lambda r: _back(r, "?!")),
    "empty": (0, "at least one sheet", lambda r: _taken(r, "F-3000", papers=[])),
    "nobody rides": (1, "No officer rides", lambda r: _release(r, _unplanned(r))),
    "another's papers": (
        1,
        "belong to somebody else",
        lambda r: _release(r, r.visit("budi", kind="deliver")),
    ),
}


@pytest.mark.parametrize("act", WRONG)
def test_a_scan_by_the_wrong_hand_is_refused_with_a_sentence(
    road: Road, act: str
) -> None:
    hops, words, do = WRONG[act]
    folder = _taken(road)
    with pytest.raises(Refused, match=words):
        do(road)
    # Only the right ones before the wrong one left a trace.
    assert len(folders.chain_of(folder_id=folder.id)) == 1 + hops
    assert Hop.objects.count() == 1 + hops


def test_an_open_custody_blocks_the_end_of_a_shift(road: Road) -> None:
    shift = road.shifts["sari"]
    open_shift(shift_id=shift.pk, at=road.now)
    _taken(road)
    _taken(road, "F-2209")
    with pytest.raises(FoldersInBag, match=r"2 folders .*: F-2208, F-2209") as refused:
        end_shift(shift_id=shift.pk, at=road.now)
    assert len(refused.value.folders) == 2
    for code in ("F-2208", "F-2209"):
        custody.hand_to_desk(code=code, base=BASE, scan=road.scan(), actor=road.desk)
    for _again in range(2):
        assert end_shift(shift_id=shift.pk, at=road.now).state == "ended"
    with pytest.raises(Refused, match="has ended"):
        open_shift(shift_id=shift.pk, at=road.now)


def test_a_shift_does_not_end_at_a_door(road: Road) -> None:
    road.visit(state="arrived")
    with pytest.raises(VisitNotEnded, match="Melati"):
        end_shift(shift_id=road.shifts["sari"].pk, at=road.now)


def test_a_pause_is_no_longer_than_four_hours_and_can_be_ended(road: Road) -> None:
    pause: dict[str, Any] = {"shift_id": road.shifts["sari"].pk, "at": road.now}
    late = road.now + timedelta(hours=9)
    seen = pause_shift(until=late, reason="hujan", **pause)
    assert seen.paused_until == road.now + timedelta(hours=4)
    assert pause_shift(until=road.now, reason="", **pause).paused_until is None


def test_what_was_collected_for_the_next_door_is_signed_for_there(
    road: Any, phone: Any, visit_only: None
) -> None:
    landlord, tenant = road.visit("budi"), road.visit("melati")
    name = uuid.uuid4()
    for visit, part in ((landlord, "first"), (tenant, "second")):
        visit.link, visit.link_part, visit.carries = name, part, part == "second"
        visit.save()
    told = phone.look()["visits"][str(tenant.pk)]["link"]
    assert told == {
        "visit": str(landlord.pk),
        "name": landlord.name,
        "second": True,
        "carries": True,
    }
    signed = phone.picture(landlord)
    phone.send("custody", landlord, folder="F-9", papers=RECEIPT, signature=signed)
    assert [f["delivery"] for f in phone.look()["bag"]] == [str(tenant.pk)]

    unsigned = phone.send("returned", tenant, folder="F-9", signature=signed)
    mine = phone.picture(tenant)
    done = phone.send("returned", tenant, folder="F-9", signature=mine)

    assert (unsigned.state, done.state) == ("conflict", "applied")
    folder = folders.folder_of(code="F-9")
    last = folders.chain_of(folder_id=folder.id)[-1]
    assert (last.giver_name, last.taker_name) == ("Sari Misal", tenant.name)
    assert (folder.holder_id, bool(folder.closed_at)) == (tenant.account_id, True)
