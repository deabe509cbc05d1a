"""A synthetic day at the door: workers of three bases, visits, deliveries, pairs.

The day is a little too full on purpose: 75 hours of service and as much riding in
142 hours of shifts, so that what is left out counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np

from satupintu.routing.service import Break, Problem, Task, Window, Worker

H = 3600
# North and east in degrees; the middle and two sides of a city of 25 km.
BASES = ((-6.2226, 106.8296), (-6.1680, 106.7588), (-6.2253, 106.9005))
# Minutes at the door by service, and how many ask for it.
SERVICES = {"civil": 25, "social": 20, "business": 35, "land": 40, "health": 20}
ASKED = (5, 3, 2, 1, 2)
SLOTS = ((8 * H, 10 * H), (10 * H, 12 * H), (12 * H, 14 * H), (13 * H, 15 * H))
HALVES = ((8 * H, 12 * H), (12 * H, 16 * H), (8 * H, 16 * H))
REST = Break(45 * 60, 11 * H + 1800, 12 * H + 2700)
VISIT, DELIVERY, PRIORITY = 3 * H, H + H // 2, 15 * H
SPEED = 23 / 3.6  # metres a second, in traffic
DETOUR, PARKING = 1.35, 45
BAG, RELOAD = 15, 300


@dataclass
class _Day:
    rng: Random
    points: list[tuple[float, float]] = field(default_factory=lambda: list(BASES))
    tasks: list[Task] = field(default_factory=list)

    def place(self) -> int:
        """Somebody's door: three of four near a base, the others anywhere."""
        rng = self.rng
        base = BASES[rng.randrange(3)]
        if rng.random() < 0.75:
            point = (base[0] + rng.gauss(0, 0.030), base[1] + rng.gauss(0, 0.032))
        else:
            point = (rng.uniform(-6.30, -6.12), rng.uniform(106.72, 106.94))
        self.points.append(point)
        return len(self.points) - 1

    def add(
        self, name: str, minutes: int, windows: list[tuple[int, int]], **more: object
    ) -> None:
        self.tasks.append(
            Task(
                id=name,
                place=self.place(),
                service=minutes * 60,
                windows=tuple(Window(*w) for w in windows),
                **more,  # type: ignore[arg-type]
            )
        )


def make_day(
    seed: int,
    *,
    visits: int = 140,
    deliveries: int = 44,
    pairs: int = 8,
    workers: int = 20,
) -> Problem:
    """The day of a seed; a pair is two tasks."""
    day = _Day(Random(seed))
    staff = tuple(_worker(day.rng, n, workers) for n in range(workers))
    for n in range(visits):
        _add_visit(day, f"visit {n}")
    for n in range(deliveries):
        _add_delivery(day, f"delivery {n}")
    for n in range(pairs):
        _add_pair(day, n)
    return Problem(staff, tuple(day.tasks), rides(day.points), reload=RELOAD)


def _worker(rng: Random, n: int, of: int) -> Worker:
    skills = {"civil", *rng.sample(list(SERVICES), 2 if n % 2 else 3), f"base{n % 3}"}
    start, end = 10 * H, 16 * H
    if n < of * 0.7:
        start = 8 * H
    elif n < of * 0.85:
        start, end = 8 * H, 12 * H
    rest = REST if end - start >= 6 * H else None
    return Worker(
        f"worker {n}", n % 3, start, end, frozenset(skills), bag=BAG, rest=rest
    )


def _add_visit(day: _Day, name: str) -> None:
    rng = day.rng
    service = rng.choices(list(SERVICES), ASKED)[0]
    urgent = rng.random() < 0.12
    windows = [rng.choice(SLOTS)]
    if rng.random() < 0.25:
        windows = sorted({windows[0], rng.choice(SLOTS)})
    if windows[0][1] >= windows[-1][0]:
        windows = [(windows[0][0], windows[-1][1])]
    windows = [
        (start + H // 2 if start == 8 * H else start, end) for start, end in windows
    ]
    brings = rng.random() < 0.14
    day.add(
        name,
        SERVICES[service] + (10 if urgent else 0) + 2,
        windows,
        needs=frozenset({service, f"base{rng.randrange(3)}"} if brings else {service}),
        collect=rng.choice((1, 1, 1, 2, 3)),
        deliver=1 if brings else 0,
        prize=PRIORITY if urgent else VISIT,
    )


def _add_delivery(day: _Day, name: str) -> None:
    rng = day.rng
    late = rng.random() < 0.3
    day.add(
        name,
        6,
        [HALVES[1] if late else rng.choice(HALVES)],
        needs=frozenset({f"base{rng.randrange(3)}"}),
        deliver=rng.choice((1, 1, 2)),
        ready=11 * H if late else 0,
        prize=DELIVERY,
    )


def _add_pair(day: _Day, n: int) -> None:
    civil = frozenset({"civil"})
    first = f"from {n}"
    day.add(first, 8, [(8 * H, 13 * H)], needs=civil, prize=DELIVERY)
    day.add(
        f"to {n}",
        8,
        [(9 * H, 16 * H)],
        needs=civil,
        prize=DELIVERY,
        mate=first,
        deliver=1,
    )


def rides(
    points: list[tuple[float, float]],
) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Seconds between all points: great circle with detours, directed, shortest."""
    n = len(points)
    lat, lon = np.radians(np.array(points)).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    metres = 2 * 6_371_000 * np.arcsin(np.sqrt(half)) * DETOUR
    here, there = np.arange(n)[:, None], np.arange(n)
    seconds = metres / SPEED * (1 + 0.08 * np.sin(here * 12.9 + there * 78.2)) + PARKING
    ride = np.where(here == there, 0, seconds).astype(np.int32)
    for k in range(n):
        np.minimum(ride, ride[:, k : k + 1] + ride[k], out=ride)
    return ride
