"""What advice on the next counter is worth: `python -m bench.routing [--days 40]`.

A mall of ten agencies; two of five visitors have two or three errands in any order.
Compared on the same visitors: a random order, the product's advice
(`queueing.nextcounter` on waits foretold by the product's simulation), and several
places at once (`credit`: half of the time since coming counts in the next line;
`all`: one stands in every line, and is skipped while busy elsewhere).

Goals, at loads of 75 and 90 %: with advice, visitors with several errands wait at
least 15 % less in all than in a random order, and the others no longer than before.
A third case, told but not judged, has a rush in which every line grows for hours.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from random import Random
from statistics import fmean

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")

from bench import machine
from satupintu.catalogue.schema_mall import QueuePolicy
from satupintu.queueing.forecast.laws import Law, prior
from satupintu.queueing.forecast.simulate import foretell
from satupintu.queueing.forecast.state import Counter, HallState, Serving, Waiting
from satupintu.queueing.nextcounter import Errand, Wait, advise, fading
from satupintu.queueing.rules import Line, Standing, call_next

POLICY = QueuePolicy(
    code="turns", title={"en": "Turns"}, kind="ratio", priority=1, normal=1
)
# Minutes of a service and counters of each agency; one zone each.
SIZES = (
    (6, 3), (8, 2), (10, 4), (12, 2), (5, 1), (9, 3), (15, 3), (7, 2), (11, 2), (8, 4)
)  # fmt: skip
AGENCIES = {f"agency{n}": size for n, size in enumerate(SIZES)}
LAWS: dict[str, Law] = {queue: prior(mean) for queue, (mean, _) in AGENCIES.items()}
# How arrivals spread over eight hours.
PROFILES = {"even": (1.0,) * 8, "rush": (0.7, 1.2, 1.4, 1.1, 0.8, 1.0, 1.0, 0.8)}
CASES = ((0.75, "even"), (0.9, "even"), (0.9, "rush"))
SEVERAL, WALK, REPLICATIONS, SEED = 0.4, 1.5, 20, 3
MODES = ("random", "advice", "credit", "all")


# Load of the counters, and the name of the profile.
Case = tuple[float, str]


@dataclass(eq=False)
class Visitor:
    """Errands still to do; `busy` while at a counter."""

    came: float
    errands: dict[str, float]
    single: bool
    rng: Random
    zone: str = ""
    busy: bool = False
    waited: float = 0.0
    idle_since: float = 0.0
    places: list[Place] = field(default_factory=list)


class Place(Standing):
    """A visitor's place in the line of a queue."""

    __slots__ = ("in_line", "queue", "visitor")

    def __init__(self, visitor: Visitor, queue: str, at: float, order: int) -> None:
        super().__init__(at, order)
        self.visitor = visitor
        self.queue = queue
        self.in_line = False


@dataclass(eq=False)
class Desk:
    queue: str
    number: int
    busy_since: float | None = None


