"""Replays a plan and finds what is wrong in it.

Written from the rules alone: it shares no code with the engine, so that a mistake
there cannot hide here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from satupintu.routing.values import Plan, Problem, Route, Stop, Task, Worker


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that the plan breaks: whose, which, at which task, by how much."""

    rule: str
    worker: str = ""
    task: str = ""
    amount: int = 0


def check(problem: Problem, plan: Plan) -> list[Fault]:
    """All faults of a plan for a problem; none when it can be ridden as it says."""
    tasks = {task.id: task for task in problem.tasks}
    workers = {worker.id: worker for worker in problem.workers}
    strangers = [
        Fault("unknown", route.worker)
        for route in plan.routes
        if route.worker not in workers or not set(route.tasks) <= tasks.keys()
    ]
    if strangers:
        return strangers
    faults = list(_check_sets(problem, plan))
    for route in plan.routes:
        faults += _Replay(problem, workers[route.worker], route, tasks).faults()
    riding = sum(_riding(problem, workers, route) for route in plan.routes)
    if riding != plan.riding:
        faults.append(Fault("riding", amount=plan.riding - riding))
    return faults


def _check_sets(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Each task once or unserved, locked stops first, links together."""
    served = [name for route in plan.routes for name in route.tasks]
    times = Counter([*served, *plan.unserved])
    yield from (Fault("twice", task=name) for name, n in times.items() if n > 1)
    for task in problem.tasks:
        if task.id not in times:
            yield Fault("forgotten", task=task.id)
    routes = {route.worker: route.tasks for route in plan.routes}
    for worker, names in problem.locked.items():
        if routes.get(worker, ())[: len(names)] != names:
            yield Fault("locked", worker)
    yield from _check_links(problem, plan)


def _check_links(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Both tasks of a link, by one worker, in order; or none of them."""
    where = {name: route for route in plan.routes for name in route.tasks}
    locked = {name for names in problem.locked.values() for name in names}
    for task in problem.tasks:
        first = task.mate or task.after
        if first is None:
            continue
        route = where.get(task.id)
        # A visit that is under way is done even if what follows it cannot be.
        if route is None and first in where and first not in locked:
            yield Fault("half", task=first)
        if route and first not in route.tasks[: route.tasks.index(task.id)]:
            yield Fault("order", route.worker, task.id)


def _riding(problem: Problem, workers: dict[str, Worker], route: Route) -> int:
    worker = workers[route.worker]
    here = worker.base if worker.at is None else worker.at
    places = [stop.place for stop in route.stops if stop.kind != "rest"]
    total = 0
    for there in [*places, worker.base]:
        total += int(problem.ride[here, there])
        here = there
    return total


@dataclass
class _Replay:
    """One worker's day, ridden stop by stop."""

    problem: Problem
    worker: Worker
    route: Route
    tasks: dict[str, Task]
    found: list[Fault] = field(default_factory=list)
    most: int = 0

    def faults(self) -> list[Fault]:
        if self.route.stops:
            self._ride()
            self._rest()
            self._load()
            if self.most > max(self.worker.bag, self._most_locked()):
                self._fault("bag", amount=self.most - self.worker.bag)
        return self.found

    def _most_locked(self) -> int:
        """What the bag holds when only the locked stops are ridden."""
        count = len(self._locked)
        ends = [n for n, stop in enumerate(self.route.stops) if stop.task]
        stops = self.route.stops[: ends[count - 1] + 1] if count else ()
        alone = replace(self, route=replace(self.route, stops=stops), most=0, found=[])
        alone._load()
        return alone.most

    def _fault(self, rule: str, stop: Stop | None = None, amount: int = 0) -> None:
        name = (stop.task if stop else None) or ""
        self.found.append(Fault(rule, self.worker.id, name, amount))

    @property
    def _locked(self) -> tuple[str, ...]:
        return self.problem.locked.get(self.worker.id, ())

    def _ride(self) -> None:
        worker = self.worker
        here = worker.base if worker.at is None else worker.at
        free, rest = worker.start, None
        for stop in self.route.stops:
            if stop.kind == "rest":
                rest = stop
                continue
            self._leg(free, here, stop, rest)
            if stop.kind == "task":
                self._visit(stop)
            free, here, rest = stop.leave, stop.place, None
        ride = int(self.problem.ride[here, worker.base])
        if rest is not None:
            ride += rest.leave - rest.begin
            if rest.begin < free or rest.leave > self.route.home:
                self._fault("rest")
        if self.route.home < free + ride:
            self._fault("time")
        if self.route.home > worker.end and not self._is_late_by_locked_stops():
            self._fault("shift", amount=self.route.home - worker.end)

    def _is_late_by_locked_stops(self) -> bool:
        return set(self.route.tasks) <= set(self._locked)

    def _leg(self, free: int, here: int, stop: Stop, rest: Stop | None) -> None:
        """Whether there is time for the ride, the counter and the rest in it."""
        ride = int(self.problem.ride[here, stop.place])
        counter = 0
        if stop.kind == "reload":
            counter = self.problem.reload if here != stop.place else 0
            if stop.place != self.worker.base:
                self._fault("base", stop)
        work = stop.begin if stop.kind == "task" else stop.leave
        need = free + ride + counter
        arrive = free + ride
        if rest is not None:
            length = rest.leave - rest.begin
            need += length
            if rest.begin < stop.arrive:
                arrive += length
            if rest.begin < free or rest.leave > work:
                self._fault("rest", stop)
        if not arrive <= stop.arrive <= stop.begin <= stop.leave or need > work:
            self._fault("time", stop, max(need - work, arrive - stop.arrive))

    def _visit(self, stop: Stop) -> None:
        assert stop.task is not None  # noqa: S101 - what a stop of this kind has
        task = self.tasks[stop.task]
        if stop.place != task.place or stop.leave - stop.begin != task.service:
            self._fault("service", stop)
        if task.id in self._locked:
            return
        if not any(w.start <= stop.begin <= w.end for w in task.windows):
            self._fault("late", stop, stop.begin - max(w.end for w in task.windows))
        if task.needs - self.worker.skills or task.worker not in (None, self.worker.id):
            self._fault("skill", stop)

    def _rest(self) -> None:
        rests = [stop for stop in self.route.stops if stop.kind == "rest"]
        rule = self.worker.rest
        if rule is None or self.worker.end <= rule.earliest + rule.length:
            if rests:
                self._fault("rest")
            return
        if len(rests) != 1 or rests[0].leave - rests[0].begin != rule.length:
            self._fault("rest")
            return
        # Who is held up by locked stops, or starts late, rests as soon as possible.
        free = [s.leave for s in self.route.stops if s.task in self._locked and s.task]
        latest = max(rule.latest, self.worker.start, *free[-1:])
        if not rule.earliest <= rests[0].begin <= latest:
            self._fault("rest", amount=rests[0].begin - latest)

    def _load(self) -> None:
        """Follow the folders: what is in the bag, by task, and what was collected."""
        trips = self._trips()
        self._check_ready()
        bag = set(self.worker.holds)
        collected, pairs = self.worker.carrying, 0
        if self.worker.at is None:
            later = {name for loads in self._loads() for name in loads}
            bag |= {
                name
                for name in self.route.tasks
                if self.tasks[name].ready <= self.worker.start
                and self.tasks[name].mate is None
                and name not in later
            }
        for trip, loads in zip(trips, [(), *self._loads()], strict=True):
            if trip is not trips[0]:
                collected = 0
            bag |= set(loads)
            weight = sum(self.tasks[name].deliver for name in bag if self._brings(name))
            weight += collected + pairs
            self._weigh(weight)
            for task in trip:
                change, paired = self._exchange(task, bag)
                weight += change
                collected += task.collect
                pairs += paired
                self._weigh(weight)

    def _brings(self, name: str) -> bool:
        return name in self.tasks and name in self.route.tasks

    def _exchange(self, task: Task, bag: set[str]) -> tuple[int, int]:
        """How the weight changes at a task, and that of what pairs carry."""
        paired = sum(
            max(1, other.deliver)
            for other in self.tasks.values()
            if other.mate == task.id
        )
        if task.mate is not None:
            return task.collect - max(1, task.deliver), -max(1, task.deliver)
        if task.deliver and task.id not in bag:
            self.found.append(Fault("folder", self.worker.id, task.id))
        bag.discard(task.id)
        return task.collect - task.deliver + paired, paired

    def _weigh(self, weight: int) -> None:
        self.most = max(self.most, weight)

    def _trips(self) -> list[list[Task]]:
        trips: list[list[Task]] = [[]]
        for stop in self.route.stops:
            if stop.kind == "reload":
                trips.append([])
            elif stop.task is not None:
                trips[-1].append(self.tasks[stop.task])
        return trips

    def _loads(self) -> list[tuple[str, ...]]:
        return [stop.loads for stop in self.route.stops if stop.kind == "reload"]

    def _check_ready(self) -> None:
        """Nothing is taken before it is there."""
        for stop in self.route.stops:
            for name in stop.loads:
                if self.tasks[name].ready > stop.leave:
                    self._fault("ready", stop, self.tasks[name].ready - stop.leave)
