"""Letters around an appointment: once, in the booker's language, never too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from satupintu.appointments import service as appointments
from satupintu.catalogue import service as catalogue
from satupintu.notifications import service as notifications

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(mall: Any, at_now: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from satupintu.appointments.tests.hall import entered_hall

    with entered_hall(mall, monkeypatch) as found:
        yield found


def letters(address: str = "ani@contoh.example") -> list[str]:
    return [letter.body for letter in notifications.mailbox(address=address)]


def test_a_confirmed_booking_is_written_once(hall: Any, run_jobs: Any) -> None:
    booked = hall.book("09:00")
    hall.confirm(booked)
    run_jobs()

    (body,) = letters()
    assert "Rabu, 25 November 2026, 09.00" in body
    assert booked.code in body
    assert f"/id/appointments/{booked.token}/" in body
    assert "Paspor lama" in body


def test_moving_and_cancelling_are_told(hall: Any, run_jobs: Any, now: Any) -> None:
    booked = hall.book("09:00")
    run_jobs()
    appointments.move(token=booked.token, at=hall.at("10:00"), now=now)
    appointments.move(token=booked.token, at=hall.at("10:30"), now=now)
    run_jobs()
    assert len(letters()) == 2  # the first of two moves at once needs no letter
    appointments.cancel(
        token=booked.token, now=now, reason="Listrik padam", by=hall.mall.putri
    )
    run_jobs()

    assert "Listrik padam" in letters()[0]


def test_an_offer_is_written_to_who_waits(hall: Any, run_jobs: Any, now: Any) -> None:
    hall.use(public=1)
    booked = hall.book("09:00")
    day = catalogue.local_day(booked.starts_at)
    appointments.close_hours(
        mall="uji", queue="paspor", day=day, hours="09:30-15:00", reason="Rapat",
        actor=hall.mall.putri, now=now,
    )  # fmt: skip
    for clock in ("08:00", "08:30"):
        hall.book(clock, who=f"u{clock[1]}{clock[3]}@contoh.example")
    appointments.join_list(
        plan=appointments.plan_of(
            mall="uji", wanted=[appointments.Wish("paspor", "perpanjang")]
        ),
        days=(day, day),
        visitor=appointments.Visitor("Dedi", "dedi@contoh.example", "en"),
        now=now,
    )
    appointments.cancel(token=booked.token, now=now)
    appointments.offer_places(now=now)
    run_jobs()

    offered, joined = letters("dedi@contoh.example")
    assert "Wednesday, 25 November 2026, 09:00" in offered
    assert "until 10:30" in offered
    assert "leave the list" in joined


def test_a_reminder_that_is_late_is_not_sent(
    hall: Any, run_jobs: Any, clock: Any
) -> None:
    booked = hall.book("09:00", day="2026-11-27")
    run_jobs()
    clock.now = hall.at("09:00", "2026-11-26")
    assert appointments.remind(now=clock.now) == 1

    clock.now = booked.starts_at + timedelta(hours=1)  # the worker was down till then
    run_jobs()

    assert len(letters()) == 1
    (sent, *_rest) = notifications.sent_to("ani@contoh.example")
    assert sent.state == "failed"


def test_a_reminder_comes_on_the_day_before(
    hall: Any, run_jobs: Any, clock: Any
) -> None:
    hall.book("09:00", day="2026-11-27")
    run_jobs()
    clock.now = hall.at("09:00", "2026-11-26")
    appointments.remind(now=clock.now)
    run_jobs()

    assert "Jumat, 27 November 2026, 09.00" in letters()[0]
