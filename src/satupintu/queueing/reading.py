"""The hall as pages show it: who waits, who serves, what was called."""

from __future__ import annotations

import uuid
from collections import Counter as Tally, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import QuerySet

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing.line import call_order
from satupintu.queueing.models import (
    AT_COUNTER,
    QueueForecast,
    Session,
    State,
    Stop,
    Visit,
)
from satupintu.queueing.outages import Standstill, lost_minutes, standstills
from satupintu.queueing.status import Status, statuses
from satupintu.queueing.views import ForecastView, StopView, stop_view

# A share of the promised waiting time; from here on the light is amber.
AMBER = 0.66
# Longer than this many times the usual service is shown as slow.
SLOW = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits. `light`: ok, warn, err, by the promise of the queue.

    `wait_minutes` leaves out the time in which the agency's system was down.
    `callable` is false for one who is not in the building yet, is at another
    counter, or lets others go first.
    """

    number: str
    token: str
    group: str
    language: str
    via: str
    stop: StopView
    wait_minutes: int
    light: str
    next: bool
    callable: bool


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter now. `state`: closed, free, called, serving, slow, break."""

    code: str
    label: str
    zone: str
    queues: tuple[str, ...]
    state: str
    name: str = ""
    session_id: uuid.UUID | None = None
    number: str = ""
    queue: str = ""
    since: datetime | None = None
    break_until: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue now; `forecast` is for one who would join it."""

    code: str
    waiting: tuple[Waiting, ...]
    forecast: ForecastView | None
    status: Status


@dataclass(frozen=True, slots=True)
class Hall:
    """A whole mall now."""

    mall: str
    at: datetime
    queues: tuple[QueueView, ...]
    counters: tuple[CounterView, ...]
    inside: int
    served: int
    missed: int
    over_promise: int
    median_wait: float | None


@dataclass(frozen=True, slots=True)
class Ready:
    """One who will be called soon: minutes from now."""

    number: str
    minutes: int


def waiting(
    *, mall: str, queues: Sequence[str], now: datetime, most: int | None = None
) -> list[Waiting]:
    """Who waits in these queues: in the order of calling, then the others. The first
    `most` of them, if it is given."""
    found = catalogue.mall(mall)
    return _waiting(found, queues, now, _downs(found, now), most)


def count_waiting(*, mall: str, queues: Sequence[str], now: datetime) -> int:
    """How many `waiting` would find."""
    return _in_line(mall, queues, catalogue.local_day(now)).count()


def hall(*, mall: str, now: datetime) -> Hall:
    """The whole mall now."""
    found = catalogue.mall(mall)
    known = statuses(mall=found, now=now)
    forecasts = {row.queue: row for row in QueueForecast.objects.filter(mall=mall)}
    downs = _downs(found, now)
    lines: dict[str, list[Waiting]] = defaultdict(list)
    for one in _waiting(found, [q.code for q in found.queues], now, downs):
        lines[one.stop.queue].append(one)
    queues = tuple(
        QueueView(
            code=queue.code,
            waiting=tuple(lines[queue.code]),
            forecast=_queue_forecast(forecasts.get(queue.code)),
            status=known[queue.code],
        )
        for queue in found.queues
    )
    day = catalogue.local_day(now)
    states = Tally(
        Stop.objects.filter(mall=mall, day=day).values_list("state", flat=True)
    )
    waits = [one.wait_minutes for line in lines.values() for one in line]
    return Hall(
        mall=mall,
        at=now,
        queues=queues,
        counters=tuple(counters(mall=mall, now=now)),
        inside=Visit.objects.filter(
            mall=mall, day=day, ended_at=None, arrived_at__isnull=False
        ).count(),
        served=states[State.FINISHED],
        missed=states[State.NO_SHOW],
        over_promise=sum(w.light == "err" for line in lines.values() for w in line),
        median_wait=median(waits) if waits else None,
    )


def queue_forecasts(*, mall: str) -> dict[str, ForecastView]:
    """By queue: the wait of one who would join now, if it is known."""
    rows = QueueForecast.objects.filter(mall=mall)
    return {row.queue: view for row in rows if (view := _queue_forecast(row))}


def counters(*, mall: str, now: datetime) -> list[CounterView]:
    """Every counter of the mall, in the pack's order."""
    found = catalogue.mall(mall)
    sessions = {s.counter: s for s in Session.objects.filter(mall=mall, closed_at=None)}
    stops = {
        stop.session_id: stop
        for stop in Stop.objects.select_related("visit").filter(
            mall=mall, state__in=AT_COUNTER, session__in=sessions.values()
        )
    }
    views = []
    for counter in found.counters:
        session = sessions.get(counter.code)
        stop = stops.get(session.pk) if session else None
        views.append(
            CounterView(
                code=counter.code,
                label=counter.label,
                zone=counter.zone,
                queues=tuple(session.queues if session else counter.queues),
                state=_state(found, session, stop, now),
                name=session.name if session else "",
                session_id=session.pk if session else None,
                number=stop.visit.number if stop else "",
                queue=stop.queue if stop else "",
                since=_since(session, stop),
                break_until=session.break_until if session else None,
                seen_at=session.seen_at if session else None,
            )
        )
    return views


