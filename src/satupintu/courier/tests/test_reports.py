from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from satupintu.courier import codes, reports
from satupintu.courier.folders import bag_of, chain_of, folders_of
from satupintu.courier.manifest import manifest
from satupintu.courier.models import Folder, HomeVisit, Hop, Report
from satupintu.courier.tests.door import Road, new_key, state_of
from satupintu.courier.tests.phone import RECEIPT, Phone, png
from satupintu.courier.work import FileGiven
from satupintu.documents import service as documents
from satupintu.kernel.errors import Refused
from satupintu.kernel.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("visit_only")]


def test_a_visit_is_ridden_to_papers_are_taken_and_it_is_done(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    assert phone.send("shift_opened").state == "applied"
    assert phone.send("riding", visit).state == "applied"
    assert phone.send("arrived", visit, lat=-6.2, lon=106.9, accuracy=12).sentence == ""
    assert Report.objects.get(action="arrived").data == {}, "where, only in the shift"
    signature = phone.picture(visit)
    taken = phone.send(
        "custody",
        visit,
        folder="F-2208",
        papers=RECEIPT,
        seal_intact=True,
        signature=signature,
        after=[signature],
    )
    assert (taken.state, taken.data) == ("applied", {"folder": "F-2208"})
    assert phone.send("done", visit).state == "applied"
    assert state_of(visit) == "done"
    (folder,) = folders_of(visit_id=visit.pk)
    (hop,) = chain_of(folder_id=folder.id)
    assert (folder.sheets, hop.proof) == (3, "signature")
    assert hop.proof_id is not None
    assert documents.read(hop.proof_id) == png()
    refused = phone.send("shift_ended")
    assert refused.state == "conflict"
    assert "F-2208" in refused.sentence


@pytest.mark.parametrize(
    "action", ["riding", "custody", "delivered", "proof", "failed"]
)
def test_the_same_key_counts_once_and_gets_the_same_answer(
    road: Road, phone: Phone, action: str
) -> None:
    visit = road.loaded() if action == "delivered" else road.visit()
    signature = phone.picture(visit)
    sent = phone.sent(
        action,
        visit,
        folder="F-2208",
        papers=RECEIPT,
        signature=signature,
        outcome="not_home",
        file=FileGiven("photo.png", png()) if action == "proof" else None,
    )
    before = Hop.objects.count()
    first = phone.give(sent)
    after = (Hop.objects.count(), Report.objects.count(), state_of(visit))
    road.now += timedelta(hours=1)
    assert phone.give(sent) == first
    assert (Hop.objects.count(), Report.objects.count(), state_of(visit)) == after
    assert first.state == "applied"
    assert after[0] - before <= 1


def test_the_same_conflict_is_told_again(road: Road, phone: Phone) -> None:
    sent = phone.sent("riding", road.visit(by="tono"))
    first = phone.give(sent)
    assert first.state == "conflict"
    assert phone.give(sent) == first


def test_what_others_come_before_waits_for_them(road: Road, phone: Phone) -> None:
    visit = road.visit()
    picture = phone.sent("proof", visit, file=FileGiven("s.png", png()))
    receipt = phone.sent(
        "custody",
        visit,
        folder="F-2208",
        papers=RECEIPT,
        signature=picture.key,
        after=[picture.key],
    )
    assert phone.give(receipt).state == "waits"
    assert not Folder.objects.exists()
    phone.give(picture)
    assert phone.give(receipt).state == "applied"
    assert reports.known_keys(
        keys=[picture.key, receipt.key, "other-key"], actor=road.sari
    ) == (picture.key, receipt.key)


def test_a_delivery_is_proved_by_the_code_and_by_nothing_else_that_is_wrong(
    road: Road, phone: Phone
) -> None:
    visit = road.loaded()
    code = codes.code_of(visit_id=visit.pk)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    refused = phone.send("delivered", visit, code_typed=wrong)
    assert (refused.state, refused.code) == ("conflict", "wrong_code")
    assert state_of(visit) == "booked"
    assert visit.code_tries == 1
    assert phone.send("delivered", visit).code == "no_proof"
    given = phone.send("delivered", visit, code_typed=code)
    assert (given.state, given.sentence) == ("applied", "")
    assert state_of(visit) == "done"
    assert not bag_of(account_id=road.sari.account_id)
    (folder,) = folders_of(visit_id=visit.pk)
    assert chain_of(folder_id=folder.id)[-1].proof == "code"
    # Nothing that was typed is kept.
    assert not Report.objects.filter(data__has_key="code_typed").exists()


def test_a_renewed_code_makes_the_old_one_a_conflict(road: Road, phone: Phone) -> None:
    visit = road.loaded()
    old = codes.code_of(visit_id=visit.pk)
    codes.renew_code(visit_id=visit.pk)
    answer = phone.send("delivered", visit, code_typed=old)
    assert answer.state == "conflict"
    assert "renewed" in answer.sentence
    photo = phone.picture(visit)
    assert phone.send("delivered", visit, photo=photo).state == "applied"


def test_without_a_folder_in_the_bag_a_delivery_is_shown(
    road: Road, phone: Phone
) -> None:
    visit = road.visit(kind="deliver")
    answer = phone.send("delivered", visit, code_typed=codes.code_of(visit_id=visit.pk))
    assert answer.state == "applied"
    assert "No folder" in answer.sentence
    assert [c.was_applied for c in reports.conflicts(day=road.day)] == [True]


def test_after_a_change_of_plan_facts_count_and_wishes_do_not(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    phone.look()  # the phone was told to ride there
    road.give_to(visit, "tono")
    assert phone.send("riding", visit).code == "not_your_visit"
    assert "no longer yours" in phone.send("failed", visit, outcome="rain").sentence
    signature = phone.picture(visit)
    taken = phone.send(
        "custody", visit, folder="F-2208", papers=RECEIPT, signature=signature
    )
    assert taken.state == "applied"
    assert "somebody else" in taken.sentence
    assert [f.code for f in bag_of(account_id=road.sari.account_id)] == ["F-2208"]
    assert state_of(visit) == "booked"
    assert len(reports.conflicts(day=road.day)) == 3


def test_who_was_never_told_to_ride_there_changes_nothing(
    road: Road, phone: Phone
) -> None:
    visit = road.visit(by="tono")
    answers = [
        phone.send("arrived", visit),
        phone.send("proof", visit, file=FileGiven("s.png", png())),
        phone.send("custody", visit, folder="F-2208", papers=RECEIPT),
        phone.send("answers", visit, errand="sip-dokter"),
    ]
    assert {answer.code for answer in answers} == {"not_your_visit"}
    assert not Folder.objects.exists()
    assert state_of(visit) == "booked"


def test_a_cancelled_visit_is_a_conflict_with_its_reason(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    phone.look()
    HomeVisit.objects.filter(pk=visit.pk).update(state="cancelled")
    answer = phone.send("riding", visit)
    assert answer.state == "conflict"
    assert "cancelled" in answer.sentence


def test_what_comes_late_changes_nothing_and_is_no_conflict(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    phone.send("arrived", visit)
    assert phone.send("riding", visit).state == "applied"
    assert state_of(visit) == "arrived"
    phone.send("done", visit)
    assert phone.send("arrived", visit).state == "applied"
    assert state_of(visit) == "done"


def test_another_officers_shift_and_unreadable_reports_are_not_kept(
    road: Road, phone: Phone
) -> None:
    tono = Phone(road, "tono")
    stolen = phone.sent("riding", road.visit())
    with pytest.raises(reports.NotYourShift, match="Sari"):
        tono.give(stolen)
    for bad in (
        phone.sent("fly"),
        phone.sent("rest", key="short"),
        phone.sent("rest", after=[str(n) for n in range(400)]),
    ):
        with pytest.raises(reports.BadReport):
            phone.give(bad)
    key = phone.sent("rest").key
    phone.send("rest", key=key)
    with pytest.raises(reports.BadReport, match="used before"):
        tono.send("rest", key=key)
    gone = reports.Sent(
        key=new_key(), action="rest", shift_id=uuid7(), at=road.now, data={}
    )
    with pytest.raises(Refused, match="no such shift"):
        phone.give(gone)
    assert Report.objects.filter(action="rest").count() == 1


BAD: dict[str, Callable[[Phone, HomeVisit], reports.Answer]] = {
    "no outcome": lambda p, v: p.send("failed", v, outcome="bored"),
    "no visit": lambda p, v: p.send("riding"),
    "no signature": lambda p, v: p.send("custody", v, folder="F-1000", papers=RECEIPT),
    "no papers": lambda p, v: p.send(
        "custody", v, folder="F-1000", papers=[], signature=p.picture(v)
    ),
    "forged papers": lambda p, v: p.send(
        "custody", v, folder="F-1000", papers=[{"sheets": "x"}], signature=p.picture(v)
    ),
    "no picture": lambda p, v: p.send("proof", v),
    "no picture but a program": lambda p, v: p.send(
        "proof", v, file=FileGiven("a.png", b"MZ no picture")
    ),
    "nowhere": lambda p, v: p.send("position", lat=900, lon=0),
    "a delivery of papers": lambda p, v: p.send("delivered", v, code_typed="123456"),
    "filed before the door": lambda p, v: p.send("filed", v, errand="sip-dokter"),
    "another service": lambda p, v: [
        p.send("arrived", v),
        p.send("answers", v, errand="reklame"),
    ][1],
    "someone's signature": lambda p, v: p.send(
        "custody", v, folder="F-1000", papers=RECEIPT, signature="key-of-nobody"
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_kept_and_shown_as_a_conflict(
    road: Road, phone: Phone, case: str
) -> None:
    answer = BAD[case](phone, road.visit())
    assert answer.state == "conflict"
    assert answer.sentence
    assert not Folder.objects.exists()
    (shown,) = reports.conflicts(day=road.day)
    assert (shown.sentence, shown.badge) == (answer.sentence, "AJ-01")
    assert phone.look()["conflicts"][0]["sentence"] == answer.sentence


def test_a_dispatcher_settles_a_conflict(road: Road, phone: Phone) -> None:
    phone.send("riding", road.visit(by="tono"))
    (shown,) = reports.conflicts(day=road.day)
    given: dict[str, Any] = {"report_id": shown.id, "now": road.now}
    with pytest.raises(Refused):
        reports.settle_conflict(actor=road.sari, **given)
    for _again in range(2):
        reports.settle_conflict(actor=road.mall.putri, **given)
    assert not reports.conflicts(day=road.day)


def test_the_last_place_counts_and_no_older_one(road: Road, phone: Phone) -> None:
    phone.send("position", lat=-6.2, lon=106.8)
    phone.send("position", lat=-6.9, lon=107.9, at=road.now - timedelta(hours=1))
    shift = road.shifts["sari"]
    shift.refresh_from_db()
    assert (shift.lat, shift.lon) == (-6.2, 106.8)


def test_a_clock_that_is_ahead_does_not_report_from_the_future(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    phone.send("arrived", visit, at=road.now + timedelta(hours=5))
    visit.refresh_from_db()
    assert visit.arrived_at == road.now


def test_the_manifest_has_what_a_day_without_network_needs(
    road: Road, phone: Phone
) -> None:
    visit, delivery = road.visit(needs=["elderly"]), road.loaded("budi")
    found = phone.look()
    assert [stop["visit"] for stop in found["stops"]] == [
        str(visit.pk),
        str(delivery.pk),
    ]
    first = found["visits"][str(visit.pk)]
    assert (first["name"], first["door_code"]) == ("dr. Melati Kusuma", "47K")
    assert first["needs"][0]["icon"] == "elderly"
    assert len(first["errands"][0]["prepare"]) == 3
    assert first["code"] is None
    second = found["visits"][str(delivery.pk)]
    assert set(second["code"]) == {"salt", "hash", "rounds", "tries", "digits"}
    assert codes.code_of(visit_id=delivery.pk) not in str(found)
    assert [each["code"] for each in found["bag"]] == ["F-2191"]
    assert found["shift"]["state"] == "planned"
    # Nobody else's stops, and nothing for who does not ride today.
    assert not Phone(road, "tono").look()["visits"]
    with pytest.raises(Refused, match="no shift today"):
        manifest(account_id=road.mall.rini.account_id, day=road.day, now=road.now)
