"""Random days that use every rule of the planner, small or large, calm or hopeless."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np

from satupintu.routing.service import BOOKED, Break, Problem, Task, Window, Worker
from satupintu.routing.values import Ride

H = 3600
DAY = Window(8 * H, 16 * H)
WORKER = Worker("rini", base=0, start=8 * H, end=16 * H, bag=10)
SKILLS = ("civil", "land", "social")


def line(*minutes: int) -> Ride:
    """Rides between places that lie on a line, so many minutes from the base."""
    at = np.array([0, *minutes])
    ride: Ride = (60 * np.abs(at[:, None] - at)).astype(np.int32)
    return ride


def task(name: str, place: int, *windows: Window, **more: Any) -> Task:
    """Ten minutes at a place, some time in the day if not said."""
    return Task(name, place, 600, windows or (DAY,), **more)


def random_day(seed: int, *, tasks: int | None = None) -> Problem:
    """A day of a seed: planned at night, or going on with people on the road."""
    rng = Random(seed)
    count = tasks or rng.randint(4, 40)
    bases = rng.randint(1, 3)
    ride = _rides(rng, bases + 2 * count + 10)
    workers = tuple(_worker(rng, n, bases, len(ride)) for n in range(rng.randint(1, 6)))
    made = [_task(rng, n, bases + n) for n in range(count)]
    _link(rng, made)
    workers = _hold(rng, workers, made)
    return Problem(
        workers,
        tuple(made),
        ride,
        reload=rng.choice((0, 300)),
        locked=_lock(rng, workers, made),
    )


def _rides(rng: Random, n: int) -> Ride:
    """Directed and not quite shortest, as what a router returns after rounding."""
    x = np.array([(rng.uniform(0, 9000), rng.uniform(0, 9000)) for _ in range(n)])
    metres = np.abs(x[:, None] - x[None]).sum(axis=2)
    ride: Ride = (metres / rng.uniform(4, 9)).astype(np.int32)
    ride += np.array(
        [[rng.randint(0, 90) for _ in range(n)] for _ in range(n)], np.int32
    )
    np.fill_diagonal(ride, 0)
    return ride


def _worker(rng: Random, n: int, bases: int, places: int) -> Worker:
    start = rng.choice((7, 8, 10)) * H
    end = start + rng.choice((2, 4, 8, 9)) * H
    rest = None
    if rng.random() < 0.6:
        earliest = 11 * H + 1800
        rest = Break(
            rng.choice((1800, 2700)), earliest, earliest + rng.choice((0, 4500))
        )
    out = rng.random() < 0.3
    return Worker(
        id=f"w{n}",
        base=rng.randrange(bases),
        start=start,
        end=end,
        skills=frozenset(rng.sample(SKILLS, rng.randint(1, 3))),
        bag=rng.choice((3, 8, 15)),
        rest=rest,
        at=rng.randrange(places) if out else None,
        carrying=rng.randint(0, 2) if out else 0,
    )


def _task(rng: Random, n: int, place: int) -> Task:
    windows = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        start = rng.randint(7 * H, 15 * H)
        windows.append(Window(start, start + rng.choice((1800, 7200, 14400))))
    return Task(
        id=f"t{n}",
        place=place,
        service=rng.randint(1, 45) * 60,
        windows=tuple(windows),
        needs=frozenset(rng.sample(SKILLS, 1)) if rng.random() < 0.5 else frozenset(),
        collect=rng.choice((0, 0, 1, 2)),
        deliver=rng.choice((0, 0, 1, 2)),
        ready=rng.choice((0, 0, 9 * H, 11 * H)),
        prize=rng.choice((1800, 5400, 10800, BOOKED)),
        told=rng.choice((None, windows[0].start + 600)),
    )


def _link(rng: Random, tasks: list[Task]) -> None:
    """Make some neighbours in the list a pair, or two visits of one worker."""
    for n in range(1, len(tasks), 5):
        first, last = tasks[n - 1].id, tasks[n]
        kind = rng.choice(("mate", "after", ""))
        if kind == "mate":
            tasks[n] = replace(last, mate=first, deliver=1, ready=0)
        elif kind == "after":
            tasks[n] = replace(last, after=first, deliver=0)


def _hold(
    rng: Random, workers: tuple[Worker, ...], tasks: list[Task]
) -> tuple[Worker, ...]:
    """Some folders are in the bag of somebody who is out."""
    out = [w.id for w in workers if w.at is not None]
    holds: dict[str, set[str]] = {w.id: set() for w in workers}
    linked = {t.first for t in tasks} | {t.id for t in tasks if t.first}
    for task in tasks:
        if out and task.deliver and task.id not in linked and rng.random() < 0.2:
            holds[rng.choice(out)].add(task.id)
    return tuple(replace(w, holds=frozenset(holds[w.id])) for w in workers)


def _lock(
    rng: Random, workers: tuple[Worker, ...], tasks: list[Task]
) -> dict[str, tuple[str, ...]]:
    """Who is out rides to somebody; that may be too late by now."""
    lasts = {t.id for t in tasks if t.first}
    free = [t for t in tasks if t.id not in lasts and not t.deliver]
    rng.shuffle(free)
    locked = {}
    for worker in workers:
        if worker.at is not None and free and rng.random() < 0.7:
            count = rng.randint(1, 2)
            locked[worker.id] = tuple(t.id for t in free[:count])
            free = free[count:]
    return locked
