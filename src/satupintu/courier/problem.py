"""From the rows of a day to the engine's problem, and to the plan as it stands."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_home import HomeVisits
from satupintu.courier.dayrows import DayRows, point_of, rides
from satupintu.courier.models import (
    HomeVisit,
    PlannedStop,
    Shift,
    State,
    StopKind,
)
from satupintu.courier.progress import Where, where_is
from satupintu.courier.rules import MARGIN
from satupintu.courier.ties import tie
from satupintu.courier.views import AHEAD
from satupintu.routing.points import Point
from satupintu.routing.travel.base import TravelTimes
from satupintu.routing.travel.configured import travel_times
from satupintu.routing.travel.great_circle import GreatCircle
from satupintu.routing.values import (
    BOOKED,
    Break,
    Plan,
    Problem,
    Ride,
    Route,
    Stop,
    Task,
    Window,
    Worker,
)

DAY = 24 * 3600
# How a promise may be planned for: with the margin, to its end, then also without
# the visit that it is linked with, or late.
SAFE, JUST, ALONE, LATE = 0, 1, 2, 3
# Who is late still does what was promised, beyond the end of the shift.
OVERTIME = 3600
# A stop fixed by hand may begin this much earlier or later than it was planned.
FIXED_BY = 10 * 60


@dataclass(slots=True)
class Layout:
    """A problem, the published plan as the engine reads it, and what is where.

    `places` are indexes into `points`, by visit; the bases come first, in the order
    of the pack. `where` and `ahead` (the stops that are not behind) are by shift.
    `loose`: by second visit, why a link does not hold (see `links`).
    """

    rows: DayRows
    problem: Problem
    plan: Plan
    points: list[Point]
    places: dict[uuid.UUID, int]
    where: dict[uuid.UUID, Where]
    ahead: dict[uuid.UUID, list[PlannedStop]]
    loose: dict[uuid.UUID, str]


def travel() -> TravelTimes:
    """Who knows how long rides take here."""
    riding = catalogue.home_visits().riding
    return travel_times(
        GreatCircle(speed_kmh=riding.speed, factor=riding.detour, extra_s=riding.start)
    )


def lay_out(
    rows: DayRows, *, now: datetime, relaxed: Mapping[uuid.UUID, int] | None = None
) -> Layout:
    """The problem of a day at `now`. `relaxed`: visits whose promise is planned for
    only just, or whose promise cannot be kept any more."""
    home = catalogue.home_visits()
    points = [Point(base.lat, base.lon) for base in home.bases]
    places: dict[uuid.UUID, int] = {}
    for visit in rows.visits.values():
        places[visit.pk] = len(points)
        points.append(point_of(visit))
    ride = travel().matrix(points, rows.noon)
    return _Builder(home, rows, now, relaxed or {}, points, places, ride).built()


def task_of(
    row: HomeVisit,
    rows: DayRows,
    *,
    place: int = 0,
    window: Window,
    name: str = "",
) -> Task:
    """The visit as a stop to plan, within this window."""
    told = row.told_at if row.told_at and row.day == rows.day else None
    return Task(
        id=name or str(row.pk),
        place=place,
        service=row.minutes * 60,
        windows=(window,),
        needs=needs_of(row),
        collect=row.collects,
        deliver=max(row.delivers, int(row.pk in rows.in_bags)),
        ready=rows.second(row.ready_at) if row.ready_at else 0,
        prize=2 * BOOKED if row.is_priority else BOOKED,
        told=rows.second(told) if told else None,
        worker=rows.keeper(row.pk),
    )


def window_of(from_at: int, until_at: int, level: int = SAFE) -> Window:
    """What is planned for, given the seconds of a promise."""
    if level == LATE:
        return Window(from_at, DAY)
    margin = int(MARGIN / timedelta(seconds=1)) if level == SAFE else 0
    return Window(from_at, max(from_at, until_at - margin))


def minute_of(clock: str) -> int:
    """Minutes from midnight of `11:30`."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def needs_of(row: HomeVisit) -> frozenset[str]:
    """The skills that an officer must have, the base among them."""
    return frozenset(row.skills) | ({base_skill(row.base)} if row.base else set())


def base_skill(base: str) -> str:
    """A skill that only officers of the base have: its folders are there."""
    return f"base:{base}"


