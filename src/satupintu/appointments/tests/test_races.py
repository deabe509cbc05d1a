"""Several people at the same moment, in threads of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from satupintu.appointments import service
from satupintu.appointments.models import Place, Slot
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def tries(act: Any) -> Any:
    """What came of it: a booking, or the refusal."""

    def work(n: int) -> Any:
        try:
            return act(n)
        except Refused as refused:
            return refused.code

    return work


def count_is_right() -> None:
    """What the slots say is taken is what the places say."""
    for slot in Slot.objects.all():
        assert slot.public_taken == Place.objects.filter(slot=slot).count()
    assert not Slot.objects.filter(public_taken__gt=F("public")).exists()


def test_the_last_place_goes_to_one(hall: Any, mall: Any) -> None:
    hall.hold("09:00")

    got = mall.at_once(tries(lambda n: hall.hold("09:00")), times=6)

    assert sum(isinstance(each, service.BookingView) for each in got) == 1
    assert got.count("slot_full") == 5
    count_is_right()


def test_long_and_crossing_visits_never_lock_each_other_out(
    hall: Any, mall: Any
) -> None:
    visits = [
        ("09:00", "paspor/ganti"),
        ("09:30", "paspor/ganti"),
        ("09:00", "paspor/perpanjang", "ktp/cetak"),
        ("09:20", "ktp/cetak"),
        ("09:40", "ktp/cetak"),
        ("09:30", "paspor/perpanjang"),
    ]

    def hold(n: int) -> Any:
        found = hall.hold(*visits[n % 6])
        return service.move(
            token=hall.confirm(found, who=f"{n}@contoh.example").token,
            at=hall.at(visits[(n + 3) % 6][0]),
            now=mall.now,
        )

    mall.at_once(tries(hold), times=12)

    count_is_right()


def test_confirmed_twice_at_once_is_one_booking(hall: Any, mall: Any) -> None:
    held = hall.hold("09:00")

    got = mall.at_once(lambda n: hall.confirm(held), times=4)

    assert {each.code for each in got} == {service.booking(held.token).code}
    assert hall.left("09:00") == 1
    count_is_right()


def test_confirming_in_the_last_moment_while_others_clear_what_is_over(
    hall: Any, mall: Any
) -> None:
    """Clocks of two requests differ by a moment: nobody loses a confirmed place."""
    held, _other = hall.hold("09:00"), hall.hold("09:00")
    until = held.held_until
    moment = timedelta(seconds=1)

    def act(n: int) -> Any:
        if n == 0:
            return hall.confirm(held, now=until - moment)
        return hall.hold("09:00", now=until + moment)

    got = mall.at_once(tries(act), times=5)

    count_is_right()
    last = service.booking(held.token)
    assert Place.objects.filter(booking_id=last.id).count() == last.is_confirmed
    assert sum(isinstance(each, service.BookingView) for each in got) == 2


def test_two_windows_of_one_person_confirm_one_of_two_at_a_time(
    hall: Any, mall: Any
) -> None:
    held = [hall.hold("09:00"), hall.hold("09:00")]

    got = mall.at_once(tries(lambda n: hall.confirm(held[n])), times=2)

    assert got.count("twice_at_once") == 1
    count_is_right()


def test_moving_against_cancelling_ends_in_one_of_both(hall: Any, mall: Any) -> None:
    booked = hall.book("09:00")
    acts = [
        lambda: service.move(token=booked.token, at=hall.at("10:00"), now=mall.now),
        lambda: service.cancel(token=booked.token, now=mall.now),
    ]

    mall.at_once(tries(lambda n: acts[n % 2]()), times=4)

    last = service.booking(booked.token)
    assert last.state == "cancelled"
    assert Place.objects.filter(booking_id=last.id).count() == 0
    count_is_right()


def test_one_person_in_two_windows_stays_within_the_limit(hall: Any, mall: Any) -> None:
    times = ("09:00", "10:00", "11:00", "13:00")

    got = mall.at_once(tries(lambda n: hall.hold(times[n], actor=mall.melati)), times=4)

    assert got.count("too_many_bookings") == 2


def test_slots_made_by_many_at_once_are_made_once(hall: Any, mall: Any) -> None:
    mall.at_once(lambda n: hall.left("09:00"), times=4)

    assert Slot.objects.filter(queue="paspor", day="2026-11-25").count() == 12


def test_the_office_closes_hours_while_people_book(hall: Any, mall: Any) -> None:
    def act(n: int) -> Any:
        if n:
            return hall.hold("09:00")
        return service.close_hours(
            mall="uji",
            queue="paspor",
            day=catalogue.local_day(hall.at("09:00")),
            hours="",
            reason="Rapat",
            actor=mall.putri,
            now=mall.now,
        )

    hall.left("09:00")
    mall.at_once(tries(act), times=4)

    count_is_right()
    assert hall.left("09:00") == 0
    with pytest.raises(service.NotThen):
        hall.hold("09:00")
