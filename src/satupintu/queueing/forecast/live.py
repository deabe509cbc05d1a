"""The hall as it is now, read once from the tables, as a simulation needs it."""

from __future__ import annotations

import math
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing.forecast import lately
from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.forecast.learned import Shifts, factor, laws_of
from satupintu.queueing.forecast.state import Counter, HallState, Serving, Waiting
from satupintu.queueing.models import AT_COUNTER, Call, Session, State, Stop
from satupintu.queueing.rules import Served, minutes
from satupintu.queueing.status import Status, statuses

# An open end is believed to come soon: of a break, of a system that is down.
BREAK, DOWN = 15.0, 30.0
# A visitor who joined from afar may still not be there when called.
REMOTE_SHOWS = 0.9
# An idle counter is only missed when somebody has waited for it so long.
MISSED = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class LiveHall:
    """The state for the simulation, and the rows that it was made of.

    `paused`: queues on which nobody can count now (their agency's system is down).
    `breaks`: queues of which a counter is on a break.
    """

    mall: Mall
    state: HallState
    stops: list[Stop]
    shifts: Mapping[str, Shifts]
    paused: frozenset[str]
    breaks: frozenset[str]

    def counters(self, queue: str) -> int:
        """How many counters serve a queue; those on a break do not count."""
        now = self.state.now
        return sum(
            queue in counter.queues
            and not any(start <= now < end for start, end in counter.gaps)
            for counter in self.state.counters
        )

    def turns(self, queue: str) -> list[Served]:
        """The last calls of a queue, newest first."""
        return [
            Served(queue, priority) for priority in self.state.recent.get(queue, ())
        ]


def live_hall(*, mall: Mall, now: datetime) -> LiveHall:
    """Read the hall at `now` (the mall's clock)."""
    day = catalogue.local_day(now)
    laws, shifts = laws_of(mall)
    known = statuses(mall=mall, now=now)
    sessions = list(Session.objects.filter(mall=mall.code, closed_at=None))
    active = list(
        Stop.objects.select_related("visit", "forecast")
        .filter(mall=mall.code, day=day, state__in=(State.WAITING, *AT_COUNTER))
        .order_by("sort_at", "id")
    )
    stops = [stop for stop in active if stop.state == State.WAITING]
    serving = [stop for stop in active if stop.state in AT_COUNTER]
    desks = _Desks(mall, laws, now, stops, serving)
    state = HallState(
        now=minutes(now),
        waiting=_waiting(mall, known, stops, desks.free_at(), now),
        counters=desks.open(sessions),
        laws=laws,
        policies={queue.code: mall.policy_of(queue) for queue in mall.queues},
        expected=lately.bookings(mall=mall, day=day, now=now),
        priority_rate=lately.priority_rates(mall=mall, laws=laws, day=day, now=now),
        recent=lately.last_turns(mall=mall, day=day),
        pace=lately.paces(mall=mall, laws=laws, day=day),
    )
    return LiveHall(
        mall,
        state,
        stops,
        shifts,
        frozenset(code for code, status in known.items() if status.code == "down"),
        frozenset(q for s in sessions if s.break_from for q in s.queues),
    )