class MallDay:
    """One day; the same seed gives the same visitors in every mode."""

    def __init__(self, day: int, case: Case, mode: str, usual: dict[str, Wait]) -> None:
        self._mode = mode
        self._usual = usual
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._count = itertools.count()
        self._lines = {queue: Line[Place](POLICY) for queue in AGENCIES}
        self._standing: dict[str, list[Place]] = {queue: [] for queue in AGENCIES}
        self._idle: dict[str, list[Desk]] = {}
        self._desks: list[Desk] = []
        for queue, (_, counters) in AGENCIES.items():
            desks = [Desk(queue, n) for n in range(counters)]
            self._idle[queue] = list(desks)
            self._desks += desks
        self.visitors: list[Visitor] = []
        self.waits: list[tuple[str, float]] = []
        self._let_come(Random(f"mall {SEED} {day} {case}"), case)

    def run(self) -> MallDay:
        while self._events:
            now, _, happen = heapq.heappop(self._events)
            happen(now)
        return self

    def _at(self, when: float, happen: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._count), happen))

    def _let_come(self, rng: Random, case: Case) -> None:
        load, profile = case[0], PROFILES[case[1]]
        rates = {q: load * n / mean for q, (mean, n) in AGENCIES.items()}
        each = 1 - SEVERAL + SEVERAL * 2.5
        total = sum(rates.values()) / each
        at = 0.0
        while True:
            at += rng.expovariate(total * max(profile))
            if at >= 480:
                return
            if rng.random() >= profile[int(at // 60)] / max(profile):
                continue
            count = 1 if rng.random() >= SEVERAL else rng.choice((2, 3))
            wanted: dict[str, float] = {}
            while len(wanted) < count:
                queue = rng.choices(list(rates), list(rates.values()))[0]
                law = LAWS[queue]
                minutes = law.median * math.exp(law.sigma * rng.gauss(0, 1))
                wanted.setdefault(queue, minutes)
            visitor = Visitor(at, wanted, count == 1, Random(rng.random()))
            self.visitors.append(visitor)
            self._at(at, partial(self._go_on, visitor))

    def _go_on(self, visitor: Visitor, now: float) -> None:
        """Choose the next line, or stand in all of them, and walk there."""
        if not visitor.errands:
            return
        if self._mode == "all":
            for queue in visitor.errands:
                self._at(now + WALK, partial(self._join, visitor, queue))
            return
        queue = self._next(visitor, now)
        far = WALK if visitor.zone != queue else 0.0
        self._at(now + far, partial(self._join, visitor, queue))

    def _next(self, visitor: Visitor, now: float) -> str:
        left = list(visitor.errands)
        if self._mode != "advice" or len(left) == 1:
            return visitor.rng.choice(left)
        waits = self._foretell(left, now)
        errands = [Errand(q, q, q, AGENCIES[q][0]) for q in left]
        found = advise(
            errands,
            zone=visitor.zone,
            wait=lambda queue, at: fading(waits[queue], self._usual[queue], at),
            walk=lambda start, end: WALK if start != end else 0.0,
        )
        return found.order[0].queue if found else left[0]

    def _foretell(self, queues: list[str], now: float) -> dict[str, Wait]:
        """What the product would say at this moment of these lines."""
        state = HallState(
            now=now,
            waiting=[
                Waiting(place.order, queue, place.sort_at)
                for queue in queues
                for place in self._standing[queue]
            ],
            counters=[
                Counter(
                    f"{desk.queue} {desk.number}",
                    (desk.queue,),
                    None
                    if desk.busy_since is None
                    else Serving(desk.queue, now - desk.busy_since),
                )
                for desk in self._desks
                if desk.queue in queues
            ],
            laws=LAWS,
            policies=dict.fromkeys(queues, POLICY),
        )
        found = foretell(state, replications=REPLICATIONS).queues
        return {queue: Wait(q.q50, q.q90) for queue, q in found.items()}

    def _join(self, visitor: Visitor, queue: str, now: float) -> None:
        sort_at = now
        if self._mode == "credit":
            sort_at = now - (now - visitor.came) / 2
        place = Place(visitor, queue, sort_at, next(self._count))
        if not visitor.places and not visitor.busy:
            visitor.idle_since = now
        visitor.places.append(place)
        self._standing[queue].append(place)
        if not visitor.busy:
            self._stand(place, now)

    def _stand(self, place: Place, now: float) -> None:
        self._lines[place.queue].join(place)
        place.in_line = True
        idle = self._idle[place.queue]
        if idle:
            self._call(idle.pop(), now)

    def _call(self, desk: Desk, now: float) -> None:
        place = call_next([self._lines[desk.queue]])
        if place is None:
            desk.busy_since = None
            self._idle[desk.queue].append(desk)
            return
        visitor = place.visitor
        visitor.waited += now - visitor.idle_since
        visitor.busy, visitor.zone = True, desk.queue
        self.waits.append((desk.queue, now - place.sort_at))
        visitor.places.remove(place)
        self._standing[desk.queue].remove(place)
        for other in visitor.places:
            if other.in_line:
                self._lines[other.queue].leave(other)
                other.in_line = False
        desk.busy_since = now
        minutes = visitor.errands.pop(desk.queue)
        self._at(now + minutes, partial(self._finish, desk, visitor))

    def _finish(self, desk: Desk, visitor: Visitor, now: float) -> None:
        visitor.busy, visitor.idle_since = False, now
        for place in list(visitor.places):
            if not visitor.busy:
                self._stand(place, now)
        if not visitor.places and not visitor.busy:
            self._go_on(visitor, now)
        self._call(desk, now)


@dataclass(frozen=True)
class Result:
    several: float
    single: float
    waits: dict[str, list[float]]


def play(task: tuple[int, Case, str, dict[str, Wait]]) -> Result:
    """One day; sums of waiting minutes of both kinds of visitors, per visitor."""
    hall = MallDay(*task).run()
    waits: dict[str, list[float]] = {queue: [] for queue in AGENCIES}
    for queue, wait in hall.waits:
        waits[queue].append(wait)
    several = [v.waited for v in hall.visitors if not v.single]
    single = [v.waited for v in hall.visitors if v.single]
    return Result(fmean(several), fmean(single), waits)


def usual_waits(results: list[Result]) -> dict[str, Wait]:
    """What is usual in each queue: from days on which nobody was advised."""
    usual = {}
    for queue in AGENCIES:
        waits = sorted(wait for result in results for wait in result.waits[queue])
        usual[queue] = Wait(waits[len(waits) // 2], waits[len(waits) * 9 // 10])
    return usual


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    machine.describe()
    good = True
    with get_context("spawn").Pool(options.processes) as workers:
        for case in CASES:
            print(f"\nload {case[0]}, {case[1]}: waiting minutes, several / one errand")
            before = range(1000, 1000 + options.days // 2)
            usual = usual_waits(
                workers.map(play, [(d, case, "random", {}) for d in before])
            )
            found = {}
            for mode in MODES:
                tasks = [(day, case, mode, usual) for day in range(options.days)]
                results = workers.map(play, tasks)
                several = fmean(r.several for r in results)
                single = fmean(r.single for r in results)
                found[mode] = (several, single)
                base = found["random"]
                print(
                    f"  {mode:<8} {several:6.1f} ({several / base[0] - 1:+.0%})  "
                    f"{single:6.1f} ({single / base[1] - 1:+.0%})"
                )
            if case[1] == "even":
                good = judge(found) and good
    raise SystemExit(not good)


def judge(found: dict[str, tuple[float, float]]) -> bool:
    less = 100 * (1 - found["advice"][0] / found["random"][0])
    others = 100 * (found["advice"][1] / found["random"][1] - 1)
    first = machine.verdict(
        "several errands wait less, %", less, ">= 15", met=less >= 15
    )
    second = machine.verdict("others wait longer, %", others, "<= 0", met=others <= 0)
    return first and second


if __name__ == "__main__":
    main()
