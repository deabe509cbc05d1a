"""What happened in a hall, from the history of its stops alone.

Nothing here is stored: every figure is a query over `Period` rows, which are only
ever added to, so that a question nobody thought of can still be asked later. Times
are those of the mall's clocks. Who came at ten counts in the row of ten o'clock,
whenever they were called, as in the forecasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing.models import Period, State, Visit
from satupintu.queueing.outages import Standstill, lost_minutes, standstills

# A service this many times longer than usual was not ended when it was over: it is
# counted as served, and flagged, but says nothing about how long services take.
FORGOTTEN = 6.0
SHORTEST_FORGOTTEN = 60.0  # minutes
# Who was never started counts from the call. Finished this soon after it, nobody
# can have walked to the counter: counted as served, but no time was measured.
SHORTEST_UNSTARTED = 0.5


@dataclass(frozen=True, slots=True)
class Spell:
    """A stop was in a state from `start` to `end` (None: still), then in `then`."""

    queue: str
    state: str
    start: datetime
    end: datetime | None
    then: str
    counter: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One stop in one queue, from joining the line to leaving for good.

    `wait` is None until it is called; outages are taken out of it, and a booked
    visitor waits from the appointed time. `service` is None if it was not served,
    or if the end was forgotten (`forgotten`). `unstarted` was finished without
    having been started: its service counts from the call. Minutes.
    """

    queue: str
    came_at: datetime
    called_at: datetime | None
    wait: float | None
    service: float | None
    counter: str
    end: str
    forgotten: bool
    unstarted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A queue in an hour; `hour` is None for its whole day. Minutes and shares.

    `left` gave up while waiting; `open` have not ended. Shares are of those called.
    """

    queue: str
    hour: int | None
    visits: int
    served: int
    no_shows: int
    left: int
    open: int
    wait_p50: float | None
    wait_p90: float | None
    service_p50: float | None
    service_p90: float | None
    over_promise: float | None
    forgotten: int
    unstarted: int


@dataclass(frozen=True, slots=True)
class Workload:
    """What a counter did; counters, never people. Minutes."""

    counter: str
    served: int
    busy: float
    service_p50: float | None


@dataclass(frozen=True, slots=True)
class DayHistory:
    """A day of a mall: by queue and hour, by queue, and by counter."""

    mall: str
    day: date
    hours: tuple[Row, ...]
    queues: tuple[Row, ...]
    total: Row
    counters: tuple[Workload, ...]


def day_history(*, mall: str, day: date) -> DayHistory:
    """Everything about one local day. Raises `catalogue.NoSuchMall`."""
    found = catalogue.mall(mall)
    known = passages(found, day)
    zone = catalogue.zone()
    by_queue: dict[str, list[Passage]] = defaultdict(list)
    by_hour: dict[tuple[str, int], list[Passage]] = defaultdict(list)
    for one in known:
        by_queue[one.queue].append(one)
        by_hour[one.queue, one.came_at.astimezone(zone).hour].append(one)
    order = [queue.code for queue in found.queues]
    return DayHistory(
        mall=mall,
        day=day,
        hours=tuple(
            _row(found, code, hour, by_hour[code, hour])
            for code in order
            for hour in sorted(h for c, h in by_hour if c == code)
        ),
        queues=tuple(_row(found, q, None, by_queue[q]) for q in order if q in by_queue),
        total=_row(found, "", None, known),
        counters=_workloads(found, known),
    )


def passages(mall: Mall, day: date) -> list[Passage]:
    """Every stop of the day in every queue that it stood in, by when it came."""
    start, end = catalogue.day_bounds(day)
    stood = standstills(mall=mall.code, start=start, end=end)
    found: list[Passage] = []
    for booked_for, spells in _by_stop(mall.code, start, end):
        for queue, part in groupby(spells, key=lambda spell: spell.queue):
            passage = _passage(mall, queue, list(part), booked_for, stood)
            if passage is not None:
                found.append(passage)
    return sorted(found, key=lambda one: one.came_at)


def days_known(*, mall: str, limit: int = 60) -> list[date]:
    """The latest days with visits, newest first."""
    days = Visit.objects.filter(mall=mall).order_by("-day")
    return list(days.values_list("day", flat=True).distinct()[:limit])


def most_inside(*, mall: str, day: date, now: datetime) -> tuple[int, datetime] | None:
    """The most visitors in the building at once, and when; None on an empty day."""
    rows = Visit.objects.filter(mall=mall, day=day, arrived_at__isnull=False)
    steps: list[tuple[datetime, int]] = []
    for came, went in rows.order_by("id").values_list("arrived_at", "ended_at"):
        if came is not None:
            steps.append((came, 1))
        if went is not None:
            steps.append((went, -1))
    count, best = 0, None
    for at, step in sorted(step for step in steps if step[0] <= now):
        count += step
        if best is None or count > best[0]:
            best = (count, at)
    return best


def share_of(values: Sequence[float], share: float) -> float | None:
    """A quantile of measured values, interpolated; None where there are none."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _by_stop(
    mall: str, start: datetime, end: datetime
) -> list[tuple[datetime | None, list[Spell]]]:
    """The history of each stop that did something on the day, in one query."""
    rows = (
        Period.objects.filter(mall=mall, at__gte=start, at__lt=end)
        .order_by("stop_id", "id")
        .values_list(
            "stop_id",
            "stop__booked_for",
            "queue",
            "state",
            "at",
            "counter",
            "reason",
        )
    )
    found: list[tuple[datetime | None, list[Spell]]] = []
    for (_stop, booked_for), mine in groupby(rows, key=lambda row: row[:2]):
        found.append((booked_for, _spells([row[2:] for row in mine])))
    return found


