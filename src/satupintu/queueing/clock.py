"""What the clocks of a mall show, and which day it is there."""

from __future__ import annotations

from datetime import datetime

from satupintu.queueing.models import HallClock


def hall_time(*, mall: str, now: datetime) -> datetime:
    """What the mall's clocks show at the real moment `now`.

    They show `now`, but for a demonstration or a training day, which has a clock
    of its own (`HallClock`).
    """
    row = HallClock.objects.filter(mall=mall).first()
    if row is None:
        return now
    return row.shown_at + (now - row.real_at) * row.speed


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
    row = HallClock.objects.filter(mall=mall).first()
    if row is None:
        return shown
    if not row.speed:
        return row.real_at
    return row.real_at + (shown - row.shown_at) / row.speed
