"""What a forged, broken or careless phone or desk sends, and what it must not do."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from satupintu.courier import codes, custody, reports
from satupintu.courier.folders import bag_of, folder_of
from satupintu.courier.models import Folder, HomeVisit, Shift
from satupintu.courier.scans import ScanTaken
from satupintu.courier.tests.door import BASE, Road, new_key, state_of
from satupintu.courier.tests.phone import RECEIPT, Phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("visit_only")]


def test_a_delivery_is_not_done_without_being_handed_over(
    road: Road, phone: Phone
) -> None:
    visit = road.loaded()
    answer = phone.send("done", visit)
    assert (answer.state, answer.code) == ("conflict", "no_proof")
    assert state_of(visit) == "booked"
    phone.send("delivered", visit, code_typed=codes.code_of(visit_id=visit.pk))
    assert (state_of(visit), bag_of(account_id=road.sari.account_id)) == ("done", ())
    assert phone.send("done", visit).state == "applied"


def test_a_signature_counts_only_at_the_door_where_it_was_given(
    road: Road, phone: Phone
) -> None:
    stolen = phone.picture(road.visit("budi"))
    visit = road.loaded()
    answer = phone.send("delivered", visit, signature=stolen)
    assert (answer.state, answer.code) == ("conflict", "no_proof")
    assert state_of(visit) == "booked"


def test_a_key_stands_for_one_act_only(road: Road, phone: Phone) -> None:
    visit, other = road.visit(), road.visit("budi")
    key = phone.picture(visit)
    for action, at in (("riding", visit), ("proof", other), ("riding", other)):
        with pytest.raises(reports.BadReport):
            phone.send(action, at, key=key)
    assert state_of(other) == "booked"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [{"x": float("nan")}]])
def test_numbers_that_are_none_are_refused(
    road: Road, phone: Phone, value: Any
) -> None:
    with pytest.raises(reports.BadReport):
        phone.send("arrived", road.visit(), lat=value, lon=106.9)


def test_a_number_too_large_is_no_number(road: Road, phone: Phone) -> None:
    assert phone.send("position", lat=10**400, lon=106.9).code == "bad_facts"


def test_a_clock_that_is_days_behind_does_not_rewrite_the_past(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    phone.send("riding", visit, at=datetime(1971, 1, 1, tzinfo=UTC))
    visit.refresh_from_db()
    assert visit.riding_at is not None
    assert visit.riding_at >= road.shifts["sari"].starts_at - timedelta(hours=12)


def test_nothing_is_ridden_to_on_a_later_day(road: Road, phone: Phone) -> None:
    tomorrow = road.day + timedelta(days=1)
    visit = road.visit()
    Shift.objects.filter(pk=road.shifts["sari"].pk).update(
        day=tomorrow,
        starts_at=road.now + timedelta(days=1),
        ends_at=road.now + timedelta(days=1, hours=7),
    )
    HomeVisit.objects.filter(pk=visit.pk).update(day=tomorrow)
    for action in ("shift_opened", "riding", "arrived"):
        sent = visit if action != "shift_opened" else None
        assert phone.send(action, sent).state == "conflict"
    assert state_of(visit) == "booked"


def test_a_folder_leaves_only_the_desk_on_which_it_lies(road: Road) -> None:
    from satupintu.catalogue import service as catalogue

    other = next(b.code for b in catalogue.home_visits().bases if b.code != BASE)
    visit = road.visit()
    road.take("F-1", visit)
    custody.hand_to_desk(code="F-1", base=BASE, scan=road.scan(), actor=road.desk)
    delivery = road.visit(kind="deliver", permit_id=uuid.uuid4())
    with pytest.raises(custody.WrongHand):
        custody.desk_releases(
            code="F-1",
            delivery_id=delivery.pk,
            base=other,
            scan=road.scan(),
            actor=road.desk,
        )
    with pytest.raises(custody.WrongHand):
        custody.hand_to_agency(
            code="F-1", agency="dpmptsp", base=other, scan=road.scan(), actor=road.desk
        )
    with pytest.raises(custody.WrongHand):
        custody.give_back(code="F-1", scan=road.scan(place=other), actor=road.desk)
    assert folder_of(code="F-1").holder == "desk"


def test_a_form_sent_again_for_another_folder_is_refused(road: Road) -> None:
    visit = road.visit()
    for code in ("F-1", "F-2"):
        road.take(code, visit)
    key = new_key()
    custody.hand_to_desk(
        code="F-1", base=BASE, scan=road.scan(key=key), actor=road.desk
    )
    with pytest.raises(ScanTaken):
        custody.hand_to_desk(
            code="F-2", base=BASE, scan=road.scan(key=key), actor=road.desk
        )
    assert folder_of(code="F-2").holder == "officer"


def test_papers_taken_after_the_shift_has_ended_are_shown(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    signature = phone.picture(visit)
    phone.send("failed", visit, outcome="not_ready")
    assert phone.send("shift_ended").state == "applied"
    late = phone.send(
        "custody", visit, folder="F-9", papers=RECEIPT, signature=signature
    )
    assert late.state == "applied"
    assert late.sentence
    assert Folder.objects.filter(code="F-9", holder="officer").exists()


def test_told_is_said_by_the_server_only(road: Road, phone: Phone) -> None:
    shift = road.shifts["sari"]
    road.visit()
    with pytest.raises(reports.BadReport):
        phone.send("accepted", key=f"told:{shift.pk.hex}:1")
    assert phone.look()["visits"]
