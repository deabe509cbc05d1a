"""Holding, confirming, moving and cancelling a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from satupintu.appointments import service
from satupintu.appointments.models import Place, Slot

pytestmark = pytest.mark.django_db


def test_a_held_time_is_confirmed_with_a_code(hall: Any) -> None:
    held = hall.hold("09:00")
    assert hall.left("09:00") == 1

    booked = hall.confirm(held)

    assert booked.is_confirmed
    assert len(booked.code) == 6
    assert (booked.starts_at, booked.ends_at) == (hall.at("09:00"), hall.at("09:30"))
    assert hall.left("09:00") == 1
    again = service.by_code(mall="uji", code=booked.code.lower(), day=booked.day)
    assert again.token == booked.token


def test_a_second_press_confirms_nothing_new(hall: Any, run_jobs: Any) -> None:
    held = hall.hold("09:00")

    assert hall.confirm(held) == hall.confirm(held, who="lain@contoh.example")
    assert hall.left("09:00") == 1


def test_a_hold_ends_by_time_without_any_job(hall: Any, clock: Any) -> None:
    hall.hold("09:00")
    hall.hold("09:00")
    assert hall.left("09:00") == 0

    later = clock.forward(minutes=10)

    assert hall.left("09:00", now=later) == 2
    hall.book("09:00", now=later)


def test_a_hold_that_ran_out_is_confirmed_while_nobody_took_it(
    hall: Any, clock: Any
) -> None:
    held = hall.hold("09:00")
    later = clock.forward(minutes=25)

    assert hall.confirm(held, now=later).is_confirmed
    assert hall.left("09:00", now=later) == 1


def test_a_hold_that_ran_out_says_so_when_others_were_faster(
    hall: Any, clock: Any
) -> None:
    held = hall.hold("09:00")
    later = clock.forward(minutes=25)
    hall.book("09:00", now=later)
    hall.book("09:00", who="budi@contoh.example", now=later)

    with pytest.raises(service.HoldOver) as refused:
        hall.confirm(held, who="citra@contoh.example", now=later)

    assert "What you typed is kept" in refused.value.sentence
    assert Slot.objects.get(start=540, day=held.day).public_taken == 2


def test_a_long_errand_takes_slots_in_a_row(hall: Any) -> None:
    booked = hall.book("11:00", "paspor/ganti")

    assert booked.ends_at == hall.at("12:00")
    assert [hall.left(t) for t in ("10:30", "11:00", "11:30")] == [2, 1, 1]
    # The break is in the way of 45 minutes from 11:30.
    with pytest.raises(service.NotThen):
        hall.hold("11:30", "paspor/ganti")


def test_errands_of_two_queues_follow_each_other_all_or_nothing(hall: Any) -> None:
    booked = hall.book("09:00", "paspor/perpanjang", "ktp/cetak")

    assert [(leg.queue, leg.starts_at) for leg in booked.legs] == [
        ("paspor", hall.at("09:00")),
        ("ktp", hall.at("09:40")),
    ]
    # The next pair meets a full slot and goes on to the one after it.
    second = hall.book(
        "09:00", "paspor/perpanjang", "ktp/cetak", who="budi@contoh.example"
    )
    assert second.legs[1].starts_at == hall.at("10:00")
    with pytest.raises(service.Full):
        hall.hold("09:00", "paspor/perpanjang", "ktp/cetak")
    assert Place.objects.count() == 4


@pytest.mark.parametrize(
    ("clock_time", "day"),
    [
        ("10:30", "2026-11-24"),  # in half an hour: sooner than the lead of an hour
        ("09:00", "2026-11-23"),
        ("09:10", "2026-11-25"),
        ("12:00", "2026-11-25"),  # the break
        ("13:00", "2026-11-27"),  # Friday
        ("09:00", "2026-11-28"),  # Saturday
        ("09:00", "2026-12-01"),  # a special day without hours
        ("09:00", "2026-12-25"),  # a holiday of the calendar
        ("09:00", "2027-01-20"),  # beyond the horizon
    ],
)
def test_refuses_times_that_are_not_offered(
    hall: Any, clock_time: str, day: str
) -> None:
    with pytest.raises(service.NotThen):
        hall.hold(clock_time, day=day)
    assert not Place.objects.exists()


def test_refuses_errands_without_appointments(hall: Any) -> None:
    for wanted in ("loket/tanya", "paspor/lain"):
        with pytest.raises(service.NotBookable):
            hall.hold("09:00", wanted)
    with pytest.raises(service.BadChoice):
        service.plan_of(mall="uji", wanted=[])


def test_moving_takes_the_new_time_and_gives_the_old_one_back_later(
    hall: Any, clock: Any
) -> None:
    booked = hall.book("09:00")
    full = [hall.book("10:00", who=f"{n}@contoh.example") for n in "ab"]

    with pytest.raises(service.Full):
        service.move(token=booked.token, at=hall.at("10:00"), now=clock.now)
    assert service.booking(booked.token) == booked

    moved = service.move(token=booked.token, at=hall.at("10:30"), now=clock.now)
    assert (moved.starts_at, moved.code) == (hall.at("10:30"), booked.code)
    assert moved == service.move(token=booked.token, at=hall.at("10:30"), now=clock.now)
    # Off sale for a random time between 5 and 30 minutes.
    assert hall.left("09:00") == 1
    assert hall.left("09:00", now=clock.now + timedelta(minutes=31)) == 2
    assert full[0].is_confirmed


def test_moving_by_one_slot_keeps_what_both_times_share(hall: Any, now: Any) -> None:
    booked = hall.book("09:00", "paspor/ganti")
    hall.book("09:30", who="budi@contoh.example")

    moved = service.move(token=booked.token, at=hall.at("09:30"), now=now)

    assert moved.ends_at == hall.at("10:30")
    assert [hall.left(t) for t in ("09:00", "09:30", "10:00")] == [1, 0, 1]


def test_a_cancelled_place_comes_back_after_a_random_time(
    hall: Any, clock: Any
) -> None:
    booked = hall.book("09:00")

    service.cancel(token=booked.token, now=clock.now)
    again = service.cancel(token=booked.token, now=clock.now)

    assert again.state == "cancelled"
    assert hall.left("09:00", now=clock.now + timedelta(minutes=4)) == 1
    assert hall.left("09:00", now=clock.now + timedelta(minutes=31)) == 2
    with pytest.raises(service.CannotChange):
        service.move(token=booked.token, at=hall.at("10:00"), now=clock.now)


def test_an_appointment_that_has_begun_can_no_longer_be_changed(hall: Any) -> None:
    booked = hall.book("09:00")

    for change in (
        lambda now: service.cancel(token=booked.token, now=now),
        lambda now: service.move(token=booked.token, at=hall.at("11:00"), now=now),
    ):
        with pytest.raises(service.CannotChange):
            change(hall.at("09:00"))


def test_a_person_holds_no_more_than_the_rules_allow(hall: Any, mall: Any) -> None:
    first = hall.book("09:00")
    hall.book("10:00")
    held = hall.hold("11:00")

    with pytest.raises(service.TooManyBookings) as refused:
        hall.confirm(held, who="ANI@contoh.example")
    assert "2 appointments" in refused.value.sentence

    service.cancel(token=first.token, now=mall.now)
    assert hall.confirm(held).is_confirmed


def test_an_account_is_limited_before_it_holds(hall: Any, mall: Any) -> None:
    hall.hold("09:00", actor=mall.melati)
    last = hall.hold("10:00", actor=mall.melati)

    with pytest.raises(service.TooManyBookings):
        hall.hold("11:00", actor=mall.melati)
    # Choosing another time instead of the held one is no third booking.
    other = hall.hold("11:00", actor=mall.melati, instead=last.token)
    assert service.booking(last.token).state == "dropped"
    assert hall.confirm(other, who="melati@contoh.example").is_confirmed


def test_a_network_holds_so_many_times_in_a_while(hall: Any, clock: Any) -> None:
    hall.use(public=70)
    origin = service.Origin(network="203.0.113.7")
    for _n in range(60):
        hall.hold("09:00", origin=origin)

    with pytest.raises(service.TooManyTries):
        hall.hold("09:00", origin=origin)
    hall.hold("09:00", origin=service.Origin(network="203.0.113.8"))
    hall.hold("09:00", origin=origin, now=clock.forward(minutes=16))


def test_a_proof_of_work_serves_once(hall: Any, clock: Any) -> None:
    origin = service.Origin(proof="a" * 64)
    held = hall.hold("09:00", origin=origin)

    assert hall.hold("09:00", origin=origin).token == held.token
    hall.confirm(held)
    with pytest.raises(service.ProofSpent):
        hall.hold("10:00", origin=origin)


def test_the_database_refuses_more_than_there_is(hall: Any) -> None:
    hall.left("09:00")
    slot = Slot.objects.get(start=540, day="2026-11-25", queue="paspor")
    slot.public_taken = 3
    with pytest.raises(IntegrityError), transaction.atomic():
        slot.save()


def test_refuses_a_visitor_without_name_or_way_to_reach_them(hall: Any) -> None:
    held = hall.hold("09:00")

    with pytest.raises(service.BadVisitor) as refused:
        service.confirm(
            token=held.token,
            visitor=service.Visitor(" ", "not an address"),
            key="k",
            now=hall.mall.now,
        )

    assert set(refused.value.fields) == {"name", "contact"}
    assert service.booking(held.token).is_held


def test_the_same_person_is_not_in_two_places_at_one_time(hall: Any, mall: Any) -> None:
    hall.use(per_person=5)
    hall.book("09:00", "paspor/ganti")  # until 10:00
    for clock_time, errand in (("09:20", "ktp/cetak"), ("09:30", "paspor/perpanjang")):
        held = hall.hold(clock_time, errand)
        with pytest.raises(service.TwiceAtOnce):
            hall.confirm(held, who="ANI@contoh.example")
        assert service.booking(held.token).is_held
    # Just after it, and as one visit with several errands.
    hall.book("10:00", "ktp/cetak")
    hall.book("11:00", "paspor/perpanjang", "ktp/cetak")


def test_a_family_books_with_one_contact_under_its_names(hall: Any, mall: Any) -> None:
    hall.book("09:00")
    child = hall.confirm(hall.hold("09:00"), name="Citra Lestari")
    assert child.is_confirmed

    # Each has a limit of their own, and the family has one.
    hall.book("11:00")
    with pytest.raises(service.TooManyBookings) as refused:
        hall.book("13:00")
    assert "If somebody else comes" in refused.value.sentence
    hall.use(per_person=1)
    hall.confirm(hall.hold("13:30"), name="Dewi")
    with pytest.raises(service.TooManyBookings) as refused:
        hall.confirm(hall.hold("14:00"), name="Fajar")
    assert "Too many people are booked" in refused.value.sentence


def test_who_is_known_by_the_account_is_not_in_two_places_either(
    hall: Any, mall: Any
) -> None:
    later = hall.book("10:00", who="budi@contoh.example", actor=mall.melati)
    with pytest.raises(service.TwiceAtOnce):  # known by the account, whatever contact
        hall.confirm(hall.hold("10:00"), who="lain@contoh.example", actor=mall.melati)
    assert later.is_confirmed


def test_nobody_moves_into_another_appointment_of_theirs(hall: Any, now: Any) -> None:
    hall.book("09:00")
    later = hall.book("10:00")

    with pytest.raises(service.TwiceAtOnce):
        service.move(token=later.token, at=hall.at("09:00"), now=now)
    assert service.booking(later.token) == later


def test_a_form_sent_twice_holds_the_last_place_once(hall: Any, mall: Any) -> None:
    hall.hold("09:00")

    first, second = (hall.hold("09:00", actor=mall.melati) for _n in range(2))

    assert first == second
    with pytest.raises(service.Full):
        hall.hold("09:00", actor=mall.budi)


def test_who_keeps_times_already_is_told_that_and_not_that_they_are_booked(
    hall: Any, mall: Any
) -> None:
    for clock_time in ("09:00", "10:00"):
        hall.hold(clock_time, actor=mall.melati)
    with pytest.raises(service.TooManyBookings) as refused:
        hall.hold("11:00", actor=mall.melati)
    assert "You are keeping a time here already" in refused.value.sentence


def test_says_truly_why_a_hold_cannot_be_confirmed(hall: Any, mall: Any) -> None:
    now = mall.now
    cancelled = hall.book("09:00")
    service.cancel(token=cancelled.token, now=now)
    let_go = hall.hold("09:30")
    service.drop_hold(token=let_go.token, now=now)
    closed, begun = hall.hold("10:00"), hall.hold("11:00")
    service.close_hours(
        mall="uji", queue="paspor", day=closed.day, hours="10:00-10:30",
        reason="Rapat", actor=mall.putri, now=now,
    )  # fmt: skip

    for held, at, refusal, words in (
        (cancelled, now, service.CannotChange, "is cancelled"),
        (let_go, now, service.LetGo, "no longer kept"),
        (closed, now, service.HoldOver, "The office has closed"),
        (begun, hall.at("11:00"), service.HoldOver, "has come"),
    ):
        before = service.booking(held.token)
        with pytest.raises(refusal) as refused:
            hall.confirm(held, now=at)
        assert words in refused.value.sentence
        assert service.booking(held.token) == before


def test_says_truly_why_an_appointment_cannot_be_changed(hall: Any, mall: Any) -> None:
    gone, come, over = (hall.book(at, who=f"{at[1]}@contoh.example")
                        for at in ("08:00", "09:00", "10:00"))  # fmt: skip
    service.cancel(token=gone.token, now=mall.now)
    service.arrive(booking_id=come.id, now=hall.at("08:50"))

    for booked, now, words in (
        (gone, mall.now, "is cancelled"),
        (come, hall.at("08:55"), "been checked in already"),
        (over, hall.at("10:00"), "has come"),
    ):
        with pytest.raises(service.CannotChange) as refused:
            service.move(token=booked.token, at=hall.at("11:00"), now=now)
        assert words in refused.value.sentence


def test_another_time_is_kept_for_an_hour_at_most_and_never_twice(
    hall: Any, clock: Any
) -> None:
    held = hall.hold("09:00")
    booked = hall.confirm(held)
    # The old page, in another window: it is booked, and stays so.
    assert (
        service.change_hold(token=held.token, at=hall.at("10:00"), now=clock.now)
        == booked
    )
    other = hall.hold("09:00")
    with pytest.raises(service.LetGo):
        service.change_hold(
            token=other.token, at=hall.at("10:00"), now=clock.forward(minutes=61)
        )


def test_what_is_free_again_is_never_refused(hall: Any, clock: Any) -> None:
    """A refusal is no older than the place that it is about."""
    for _n in range(2):
        hall.hold("09:00")
    with pytest.raises(service.Full):
        hall.hold("09:00", now=clock.now)
    # Over in this moment, and nobody has cleared it: the same second, another answer.
    assert hall.hold("09:00", now=clock.forward(minutes=10)).is_held
    service.drop_hold(token=hall.hold("09:00", now=clock.now).token, now=clock.now)
    assert hall.hold("09:00", now=clock.now).is_held
