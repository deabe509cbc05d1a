"""The rows of a day's plan: its lock, its version, and its routes."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from satupintu.courier.dayrows import DayRows
from satupintu.courier.days import DayEngine
from satupintu.courier.models import DayPlan, PlannedStop, StopKind
from satupintu.kernel import live
from satupintu.routing.values import Plan, Route, Stop

# By visit, the shift and the moment.
Beginnings = dict[uuid.UUID, tuple[uuid.UUID, datetime]]
_KINDS = {"task": StopKind.VISIT, "reload": StopKind.RELOAD, "rest": StopKind.REST}

# Seconds before a window at which one is at the door.
EARLY = 300


@dataclass(frozen=True, slots=True)
class _Line:
    """A stop as it is written; times in seconds of the day."""

    kind: str
    visit: uuid.UUID | None
    arrive: int
    begin: int
    leave: int


def topic_of(day: date) -> str:
    """Where one hears that the plan of a day has changed."""
    return f"homes:{day.isoformat()}"


def lock_day(day: date) -> DayPlan:
    """The plan of a day, locked to the end of the transaction: whoever changes the
    day, or a visit of it, does it under this lock. Several days in their order."""
    return DayPlan.objects.select_for_update().get_or_create(day=day)[0]


def lock_days(days: Iterable[date | None]) -> dict[date, DayPlan]:
    """Several days at once; None is left out."""
    return {day: lock_day(day) for day in sorted({d for d in days if d})}


def new_version(plan: DayPlan, now: datetime) -> None:
    """Something changed: what others have computed on the old version is void."""
    plan.version += 1
    plan.changed_at = now
    plan.save(update_fields=["version", "changed_at", "riding", "thought_on"])
    live.changed(topic_of(plan.day))


def write_plan(plan: DayPlan, found: DayEngine, now: datetime) -> set[uuid.UUID]:
    """Make the engine's plan the published one; only routes that changed are written.

    The day is locked. Returns the visits whose arrival or officer changed.
    """
    routed = found.engine.plan()
    wanted = {uuid.UUID(route.worker): _written(route.stops) for route in routed.routes}
    there = {pk: _lines(found, stops) for pk, stops in _ahead(found).items()}
    changed = {
        pk for pk in {*wanted, *there} if wanted.get(pk, []) != there.get(pk, [])
    }
    if changed:
        _replace(found, wanted, changed)
    plan.riding = routed.riding + _ridden(found)
    new_version(plan, now)
    found.keep(plan)
    moved = _visits(wanted, changed) ^ _visits(there, changed)
    found.layout.ahead = _read_ahead(found, changed)
    visits = {visit for _shift, visit, _at in moved}
    if visits:
        live.changed(*(f"home:{visit}" for visit in visits))
    return visits


def stops_of_plan(plan: Plan) -> list[dict[str, object]]:
    """A plan as a proposal keeps it: by shift, with seconds from local midnight."""
    return [
        {"shift": route.worker, "stops": [_as_json(stop) for stop in route.stops]}
        for route in plan.routes
    ]


def plan_of_stops(routes: Iterable[Mapping[str, object]]) -> Plan:
    """The inverse of `stops_of_plan`."""
    return Plan(tuple(_route(each) for each in routes), (), 0, 0)


def beginnings_of(plan: Plan, rows: DayRows) -> Beginnings:
    """By visit, who begins when by this plan."""
    return {
        uuid.UUID(stop.task): (uuid.UUID(route.worker), rows.moment(stop.begin))
        for route in plan.routes
        for stop in route.stops
        if stop.task
    }


def arrivals_of(found: DayEngine) -> dict[uuid.UUID, datetime]:
    """By visit, when the officer comes once this engine's plan is written; what is
    behind stays as it is published."""
    arrivals = {
        stop.visit_id: stop.arrives_at
        for pk, where in found.layout.where.items()
        for stop in found.rows.stops.get(pk, [])[: where.over]
        if stop.visit_id
    }
    lines = (line for r in found.engine.plan().routes for line in _written(r.stops))
    moment = found.rows.moment
    return arrivals | {line.visit: moment(line.arrive) for line in lines if line.visit}


def arrivals_written(rows: DayRows) -> dict[uuid.UUID, datetime]:
    """By visit, when the officer comes as it is published."""
    stops = (stop for stops in rows.stops.values() for stop in stops)
    return {stop.visit_id: stop.arrives_at for stop in stops if stop.visit_id}


def beginnings_written(routes: Iterable[Iterable[PlannedStop]]) -> Beginnings:
    """By visit, who begins when by these stops as they are published."""
    return {
        stop.visit_id: (stop.shift_id, stop.begins_at)
        for stops in routes
        for stop in stops
        if stop.visit_id
    }


def _route(found: Mapping[str, object]) -> Route:
    stops: list[Stop] = []
    given = found["stops"]
    assert isinstance(given, list)  # noqa: S101 - as it was written
    for stop in given:
        arrive, begin, leave = stop["arrive"], stop["begin"], stop["leave"]
        kind, loads = stop["kind"], tuple(stop.get("loads", ()))
        if kind == "visit":
            stops.append(Stop("task", 0, arrive, begin, leave, task=stop["visit"]))
        elif kind == "reload":
            stops.append(Stop("reload", 0, arrive, begin, leave, loads=loads))
    return Route(str(found["shift"]), tuple(stops), 0)


def _as_json(stop: Stop) -> dict[str, object]:
    return {
        "kind": str(_KINDS[stop.kind].value),
        "visit": stop.task,
        "arrive": stop.arrive,
        "begin": stop.begin,
        "leave": stop.leave,
        "loads": list(stop.loads),
    }


def _written(stops: Iterable[Stop]) -> list[_Line]:
    """The stops of a route as people see them: who would be far too early rests
    first, and leaves the stop before later."""
    lines: list[_Line] = []
    rest: Stop | None = None
    for stop in stops:
        arrive = stop.arrive
        if stop.kind == "task":
            arrive = max(_arrival(stop, rest), stop.begin - EARLY)
        visit = uuid.UUID(stop.task) if stop.task else None
        kind = str(_KINDS[stop.kind].value)
        lines.append(_Line(kind, visit, arrive, stop.begin, stop.leave))
        rest = stop if stop.kind == "rest" else None
    return lines


def _arrival(stop: Stop, rest: Stop | None) -> int:
    """When one is there; a rest at the door is taken before."""
    if rest is None or rest.begin < stop.arrive:
        return stop.arrive
    return max(stop.arrive + rest.leave - rest.begin, rest.leave)


def _lines(found: DayEngine, stops: list[PlannedStop]) -> list[_Line]:
    second = found.rows.second
    return [
        _Line(
            stop.kind,
            stop.visit_id,
            second(stop.arrives_at),
            second(stop.begins_at),
            second(stop.leaves_at),
        )
        for stop in stops
    ]


def _ahead(found: DayEngine) -> dict[uuid.UUID, list[PlannedStop]]:
    """What is written of the routes, without what is behind.

    Of who does not ride any more it is all that has not happened.
    """
    ahead = dict(found.layout.ahead)
    for shift_id, stops in found.rows.stops.items():
        if shift_id not in found.layout.where:
            ahead[shift_id] = [s for s in stops if _is_open(found, s)]
    return ahead


def _is_open(found: DayEngine, stop: PlannedStop) -> bool:
    visit = found.rows.visit_at(stop)
    return visit is None or visit.ended_at is None


def _visits(
    lines: Mapping[uuid.UUID, list[_Line]], shifts: Collection[uuid.UUID]
) -> set[tuple[uuid.UUID, uuid.UUID, int]]:
    return {
        (shift, line.visit, line.arrive)
        for shift in shifts
        for line in lines.get(shift, ())
        if line.visit
    }


def _replace(
    found: DayEngine,
    wanted: Mapping[uuid.UUID, list[_Line]],
    changed: Collection[uuid.UUID],
) -> None:
    old = [
        stop for pk, stops in _ahead(found).items() if pk in changed for stop in stops
    ]
    locked = {stop.visit_id for stop in old if stop.locked and stop.visit_id}
    PlannedStop.objects.filter(pk__in=[stop.pk for stop in old]).delete()
    under_way = {name for w in found.layout.where.values() for name in w.locked}
    moment = found.rows.moment
    PlannedStop.objects.bulk_create(
        PlannedStop(
            shift_id=pk,
            seq=_first(found, pk) + n,
            kind=line.kind,
            visit_id=line.visit,
            arrives_at=moment(line.arrive),
            begins_at=moment(line.begin),
            leaves_at=moment(line.leave),
            locked=line.visit in locked or line.visit in under_way,
        )
        for pk in changed
        for n, line in enumerate(wanted.get(pk, []))
    )


def _first(found: DayEngine, shift_id: uuid.UUID) -> int:
    """The number of the first stop that is not behind."""
    where = found.layout.where.get(shift_id)
    behind = found.rows.stops.get(shift_id, [])[: where.over if where else 0]
    return behind[-1].seq + 1 if behind else 1


def _read_ahead(
    found: DayEngine, changed: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[PlannedStop]]:
    """What was written just now is what the next change is compared with."""
    ahead = dict(found.layout.ahead)
    rows = PlannedStop.objects.filter(shift_id__in=changed).order_by("seq")
    found.rows.stops |= {pk: [] for pk in changed}
    for row in rows:
        found.rows.stops[row.shift_id].append(row)
    for pk in changed:
        where = found.layout.where.get(pk)
        ahead[pk] = found.rows.stops[pk][where.over if where else 0 :]
    return ahead


def _ridden(found: DayEngine) -> int:
    """Seconds on the road to the stops that are behind."""
    total = 0
    for worker in found.layout.problem.workers:
        pk = uuid.UUID(worker.id)
        over = found.layout.where[pk].over
        here: uuid.UUID | None = None
        for stop in found.rows.stops.get(pk, [])[:over]:
            if stop.kind != StopKind.REST:
                total += found.ride(here, stop.visit_id, worker)
                here = stop.visit_id
    return total
