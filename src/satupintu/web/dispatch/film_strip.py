"""The day as a strip above the slider: how many visits ended when. Geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.courier.service import Film
from satupintu.web.dispatch.words import clock

WIDTH, HEIGHT, LINE = 900, 46, 30
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter of an hour: visits done (`high`) and, on top, not done (`over`)."""

    x: float
    width: float
    high: int
    over: int

    @property
    def y(self) -> int:
        return LINE - self.high

    @property
    def top(self) -> int:
        return LINE - self.high - self.over


@dataclass(frozen=True, slots=True)
class Strip:
    """`hours` are (x, label)."""

    bars: Sequence[Bar]
    hours: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    line: int = LINE


def strip_of(film: Film) -> Strip:
    """Bars as high as the busiest quarter allows."""
    whole = (film.ends_at - film.starts_at).total_seconds()
    if whole <= 0:
        return Strip((), ())
    count = int(whole // QUARTER.total_seconds()) + 1
    done, failed = [0] * count, [0] * count
    for event in film.events:
        if event.kind in ("done", "failed"):
            place = int((event.at - film.starts_at) / QUARTER)
            (done if event.kind == "done" else failed)[place] += 1
    most = max(1, *(a + b for a, b in zip(done, failed, strict=True)))
    size = (LINE - 2) / most
    wide = WIDTH * QUARTER.total_seconds() / whole
    bars = [
        _bar(n * wide, wide, round(a * size), round(b * size))
        for n, (a, b) in enumerate(zip(done, failed, strict=True))
        if a or b
    ]
    return Strip(bars, list(_hours(film.starts_at, film.ends_at)))


def _bar(x: float, width: float, high: int, over: int) -> Bar:
    """With a gap on both sides, and no farther than the strip."""
    inner = min(width, WIDTH - x) - 2
    return Bar(round(x + 1, 1), round(max(1.0, inner), 1), high, over)


def _hours(first: datetime, last: datetime) -> Sequence[tuple[float, str]]:
    whole = (last - first).total_seconds()
    at = first + -timedelta(minutes=first.minute, seconds=first.second) % timedelta(
        hours=1
    )
    found = []
    while at <= last:
        x = (at - first).total_seconds() / whole * WIDTH
        found.append((round(x, 1), clock(at)[:2]))
        at += timedelta(hours=1)
    return found