def missed(*, mall: str, zone: str, now: datetime, limit: int = 6) -> list[str]:
    """Numbers of a zone that nobody came for and that may still come back."""
    found = catalogue.mall(mall)
    since = now - timedelta(minutes=found.no_show_minutes)
    rows = (
        Stop.objects.filter(
            mall=mall, day=catalogue.local_day(now), state=State.NO_SHOW
        )
        .filter(since__gte=since, queue__in=_queues_of_zone(found, zone))
        .order_by("-since")
    )
    return list(rows.values_list("visit__number", flat=True)[:limit])


def get_ready(*, mall: str, zone: str, now: datetime, limit: int = 4) -> list[Ready]:
    """Who of a zone is expected to be called next, soonest first."""
    found = catalogue.mall(mall)
    rows = (
        Stop.objects.select_related("visit", "forecast")
        .filter(mall=mall, day=catalogue.local_day(now), state=State.WAITING)
        .filter(queue__in=_queues_of_zone(found, zone), forecast__isnull=False)
        .filter(visit__arrived_at__isnull=False)
        .order_by("forecast__q50", "sort_at")[:limit]
    )
    return [Ready(r.visit.number, _minutes_left(r, now)) for r in rows]


def _in_line(mall: str, queues: Sequence[str], day: date) -> QuerySet[Stop]:
    return Stop.objects.filter(
        mall=mall, day=day, state=State.WAITING, queue__in=queues
    )


def _waiting(
    mall: Mall,
    queues: Sequence[str],
    now: datetime,
    downs: dict[str, list[Standstill]],
    most: int | None = None,
) -> list[Waiting]:
    day = catalogue.local_day(now)
    order = call_order(mall=mall, day=day, queues=queues, now=now, most=most)
    rows = _in_line(mall.code, queues, day).select_related("visit", "forecast")
    if len(order) == most:
        rows = rows.filter(pk__in=order)
    by_id = {row.pk: row for row in rows.order_by("sort_at", "id")}
    known = [by_id.pop(pk) for pk in order if pk in by_id]
    called_later = list(by_id.values())
    first = order[0] if order else None
    found = [
        _one(mall, row, now, downs, is_next=row.pk == first, is_due=is_due)
        for is_due, part in ((True, known), (False, called_later))
        for row in part
    ]
    return found[:most]


def _one(
    mall: Mall,
    row: Stop,
    now: datetime,
    downs: dict[str, list[Standstill]],
    *,
    is_next: bool,
    is_due: bool,
) -> Waiting:
    start = max(row.waiting_from or now, row.booked_for or row.since)
    lost = lost_minutes(downs.get(row.queue, ()), start, now)
    minutes = max(0, int((now - start).total_seconds() / 60 - lost))
    promise = mall.queue(row.queue).promise
    light = "err" if minutes > promise else "ok"
    if light == "ok" and minutes > AMBER * promise:
        light = "warn"
    forecast = getattr(row, "forecast", None)
    return Waiting(
        number=row.visit.number,
        token=row.visit.token,
        group=row.visit.group,
        language=row.visit.language,
        via=row.visit.via,
        stop=stop_view(row, forecast),
        wait_minutes=minutes,
        light=light,
        next=is_next,
        callable=is_due,
    )


def _downs(mall: Mall, now: datetime) -> dict[str, list[Standstill]]:
    """By queue: when its agency's system was down lately; waiting stood still."""
    downs = standstills(mall=mall.code, start=now - timedelta(hours=24), end=now)
    return {q.code: downs.get(q.agency, []) for q in mall.queues}


def _state(
    mall: Mall, session: Session | None, stop: Stop | None, now: datetime
) -> str:
    if session is None:
        return "closed"
    if stop is None:
        return "break" if session.break_from else "free"
    usual = timedelta(minutes=mall.queue(stop.queue).minutes)
    if stop.state == State.SERVING and now - stop.since > SLOW * usual:
        return "slow"
    return str(stop.state)


def _since(session: Session | None, stop: Stop | None) -> datetime | None:
    if stop is not None:
        return stop.since
    return session.break_from if session else None


def _queue_forecast(row: QueueForecast | None) -> ForecastView | None:
    if row is None:
        return None
    return ForecastView(
        at=row.at,
        ahead=row.waiting,
        low=row.low,
        high=row.high,
        q10=row.q10,
        q50=row.q50,
        q90=row.q90,
    )


def _queues_of_zone(mall: Mall, zone: str) -> list[str]:
    """Queues that are called in a zone: those of its counters."""
    return sorted({q for c in mall.counters if c.zone == zone for q in c.queues})


def _minutes_left(row: Stop, now: datetime) -> int:
    forecast = row.forecast
    passed = (now - forecast.at).total_seconds() / 60
    return max(0, round(forecast.q50 - passed))