class _Desks:
    """Counters that really work now."""

    def __init__(
        self,
        mall: Mall,
        laws: Mapping[str, Law],
        now: datetime,
        stops: Iterable[Stop],
        serving: list[Stop],
    ) -> None:
        self._mall = mall
        self._laws = laws
        self._now = now
        self._at_desk = {stop.session_id: stop for stop in serving}
        self._called = lately.called_at(serving)
        self._breaks: dict[str, list[tuple[float, float]]] = {}
        self._missed = {
            stop.queue
            for stop in stops
            if stop.visit.arrived_at and stop.since < now - MISSED
        }

    def open(self, sessions: Iterable[Session]) -> list[Counter]:
        found = []
        for session in sessions:
            queues = tuple(q for q in session.queues if q in self._laws)
            stop = self._at_desk.get(session.pk)
            if not queues or self._absent(session, queues, stop):
                continue
            found.append(
                Counter(
                    id=session.counter,
                    queues=queues,
                    serving=self._serving(stop) if stop else None,
                    gaps=self._gaps(session, queues),
                )
            )
        return found

    def free_at(self) -> dict[object, float]:
        """By visit at a counter: when it is likely free for its other errands."""
        found: dict[object, float] = {}
        for stop in self._at_desk.values():
            serving = self._serving(stop)
            if serving is not None:
                left = self._laws[serving.queue].left(serving.elapsed, 0.5)
                found[stop.visit_id] = minutes(self._now) + left
        return found

    def _absent(
        self, session: Session, queues: tuple[str, ...], stop: Stop | None
    ) -> bool:
        """Signed in, but nothing has happened for twice the longest usual service."""
        if session.break_from is not None:
            return False
        last = max(session.seen_at, stop.since) if stop else session.seen_at
        idle = minutes(self._now) - minutes(last)
        served = (stop.queue,) if stop and stop.queue in self._laws else queues
        if idle <= 2 * max(self._laws[queue].p95 for queue in served):
            return False
        return stop is not None or not self._missed.isdisjoint(queues)

    def _serving(self, stop: Stop) -> Serving | None:
        if stop.queue not in self._laws:
            return None
        since = self._called.get(stop.pk, stop.since)
        elapsed = max(0.0, minutes(self._now) - minutes(since))
        return Serving(
            stop.queue, elapsed, factor(self._mall.queue(stop.queue), stop.errand)
        )

    def _gaps(
        self, session: Session, queues: tuple[str, ...]
    ) -> tuple[tuple[float, float], ...]:
        """The present break, and the breaks of the hours that are still to come."""
        here = minutes(self._now)
        gaps = list(self._hours(queues[0]))
        if session.break_from is not None:
            until = session.break_until
            back = minutes(until) if until else minutes(session.break_from) + BREAK
            gaps.insert(0, (minutes(session.break_from), max(back, here + 2)))
        return tuple(gaps)

    def _hours(self, queue: str) -> list[tuple[float, float]]:
        """The breaks of a queue's hours; most queues share those of the mall."""
        own = queue if self._mall.queue(queue).hours else ""
        if own not in self._breaks:
            self._breaks[own] = _hour_gaps(self._mall, queue, self._now)
        return self._breaks[own]


def _hour_gaps(mall: Mall, queue: str, now: datetime) -> list[tuple[float, float]]:
    """Breaks of a queue's opening hours that are not over."""
    day = catalogue.local_day(now)
    ranges = catalogue.opening_hours(mall, mall.queue(queue)).ranges(day)
    start = minutes(catalogue.day_bounds(day)[0])
    return [
        (start + before.last, start + after.first)
        for before, after in pairwise(ranges)
        if start + after.first > minutes(now)
    ]


def _waiting(
    mall: Mall,
    known: Mapping[str, Status],
    stops: Sequence[Stop],
    free_at: Mapping[object, float],
    now: datetime,
) -> list[Waiting]:
    places = Tally(stop.visit_id for stop in stops)
    passed = _passed(mall, stops, now)
    found = []
    for stop in stops:
        if stop.queue not in known:
            continue
        due = _due(stop, known[stop.queue], free_at, now)
        found.append(
            Waiting(
                id=stop.pk,
                queue=stop.queue,
                sort_at=minutes(stop.sort_at),
                priority=stop.priority,
                passed=passed.get(stop.pk, 0),
                booked=stop.booked_for is not None,
                due_at=due,
                shows=None if stop.visit.arrived_at else REMOTE_SHOWS,
                factor=factor(mall.queue(stop.queue), stop.errand),
                person=stop.visit_id if places[stop.visit_id] > 1 else None,
                early=_is_early(stop, due),
            )
        )
    return found


def _due(
    stop: Stop, status: Status, free_at: Mapping[object, float], now: datetime
) -> float:
    """From when on the stop may be called; in the past if it may now."""
    due = free_at.get(stop.visit_id, -math.inf)
    for at in (stop.not_before, stop.booked_for):
        if at is not None and at > now:
            due = max(due, minutes(at))
    if status.code == "down":
        here = minutes(now)
        back = minutes(status.until) if status.until else here + DOWN
        due = max(due, back, here)
    return due


def _is_early(stop: Stop, due: float) -> bool:
    """There, and kept from the counters by nothing but the time of an appointment."""
    booked = stop.booked_for
    return (
        stop.visit.arrived_at is not None
        and booked is not None
        and due == minutes(booked)
    )


def _passed(mall: Mall, stops: Sequence[Stop], now: datetime) -> dict[object, int]:
    """How often somebody with a later place was called before each stop."""
    if not stops:
        return {}
    later = Call.objects.filter(
        mall=mall.code,
        day=catalogue.local_day(now),
        kind="call",
        booked=False,
        sort_at__gt=stops[0].sort_at,
        at__gte=min(stop.waiting_from or now for stop in stops),
    )
    calls = list(later.values_list("sort_at", "at", "session__queues"))
    return {
        stop.pk: sum(
            sort_at > stop.sort_at
            and at >= (stop.waiting_from or now)
            and stop.queue in queues
            for sort_at, at, queues in calls
        )
        for stop in stops
    }
