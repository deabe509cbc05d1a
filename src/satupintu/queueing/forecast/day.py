"""Whole days of a hall, played with any roster of counters. Pure.

Minutes and hours count from the day's opening. The same seed gives the same
visitors whatever the roster, so that two rosters differ by themselves, not by luck.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from satupintu.queueing.forecast.engine import Desk, Play, Visitor
from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.rules import Line, Policy

HOUR = 60.0
# Counters of each pool that are open, hour by hour.
Roster = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Counters that serve the same queues; there are `counters` of them."""

    code: str
    queues: tuple[str, ...]
    counters: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Expected arrivals of each queue in each hour of the day; share of priority.

    `spread`: how much whole days differ (standard deviation of the logarithm).
    """

    hours: int
    arrivals: Mapping[str, Sequence[float]]
    priority: float = 0.1
    spread: float = 0.1


class Day:
    """A day that was played: who came, and when they were called."""

    def __init__(self, lines: Mapping[str, Line[Visitor]], who: list[Visitor]) -> None:
        self.visitors = who
        self._queues = {id(line): queue for queue, line in lines.items()}

    def queue_of(self, visitor: Visitor) -> str:
        return self._queues[id(visitor.line)]

    @property
    def ends(self) -> float:
        """When the last one who was called left; 0 if nobody came."""
        ends = [v.called_at + v.minutes for v in self.visitors]
        return max((end for end in ends if end < math.inf), default=0.0)

    def inside(self, queues: Collection[str], at: float) -> int:
        """How many waited or were served in these queues at a moment."""
        return sum(
            v.sort_at <= at < v.called_at + v.minutes and self.queue_of(v) in queues
            for v in self.visitors
        )


class Days:
    """Drawn days of a hall: the arrivals and services of each."""

    def __init__(
        self,
        profile: Profile,
        pools: Sequence[Pool],
        laws: Mapping[str, Law],
        policies: Mapping[str, Policy],
        *,
        days: int,
        seed: int,
    ) -> None:
        self.profile = profile
        self.pools = pools
        self._laws = laws
        self._policies = policies
        self._drawn = [self._draw(Random(f"{seed} {day}")) for day in range(days)]  # noqa: S311

    def play(self, roster: Roster) -> list[Day]:
        """All days with these counters open."""
        return [self._play(arrivals, roster) for arrivals in self._drawn]

    def rate(self, pool: Pool, at: float) -> float:
        """Arrivals per minute at a moment, of the queues of a pool.

        A queue that several pools serve counts by their counters.
        """
        hour = min(max(int(at // HOUR), 0), self.profile.hours - 1)
        return sum(
            self.profile.arrivals[queue][hour] / HOUR * self._share(pool, queue)
            for queue in pool.queues
            if queue in self.profile.arrivals
        )

    def mean(self, pool: Pool) -> float:
        """Mean minutes of a service at a pool."""
        weights = {
            queue: sum(self.profile.arrivals.get(queue, ())) + 1e-9
            for queue in pool.queues
        }
        minutes = sum(self._laws[queue].mean * w for queue, w in weights.items())
        return minutes / sum(weights.values())

    def _share(self, pool: Pool, queue: str) -> float:
        serving = [p.counters for p in self.pools if queue in p.queues]
        return pool.counters / sum(serving)

    def _draw(self, rng: Random) -> list[tuple[float, str, bool, float]]:
        """(came at, queue, priority, minutes of service), in order of coming."""
        busy = math.exp(rng.gauss(0, self.profile.spread))
        arrivals = []
        for queue, hours in sorted(self.profile.arrivals.items()):
            law = self._laws[queue]
            for hour, expected in enumerate(hours):
                at = rng.expovariate(1)
                while expected > 0 and at < expected * busy:
                    came = (hour + at / (expected * busy)) * HOUR
                    minutes = law.median * math.exp(law.sigma * rng.gauss(0, 1))
                    special = rng.random() < self.profile.priority
                    arrivals.append((came, queue, special, minutes))
                    at += rng.expovariate(1)
        return sorted(arrivals)

    def _play(
        self, arrivals: Sequence[tuple[float, str, bool, float]], roster: Roster
    ) -> Day:
        queues = {q for pool in self.pools for q in pool.queues}
        lines = {q: Line[Visitor](self._policies[q]) for q in queues}
        play = Play(
            desk for pool in self.pools for desk in self._desks(pool, roster, lines)
        )
        visitors = []
        for order, (at, queue, special, minutes) in enumerate(arrivals):
            if queue not in lines:
                continue
            visitor = Visitor(
                lines[queue],
                at,
                order,
                minutes=minutes,
                priority=special,
                marked=True,
            )
            play.expect(visitor, at)
            visitors.append(visitor)
        play.run()
        return Day(lines, visitors)

    def _desks(
        self, pool: Pool, roster: Roster, lines: Mapping[str, Line[Visitor]]
    ) -> list[Desk]:
        """The n-th desk of a pool is open in the hours with at least n counters.

        Who is open in the last hour stays until everybody was served.
        """
        hours = roster[pool.code]
        mine = [lines[queue] for queue in pool.queues]
        desks = []
        for number in range(1, max(hours, default=0) + 1):
            shut = [h for h, counters in enumerate(hours) if counters < number]
            last = hours[-1] >= number
            desks.append(
                Desk(
                    mine,
                    0.0,
                    [(hour * HOUR, (hour + 1) * HOUR) for hour in shut],
                    math.inf if last else len(hours) * HOUR,
                )
            )
        return desks
