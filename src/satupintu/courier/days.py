"""Engines in memory, one per day: caches of what the rows say, by version.

Any process may hold one. It counts only as long as its version is that of the day's
row; whoever changes a day does it under the row's lock (`planrows.lock_day`), and
an engine that was changed counts again when the change has been committed.

The engine is compiled code that takes a second to load, so it is loaded with the
first day that is looked at.
"""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from satupintu.catalogue.versions import newest_id
from satupintu.courier.dayrows import DayRows, point_of, read_days
from satupintu.courier.models import DayPlan, HomeVisit
from satupintu.courier.problem import ALONE, JUST, LATE, Layout, lay_out
from satupintu.kernel import tenancy
from satupintu.routing.points import Point
from satupintu.routing.values import Plan, Ride, Task, Worker

if TYPE_CHECKING:
    from satupintu.routing.service import Engine

# Of a day that runs, engines become old by themselves: officers ride on.
FRESH_SECONDS = 60
MOST_DAYS = 60
# The first temperature of a search that may turn a plan over, in mean rides.
BOLD = 0.75
Key = tuple[uuid.UUID, date]
# The row of a day's plan, and its version.
Stamp = tuple[uuid.UUID, int]
T = TypeVar("T")


@dataclass(eq=False)
class DayEngine:
    """The engine of a day with what its places and workers are.

    `version` is None while it holds what has not been committed. `relaxed`: visits
    planned with less than the usual margin (see `problem`).
    """

    day: date
    lock: threading.RLock = field(default_factory=threading.RLock)
    version: Stamp | None = None
    release: uuid.UUID | None = None
    built_at: datetime | None = None
    touched: int = 0
    _engine: Engine | None = None
    _layout: Layout | None = None
    relaxed: dict[uuid.UUID, int] = field(default_factory=dict)
    # Whatever was computed from the plan as it stands.
    memo: dict[object, int] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        assert self._engine is not None  # noqa: S101 - built before it is handed out
        return self._engine

    @property
    def layout(self) -> Layout:
        assert self._layout is not None  # noqa: S101 - as above
        return self._layout

    @property
    def rows(self) -> DayRows:
        return self.layout.rows

    @property
    def points(self) -> list[Point]:
        return self.layout.points

    def is_good(self, version: Stamp, now: datetime) -> bool:
        """Whether it may be used for this version at this moment."""
        if self.version != version or self.release != newest_id():
            return False
        assert self.built_at is not None  # noqa: S101 - it has a version
        if not self.rows.is_today(now):
            return not self.rows.is_today(self.built_at)
        return abs((now - self.built_at).total_seconds()) < FRESH_SECONDS

    @property
    def late(self) -> set[uuid.UUID]:
        """The visits whose promise cannot be kept as things stand."""
        return {pk for pk, level in self.relaxed.items() if level == LATE}

    def build(
        self,
        rows: DayRows,
        version: Stamp | None,
        now: datetime,
        plan: Plan | None = None,
    ) -> None:
        """From the rows, with their plan or another one. Promises that do not fit
        any more stay in the plan: with less margin, then without their link, then
        late, for as long as there is any way to come."""
        self.begin_change()
        self.release, self.built_at = newest_id(), now
        relaxed: dict[uuid.UUID, int] = {}
        links = (ALONE,) if any(rows.links()) else ()
        for level in (JUST, *links, LATE, None):
            self._lay(rows, now, relaxed, plan)
            lost = self.lost(plan or self.layout.plan)
            if not lost or level is None:
                break
            relaxed = relaxed | dict.fromkeys(lost, level)
        self.version = version

    def search(self, seconds: float) -> None:
        """Improve the plan for so long: boldly for a while if nobody keeps some of
        the promises, then near the plan as it is. No promise that is kept is lost."""
        if self.engine.plan().unserved:
            seconds /= 2
            self.engine.improve(seconds, hot=BOLD)
        self.engine.improve(seconds)

    def tie(
        self, second: uuid.UUID, rows: DayRows, now: datetime, seconds: float
    ) -> list[uuid.UUID]:
        """From rows in which this visit follows another one now, others moved to make
        room. Returns what would be lost by it: promises kept before, or `second`
        when the link does not hold."""
        unkept = set(self.engine.plan().unserved)
        self.begin_change()
        self._lay(rows, now, self.relaxed, self.engine.plan())
        if second in self.layout.loose:
            return [second]
        if set(self.engine.plan().unserved) - unkept:
            self.search(seconds)
        lost = (name for name in self.engine.plan().unserved if name not in unkept)
        return [uuid.UUID(name) for name in lost]

    def rescue(self, rows: DayRows, now: datetime, seconds: float) -> None:
        """Look for a plan that keeps the promises which are late, by moving others.
        Those for which there is none stay late."""
        late = self.late
        before = self._layout, self._engine, self.relaxed
        self.begin_change()
        just = {pk: min(level, ALONE) for pk, level in self.relaxed.items()}
        self._lay(rows, now, just, self.engine.plan())
        self.search(seconds)
        lost = {uuid.UUID(name) for name in self.engine.plan().unserved}
        if not lost & late < late:
            self._layout, self._engine, self.relaxed = before
            return
        relaxed = just | dict.fromkeys(lost, LATE)
        self._lay(rows, now, relaxed, self.engine.plan())

    def _lay(
        self,
        rows: DayRows,
        now: datetime,
        relaxed: dict[uuid.UUID, int],
        plan: Plan | None = None,
    ) -> None:
        from satupintu.routing.service import Engine

        self.relaxed = relaxed
        self._layout = lay_out(rows, now=now, relaxed=relaxed)
        self._engine = Engine(self._layout.problem, plan or self._layout.plan)

    def add(
        self,
        row: HomeVisit,
        task: Task,
        there: Ride,
        back: Ride,
        plan: Plan | None = None,
    ) -> bool:
        """Put a visit in: where it costs least, or as this plan says. Returns whether
        it fits; if not, nothing has changed."""
        if not self.engine.add(task, there, back, plan=plan):
            return False
        self.begin_change()
        self.layout.places[row.pk] = len(self.points)
        self.points.append(point_of(row))
        return True

    def has(self, visit_id: uuid.UUID) -> bool:
        """Whether the visit is (still) to be planned on this day."""
        return str(visit_id) in {task.id for task in self.engine.problem.tasks}

    def remove(self, visit_id: uuid.UUID) -> bool:
        """Take a visit out; whether it was there."""
        if not self.has(visit_id):
            return False
        self.begin_change()
        self.engine.remove(str(visit_id))
        self.rows.visits.pop(visit_id, None)
        return True

    def ride(
        self, start: uuid.UUID | None, end: uuid.UUID | None, worker: Worker
    ) -> int:
        """Seconds from one visit to another; None is the worker's base."""
        a = self.layout.places.get(start, worker.base) if start else worker.base
        b = self.layout.places.get(end, worker.base) if end else worker.base
        return int(self.engine.problem.ride[a, b])

    def lost(self, plan: Plan) -> list[uuid.UUID]:
        """The visits of this plan that cannot be visited as things stand."""
        unserved = set(self.engine.plan().unserved)
        planned = {name for route in plan.routes for name in route.tasks}
        return [uuid.UUID(name) for name in unserved & planned]

    def begin_change(self) -> None:
        """It will hold what is not committed yet."""
        self.touched += 1
        self.version = None
        self.memo = {}

    def keep(self, plan: DayPlan) -> None:
        """It holds this version as soon as the transaction is committed."""
        self.begin_change()
        transaction.on_commit(partial(self._kept, stamp_of(plan), self.touched))

    def _kept(self, version: Stamp, touched: int) -> None:
        with self.lock:
            if self.touched == touched:
                self.version = version


