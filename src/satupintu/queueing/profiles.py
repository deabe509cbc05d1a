"""How many come and how many counters are open, hour by hour of a usual day.

Measured on the same weekday of the last weeks; where there are too few days, a
default that is said to be assumed. Hours count from the opening of the day.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.hours import Range
from satupintu.queueing.forecast.laws import Law, prior
from satupintu.queueing.models import Law as LawRow, Period, Session, State, Visit
from satupintu.queueing.teams import Team

WEEKS = 8
FEWEST_DAYS = 2
HOUR = 60
# Assumed until measured: most come in the middle of the morning, and after lunch.
SHAPE = (0.7, 1.2, 1.4, 1.2, 0.8, 0.8, 1.1, 0.9, 0.5)
LOAD = 0.75  # of what all counters together can serve


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a day: `slots` in minutes of the local day; half-open."""

    day: date
    ranges: tuple[Range, ...]

    @property
    def slots(self) -> list[tuple[int, int]]:
        if not self.ranges:
            return []
        first, last = self.ranges[0].first, self.ranges[-1].last
        count = math.ceil((last - first) / HOUR)
        return [
            (first + n * HOUR, min(first + (n + 1) * HOUR, last)) for n in range(count)
        ]

    def worked(self, slot: tuple[int, int]) -> float:
        """The share of a slot that is not a break."""
        start, end = slot
        inside = sum(
            max(0, min(end, r.last) - max(start, r.first)) for r in self.ranges
        )
        return inside / (end - start)

    def slot_of(self, minute: float) -> int:
        """The slot of a minute of the day; the first or last one outside."""
        first = self.ranges[0].first
        return max(0, min(int((minute - first) // HOUR), len(self.slots) - 1))


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual day: arrivals by queue and hour; `days` it was measured on (0: assumed).

    `rosters`: counters open by pool and hour.
    """

    arrivals: dict[str, list[float]]
    rosters: dict[str, list[int]]
    days: int


def hours_of(mall: Mall, team: Team, day: date) -> Hours:
    """When the team receives visitors on a day, by the pack."""
    queue = mall.queue(team.queues[0])
    return Hours(day, catalogue.opening_hours(mall, queue).ranges(day))


def usual_day(mall: Mall, team: Team, hours: Hours, *, before: date) -> Usual:
    """What the same weekday is usually like."""
    days = _days_like(mall, hours.day, before)
    if len(days) < FEWEST_DAYS:
        return Usual(_assumed(mall, team, hours), _all_open(team, hours), 0)
    return Usual(
        _measured(mall, team.queues, hours, days),
        _rosters(mall, team, hours, days),
        len(days),
    )


def laws_of(mall: Mall, queues: Collection[str]) -> dict[str, Law]:
    """The fitted laws of service, or what is believed of the pack's minutes."""
    rows = {row.queue: row for row in LawRow.objects.filter(mall=mall.code)}
    found: dict[str, Law] = {}
    for code in queues:
        row = rows.get(code)
        found[code] = (
            Law(row.median, row.sigma, row.count, row.no_show)
            if row
            else prior(mall.queue(code).minutes)
        )
    return found


def expected_visits(mall: Mall, day: date) -> float | None:
    """How many visits a day like this has had on average; None if unknown."""
    days = _days_like(mall, day, day)
    if len(days) < FEWEST_DAYS:
        return None
    return Visit.objects.filter(mall=mall.code, day__in=days).count() / len(days)


def _days_like(mall: Mall, day: date, before: date) -> list[date]:
    latest = before - timedelta(days=((before - day).days % 7) or 7)
    candidates = [latest - timedelta(weeks=n) for n in range(WEEKS)]
    rows = Visit.objects.filter(mall=mall.code, day__in=candidates)
    return sorted(rows.order_by().values_list("day", flat=True).distinct())


def _measured(
    mall: Mall, queues: Sequence[str], hours: Hours, days: Sequence[date]
) -> dict[str, list[float]]:
    on_days = Q()
    for day in days:
        start, end = catalogue.day_bounds(day)
        on_days |= Q(at__gte=start, at__lt=end)
    rows = (
        Period.objects.filter(on_days, mall=mall.code, queue__in=queues)
        .filter(state=State.WAITING)
        .exclude(reason="back")
        .order_by("stop_id", "queue", "id")
        .distinct("stop_id", "queue")
        .values_list("queue", "at")
    )
    found = {queue: [0.0] * len(hours.slots) for queue in queues}
    for queue, at in rows:
        found[queue][hours.slot_of(catalogue.minute_of(at))] += 1 / len(days)
    return found


def _rosters(
    mall: Mall, team: Team, hours: Hours, days: Sequence[date]
) -> dict[str, list[int]]:
    codes = {c.code: pool.code for pool in team.pools for c in pool.counters}
    start, end = catalogue.day_bounds(days[0])[0], catalogue.day_bounds(days[-1])[1]
    rows = Session.objects.filter(
        mall=mall.code, counter__in=codes, opened_at__gte=start, opened_at__lt=end
    ).values_list("counter", "opened_at", "closed_at")
    found = {pool.code: [0.0] * len(hours.slots) for pool in team.pools}
    for counter, opened, closed in rows:
        if opened.astimezone(catalogue.zone()).date() not in days:
            continue
        until = catalogue.minute_of(closed) if closed else hours.slots[-1][1]
        for n, (first, last) in enumerate(hours.slots):
            if catalogue.minute_of(opened) < last and until > first:
                found[codes[counter]][n] += 1 / len(days)
    return {
        pool.code: [min(round(n), len(pool.counters)) for n in found[pool.code]]
        for pool in team.pools
    }


def _all_open(team: Team, hours: Hours) -> dict[str, list[int]]:
    return {
        pool.code: [
            len(pool.counters) if hours.worked(slot) else 0 for slot in hours.slots
        ]
        for pool in team.pools
    }


def _assumed(mall: Mall, team: Team, hours: Hours) -> dict[str, list[float]]:
    """As many as keep the counters busy for `LOAD` of the day."""
    found = {queue: [0.0] * len(hours.slots) for queue in team.queues}
    shape = [
        SHAPE[min(n * len(SHAPE) // max(1, len(hours.slots)), len(SHAPE) - 1)]
        * hours.worked(slot)
        for n, slot in enumerate(hours.slots)
    ]
    level = sum(shape) / len(shape) if shape else 1
    for pool in team.pools:
        for queue in pool.queues:
            share = len(pool.counters) / len(pool.queues)
            rate = HOUR / mall.queue(queue).minutes * share * LOAD
            for n, height in enumerate(shape):
                found[queue][n] += rate * height / (level or 1)
    return found
