"""The honest range: what is said about the wait, until when to be there, its picture.

Pure: forecast and clock in, words' numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.queueing.forecast.shown import be_here_in
from satupintu.queueing.service import ForecastView

# What is older is not said any more: the hall has moved on without us.
STALE = timedelta(minutes=10)
# A forecast may have been made by a process whose moment was a little later.
AHEAD = timedelta(minutes=1)
_STEP = 5
_LEFT, _WIDTH = 4, 272  # of the picture's axis, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """The picture: an axis of `top` minutes from now, and the range on it."""

    x: float
    width: float
    mark: float
    middle: int
    top: int
    shows_middle: bool


@dataclass(frozen=True, slots=True)
class Range:
    """Minutes from now. `be_by` is when to be near the counter at the latest.

    `is_now` says that this moment has come. `of_ten` is how many of ten people are
    called within such a range; None where that was not measured.
    """

    low: int
    high: int
    at: datetime
    be_by: datetime
    is_now: bool
    bar: Bar
    reason: str
    of_ten: int | None

    @property
    def is_soon(self) -> bool:
        """So near that two numbers would only confuse."""
        return self.high <= _STEP


def range_of(
    forecast: ForecastView | None,
    *,
    walk: float,
    coverage: float | None,
    now: datetime,
) -> Range | None:
    """What to say; None where nothing honest can be said now.

    `walk` is in minutes. Between two forecasts the range moves with the clock, in
    steps of five minutes: finer ones would promise more than anybody knows.
    """
    if forecast is None or not timedelta(0) <= now - forecast.at + AHEAD <= STALE:
        return None
    passed = max(0.0, (now - forecast.at).total_seconds() / 60)
    low = max(0, _stepped(forecast.low - passed))
    high = max(low + _STEP, _stepped(forecast.high - passed))
    leave = timedelta(minutes=be_here_in(forecast.q10, walk))
    be_by = (forecast.at + leave).replace(second=0, microsecond=0)
    return Range(
        low=low,
        high=high,
        at=forecast.at,
        be_by=be_by,
        is_now=be_by <= now,
        bar=bar_of(low, high),
        reason=forecast.reason,
        of_ten=of_ten(coverage),
    )


def _stepped(minutes: float) -> int:
    return _STEP * round(minutes / _STEP)


def of_ten(coverage: float | None) -> int | None:
    """A measured share as people say it: 8 of 10. Never all of them."""
    if coverage is None or not 0.5 <= coverage <= 1:
        return None
    return min(9, int(coverage * 10))


def bar_of(low: int, high: int) -> Bar:
    """The range on an axis that ends at a round number with room behind it."""
    step = 15 if high < 75 else 30
    top = max(30, -(-(high + 5) // step) * step)
    scale = _WIDTH / top
    middle = round((low + high) / 2)
    mark = _LEFT + middle * scale
    return Bar(
        x=round(_LEFT + low * scale, 1),
        width=round(max(8.0, (high - low) * scale), 1),
        mark=round(mark, 1),
        middle=middle,
        top=top,
        # Its words would run into those at the ends of the axis.
        shows_middle=95 <= mark <= 195,
    )
