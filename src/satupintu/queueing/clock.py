"""What the clocks of a mall show, and which day it is there."""

from __future__ import annotations

from datetime import datetime

from satupintu.kernel import tenancy
from satupintu.kernel.clocks import Clock, read_clock
from satupintu.queueing.models import HallClock

_CLOCK = """
    SELECT real_at, shown_at, speed FROM queueing_hallclock
    WHERE tenant_id = %s AND mall = %s
"""


def hall_clock(*, mall: str) -> Clock:
    """The mall's clock: the real one, but for a demonstration or a training day."""
    return read_clock(_CLOCK, [tenancy.current_id(), mall])


def hall_time(*, mall: str, now: datetime) -> datetime:
    """What the mall's clocks show at the real moment `now`: `now`, but for a mall
    with a clock of its own."""
    return hall_clock(mall=mall).shows(now)


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
    return hall_clock(mall=mall).real(shown)
