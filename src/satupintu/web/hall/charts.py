"""Pictures of waits, drawn on the server: geometry only, the templates draw.

Lengths are in the units of each picture's view box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.localized import text
from satupintu.queueing import service as queueing
from satupintu.queueing.forecast.rest import SlotWait
from satupintu.queueing.history import Passage, share_of

# --- bars: waits by queue ------------------------------------------------------

# Each name has a line of its own above its bar: those of queues are long.
_LEFT, _RIGHT, _ROW, _NAME = 4.0, 372.0, 46.0, 22
MOST_BARS = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """A queue: the middle wait and that of nine in ten, and the promise."""

    title: str
    y: int
    middle: float
    long: float
    promise: float
    words: str
    is_late: bool

    @property
    def above(self) -> int:
        return self.y - 7

    @property
    def base(self) -> int:
        return self.y + 15

    @property
    def label_x(self) -> float:
        return max(_LEFT + self.long, self.promise) + 8


@dataclass(frozen=True, slots=True)
class Bars:
    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, int]]
    height: int
    left: float = _LEFT


def bars_of(mall: Mall, hall: queueing.Hall) -> Bars | None:
    """The queues with the longest waits for one who would join; None if unknown."""
    known = [
        (view.forecast, mall.queue(view.code))
        for view in hall.queues
        if view.forecast is not None and view.status.code != "down"
    ]
    known.sort(key=lambda pair: -pair[0].q90 / pair[1].promise)
    known = known[:MOST_BARS]
    if not known:
        return None
    top = _round_up(max(max(f.q90, q.promise) for f, q in known), 15)
    scale = (_RIGHT - _LEFT - 46) / top
    bars = [
        Bar(
            title=text(queue.title),
            y=_NAME + n * int(_ROW),
            middle=round(forecast.q50 * scale, 1),
            long=round(forecast.q90 * scale, 1),
            promise=round(_LEFT + queue.promise * scale, 1),
            words=f"{forecast.low}–{forecast.high}",
            is_late=forecast.q90 > queue.promise,
        )
        for n, (forecast, queue) in enumerate(known)
    ]
    step = 15 if top <= 75 else 30 if top <= 180 else 60
    ticks = [(round(_LEFT + m * scale, 1), m) for m in range(0, top + 1, step)]
    return Bars(bars, ticks, height=_NAME + len(bars) * int(_ROW) + 12)


# --- the day: waits that were, and that may come ---------------------------------

_X0, _Y0, _X1 = 44.0, 264.0, 890.0
_TOP = 16.0
_BIN = 15.0  # minutes
LONGEST_SHOWN = 240.0


@dataclass(frozen=True, slots=True)
class DayChart:
    """`was`, `median`: points of a line; `band`: of an outline. `now_x` is today's."""

    was: str
    median: str
    band: str
    promise_y: float
    promise: int
    now_x: float | None
    hours: Sequence[tuple[float, str]]
    levels: Sequence[tuple[float, int]]

    @property
    def promise_label_y(self) -> float:
        return self.promise_y - 6

    @property
    def now_label_x(self) -> float:
        x = self.now_x or 0.0
        return x - 8 if self.now_anchor == "end" else x + 8

    @property
    def now_anchor(self) -> str:
        """On which side of the line its words have room."""
        return "end" if (self.now_x or 0.0) > _X1 - 120 else "start"


@dataclass(frozen=True, slots=True)
class _Scale:
    """From minutes of the day and minutes of waiting to the picture."""

    first: float
    end: float
    top: int

    def x(self, minute: float) -> float:
        share = (minute - self.first) / (self.end - self.first)
        return round(_X0 + share * (_X1 - _X0), 1)

    def y(self, wait: float) -> float:
        return round(_Y0 - min(wait, self.top) / self.top * (_Y0 - _TOP), 1)

    def points(self, pairs: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(m):g},{self.y(w):g}" for m, w in pairs)

    @property
    def hours(self) -> list[tuple[float, str]]:
        whole = range(ceil(self.first / 60), int(self.end // 60) + 1)
        return [(self.x(hour * 60), f"{hour:02}") for hour in whole]

    @property
    def levels(self) -> list[tuple[float, int]]:
        step = 20 if self.top <= 100 else 40 if self.top <= 200 else 60
        return [(self.y(level), level) for level in range(0, self.top + 1, step)]


def day_chart(
    *,
    passages: Sequence[Passage],
    future: Sequence[SlotWait],
    slots: Sequence[tuple[float, float]],
    hours: tuple[float, float],
    promise: int,
    now: float | None,
) -> DayChart:
    """Waits of one queue over a day. Times are minutes of the local day.

    `future` are the waits of `slots`, from now on.
    """
    was = _measured(passages)
    ahead = [(sum(slots[w.slot]) / 2, w.p10, w.p50, w.p90) for w in future]
    tops = [promise * 1.2, *(w for _m, w in was), *(high for *_x, high in ahead)]
    scale = _Scale(*hours, top=_round_up(min(max(tops), LONGEST_SHOWN), 20))
    # The band grows out of what was measured last.
    start = [(now, was[-1][1])] if was and now is not None and ahead else []
    middle = start + [(m, p50) for m, _low, p50, _high in ahead]
    lower = start + [(m, low) for m, low, _mid, _high in ahead]
    upper = start + [(m, high) for m, _low, _mid, high in ahead]
    is_today = now is not None and hours[0] <= now <= hours[1]
    return DayChart(
        was=scale.points(was),
        median=scale.points(middle),
        band=scale.points([*upper, *reversed(lower)]),
        promise_y=scale.y(promise),
        promise=promise,
        now_x=scale.x(now) if now is not None and is_today else None,
        hours=scale.hours,
        levels=scale.levels,
    )


def _measured(passages: Sequence[Passage]) -> list[tuple[float, float]]:
    """The middle wait of those called in each quarter of an hour."""
    bins: dict[int, list[float]] = {}
    for one in passages:
        if one.called_at is not None and one.wait is not None:
            place = int(catalogue.minute_of(one.called_at) // _BIN)
            bins.setdefault(place, []).append(one.wait)
    return [
        ((n + 0.5) * _BIN, share_of(waits, 0.5) or 0.0)
        for n, waits in sorted(bins.items())
    ]


def _round_up(value: float, step: int) -> int:
    return max(step, ceil(value / step) * step)
