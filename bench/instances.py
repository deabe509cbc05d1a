"""Published instances of the VRPSPDTW, as the solver LKH-3 writes them.

Vehicle routing with simultaneous pickup and delivery and time windows: every customer
is visited once, by one of so many vehicles, gives and takes goods. The cost is the
distance. `NAME.vrpspdtw` may have tours beside it, `NAME.COST.tour`, the cost times
1000; the cheapest one that uses the fewest vehicles is the best known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from satupintu.routing.service import BOOKED, Plan, Problem, Task, Window, Worker

# Units of the engine for one of the instance. Rides are rounded up, so that what the
# engine finds is feasible in full precision, too.
SCALE = 10_000
# Everybody must be served: more than any distance.
PRIZE = 1000 * BOOKED


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    x: float
    y: float
    opens: float = 0.0
    closes: float = float("inf")
    service: float = 0.0
    pickup: int = 0
    delivery: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """The depot first, then the customers; `best` is the best known distance."""

    name: str
    customers: tuple[Customer, ...]
    vehicles: int
    capacity: int
    best: float | None

    def distances(self) -> np.ndarray:
        at = np.array([(c.x, c.y) for c in self.customers])
        return np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))


def read(path: Path) -> Instance:
    """Read an instance and the best tour beside it."""
    text = path.read_text()
    depot = _rows(text, "DEPOT_SECTION")[0][0]
    points = {row[0]: row[1:3] for row in _rows(text, "NODE_COORD_SECTION")}
    details = {row[0]: row[1:] for row in _rows(text, "PICKUP_AND_DELIVERY_SECTION")}
    order = [depot, *(name for name in points if name != depot)]
    customers = tuple(_customer(name, points[name], details[name]) for name in order)
    tours = [read_tour(tour, order, depot) for tour in _tours_of(path)]
    instance = Instance(
        name=path.name.removesuffix(".vrpspdtw"),
        customers=customers,
        vehicles=int(_value(text, "VEHICLES", str(len(points)))),
        capacity=int(float(_value(text, "CAPACITY", str(BOOKED)))),
        best=None,
    )
    return _with_best(instance, tours)


def _customer(name: str, point: list[str], detail: list[str]) -> Customer:
    _, opens, closes, service, pickup, delivery = map(float, detail)
    x, y = map(float, point)
    return Customer(name, x, y, opens, closes, service, int(pickup), int(delivery))


def _value(text: str, key: str, default: str) -> str:
    found = re.search(rf"^{key}\s*:\s*(\S+)", text, re.MULTILINE)
    return found[1] if found else default


def _rows(text: str, section: str) -> list[list[str]]:
    """The rows of a section, up to the next one or -1."""
    found = re.search(
        rf"^{section}\s*:?\s*$\n(.*?)(?=^[A-Z]|^\s*-1|\Z)", text, re.M | re.S
    )
    if found is None:
        raise SystemExit(f"There is no {section}.")
    return [line.split() for line in found[1].splitlines() if line.strip()]


def _tours_of(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name.removesuffix('.vrpspdtw')}.*.tour"))


def read_tour(path: Path, order: list[str], depot: str) -> list[list[int]]:
    """The routes of a tour, as places in `order`; copies of the depot part them."""
    places = {name: n for n, name in enumerate(order)}
    routes: list[list[int]] = [[]]
    for row in _rows(path.read_text(), "TOUR_SECTION"):
        place = places.get(row[0], 0)
        if place:
            routes[-1].append(place)
        elif routes[-1]:
            routes.append([])
    return [route for route in routes if route]


def _with_best(instance: Instance, tours: list[list[list[int]]]) -> Instance:
    """Cap the fleet at that of the best tour."""
    good = [tour for tour in tours if not faults_of(instance, tour)]
    if not good:
        return instance
    best = min(good, key=lambda tour: (len(tour), length_of(instance, tour)))
    return Instance(
        instance.name,
        instance.customers,
        min(instance.vehicles, len(best)),
        instance.capacity,
        length_of(instance, best),
    )


def length_of(instance: Instance, routes: list[list[int]]) -> float:
    """The distance of routes of places, in full precision."""
    apart = instance.distances()
    ways = [[0, *route, 0] for route in routes]
    return float(sum(apart[a, b] for way in ways for a, b in pairwise(way)))


def faults_of(instance: Instance, routes: list[list[int]]) -> list[str]:
    """What is wrong with routes, replayed in full precision."""
    apart, customers = instance.distances(), instance.customers
    seen = [place for route in routes for place in route]
    faults = [] if sorted(seen) == list(range(1, len(customers))) else ["customers"]
    faults += ["vehicles"] if len(routes) > instance.vehicles else []
    for route in routes:
        now, here = customers[0].opens, 0
        load = sum(customers[place].delivery for place in route)
        most = load
        for place in [*route, 0]:
            customer = customers[place]
            now = max(now + apart[here, place], customer.opens)
            if now > customer.closes + 1e-6:
                faults.append(f"late at {customer.name}")
            now, here = now + customer.service, place
            load += customer.pickup - customer.delivery
            most = max(most, load)
        if most > instance.capacity:
            faults.append("load")
    return faults


def problem_of(instance: Instance) -> Problem:
    """The instance as a day to plan, in its finest units."""
    depot, *customers = instance.customers
    start, end = _units(depot.opens), _units(depot.closes)
    workers = tuple(
        Worker(f"{n}", 0, start, end, bag=instance.capacity)
        for n in range(instance.vehicles)
    )
    tasks = tuple(
        Task(
            id=f"{place}",
            place=place,
            service=_units(c.service),
            windows=(Window(_units(c.opens), min(_units(c.closes), end)),),
            collect=c.pickup,
            deliver=c.delivery,
            prize=PRIZE,
        )
        for place, c in enumerate(customers, 1)
    )
    ride = np.ceil(instance.distances() * SCALE - 1e-6).astype(np.int32)
    return Problem(workers, tasks, ride, reload=0)


def _units(time: float) -> int:
    return int(min(time, 50_000) * SCALE)


def routes_of(plan: Plan) -> list[list[int]]:
    return [[int(name) for name in route.tasks] for route in plan.routes if route.stops]