class _Shelf:
    """The engines of this process; the one that was used least goes first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._days: OrderedDict[Key, DayEngine] = OrderedDict()

    def day(self, day: date) -> DayEngine:
        key = (tenancy.current_id(), day)
        with self._lock:
            found = self._days.setdefault(key, DayEngine(day))
            self._days.move_to_end(key)
            while len(self._days) > MOST_DAYS:
                self._days.popitem(last=False)
        return found


_shelf = _Shelf()


def stamp_of(plan: DayPlan) -> Stamp:
    """What an engine must hold to be used for this plan."""
    return plan.pk, plan.version


def versions(days: Collection[date]) -> dict[date, Stamp]:
    """The stamp of each day that has a plan, or officers at least."""
    rows = DayPlan.objects.filter(day__in=days).values_list("day", "pk", "version")
    return {day: (pk, version) for day, pk, version in rows}


@contextmanager
def using(plan: DayPlan, now: datetime) -> Iterator[DayEngine]:
    """The engine of a day that is locked by this transaction, at its version."""
    found = _shelf.day(plan.day)
    with found.lock:
        if not found.is_good(stamp_of(plan), now):
            found.build(read_days([plan.day])[plan.day], stamp_of(plan), now)
        yield found


@contextmanager
def rebuilt(plan: DayPlan, now: datetime) -> Iterator[DayEngine]:
    """The engine of a locked day, anew from rows that this transaction changed."""
    found = _shelf.day(plan.day)
    with found.lock:
        found.build(read_days([plan.day])[plan.day], None, now)
        yield found


def look(
    days: Collection[date],
    now: datetime,
    see: Callable[[DayEngine], T],
    *,
    prepare: Callable[[list[DayEngine]], None] | None = None,
) -> dict[date, T]:
    """What `see` finds in each day that has a plan, as published a moment ago.

    One statement while all engines are good. `see` must leave the engine as it was;
    `prepare` is given all of them before.
    """
    wanted = versions(days)
    found = {day: _shelf.day(day) for day in wanted}
    stale = [day for day in wanted if not found[day].is_good(wanted[day], now)]
    rows = read_days(stale) if stale else {}
    for day in stale:
        with found[day].lock:
            found[day].build(rows[day], wanted[day], now)
    if prepare is not None:
        prepare(list(found.values()))
    answers = {}
    for day, version in wanted.items():
        with found[day].lock:
            if not found[day].is_good(version, now):
                # Another thread has taken it further meanwhile.
                found[day].build(read_days([day])[day], version, now)
            answers[day] = see(found[day])
    return answers
