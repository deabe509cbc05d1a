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
# So long before a planned arrival it is said; until then planning is free to move it.
SETTLED = timedelta(minutes=60)
# The state that a report leads to, and the states that it may follow.
FOLLOWS: dict[str, frozenset[str]] = {
    "riding": frozenset({"booked"}),
    "arrived": frozenset({"booked", "riding"}),
    "done": frozenset({"booked", "riding", "arrived"}),
    "failed": frozenset({"booked", "riding", "arrived"}),
}
# Nobody has been there yet, so the promise can still be broken.
WAITING = frozenset({"booked", "riding"})
# Outcomes after which another attempt makes sense.
TRY_AGAIN = frozenset({"not_ready", "not_home", "wrong_address", "rain", "no_time"})


@dataclass(frozen=True, slots=True)
class Eta:
    """Between when and when the officer will probably come. `is_stale`: the
    officer's phone has not been heard for a while. `is_now`: it may be any moment.
    `is_window`: it is the promise itself, for the plan may still change."""

    low: datetime
    high: datetime
    is_stale: bool
    is_now: bool = False
    is_window: bool = False


def eta_of(
    *,
    arrives_at: datetime,
    stops_before: int,
    is_riding: bool,
    window: tuple[datetime, datetime] | None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Eta:
    """An honest range around a planned arrival: each stop before makes it wider.

    Nobody comes before the `window` that was promised: officers wait. While planning
    may still move the visit within it, the range is all of it. Bounds are rounded
    outwards to five minutes, but for those of the window.
    """
    is_stale = seen_at is not None and now - seen_at > STALE
    is_settled = is_riding or arrives_at - now <= SETTLED
    if window is not None and not is_settled and arrives_at <= window[1]:
        return Eta(*window, is_stale, is_window=True)
    if window is not None:
        arrives_at = max(arrives_at, window[0])
    spread = 4.0 if is_riding else 6 + 5 * sqrt(max(0, stops_before))
    low = arrives_at - timedelta(minutes=spread * 0.75)
    high = arrives_at + timedelta(minutes=spread * 1.5)
    low = max(low, now, window[0]) if window is not None else max(low, now)
    high = max(high, low + STEP)
    high = _floor(high + STEP - timedelta(microseconds=1))
    return Eta(_floor(low), high, is_stale, is_now=low <= now)


def _floor(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 5, seconds=at.second)
    return at - over - timedelta(microseconds=at.microsecond)


def is_late(*, arrives_at: datetime, until_at: datetime | None) -> bool:
    """Whether the officer would come after the promised window."""
    return until_at is not None and arrives_at > until_at


def is_at_risk(
    *, state: str, arrives_at: datetime | None, until_at: datetime | None
) -> bool:
    """Whether a promise is in danger: somebody waits, and by the plan the officer
    comes after the window (`arrives_at`), or nobody comes (None)."""
    if state not in WAITING:
        return False
    return arrives_at is None or is_late(arrives_at=arrives_at, until_at=until_at)


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
