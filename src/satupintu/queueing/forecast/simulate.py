"""The live hall played forward many times: when will everybody be called?

Pure. The real rule (`queueing.rules`) decides who is next at each desk; service
times, no-shows, bookings that come or not and later priority visitors are drawn.
One simulation answers for all who wait and, by a probe at the end of each line,
for one who would take a ticket now.

Random numbers are common: each visitor's draws are stratified and hang on the
visitor's id, so that the figures of two refreshes differ by what happened, not by
luck. Queues that share no counter are simulated apart.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from satupintu.queueing.forecast.engine import Desk, Play, Visitor
from satupintu.queueing.forecast.laws import NORMAL
from satupintu.queueing.forecast.state import (
    Counter,
    HallState,
    Waiting,
    components,
)
from satupintu.queueing.rules import Line

# Someone nobody calls within ten hours: every desk had closed.
LONGEST = 600.0
_PROBE, _LATER = 10**6, 2 * 10**6


class Quantiles(NamedTuple):
    """Minutes from now until the call."""

    q10: float
    q50: float
    q90: float


@dataclass(frozen=True, slots=True)
class Samples:
    """Drawn waiting minutes: of each stop, and of a new ticket in each queue."""

    stops: dict[Hashable, list[float]]
    queues: dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The quantiles of `Samples`. What no open counter serves is missing."""

    stops: dict[Hashable, Quantiles]
    queues: dict[str, Quantiles]


def foretell(state: HallState, *, replications: int = 100, seed: int = 0) -> Outlook:
    """Quantiles of waiting for all stops and for a new ticket in each queue."""
    samples = draw(state, replications=replications, seed=seed)
    return Outlook(
        {stop: quantiles(waits) for stop, waits in samples.stops.items()},
        {queue: quantiles(waits) for queue, waits in samples.queues.items()},
    )


def draw(state: HallState, *, replications: int = 100, seed: int = 0) -> Samples:
    """Play every connected part of the hall `replications` times."""
    samples = Samples({}, {})
    for part in components(state):
        _Part(part, replications, seed).play(samples)
    return samples


def quantiles(waits: Iterable[float]) -> Quantiles:
    """The 10th, 50th and 90th percentile of a sample, interpolated."""
    ordered = sorted(waits)
    return Quantiles(*(quantile(ordered, share) for share in (0.1, 0.5, 0.9)))


def quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile of an ordered sample, at the midpoints of its steps."""
    place = min(max(share * len(ordered) - 0.5, 0.0), len(ordered) - 1.0)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


class Draws:
    """Stratified draws that hang on a key: the same in every refresh."""

    def __init__(self, count: int, seed: int) -> None:
        self._seed = seed
        self._shares = [(n + 0.5) / count for n in range(count)]
        self._normals = [NORMAL.inv_cdf(share) for share in self._shares]

    def normals(self, key: str) -> list[float]:
        return self._shuffled(self._normals, key)

    def shares(self, key: str) -> list[float]:
        return self._shuffled(self._shares, key)

    def _shuffled(self, values: list[float], key: str) -> list[float]:
        shuffled = values.copy()
        Random(f"{self._seed} {key}").shuffle(shuffled)  # noqa: S311 - no secret
        return shuffled


class _Part:
    """A connected part of a hall with everything drawn that can be beforehand."""

    def __init__(self, part: HallState, replications: int, seed: int) -> None:
        self._part = part
        self._count = replications
        self._seed = seed
        self._queues = sorted({q for c in part.counters for q in c.queues})
        self._draws = Draws(replications, seed)
        self._pace = self._draws.normals("pace")
        self._busy = [self._minutes(stop) for stop in part.waiting]
        self._left = [self._residual(counter) for counter in part.counters]
        self._later = [(stop, self._minutes(stop, 1.0)) for stop in part.expected]
        self._comes = [self._draws.shares(f"comes {s.id}") for s in part.expected]
        load = sum(part.laws[stop.queue].mean for stop in part.waiting)
        self._horizon = 30 + 1.5 * load / len(part.counters)

    def play(self, samples: Samples) -> None:
        runs = [self._once(number) for number in range(self._count)]
        now, known = self._part.now, len(self._part.waiting)
        waits = [[min(LONGEST, v.called_at - now) for v in run] for run in runs]
        columns = [list(column) for column in zip(*waits, strict=True)]
        for stop, column in zip(self._part.waiting, columns, strict=False):
            samples.stops[stop.id] = column
        samples.queues.update(zip(self._queues, columns[known:], strict=True))

    def _once(self, run: int) -> list[Visitor]:
        """One replication; returns the stops' visitors, then the probes."""
        part, now = self._part, self._part.now
        lines = {
            queue: Line[Visitor](part.policies[queue], part.recent.get(queue, ()))
            for queue in self._queues
        }
        play = Play(
            Desk(
                [lines[queue] for queue in counter.queues],
                now + left[run],
                counter.gaps,
                counter.until,
            )
            for counter, left in zip(part.counters, self._left, strict=True)
        )
        stops = [
            _visitor(stop, lines, order, busy[run])
            for order, (stop, busy) in enumerate(
                zip(part.waiting, self._busy, strict=True)
            )
        ]
        probes = [
            Visitor(lines[queue], now, _PROBE + n, minutes=0, marked=True)
            for n, queue in enumerate(self._queues)
        ]
        _tie(part.waiting, stops)
        for stop, visitor in zip(part.waiting, stops, strict=True):
            if stop.due_at > now and stop.early:
                play.come_early(visitor, now, stop.due_at)
            elif stop.due_at > now:
                play.expect(visitor, stop.due_at)
            else:
                play.stand(visitor)
        for probe in probes:
            play.stand(probe)
        self._let_come(play, lines, run)
        play.run()
        return stops + probes

    def _let_come(
        self, play: Play, lines: Mapping[str, Line[Visitor]], run: int
    ) -> None:
        """Booked visitors who will come, and priority visitors who may."""
        part, order = self._part, _LATER
        for (stop, minutes), comes in zip(self._later, self._comes, strict=True):
            order += 1
            if comes[run] < (1.0 if stop.shows is None else stop.shows):
                visitor = _visitor(stop, lines, order, minutes[run], marked=False)
                play.expect(visitor, max(stop.due_at, part.now))
        rng = Random(f"{self._seed} later {run}")  # noqa: S311 - no secret
        for queue in self._queues:
            rate = part.priority_rate.get(queue, 0.0)
            if rate <= 0:
                continue
            law, pace = part.laws[queue], self._pace_of(queue, run)
            at = part.now + rng.expovariate(rate)
            while at < part.now + self._horizon:
                order += 1
                lasts = law.median * pace * math.exp(law.sigma * rng.gauss())
                visitor = Visitor(lines[queue], at, order, minutes=lasts, priority=True)
                play.expect(visitor, at)
                at += rng.expovariate(rate)

    def _pace_of(self, queue: str, run: int) -> float:
        pace = self._part.pace.get(queue)
        if pace is None:
            return 1.0
        return pace.factor * math.exp(pace.doubt * self._pace[run])

    def _minutes(self, stop: Waiting, shows: float | None = None) -> list[float]:
        """How long the stop keeps a desk busy, in each replication."""
        law = self._part.laws[stop.queue]
        middle = law.median * stop.factor
        normals = self._draws.normals(f"service {stop.id}")
        minutes = [
            middle * self._pace_of(stop.queue, run) * math.exp(law.sigma * z)
            for run, z in enumerate(normals)
        ]
        if shows is None:
            shows = 1 - law.no_show if stop.shows is None else stop.shows
        if shows >= 1:
            return minutes
        comes = self._draws.shares(f"shows {stop.id}")
        return [
            m if u < shows else law.absent for m, u in zip(minutes, comes, strict=True)
        ]

    def _residual(self, counter: Counter) -> list[float]:
        """How long the counter is busy with the present visitor."""
        serving = counter.serving
        if serving is None:
            return [0.0] * self._count
        law = self._part.laws[serving.queue]
        return [
            replace(
                law,
                median=law.median * serving.factor * self._pace_of(serving.queue, run),
            ).left(serving.elapsed, share)
            for run, share in enumerate(self._draws.shares(f"left {counter.id}"))
        ]


def _visitor(
    stop: Waiting,
    lines: Mapping[str, Line[Visitor]],
    order: int,
    minutes: float,
    *,
    marked: bool = True,
) -> Visitor:
    return Visitor(
        lines[stop.queue],
        stop.sort_at,
        order,
        minutes=minutes,
        priority=stop.priority,
        passed=stop.passed,
        booked=stop.booked,
        marked=marked,
    )


def _tie(stops: Sequence[Waiting], visitors: Sequence[Visitor]) -> None:
    """Let the places of one person know of each other."""
    places: dict[Hashable, list[Visitor]] = {}
    for stop, visitor in zip(stops, visitors, strict=True):
        if stop.person is not None:
            places.setdefault(stop.person, []).append(visitor)
    for same in places.values():
        for visitor in same:
            visitor.others = tuple(other for other in same if other is not visitor)
