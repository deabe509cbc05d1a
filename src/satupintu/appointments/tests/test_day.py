"""The office's exceptions, arriving, reminders, and forgetting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from satupintu.appointments import service
from satupintu.appointments.models import Booking, Built, Slot
from satupintu.appointments.tests.hall import wishes
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Capacity
from satupintu.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)


def close(hall: Any, hours: str = "", **more: Any) -> service.ChangeView:
    given = {"queue": "paspor", "day": WEDNESDAY, "actor": hall.mall.putri} | more
    return service.close_hours(
        mall="uji", hours=hours, reason="Pelatihan", now=hall.mall.now, **given
    )


def test_closing_hours_loses_nobody_and_lists_them(hall: Any, now: Any) -> None:
    booked = hall.book("09:00")

    change = close(hall, "08:00-10:00")

    assert [hall.left(t) for t in ("08:30", "09:00", "10:00")] == [0, 0, 2]
    assert [each.id for each in service.affected(mall="uji", now=now)] == [booked.id]
    assert service.booking(booked.token).is_confirmed

    service.end_change(change_id=change.id, actor=hall.mall.putri, now=now)
    assert hall.left("09:00") == 1
    assert service.affected(mall="uji", now=now) == []


def test_special_opening_on_a_holiday(hall: Any, now: Any) -> None:
    christmas = date(2026, 12, 24)
    service.open_hours(
        mall="uji", queue="paspor", day=christmas, hours="09:00-10:00",
        places_of_slot=Capacity(public=5), reason="Layanan tambahan",
        actor=hall.mall.putri, now=now,
    )  # fmt: skip
    plan = service.plan_of(mall="uji", wanted=wishes())

    (found,) = service.calendar(plan=plan, first=christmas, last=christmas, now=now)

    assert [time.left for time in found.times] == [5, 5]


def test_changes_are_for_managers_of_the_agency_and_need_a_reason(
    hall: Any, now: Any
) -> None:
    for actor in (hall.mall.rini, hall.mall.melati):
        with pytest.raises(NotAllowed):
            close(hall, actor=actor)
    with pytest.raises(NotAllowed):
        close(hall, queue="ktp")  # another agency's
    for wrong in ({"hours": "from nine"}, {"day": date(2026, 11, 23)}):
        with pytest.raises(service.BadChange):
            close(hall, **wrong)
    assert service.changes(mall="uji", first=WEDNESDAY, last=WEDNESDAY) == []


def test_another_pack_rebuilds_the_slots_around_what_is_booked(
    hall: Any, now: Any
) -> None:
    hall.book("09:00")
    hall.use(slot=20, public=1)
    Built.objects.update(version="")  # as after a publication
    cache.clear()

    assert hall.left("08:00", "paspor/perpanjang") == 1
    rows = Slot.objects.filter(day=WEDNESDAY, queue="paspor").order_by("start", "end")
    shown = {
        (r.start, r.end): (r.public, r.closed) for r in rows if 500 < r.start < 600
    }
    assert shown == {
        (520, 540): (1, False),
        (540, 560): (0, False),
        (540, 570): (1, True),
        (560, 580): (0, False),
        (580, 600): (1, False),
    }


def test_slots_reach_to_the_horizon_and_grow_by_a_day(hall: Any, clock: Any) -> None:
    service.refill_all(now=clock.now)
    assert Slot.objects.filter(queue="paspor").latest("day").day == date(2026, 12, 23)
    before = set(Slot.objects.values_list("id", flat=True))

    service.refill_all(now=clock.forward(days=1))

    added = Slot.objects.exclude(pk__in=before).values_list("day", flat=True)
    assert set(added) <= {date(2026, 12, 24)}
    assert before <= set(Slot.objects.values_list("id", flat=True))


def test_reading_a_month_asks_a_fixed_number_of_questions(hall: Any, now: Any) -> None:
    hall.left("09:00")
    plan = service.plan_of(mall="uji", wanted=wishes())
    with CaptureQueriesContext(connection) as asked:
        days = service.calendar(
            plan=plan, first=date(2026, 12, 1), last=date(2026, 12, 31), now=now
        )
    own = [q["sql"] for q in asked.captured_queries if "appointments_" in q["sql"]]
    assert len(own) == 1
    assert [day.state for day in days[:4]] == ["closed", "free", "free", "free"]
    assert (days[2].left, days[2].state) == (24, "free")
    assert days[30].state == "later"


@pytest.mark.parametrize(
    ("clock_time", "refusal"),
    [
        ("08:29", service.TooEarly),
        ("08:30", None),
        ("09:15", None),
        ("09:16", service.TooLate),
    ],
)
def test_arriving_has_a_beginning_and_an_end(
    hall: Any, clock_time: str, refusal: Any
) -> None:
    booked = hall.book("09:00")
    at = hall.at(clock_time)

    if refusal:
        with pytest.raises(refusal) as refused:
            service.arrive(booking_id=booked.id, now=at)
        assert "25 November 2026, 09:00" in refused.value.sentence
        assert service.booking(booked.token).is_confirmed
        return
    arrived = service.arrive(booking_id=booked.id, now=at)
    assert arrived.arrived_at == at
    again = service.arrive(booking_id=booked.id, now=at + timedelta(hours=5))
    assert again == arrived


def test_only_a_confirmed_booking_arrives(hall: Any, now: Any) -> None:
    held, booked = hall.hold("09:00"), hall.book("10:00")
    service.cancel(token=booked.token, now=now)

    for each in (held, booked):
        with pytest.raises(service.NotExpected):
            service.arrive(booking_id=each.id, now=hall.at("09:00"))


def test_tells_who_is_expected_and_how_probably(hall: Any, now: Any) -> None:
    booked = hall.book("09:00", "paspor/perpanjang", "ktp/cetak")
    come = hall.book("10:00", who="budi@contoh.example")
    service.arrive(booking_id=come.id, now=hall.at("09:50"))

    assert service.expected(mall="uji", day=WEDNESDAY) == [
        service.Expected("paspor", "perpanjang", booked.starts_at, 0.85),
        service.Expected("ktp", "cetak", hall.at("09:40"), 0.85),
    ]


def test_staff_of_the_agency_see_the_day_and_book_from_their_own_places(
    hall: Any, now: Any
) -> None:
    booked = hall.book("09:00")
    hall.book("09:00", who="budi@contoh.example")
    own: Any = {
        "mall": "uji", "wanted": wishes(), "at": hall.at("09:00"),
        "visitor": service.Visitor("Citra", "citra@contoh.example"),
        "actor": hall.mall.rini, "now": now,
    }  # fmt: skip

    internal = service.book_internal(**own)
    with pytest.raises(service.Full):
        service.book_internal(**own)

    day: Any = {"mall": "uji", "queue": "paspor", "day": WEDNESDAY}
    listed = service.day_list(**day, actor=hall.mall.rini)
    assert {each.id for each in listed} >= {booked.id, internal.id}
    for actor in (hall.mall.tuti, hall.mall.melati):
        with pytest.raises(NotAllowed):
            service.day_list(**day, actor=actor)


def test_reminds_once_on_the_day_before_and_never_afterwards(
    hall: Any, clock: Any, run_jobs: Any
) -> None:
    booked = hall.book("09:00", day="2026-11-27")
    soon = hall.book("10:00")  # tomorrow: told a moment ago

    assert service.remind(now=hall.at("08:59", "2026-11-26")) == 0
    assert service.remind(now=hall.at("09:00", "2026-11-26")) == 1
    assert service.remind(now=hall.at("09:10", "2026-11-26")) == 0
    assert service.remind(now=hall.at("10:00", "2026-11-27")) == 0
    assert soon.is_confirmed
    # A moved one is reminded of its new day.
    service.move(
        token=booked.token,
        at=hall.at("09:00", "2026-12-02"),
        now=hall.at("10:00", "2026-11-26"),
    )
    assert service.remind(now=hall.at("09:30", "2026-12-01")) == 1


def test_people_are_forgotten_a_week_after_their_day(hall: Any, clock: Any) -> None:
    booked = hall.book("09:00")
    let_go = hall.hold("09:30", now=clock.now)

    service.tidy(now=clock.forward(days=3))
    assert not Booking.objects.filter(pk=let_go.id).exists()
    assert service.booking(booked.token).name == "Ani Lestari"

    service.tidy(now=clock.forward(days=6))
    row = Booking.objects.get(pk=booked.id)
    assert (row.name, row.contact, row.person, row.network) == ("", "", "", "")


def test_a_day_begins_at_midnight_of_the_place(hall: Any, now: Any) -> None:
    late = hall.at("23:30")  # still Wednesday there, 16:30 in UTC
    assert catalogue.local_day(late) == WEDNESDAY
    assert catalogue.local_day(late + timedelta(hours=1)) == date(2026, 11, 26)
