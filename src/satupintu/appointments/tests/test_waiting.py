"""The waiting list: what comes free is offered in order and kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from satupintu.appointments import service
from satupintu.appointments.tests.hall import wishes

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def full(hall: Any, now: Any) -> Any:
    """Wednesday is open for two hours and fully booked by others."""
    service.close_hours(
        mall="uji", queue="paspor", day=WEDNESDAY, hours="09:00-15:00",
        reason="Rapat", actor=hall.mall.putri, now=now,
    )  # fmt: skip
    hall.others = [
        hall.book(clock, who=f"{n}{clock[:2]}{clock[3:]}@contoh.example")
        for clock in ("08:00", "08:30")
        for n in "ab"
    ]
    return hall


def join(hall: Any, who: str, *, now: Any, **more: Any) -> service.EntryView:
    return service.join_list(
        plan=service.plan_of(mall="uji", wanted=wishes()),
        days=more.pop("days", (WEDNESDAY, WEDNESDAY)),
        visitor=service.Visitor(who.capitalize(), f"{who}@contoh.example", "id"),
        now=now,
        **more,
    )


def test_a_cancelled_place_goes_to_the_first_and_not_on_sale(
    full: Any, clock: Any
) -> None:
    first = join(full, "citra", now=clock.now)
    second = join(full, "dedi", now=clock.forward(minutes=1))
    assert second.before == 1
    assert service.offer_places(now=clock.now) == 0

    service.cancel(token=full.others[0].token, now=clock.now)
    assert service.offer_places(now=clock.now) == 1

    offered = service.entry(token=first.token, now=clock.now)
    assert offered.offer is not None
    assert offered.offer.starts_at == full.at("08:00")
    assert offered.offer_until == clock.now + timedelta(minutes=30)
    assert service.entry(token=second.token, now=clock.now).offer is None
    assert full.left("08:00") == 0

    booked = service.accept_offer(token=first.token, now=clock.forward(minutes=29))
    assert booked.is_confirmed
    assert (booked.name, booked.contact) == ("Citra", "citra@contoh.example")
    # A second press gives the same booking.
    assert service.accept_offer(token=first.token, now=clock.now).id == booked.id


def test_an_unanswered_offer_goes_to_the_next(full: Any, clock: Any) -> None:
    first = join(full, "citra", now=clock.now)
    second = join(full, "dedi", now=clock.forward(minutes=1))
    service.cancel(token=full.others[0].token, now=clock.now)
    service.offer_places(now=clock.now)

    later = clock.forward(minutes=31)
    with pytest.raises(service.OfferOver):
        service.accept_offer(token=first.token, now=later)
    assert full.left("08:00", now=later) == 0  # kept for the next on the list
    service.offer_places(now=later)

    assert service.entry(token=second.token, now=later).offer is not None
    assert service.entry(token=first.token, now=later).offer is None


def test_an_own_booking_is_kept_until_the_better_one_is_accepted(
    full: Any, clock: Any
) -> None:
    own = full.book("10:00", who="citra@contoh.example", day="2026-11-26")
    entry = join(full, "citra", now=clock.now, booking=own.token)
    service.cancel(token=full.others[2].token, now=clock.now)
    service.offer_places(now=clock.now)
    assert service.booking(own.token) == own

    moved = service.accept_offer(token=entry.token, now=clock.now)

    assert (moved.token, moved.code) == (own.token, own.code)
    assert moved.starts_at == full.at("08:30")
    assert moved.is_confirmed


def test_nobody_is_offered_a_time_that_is_no_better_than_theirs(
    full: Any, now: Any
) -> None:
    own = full.book("08:00", who="citra@contoh.example", day="2026-11-26")
    days = (WEDNESDAY, THURSDAY)
    join(full, "citra", now=now, booking=own.token, days=days)

    assert service.offer_places(now=now) == 0


def test_declined_times_are_not_offered_twice_and_three_are_enough(
    full: Any, clock: Any
) -> None:
    entry = join(full, "citra", now=clock.now, days=(WEDNESDAY, THURSDAY))
    offered = []
    for _n in range(3):
        service.offer_places(now=clock.forward(minutes=1))
        seen = service.entry(token=entry.token, now=clock.now)
        assert seen.offer is not None
        offered.append(seen.offer.starts_at)
        seen = service.decline_offer(token=entry.token, now=clock.now)

    assert len(set(offered)) == 3
    assert seen.ended == "silent"
    assert service.offer_places(now=clock.forward(minutes=1)) == 0
    # What was declined is on sale again, soon.
    at = clock.forward(minutes=6)
    assert full.hold("08:00", day="2026-11-26", now=at).is_held


def test_a_person_stands_on_the_list_once_and_a_contact_alone_opens_nothing(
    full: Any, now: Any
) -> None:
    """The address of an entry lets one leave the list, or take the offer."""
    mine = service.Origin(proof="mine")
    first = join(full, "citra", now=now, origin=mine)

    assert join(full, "citra", now=now, origin=mine).token == first.token  # sent twice
    with pytest.raises(service.WaitsAlready):
        join(full, "citra", now=now, origin=service.Origin(proof="another"))
    with pytest.raises(service.WaitsAlready):
        join(full, "citra", now=now)


def test_who_leaves_lets_the_offer_go(full: Any, clock: Any) -> None:
    first = join(full, "citra", now=clock.now)
    second = join(full, "dedi", now=clock.forward(minutes=1))
    service.cancel(token=full.others[0].token, now=clock.now)
    service.offer_places(now=clock.now)

    assert service.leave_list(token=first.token, now=clock.now).ended == "left"
    assert service.leave_list(token=first.token, now=clock.now).ended == "left"
    service.offer_places(now=clock.now)

    assert service.entry(token=second.token, now=clock.now).offer is not None


def test_the_list_has_an_end(full: Any, now: Any) -> None:
    full.use(waiting_list=2)
    join(full, "citra", now=now)
    join(full, "dedi", now=now, days=(WEDNESDAY, THURSDAY))

    with pytest.raises(service.ListFull):
        join(full, "eka", now=now, days=(WEDNESDAY, THURSDAY))
    join(full, "eka", now=now, days=(THURSDAY, THURSDAY))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (THURSDAY, WEDNESDAY),
        (date(2026, 11, 23), THURSDAY),
        (THURSDAY, date(2027, 3, 1)),
    ],
)
def test_refuses_days_that_cannot_be_offered(
    full: Any, now: Any, first: date, last: date
) -> None:
    with pytest.raises(service.BadDays):
        join(full, "citra", now=now, days=(first, last))


def test_the_list_ends_with_its_days(full: Any, clock: Any) -> None:
    entry = join(full, "citra", now=clock.now)

    service.offer_places(now=clock.forward(days=2))

    assert service.entry(token=entry.token, now=clock.now).ended == "passed"
