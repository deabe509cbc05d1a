"""From the booking to the line: check-in, once, or refused with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from satupintu.appointments import service as appointments
from satupintu.journeys import arrivals
from satupintu.queueing import service as queueing
from satupintu.queueing.expected import expected

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(mall: Any, at_now: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from satupintu.appointments.tests.hall import entered_hall

    with entered_hall(mall, monkeypatch) as found:
        yield found


def check_in(given: str, now: Any, **more: Any) -> queueing.VisitView:
    asked = {"mall": "uji", "key": "", "language": "id"} | more
    return arrivals.check_in(code_or_token=given, now=now, **asked)


def test_a_booking_becomes_one_visit_however_it_is_shown(hall: Any) -> None:
    booked = hall.book("09:00", "paspor/perpanjang", "ktp/cetak")
    at = hall.at("08:45")
    shown = [
        f"http://localhost/id/appointments/{booked.token}/",
        booked.token,
        booked.code,
        f"{booked.code[:3].lower()}-{booked.code[3:].lower()}",
    ]

    visits = [check_in(given, at, key=f"tap-{n}") for n, given in enumerate(shown)]

    assert len({visit.id for visit in visits}) == 1
    visit = visits[0]
    assert visit.via == "booking"
    assert visit.name == "Ani Lestari"
    assert [(s.queue, s.booked_for, s.state) for s in visit.stops] == [
        ("paspor", hall.at("09:00"), "waiting"),
        ("ktp", hall.at("09:40"), "planned"),
    ]
    assert appointments.booking(booked.token).state == "arrived"


def test_a_visit_that_is_over_is_not_printed_again(hall: Any) -> None:
    booked = hall.book("09:00")
    visit = check_in(booked.code, hall.at("08:45"))
    with pytest.raises(arrivals.AlreadyServed):  # the QR, on the next day
        check_in(booked.token, hall.at("08:45") + timedelta(days=1))

    queueing.leave(token=visit.token, now=hall.at("08:50"))
    with pytest.raises(arrivals.AlreadyServed):
        check_in(booked.code, hall.at("08:55"))


def test_may_come_before_the_doors_open(hall: Any) -> None:
    booked = hall.book("08:00")

    assert check_in(booked.code, hall.at("07:40")).number == "P-001"


@pytest.mark.parametrize(
    ("clock_time", "refusal"),
    [("08:00", appointments.TooEarly), ("09:20", appointments.TooLate)],
)
def test_refuses_outside_the_time_and_changes_nothing(
    hall: Any, clock_time: str, refusal: Any
) -> None:
    booked = hall.book("09:00")

    with pytest.raises(refusal):
        check_in(booked.code, hall.at(clock_time))
    assert appointments.booking(booked.token).is_confirmed


def test_a_queue_that_is_down_leaves_the_booking_as_it_was(
    hall: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from satupintu.queueing import opening

    def refuse(*_args: Any) -> None:
        raise opening.QueueClosed("Sistem tidak menjawab.")

    booked = hall.book("09:00")
    monkeypatch.setattr(opening, "check_open", refuse)

    with pytest.raises(opening.QueueClosed):
        check_in(booked.code, hall.at("08:50"))
    assert appointments.booking(booked.token).is_confirmed
    assert [each.queue for each in expected("uji", booked.day)] == ["paspor"]


def test_unknown_cancelled_and_other_buildings_are_told_apart(
    hall: Any, now: Any
) -> None:
    booked = hall.book("09:00")
    for unknown in ("ZZZZZZ", "x" * 22, "http://localhost/en/appointments/none/"):
        with pytest.raises(appointments.NoSuchBooking):
            check_in(unknown, hall.at("08:50"))
    with pytest.raises(arrivals.OtherMall) as refused:
        check_in(booked.token, hall.at("08:50"), mall="rasuna-said")
    assert "Test Mall" in refused.value.sentence

    appointments.cancel(token=booked.token, now=now)
    with pytest.raises(appointments.NotExpected):
        check_in(booked.token, hall.at("08:50"))


def test_forecasts_know_who_may_still_come(hall: Any) -> None:
    booked, come = hall.book("09:00"), hall.book("09:00", who="budi@contoh.example")
    check_in(come.token, hall.at("08:50"))

    (left,) = expected("uji", booked.day)
    assert (left.queue, left.at, left.probability) == (
        "paspor", booked.starts_at, 0.85,
    )  # fmt: skip
