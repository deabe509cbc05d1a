"""A day on the road is over: nobody comes any more to whoever still waits."""

from __future__ import annotations

from datetime import date, datetime

from satupintu.catalogue import service as catalogue
from satupintu.courier.advancing import set_progress
from satupintu.courier.models import HomeVisit, Outcome, Shift, State
from satupintu.kernel.actor import SYSTEM

# To whom nobody came. Whoever is at a door knows better than we what came of it.
WAITING = (State.BOOKED, State.RIDING)


def close_day(*, day: date, now: datetime) -> int:
    """Say of each visit that was not made that there was no time, so that its citizen
    is asked for another one; how many there were. Again is harmless.

    Nothing is done while somebody's shift goes on.
    """
    if Shift.objects.filter(day=day, ends_at__gt=now).exists():
        return 0
    left = HomeVisit.objects.filter(day=day, state__in=WAITING).order_by("from_at")
    ids = list(left.values_list("pk", flat=True))
    for visit_id in ids:
        set_progress(
            visit_id=visit_id,
            state=State.FAILED,
            outcome=Outcome.NO_TIME,
            at=now,
            actor=SYSTEM,
            now=now,
        )
    return len(ids)


def close_days_before(*, now: datetime) -> int:
    """As `close_day`, for all days before today."""
    past = HomeVisit.objects.filter(day__lt=catalogue.local_day(now), state__in=WAITING)
    days = {day for day in past.values_list("day", flat=True) if day is not None}
    return sum([close_day(day=day, now=now) for day in sorted(days)])
