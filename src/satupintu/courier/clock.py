"""What time it is on the road: the real time, but for a demonstration's own clock."""

from __future__ import annotations

from datetime import datetime

from satupintu.courier.models import RoadClock
from satupintu.kernel import tenancy
from satupintu.kernel.clocks import Clock, read_clock

_CLOCK = """
    SELECT real_at, shown_at, speed FROM courier_roadclock WHERE tenant_id = %s
"""


def road_time(*, now: datetime) -> datetime:
    """What time it is on the road at the real moment `now`."""
    return _clock().shows(now)


def road_speed() -> float:
    """How many times as fast as the real time it runs; 0: it stands still."""
    return _clock().speed


def real_time(*, shown: datetime) -> datetime:
    """The real moment at which it is `shown` on the road.

    For what counts outside it too, such as the legal clock of a case. While the
    clock stands still it is the moment at which it was stopped.
    """
    return _clock().real(shown)


def set_road_clock(*, shown: datetime, speed: float, now: datetime) -> None:
    """Let it be `shown` on the road from now on, running at `speed`."""
    RoadClock.objects.update_or_create(
        defaults={"real_at": now, "shown_at": shown, "speed": speed}
    )


def _clock() -> Clock:
    return read_clock(_CLOCK, [tenancy.current_id()])
