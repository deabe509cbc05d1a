"""The rest of a day played from the live hall, with any plan of counters. Pure.

As `day.Days`, but it starts with who waits and who is served now. Minutes are
those of the local day. The same seed gives the same visitors whatever the plan.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from satupintu.queueing.forecast.engine import Desk, Play, Visitor
from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.forecast.simulate import LONGEST, quantile
from satupintu.queueing.forecast.state import Serving, Waiting
from satupintu.queueing.rules import Line, Policy


@dataclass(frozen=True, slots=True)
class Post:
    """A counter now; `back_at`: when its break ends. Closed ones are only free."""

    queues: tuple[str, ...]
    serving: Serving | None = None
    back_at: float = -math.inf


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the rest of the day: from `start` to `end`.

    `arrivals` are expected in it, by queue.
    """

    start: float
    end: float
    arrivals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rest:
    """The hall at `slots[0].start`. A pool's posts are in the order of opening."""

    slots: Sequence[Slot]
    pools: Mapping[str, Sequence[Post]]
    waiting: Sequence[Waiting]
    laws: Mapping[str, Law]
    policies: Mapping[str, Policy]
    spread: float = 0.1


@dataclass(frozen=True, slots=True)
class SlotWait:
    """Of those who come to a queue in a slot (the first one: who waits, too).

    Minutes; `late` is how many wait longer than the promise, on average.
    """

    queue: str
    slot: int
    visitors: float
    p10: float
    p50: float
    p90: float
    late: float


def play_rest(
    rest: Rest,
    plan: Mapping[str, Sequence[int]],
    *,
    promises: Mapping[str, float],
    runs: int = 40,
    seed: int = 0,
) -> list[SlotWait]:
    """The waits that a plan (counters of each pool in each slot) would bring.

    Raises KeyError for a pool without a plan, or a queue without law or policy.
    """
    waits: dict[tuple[str, int], list[float]] = {}
    for run in range(runs):
        for queue, slot, wait in _once(rest, plan, Random(f"{seed} {run}")):  # noqa: S311 - no secret
            waits.setdefault((queue, slot), []).append(wait)
    return [
        SlotWait(
            queue=queue,
            slot=slot,
            visitors=len(found) / runs,
            p10=quantile(found, 0.1),
            p50=quantile(found, 0.5),
            p90=quantile(found, 0.9),
            late=sum(wait > promises[queue] for wait in found) / runs,
        )
        for (queue, slot), found in sorted((k, sorted(v)) for k, v in waits.items())
    ]


@dataclass(frozen=True, slots=True)
class _Comer:
    """One who comes at `came`, in a slot; 0 is also the slot of who waits already."""

    queue: str
    slot: int
    came: float
    visitor: Visitor


def _once(
    rest: Rest, plan: Mapping[str, Sequence[int]], rng: Random
) -> list[tuple[str, int, float]]:
    """One run: (queue, slot, minutes waited) of everybody."""
    queues = sorted({q for pool in rest.pools.values() for p in pool for q in p.queues})
    lines = {queue: Line[Visitor](rest.policies[queue]) for queue in queues}
    # Everybody is drawn before the counters: two plans meet the same visitors.
    comers = _standing(rest, lines, rng)
    comers += _arrivals(rest, lines, len(comers), rng)
    desks = [
        (post, plan[code], number, _left(rest, post, rng))
        for code, posts in rest.pools.items()
        for number, post in enumerate(posts)
    ]
    play = Play(_desk(rest, *desk, lines) for desk in desks)
    for comer in comers:
        if comer.came <= rest.slots[0].start:
            play.stand(comer.visitor)
        else:
            play.expect(comer.visitor, comer.came)
    play.run()
    return [
        (c.queue, c.slot, min(LONGEST, c.visitor.called_at - c.came)) for c in comers
    ]


def _standing(
    rest: Rest, lines: Mapping[str, Line[Visitor]], rng: Random
) -> list[_Comer]:
    """Who waits already."""
    found: list[_Comer] = []
    for one in rest.waiting:
        if one.queue not in lines:
            continue
        visitor = Visitor(
            lines[one.queue],
            one.sort_at,
            len(found),
            minutes=_minutes(rest.laws[one.queue], rng) * one.factor,
            priority=one.priority,
            passed=one.passed,
            booked=one.booked,
            marked=True,
        )
        came = min(one.sort_at, rest.slots[0].start)
        found.append(_Comer(one.queue, 0, came, visitor))
    return found


def _arrivals(
    rest: Rest, lines: Mapping[str, Line[Visitor]], order: int, rng: Random
) -> list[_Comer]:
    found: list[_Comer] = []
    busy = math.exp(rng.gauss(0, rest.spread))
    for number, slot in enumerate(rest.slots):
        length = slot.end - slot.start
        for queue in sorted(lines):
            expected = slot.arrivals.get(queue, 0.0) * busy
            at = rng.expovariate(1)
            while at < expected:
                order += 1
                came = slot.start + at / expected * length
                visitor = Visitor(
                    lines[queue],
                    came,
                    order,
                    minutes=_minutes(rest.laws[queue], rng),
                    marked=True,
                )
                found.append(_Comer(queue, number, came, visitor))
                at += rng.expovariate(1)
    return found


def _minutes(law: Law, rng: Random) -> float:
    return law.median * math.exp(law.sigma * rng.gauss(0, 1))


def _left(rest: Rest, post: Post, rng: Random) -> float:
    """Minutes until the present visitor leaves; drawn for every post."""
    share = rng.uniform(0.02, 0.98)
    if post.serving is None:
        return 0.0
    return rest.laws[post.serving.queue].left(post.serving.elapsed, share)


def _desk(
    rest: Rest,
    post: Post,
    counters: Sequence[int],
    number: int,
    busy: float,
    lines: Mapping[str, Line[Visitor]],
) -> Desk:
    """Open in the slots with more than `number` counters; the last ones stay until
    everybody was called."""
    start = rest.slots[0].start
    shut = [
        (slot.start, slot.end)
        for slot, open_ in zip(rest.slots, counters, strict=True)
        if open_ <= number
    ]
    stays = counters[-1] > number
    return Desk(
        [lines[queue] for queue in post.queues],
        max(start + busy, post.back_at),
        shut,
        math.inf if stays else rest.slots[-1].end,
    )