@dataclass(slots=True)
class _Builder:
    home: HomeVisits
    rows: DayRows
    now: datetime
    relaxed: Mapping[uuid.UUID, int]
    points: list[Point]
    places: dict[uuid.UUID, int]
    ride: Ride
    where: dict[uuid.UUID, Where] = field(default_factory=dict)
    ahead: dict[uuid.UUID, list[PlannedStop]] = field(default_factory=dict)
    holds: dict[uuid.UUID, frozenset[str]] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)

    def built(self) -> Layout:
        self.bases = {base.code: n for n, base in enumerate(self.home.bases)}
        working = [s for s in self.rows.shifts if self._is_working(s)]
        for shift in working:
            self._trace(shift)
        tasks, loose = self._tasks(working)
        problem = Problem(
            workers=tuple(self._worker(shift) for shift in working),
            tasks=tasks,
            ride=self.ride,
            reload=self.home.reload * 60,
            locked={
                str(pk): tuple(str(name) for name in where.locked)
                for pk, where in self.where.items()
                if where.locked
            },
        )
        routes = tuple(self._route(shift) for shift in working)
        return Layout(
            rows=self.rows,
            problem=problem,
            plan=Plan(routes, _unserved(problem, routes), 0, _riding(problem, routes)),
            points=self.points,
            places=self.places,
            where=self.where,
            ahead=self.ahead,
            loose=loose,
        )

    def _is_working(self, shift: Shift) -> bool:
        return rides(shift) and shift.officer.base in self.bases

    def _trace(self, shift: Shift) -> None:
        base = self.bases[shift.officer.base]

        def ride(start: uuid.UUID | None, end: uuid.UUID | None) -> int:
            return int(self.ride[self._place(start, base), self._place(end, base)])

        where = where_is(self.rows, shift, ride, self.now)
        stops = self.rows.stops.get(shift.pk, [])
        self.where[shift.pk] = where
        self.ahead[shift.pk] = stops[where.over :]
        self.holds[shift.pk] = self._holds(shift, where)

    def _place(self, visit: uuid.UUID | None, base: int) -> int:
        return self.places.get(visit, base) if visit else base

    def _holds(self, shift: Shift, where: Where) -> frozenset[str]:
        """The visits whose folders are in the bag: as scanned, or as planned."""
        if not where.is_out:
            return frozenset()
        bags, account = self.rows.in_bags, shift.officer.account_id
        in_hand = {visit for visit in bags if bags[visit].account_id == account}
        elsewhere = bags.keys() - in_hand
        planned = set(self._loads(self.ahead[shift.pk])) - elsewhere
        return frozenset(str(visit) for visit in in_hand | planned)

    def _worker(self, shift: Shift) -> Worker:
        officer, where = shift.officer, self.where[shift.pk]
        base = self.bases[officer.base]
        end = self.rows.second(shift.ends_at)
        if any(
            self.relaxed.get(stop.visit_id) == LATE
            for stop in self.ahead[shift.pk]
            if stop.visit_id
        ):
            end += OVERTIME
        carried = self.rows.carried.get(officer.account_id, 0) if where.is_out else 0
        return Worker(
            id=str(shift.pk),
            base=base,
            start=min(where.free_at, DAY),
            end=max(end, where.free_at),
            skills=frozenset({*officer.skills, base_skill(officer.base)}),
            bag=max(officer.bag, carried + len(self.holds[shift.pk])),
            rest=None if where.has_rested else self._rest(shift),
            at=self._place(where.place, base) if where.is_out else None,
            carrying=carried,
            holds=self.holds[shift.pk],
        )

    def _rest(self, shift: Shift) -> Break | None:
        rest = self.home.rest
        minutes = (shift.ends_at - shift.starts_at) / timedelta(minutes=1)
        if not rest.minutes or minutes < rest.shift:
            return None
        begin, end = (
            self.rows.second(catalogue.moment_of(self.rows.day, minute_of(clock)))
            for clock in (rest.earliest, rest.latest)
        )
        begin = max(begin, self._engaged_until(shift))
        return Break(rest.minutes * 60, begin, max(begin, end))

    def _engaged_until(self, shift: Shift) -> int:
        """When the officer is done where he is, or rides to: nobody rests before."""
        where, base = self.where[shift.pk], self.bases[shift.officer.base]
        at, here = where.free_at, self._place(where.place, base)
        for pk in where.locked:
            visit, there = self.rows.visits[pk], self._place(pk, base)
            at += int(self.ride[here, there])
            if visit.state != State.ARRIVED and visit.from_at is not None:
                at = max(at, self.rows.second(visit.from_at))
            at += where.service.get(pk, visit.minutes * 60)
            here = there
        return at if where.locked else 0

    def _tasks(
        self, working: list[Shift]
    ) -> tuple[tuple[Task, ...], dict[uuid.UUID, str]]:
        """What is still to be done, and which links do not hold; who assumedly was
        visited is not."""
        behind = {
            stop.visit_id: shift.pk
            for shift in working
            for stop in self.rows.stops.get(shift.pk, [])[: self.where[shift.pk].over]
            if stop.visit_id
        }
        fixed = {
            stop.visit_id: stop
            for stops in self.ahead.values()
            for stop in stops
            if stop.locked and stop.visit_id
        }
        tasks = {
            visit.pk: self._task(visit, fixed.get(visit.pk))
            for visit in self.rows.visits.values()
            if visit.state in AHEAD and visit.pk not in behind
        }
        under_way = {pk for where in self.where.values() for pk in where.locked}
        alone = {pk for pk, level in self.relaxed.items() if level >= ALONE}
        loose = tie(self.rows, tasks, behind, under_way=under_way, alone=alone)
        return tuple(tasks.values()), loose

    def _task(self, visit: HomeVisit, fixed: PlannedStop | None) -> Task:
        assert visit.from_at and visit.until_at  # noqa: S101, PT018 - it is booked
        second = self.rows.second
        level = self.relaxed.get(visit.pk, SAFE)
        window = window_of(second(visit.from_at), second(visit.until_at), level)
        if visit.state == State.ARRIVED:
            window = Window(0, DAY)
        task = task_of(visit, self.rows, place=self.places[visit.pk], window=window)
        service = next(
            (w.service[visit.pk] for w in self.where.values() if visit.pk in w.service),
            task.service,
        )
        by_hand = fixed if visit.state == State.BOOKED else None
        return _changed(task, service, by_hand, self.rows, level)

    def _route(self, shift: Shift) -> Route:
        base, stops = self.bases[shift.officer.base], self.ahead[shift.pk]
        found = tuple(
            self._stop(stop, stops[n + 1 :], base) for n, stop in enumerate(stops)
        )
        return Route(str(shift.pk), found, self._home(shift, found))

    def _home(self, shift: Shift, stops: tuple[Stop, ...]) -> int:
        """When the officer is back at the base, with a rest on the way, if any."""
        where, base = self.where[shift.pk], self.bases[shift.officer.base]
        here = self._place(where.place, base)
        free, rested, rest_ends = where.free_at, 0, 0
        for stop in stops:
            if stop.kind == "rest":
                rested, rest_ends = stop.leave - stop.begin, stop.leave
            else:
                free, here, rested = stop.leave, stop.place, 0
        return max(free + rested + int(self.ride[here, base]), rest_ends)

    def _stop(self, stop: PlannedStop, later: list[PlannedStop], base: int) -> Stop:
        arrive, begin, leave = (
            self.rows.second(at)
            for at in (stop.arrives_at, stop.begins_at, stop.leaves_at)
        )
        if stop.kind == StopKind.REST:
            return Stop("rest", base, arrive, begin, leave)
        if stop.kind == StopKind.RELOAD:
            loads = tuple(str(visit) for visit in self._loads(later))
            return Stop("reload", base, arrive, begin, leave, loads=loads)
        place = self._place(stop.visit_id, base)
        return Stop("task", place, arrive, begin, leave, task=str(stop.visit_id))

    def _loads(self, later: list[PlannedStop]) -> list[uuid.UUID]:
        """The visits to which something is brought before the next reload."""
        found = []
        for stop in later:
            if stop.kind == StopKind.RELOAD:
                break
            visit = self.rows.visit_at(stop)
            if visit is not None and visit.delivers:
                found.append(visit.pk)
        return found


def _changed(
    task: Task, service: int, fixed: PlannedStop | None, rows: DayRows, level: int
) -> Task:
    """With what is known of this very visit: longer, or fixed by hand."""
    if fixed is None:
        return task if service == task.service else replace(task, service=service)
    window = task.windows[0]
    at = rows.second(fixed.begins_at)
    if level != LATE:
        start = max(window.start, at - FIXED_BY)
        window = Window(start, max(start, min(window.end, at + FIXED_BY)))
    worker = task.worker or str(fixed.shift_id)
    return replace(task, service=service, worker=worker, windows=(window,))


def _unserved(problem: Problem, routes: tuple[Route, ...]) -> tuple[str, ...]:
    served = {name for route in routes for name in route.tasks}
    return tuple(task.id for task in problem.tasks if task.id not in served)


def _riding(problem: Problem, routes: tuple[Route, ...]) -> int:
    """Seconds on the road until everybody is back."""
    total = 0
    for worker, route in zip(problem.workers, routes, strict=True):
        here = worker.base if worker.at is None else worker.at
        for stop in route.stops:
            if stop.kind != "rest":
                total += int(problem.ride[here, stop.place])
                here = stop.place
        total += int(problem.ride[here, worker.base])
    return total
