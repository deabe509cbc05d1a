"""What the clocks of a mall show, and which day it is there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from satupintu.kernel import tenancy
from satupintu.queueing.models import HallClock

_CLOCK = """
    SELECT real_at, shown_at, speed FROM queueing_hallclock
    WHERE tenant_id = %s AND mall = %s
"""


class Clock(NamedTuple):
    """A clock of its own (`HallClock`), of a demonstration or a training day."""

    real_at: datetime
    shown_at: datetime
    speed: float

    def shows(self, now: datetime) -> datetime:
        """What it shows at the real moment `now`."""
        return self.shown_at + (now - self.real_at) * self.speed


def hall_time(*, mall: str, now: datetime) -> datetime:
    """What the mall's clocks show at the real moment `now`: `now`, but for a mall
    with a clock of its own."""
    clock = _clock_of(mall)
    return clock.shows(now) if clock else now


def set_hall_clock(*, mall: str, shown: datetime, speed: float, now: datetime) -> None:
    """Let the mall's clocks show `shown` from now on, running at `speed`."""
    HallClock.objects.update_or_create(
        mall=mall, defaults={"real_at": now, "shown_at": shown, "speed": speed}
    )


def real_time(*, mall: str, shown: datetime) -> datetime:
    """The real moment at which the mall's clocks show this time.

    For what counts outside the hall too, such as the legal clock of a case. While
    the hall's clock stands still it is the moment at which it was stopped.
    """
    clock = _clock_of(mall)
    if clock is None:
        return shown
    if not clock.speed:
        return clock.real_at
    return clock.real_at + (shown - clock.shown_at) / clock.speed


def _clock_of(mall: str) -> Clock | None:
    # Asked with most requests of a hall: a fixed statement.
    with connection.cursor() as cursor:
        cursor.execute(_CLOCK, [tenancy.current_id(), mall])
        row = cursor.fetchone()
    return Clock(*row) if row else None
