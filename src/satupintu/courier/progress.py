"""How far an officer is, from what the phone told and what the plan says.

A phone that was not heard for a while says nothing about its officer: then it is
assumed that the day goes as planned. Who is heard and has not left yet, will leave
later than planned, and everybody after that is visited later.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from satupintu.courier.dayrows import DayRows
from satupintu.courier.models import (
    HomeVisit,
    PlannedStop,
    Shift,
    ShiftState,
    State,
    StopKind,
)
from satupintu.courier.rules import STALE

# Whoever is longer at a door than planned will probably be there a bit longer.
OVERRUN = 180
# Seconds of riding from one place to another; None is the base of the shift.
Ride = Callable[[uuid.UUID | None, uuid.UUID | None], int]
_OVER = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(slots=True)
class Where:
    """Where an officer is: free from `free_at` (seconds) on at `place` (a visit, or
    None for the base).

    `over` counts the stops of the route that are behind; `locked` are visits that
    the officer is at, or rides to; `service` what they take longer than planned.
    """

    free_at: int
    place: uuid.UUID | None = None
    is_out: bool = False
    over: int = 0
    locked: list[uuid.UUID] = field(default_factory=list)
    service: dict[uuid.UUID, int] = field(default_factory=dict)
    has_rested: bool = False


def where_is(rows: DayRows, shift: Shift, ride: Ride, now: datetime) -> Where:
    """Where the officer of this shift is at `now`."""
    where = Where(free_at=rows.second(shift.starts_at))
    stops = rows.stops.get(shift.pk, [])
    if not rows.is_today(now):
        return where
    is_silent = now - _heard_at(rows, shift) > STALE
    _Trace(rows, shift, ride, rows.second(now), is_silent, where).follow(stops)
    if shift.paused_until is not None and shift.paused_until > now:
        _pause(where, rows, rows.second(shift.paused_until))
    return where


def _pause(where: Where, rows: DayRows, until: int) -> None:
    """Nobody rides before: who is at a door stays there, all others where they are."""
    for name in where.locked:
        if rows.visits[name].state == State.ARRIVED:
            where.service[name] = max(where.service.get(name, 0), until - where.free_at)
            return
    where.free_at = max(where.free_at, until)


def _heard_at(rows: DayRows, shift: Shift) -> datetime:
    """When the phone told something last; the beginning of the day if nothing."""
    heard = [rows.origin]
    if shift.state == ShiftState.OPEN:
        heard += [at for at in (shift.opened_at, shift.seen_at) if at]
    for stop in rows.stops.get(shift.pk, []):
        visit = rows.visit_at(stop)
        if visit is not None:
            times = (visit.riding_at, visit.arrived_at, visit.ended_at)
            heard += [at for at in times if at]
    return max(heard)


@dataclass(slots=True)
class _Trace:
    rows: DayRows
    shift: Shift
    ride: Ride
    now: int
    is_silent: bool
    where: Where

    def follow(self, stops: list[PlannedStop]) -> None:
        """Go along the stops as far as they are behind, or under way."""
        where = self.where
        where.has_rested = self.shift.rested_at is not None
        last = max((n for n, s in enumerate(stops) if self._is_over(s)), default=-1)
        # Whoever is under way to a stop does not rest or reload before it.
        under_way = (n for n, s in enumerate(stops) if self._is_under_way(s))
        last = max(last, next(under_way, 0) - 1)
        for n, stop in enumerate(stops):
            if n > last and not self._passes(stop):
                break
            self._pass(stop)
            where.over = n + 1
        else:
            where.free_at = max(where.free_at, self.now)
            return
        self._begin(stops[where.over])

    def _is_over(self, stop: PlannedStop) -> bool:
        visit = self.rows.visit_at(stop)
        return visit is not None and visit.state in _OVER

    def _is_under_way(self, stop: PlannedStop) -> bool:
        visit = self.rows.visit_at(stop)
        return visit is not None and visit.state in (State.RIDING, State.ARRIVED)

    def _passes(self, stop: PlannedStop) -> bool:
        """Whether a stop after the last one that was told is behind, too."""
        leaves = self.rows.second(stop.leaves_at)
        if stop.kind != StopKind.VISIT:
            return leaves <= self.now and (
                self.is_silent or stop.kind == StopKind.RELOAD or self.where.has_rested
            )
        visit = self.rows.visit_at(stop)
        if visit is None or visit.state != State.BOOKED:
            return False
        return self.is_silent and self.rows.second(stop.arrives_at) <= self.now

    def _pass(self, stop: PlannedStop) -> None:
        where, visit = self.where, self.rows.visit_at(stop)
        leaves = self.rows.second(stop.leaves_at)
        if stop.kind == StopKind.REST:
            where.has_rested |= leaves <= self.now
            leaves = min(leaves, self.now)
        elif stop.kind == StopKind.RELOAD:
            where.place, where.is_out = None, True
            leaves = min(leaves, self.now)
        elif visit is not None:
            where.place, where.is_out = visit.pk, True
            if visit.ended_at is not None:
                leaves = self.rows.second(visit.ended_at)
        where.free_at = max(where.free_at, leaves)

    def _begin(self, stop: PlannedStop) -> None:
        """The first stop that is not behind: at it, on the way to it, or neither."""
        where, visit = self.where, self.rows.visit_at(stop)
        if visit is not None and visit.state == State.ARRIVED:
            self._is_at(visit)
        elif visit is not None and visit.state == State.RIDING:
            self._rides_to(visit)
        elif visit is not None and self.is_silent and self._has_left_for(stop):
            where.locked = [visit.pk]
            where.is_out = True
            where.free_at = self._left_for(stop)
        elif stop.kind == StopKind.RELOAD:
            where.free_at = max(where.free_at, min(self.now, self._left_for_base(stop)))
        else:
            where.free_at = max(where.free_at, self.now)

    def _left_for_base(self, stop: PlannedStop) -> int:
        """Nobody reports a ride to the base: it begins when it is planned to."""
        return self.rows.second(stop.arrives_at) - self.ride(self.where.place, None)

    def _has_left_for(self, stop: PlannedStop) -> bool:
        """Whether the officer is on the way there if all goes as planned."""
        return self.where.free_at <= self._left_for(stop) <= self.now

    def _left_for(self, stop: PlannedStop) -> int:
        """When the ride to it is planned to begin."""
        ride = self.ride(self.where.place, stop.visit_id)
        return self.rows.second(stop.arrives_at) - ride

    def _is_at(self, visit: HomeVisit) -> None:
        assert visit.arrived_at is not None  # noqa: S101 - it is its state
        where = self.where
        where.place, where.is_out = visit.pk, True
        where.free_at = self.rows.second(visit.arrived_at)
        where.locked = [visit.pk]
        passed = self.now - where.free_at
        if passed > visit.minutes * 60:
            where.service[visit.pk] = passed + OVERRUN

    def _rides_to(self, visit: HomeVisit) -> None:
        assert visit.riding_at is not None  # noqa: S101 - it is its state
        where = self.where
        where.is_out, where.locked = True, [visit.pk]
        left = self.rows.second(visit.riding_at)
        ride = self.ride(where.place, visit.pk)
        # Not there yet, or nothing was heard since.
        where.free_at = left if self.is_silent else max(left, self.now - ride)
        stays = where.free_at + ride + visit.minutes * 60
        if stays < self.now:
            where.service[visit.pk] = self.now - where.free_at - ride
