"""Citizens who ask one after another for an officer, on days of the engine alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from bench.day import SLOTS, make_day
from satupintu.routing.service import (
    BOOKED,
    Engine,
    Fault,
    Offer,
    Problem,
    Task,
    Window,
    check,
)

# One of seven visits also brings something and is left out: some 260 ask.
ASKING, DELIVERIES = 302, 40
# Who cannot have the favourite window takes another one with this probability.
TAKES_OTHER = 0.7
WINDOWS = tuple(
    Window(first + (1800 if first == 8 * 3600 else 0), last) for first, last in SLOTS
)


@dataclass
class Outcome:
    """What came of a day's requests."""

    asked: int = 0
    booked: list[str] = field(default_factory=list)
    favourite: int = 0
    shown: int = 0
    faults: list[Fault] = field(default_factory=list)
    lost: int = 0
    riding: int = 0
    stops: int = 0

    @property
    def minutes(self) -> float:
        """Ridden for each stop."""
        return self.riding / 60 / max(1, self.stops)


def open_day(seed: int) -> tuple[Engine, list[Task]]:
    """A day with deliveries only, and those who will ask, in their order."""
    whole = make_day(seed, visits=ASKING, deliveries=DELIVERIES, pairs=0)
    asking = [t for t in whole.tasks if t.id.startswith("visit") and not t.deliver]
    there = [t for t in whole.tasks if not t.id.startswith("visit")]
    Random(seed).shuffle(asking)
    return Engine(_only(whole, there)), asking


def ask(
    seed: int, *, thinking: float, is_checked: bool = True, most: int | None = None
) -> Outcome:
    """All requests of a day; after each booking so many CPU seconds of thinking.

    The plan is checked after every booking and its thought, by the checker that
    shares no code with the engine; and no promise may be missing in it.
    """
    engine, asking = open_day(seed)
    found, rng = Outcome(), Random(seed)
    for task in asking[:most]:
        found.asked += 1
        offers = engine.offers(task, WINDOWS)
        chosen = _choose(offers, rng, found)
        if chosen is None:
            continue
        booked = replace(task, windows=(chosen.window,), prize=BOOKED)
        if not engine.add(booked):
            found.lost += 1  # shown, and not to be had
            continue
        found.booked.append(task.id)
        if thinking:
            engine.improve(thinking, seed=found.asked, clock=time.process_time)
        if is_checked:
            _check(engine, found)
    plan = engine.plan()
    found.riding = plan.riding
    found.stops = sum(len(route.tasks) for route in plan.routes)
    return found


def full_days(first: int, count: int, each: int) -> Iterator[tuple[Engine, list[Task]]]:
    """Days with some bookings on each, and others who still ask."""
    for seed in range(first, first + count):
        engine, asking = open_day(seed)
        rng, nobody = Random(seed), Outcome()
        for task in asking[:each]:
            chosen = _choose(engine.offers(task, WINDOWS), rng, nobody)
            if chosen:
                engine.add(replace(task, windows=(chosen.window,), prize=BOOKED))
        yield engine, asking[each:]


def _only(whole: Problem, tasks: Sequence[Task]) -> Problem:
    return replace(whole, tasks=tuple(tasks))


def _choose(
    offers: Sequence[Offer | None], rng: Random, found: Outcome
) -> Offer | None:
    """The favourite window if it is shown, else perhaps the cheapest one."""
    favourite, takes_other = rng.randrange(len(offers)), rng.random() < TAKES_OTHER
    shown = [offer for offer in offers if offer is not None]
    found.shown += len(shown)
    first = offers[favourite]
    if first is not None:
        found.favourite += 1
        return first
    if not shown or not takes_other:
        return None
    return min(shown, key=lambda offer: offer.extra)


def _check(engine: Engine, found: Outcome) -> None:
    plan = engine.plan()
    found.faults += check(engine.problem, plan)
    found.lost += len(set(found.booked) & set(plan.unserved))
