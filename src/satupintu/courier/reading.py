"""Looking at home visits, and at the plan of a day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from satupintu.courier.models import (
    DayPlan,
    HomeVisit,
    PlannedStop,
    Shift,
    State,
)
from satupintu.courier.roster import shift_row, shift_rows
from satupintu.courier.rules import WAITING, is_at_risk, slack_of
from satupintu.courier.views import (
    AHEAD,
    DayPlanView,
    HomeVisitView,
    NoSuchVisit,
    RouteView,
    StopView,
    shift_view,
    view_of,
    views_of,
)


def home_visit(*, token: str, now: datetime) -> HomeVisitView:
    """The visit with this unguessable address. Raises `NoSuchVisit`."""
    return view_of(find(token), now)


def visit_by_id(*, visit_id: uuid.UUID, now: datetime) -> HomeVisitView:
    """For what follows an event, and for staff. Raises `NoSuchVisit`."""
    return view_of(find_id(visit_id), now)


def visits_of(
    *, account_id: uuid.UUID, now: datetime, limit: int = 50
) -> Sequence[HomeVisitView]:
    """A citizen's home visits, the latest request first."""
    rows = HomeVisit.objects.filter(account_id=account_id)
    return views_of(rows.order_by("-created_at", "-id")[:limit], now)


def visits_of_case(
    *, case_id: uuid.UUID, now: datetime | None = None
) -> Sequence[HomeVisitView]:
    """The home visits that are or were about a case, in the order of asking.

    Without `now` they have no expected arrival.
    """
    ids = HomeVisit.objects.filter(errands__case_id=case_id).values("pk")
    rows = list(HomeVisit.objects.filter(pk__in=ids).order_by("created_at", "id"))
    latest = max((row.created_at for row in rows), default=None)
    return views_of(rows, now or latest) if latest else []


def find(token: str, *, lock: bool = False) -> HomeVisit:
    """The row, locked if it is going to change. Raises `NoSuchVisit`."""
    return _found(lock, token=token)


def find_id(visit_id: uuid.UUID, *, lock: bool = False) -> HomeVisit:
    """As `find`, by its id. Raises `NoSuchVisit`."""
    return _found(lock, pk=visit_id)


def _found(lock: bool, **by: object) -> HomeVisit:
    rows = HomeVisit.objects.select_for_update() if lock else HomeVisit.objects.all()
    row: HomeVisit | None = rows.filter(**by).first()
    if row is None:
        raise NoSuchVisit
    return row


def day_plan(*, day: date, now: datetime) -> DayPlanView:
    """The plan of a local day as it is published, every shift with its stops."""
    plan = DayPlan.objects.filter(day=day).first()
    shifts = {row.pk: row for row in shift_rows(day)}
    found = list(PlannedStop.objects.filter(shift__in=shifts).order_by("shift", "seq"))
    visits = _visits_of_day(day, shifts, found, now)
    stops: dict[uuid.UUID, list[StopView]] = {}
    planned = set()
    for stop in found:
        visit = visits.get(stop.visit_id) if stop.visit_id else None
        stops.setdefault(stop.shift_id, []).append(_stop(stop, visit))
        planned.add(stop.visit_id)
    views = [shift_view(row) for row in shifts.values()]
    routes = tuple(
        RouteView(shift, shift.officer, shift.state, tuple(stops.get(shift.id, ())))
        for shift in views
    )
    unplanned = tuple(
        view
        for view in visits.values()
        if view.state == State.BOOKED and view.id not in planned
    )
    late = [s.visit for r in routes for s in r.stops if s.is_at_risk and s.visit]
    return DayPlanView(
        day=day,
        version=plan.version if plan else 0,
        riding=plan.riding if plan else 0,
        routes=routes,
        unplanned=unplanned,
        at_risk=(*unplanned, *late),
    )


def _visits_of_day(
    day: date,
    shifts: Mapping[uuid.UUID, Shift],
    stops: Sequence[PlannedStop],
    now: datetime,
) -> dict[uuid.UUID, HomeVisitView]:
    """The visits of a day that were not cancelled; their shifts and stops, which are
    known already, are not read again."""
    rows = HomeVisit.objects.filter(day=day).exclude(state=State.CANCELLED)
    visits = {row.pk: row for row in rows.select_related("next")}
    at = {stop.visit_id: stop for stop in stops if stop.visit_id}
    to_come: dict[uuid.UUID, list[int]] = {}
    for stop in stops:
        stop.shift = shifts[stop.shift_id]
    for row in visits.values():
        stop_there = at.get(row.pk)
        HomeVisit.stop.related.set_cached_value(row, stop_there)
        shift = shifts.get(row.shift_id) if row.shift_id else None
        if shift is not None:
            row.shift = shift
        if stop_there is not None and row.state in AHEAD:
            to_come.setdefault(stop_there.shift_id, []).append(stop_there.seq)
    return {view.id: view for view in views_of(visits.values(), now, to_come)}


def ahead(*, shift_id: uuid.UUID) -> list[uuid.UUID]:
    """The visits of a shift that are not over, in the order of the plan. One
    statement; callers guard."""
    stops = PlannedStop.objects.filter(shift=shift_id, visit__state__in=AHEAD)
    return list(stops.order_by("seq").values_list("visit_id", flat=True))


def at_risk(*, day: date) -> set[uuid.UUID]:
    """The visits of a day whose promise is in danger: those of `day_plan`."""
    rows = HomeVisit.objects.filter(day=day, state__in=WAITING)
    facts = rows.values_list("pk", "state", "until_at", "stop__arrives_at")
    return {
        pk
        for pk, state, until, arrives in facts
        if is_at_risk(state=state, arrives_at=arrives, until_at=until)
    }


def route_of(*, shift_id: uuid.UUID, now: datetime) -> RouteView:
    """One officer's part of the plan, as `day_plan` has it. Raises `NoSuchShift`."""
    shift = shift_view(shift_row(shift_id))
    stops = list(PlannedStop.objects.filter(shift=shift_id).order_by("seq"))
    rows = HomeVisit.objects.filter(pk__in=[s.visit_id for s in stops if s.visit_id])
    visits = {
        view.id: view for view in views_of(rows.exclude(state=State.CANCELLED), now)
    }
    found = tuple(
        _stop(stop, visits.get(stop.visit_id) if stop.visit_id else None)
        for stop in stops
    )
    return RouteView(shift, shift.officer, shift.state, found)


def _stop(stop: PlannedStop, visit: HomeVisitView | None) -> StopView:
    until = visit.until_at if visit else None
    return StopView(
        seq=stop.seq,
        kind=stop.kind,
        visit=visit,
        arrives_at=stop.arrives_at,
        begins_at=stop.begins_at,
        leaves_at=stop.leaves_at,
        locked=stop.locked,
        slack_minutes=slack_of(arrives_at=stop.arrives_at, until_at=until),
        is_at_risk=visit is not None
        and is_at_risk(state=visit.state, arrives_at=stop.arrives_at, until_at=until),
    )
