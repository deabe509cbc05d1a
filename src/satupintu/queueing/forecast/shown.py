"""What is said to people: a range in steps of five minutes that does not flicker.

Pure. The range goes from the 35th to the 80th percentile, rounded outwards: being
called earlier than said costs the visitor more than it seems, being called later
hurts more. Once said it stands as long as it fits; it moves by more than `CALM`
minutes only with a reason, which is said along.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

STEP = 5
CALM = 5.0
# A range is renewed at least so often, so that it also narrows as time passes.
RENEW = 5.0
# How far the truth may lie outside, or far inside, before the range is changed.
_OUTSIDE, _INSIDE = 2.5, 10.0
# Normal quantiles: 35th and 80th percentile by the distance to the 10th and 90th.
_LOW, _HIGH = 0.30, 0.66
# Minutes to sit down, put the phone away, look up at the display.
MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Range:
    """Minutes from `at` (minutes on the hall's clock); why it moved, if it did."""

    at: float
    low: int
    high: int
    reason: str = ""


def say(
    q10: float,
    q50: float,
    q90: float,
    *,
    now: float,
    before: Range | None = None,
    later: str = "slower",
    sooner: str = "quicker",
) -> Range:
    """The range to show at `now`, after the one that was shown `before`.

    `later` and `sooner` are the reasons to give if it has to move far that way. A
    range that still fits is given back as it was.
    """
    low = q50 - _LOW * (q50 - q10)
    high = q50 + _HIGH * (q90 - q50)
    fresh = _rounded(low, high, now)
    if before is None:
        return fresh
    passed = now - before.at
    was_low, was_high = before.low - passed, before.high - passed
    fits = (
        was_low - _OUTSIDE <= low <= max(was_low, 0) + _INSIDE
        and was_high - _INSIDE <= high <= max(was_high, STEP) + _OUTSIDE
    )
    if fits and passed < RENEW:
        return before
    far = max(abs(fresh.low - max(was_low, 0)), abs(fresh.high - max(was_high, STEP)))
    if far <= CALM:
        return fresh
    if fits:
        return _calm(fresh, was_low, was_high)
    is_later = fresh.low + fresh.high > was_low + was_high
    return replace(fresh, reason=later if is_later else sooner)


def be_here_in(q10: float, walk: float) -> float:
    """Minutes from now by which to be near the counter, `walk` minutes away."""
    return max(0.0, q10 - walk - MARGIN)


def _rounded(low: float, high: float, now: float) -> Range:
    start = STEP * math.floor(max(0.0, low) / STEP)
    end = STEP * math.ceil(max(0.0, high) / STEP)
    return Range(now, start, max(end, start + STEP))


def _calm(fresh: Range, was_low: float, was_high: float) -> Range:
    """As near to the fresh range as one may go without a reason."""
    low = min(max(fresh.low, was_low - CALM), was_low + CALM)
    high = min(max(fresh.high, was_high - CALM), was_high + CALM)
    start = max(0, math.ceil(low))
    return Range(fresh.at, start, max(math.floor(high), start + STEP))
