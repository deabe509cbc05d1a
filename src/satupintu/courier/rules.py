"""What is decided about home visits from values alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

# What a citizen is promised ends this much later than what is planned for, so that
# a slow lift does not break a promise.
MARGIN = timedelta(minutes=10)
# A phone that told nothing for so long: nobody knows how far the officer is.
STALE = timedelta(minutes=25)
STEP = timedelta(minutes=5)
# The state that a report leads to, and the states that it may follow.
FOLLOWS: dict[str, frozenset[str]] = {
    "riding": frozenset({"booked"}),
    "arrived": frozenset({"booked", "riding"}),
    "done": frozenset({"booked", "riding", "arrived"}),
    "failed": frozenset({"booked", "riding", "arrived"}),
}
# Outcomes after which another attempt makes sense.
TRY_AGAIN = frozenset({"not_ready", "not_home", "wrong_address", "rain", "no_time"})


@dataclass(frozen=True, slots=True)
class Eta:
    """Between when and when the officer will probably come. `is_stale`: the
    officer's phone has not been heard for a while."""

    low: datetime
    high: datetime
    is_stale: bool


def eta_of(
    *,
    arrives_at: datetime,
    stops_before: int,
    is_riding: bool,
    not_before: datetime | None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Eta:
    """An honest range around a planned arrival: each stop before makes it wider.

    Bounds are rounded outwards to five minutes. It never begins in the past, nor
    (unless the officer is riding) before the window `not_before`: officers wait.
    """
    spread = 4.0 if is_riding else 6 + 5 * sqrt(max(0, stops_before))
    low = arrives_at - timedelta(minutes=spread * 0.75)
    high = arrives_at + timedelta(minutes=spread * 1.5)
    if not_before is not None and not is_riding:
        low = max(low, not_before)
    low = max(low, now)
    high = max(high, low + STEP)
    is_stale = seen_at is not None and now - seen_at > STALE
    return Eta(_floor(low), _floor(high + STEP - timedelta(microseconds=1)), is_stale)


def _floor(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 5, seconds=at.second)
    return at - over - timedelta(microseconds=at.microsecond)


def is_late(*, arrives_at: datetime, until_at: datetime | None) -> bool:
    """Whether the officer would come after the promised window."""
    return until_at is not None and arrives_at > until_at


def slack_of(*, arrives_at: datetime, until_at: datetime | None) -> int:
    """Whole minutes between a planned arrival and the end of the promise."""
    if until_at is None:
        return 0
    return int((until_at - arrives_at).total_seconds() // 60)


def has_moved(*, told_at: datetime | None, to: datetime, tolerance: int) -> bool:
    """Whether an arrival differs from what was told by more than `tolerance`
    minutes; also when nothing was told yet."""
    if told_at is None:
        return True
    return abs(to - told_at) > timedelta(minutes=tolerance)


def sureness_of(officers: int) -> str:
    """`plenty`, `few` or `full`, by how many officers could still come."""
    if officers == 0:
        return "full"
    return "few" if officers < 3 else "plenty"