_Entry = tuple[str, str, datetime, str, str]


def _spells(entries: Sequence[_Entry]) -> list[Spell]:
    return [
        Spell(
            queue=queue,
            state=state,
            start=at,
            end=following[2] if following else None,
            then=following[1] if following else "",
            counter=counter,
            reason=reason,
        )
        for (queue, state, at, counter, reason), following in zip(
            entries, [*entries[1:], None], strict=True
        )
    ]


def _passage(
    mall: Mall,
    queue: str,
    spells: Sequence[Spell],
    booked_for: datetime | None,
    stood: dict[str, list[Standstill]],
) -> Passage | None:
    """None for an errand whose turn has not come, or a queue that is no more."""
    waits = [s for s in spells if s.state == State.WAITING]
    known = next((q for q in mall.queues if q.code == queue), None)
    if known is None or not waits:
        return None
    first = waits[0]
    came_at = max(first.start, booked_for or first.start)
    called_at = first.end if first.then == State.CALLED else None
    wait = None
    if called_at is not None:
        lost = lost_minutes(stood.get(known.agency, ()), came_at, called_at)
        wait = max(0.0, minutes(came_at, called_at) - lost)
    last = spells[-1]
    served, unstarted = _served(spells)
    service, forgotten = _minutes_of(served, known.minutes, unstarted=unstarted)
    return Passage(
        queue=queue,
        came_at=came_at,
        called_at=called_at,
        wait=wait,
        service=service,
        counter=served[-1].counter if served else "",
        # Sent on to another queue: served here.
        end=last.state if not last.then else State.FINISHED,
        forgotten=forgotten,
        unstarted=unstarted,
    )


def _served(spells: Sequence[Spell]) -> tuple[list[Spell], bool]:
    """When it was served, and whether without having been started."""
    served = [s for s in spells if s.state == State.SERVING and s.end is not None]
    if served:
        return served, False
    # Some clerks call and finish without pressing start.
    done = (State.FINISHED, State.ON_HOLD)
    called = [s for s in spells if s.state == State.CALLED and s.then in done]
    return called, bool(called)


def _minutes_of(
    served: Sequence[Spell], usual: float, *, unstarted: bool
) -> tuple[float | None, bool]:
    """Minutes of what was served, and whether its end was forgotten."""
    if not served:
        return None, False
    total = sum(minutes(s.start, s.end) for s in served if s.end is not None)
    if total > max(SHORTEST_FORGOTTEN, FORGOTTEN * usual):
        return None, True
    if unstarted and total < SHORTEST_UNSTARTED:
        return None, False
    return total, False


def _row(mall: Mall, queue: str, hour: int | None, known: Sequence[Passage]) -> Row:
    waits = [one.wait for one in known if one.wait is not None]
    services = [one.service for one in known if one.service is not None]
    late = [one for one in known if one.wait is not None and _is_late(mall, one)]
    ends = [one.end for one in known]
    over = (State.FINISHED, State.NO_SHOW, State.CANCELLED)
    return Row(
        queue=queue,
        hour=hour,
        visits=len(known),
        served=ends.count(State.FINISHED),
        no_shows=ends.count(State.NO_SHOW),
        left=ends.count(State.CANCELLED),
        open=sum(end not in over for end in ends),
        wait_p50=share_of(waits, 0.5),
        wait_p90=share_of(waits, 0.9),
        service_p50=share_of(services, 0.5),
        service_p90=share_of(services, 0.9),
        over_promise=len(late) / len(waits) if waits else None,
        forgotten=sum(one.forgotten for one in known),
        unstarted=sum(one.unstarted for one in known),
    )


def _is_late(mall: Mall, one: Passage) -> bool:
    return one.wait is not None and one.wait > mall.queue(one.queue).promise


def _workloads(mall: Mall, known: Iterable[Passage]) -> tuple[Workload, ...]:
    done: dict[str, list[Passage]] = defaultdict(list)
    for one in known:
        if one.counter:
            done[one.counter].append(one)
    return tuple(
        Workload(
            counter=counter.code,
            served=len(done[counter.code]),
            busy=sum(one.service or 0.0 for one in done[counter.code]),
            service_p50=share_of(
                [one.service for one in done[counter.code] if one.service is not None],
                0.5,
            ),
        )
        for counter in mall.counters
        if counter.code in done
    )


def minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


__all__ = [
    "DayHistory",
    "Passage",
    "Row",
    "Workload",
    "day_history",
    "days_known",
    "most_inside",
    "passages",
    "share_of",
]
