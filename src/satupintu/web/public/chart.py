"""How long it takes, as a drawing: the legal deadline beside what really happened.

Pure; the words are given, so that the drawing speaks the page's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

_LEFT, _RIGHT = 10.0, 310.0
_STEPS = (1, 2, 5, 10, 15, 20, 25, 30, 50, 60, 90, 100, 150, 200, 365)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Places on a drawing 328 wide, in its own units."""

    ticks: list[Tick]
    deadline: float
    start: float | None = None
    width: float | None = None
    middle: float | None = None

    @property
    def legal_width(self) -> float:
        return round(self.deadline - _LEFT, 1)


def draw(
    legal: float, low: float | None, middle: float | None, high: float | None
) -> Chart:
    """Lay out an axis of days from 0 that holds the deadline and the range."""
    most = max(legal, high or 0.0, 1.0) * 1.08
    step = next((step for step in _STEPS if most / step <= 6), ceil(most / 6))
    end = step * ceil(most / step)
    unit = (_RIGHT - _LEFT) / end

    def at(value: float) -> float:
        return round(_LEFT + value * unit, 1)

    ticks = [Tick(at(n), n) for n in range(0, end + 1, step)]
    if low is None or middle is None or high is None:
        return Chart(ticks, at(legal))
    width = max(round((high - low) * unit, 1), 2.0)
    return Chart(ticks, at(legal), at(low), width, at(middle))
