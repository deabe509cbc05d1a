"""What time it is on the road: the real time, but for a demonstration's own clock."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from satupintu.courier.models import RoadClock
from satupintu.kernel import tenancy

_CLOCK = """
    SELECT real_at, shown_at, speed FROM courier_roadclock WHERE tenant_id = %s
"""


class Clock(NamedTuple):
    """A clock of its own (`RoadClock`)."""

    real_at: datetime
    shown_at: datetime
    speed: float

    def shows(self, now: datetime) -> datetime:
        """What it shows at the real moment `now`."""
        return self.shown_at + (now - self.real_at) * self.speed


def road_time(*, now: datetime) -> datetime:
    """What time it is on the road at the real moment `now`."""
    clock = _clock()
    return clock.shows(now) if clock else now


def road_speed() -> float:
    """How many times as fast as the real time it runs; 0: it stands still."""
    clock = _clock()
    return clock.speed if clock else 1.0


def real_time(*, shown: datetime) -> datetime:
    """The real moment at which it is `shown` on the road.

    For what counts outside it too, such as the legal clock of a case. While the
    clock stands still it is the moment at which it was stopped.
    """
    clock = _clock()
    if clock is None:
        return shown
    if not clock.speed:
        return clock.real_at
    return clock.real_at + (shown - clock.shown_at) / clock.speed


def set_road_clock(*, shown: datetime, speed: float, now: datetime) -> None:
    """Let it be `shown` on the road from now on, running at `speed`."""
    RoadClock.objects.update_or_create(
        defaults={"real_at": now, "shown_at": shown, "speed": speed}
    )


def _clock() -> Clock | None:
    # Asked with every request about home visits: a fixed statement.
    with connection.cursor() as cursor:
        cursor.execute(_CLOCK, [tenancy.current_id()])
        row = cursor.fetchone()
    return Clock(*row) if row else None
