"""What home visits achieve: one funnel, kept promises, and minutes on the road.

The denominator of the funnel is what was asked: one service of one request, however
many attempts it took. Every step counts only those that also made the steps before, so
the losses add up; who is still under way is not lost. What was sent online meanwhile is
named beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from satupintu.kernel import tenancy

STEPS = ("asked", "booked", "visited", "filed", "issued", "delivered")

# The first visit of each request, and the attempts that follow it.
_FUNNEL = """
    WITH RECURSIVE chain AS (
        SELECT v.id AS root, v.id FROM courier_homevisit v
        WHERE v.tenant_id = %(tenant)s AND v.kind = 'file' AND v.previous_id IS NULL
          AND v.created_at >= %(first)s AND v.created_at < %(end)s
        UNION ALL
        SELECT chain.root, v.id FROM chain
        JOIN courier_homevisit v ON v.previous_id = chain.id
    ), asked AS (
        SELECT e.visit_id AS root, e.service FROM courier_homeerrand e
        JOIN chain ON chain.id = e.visit_id AND chain.root = chain.id
    ), told AS (
        SELECT asked.root, asked.service,
               bool_or(v.booked_at IS NOT NULL) AS booked,
               bool_or(v.arrived_at IS NOT NULL OR v.state = 'done') AS visited,
               bool_or(v.state IN ('asked', 'booked', 'riding', 'arrived')) AS waits,
               min(e.case_id::text)::uuid AS case_id
        FROM asked
        JOIN chain ON chain.root = asked.root
        JOIN courier_homevisit v ON v.id = chain.id
        LEFT JOIN courier_homeerrand e
               ON e.visit_id = v.id AND e.service = asked.service
        GROUP BY asked.root, asked.service
    ), followed AS (
        SELECT booked, booked AND visited AS visited, waits,
               case_id IS NOT NULL AS sent,
               EXISTS (SELECT 1 FROM cases_case c WHERE c.id = told.case_id
                       AND c.closed_at IS NULL) AS decided_on,
               EXISTS (SELECT 1 FROM courier_homeerrand e
                       JOIN courier_homevisit v ON v.id = e.visit_id
                       WHERE e.case_id = told.case_id AND v.kind = 'deliver'
                         AND v.state IN ('asked', 'booked', 'riding', 'arrived')
                      ) AS brought,
               EXISTS (SELECT 1 FROM permits_permit p
                       WHERE p.case_id = told.case_id) AS issued,
               EXISTS (SELECT 1 FROM courier_homeerrand e
                       JOIN courier_homevisit v ON v.id = e.visit_id
                       WHERE e.case_id = told.case_id AND v.kind = 'deliver'
                         AND v.state = 'done') AS delivered
        FROM told
    )
    SELECT count(*), count(*) FILTER (WHERE booked), count(*) FILTER (WHERE visited),
           count(*) FILTER (WHERE visited AND sent),
           count(*) FILTER (WHERE visited AND sent AND issued),
           count(*) FILTER (WHERE visited AND sent AND issued AND delivered),
           count(*) FILTER (WHERE sent AND NOT visited),
           count(*) FILTER (WHERE NOT booked AND waits),
           count(*) FILTER (WHERE booked AND NOT visited AND waits),
           count(*) FILTER (WHERE visited AND NOT sent AND waits),
           count(*) FILTER (WHERE visited AND sent AND NOT issued AND decided_on),
           count(*) FILTER (WHERE visited AND sent AND issued AND NOT delivered
                              AND brought)
    FROM followed
"""

# Promises that are over: somebody came, or nobody did before the window had ended.
_PROMISES = """
    SELECT v.day,
           count(*),
           count(*) FILTER (WHERE v.arrived_at BETWEEN v.from_at AND v.until_at),
           count(*) FILTER (WHERE v.arrived_at < v.from_at),
           count(*) FILTER (WHERE v.arrived_at > v.until_at),
           count(*) FILTER (WHERE v.arrived_at IS NULL),
           coalesce(sum(extract(epoch FROM v.arrived_at - v.riding_at) / 60)
               FILTER (WHERE v.arrived_at > v.riding_at), 0),
           count(*) FILTER (WHERE v.arrived_at > v.riding_at)
    FROM courier_homevisit v
    WHERE v.tenant_id = %(tenant)s AND v.day BETWEEN %(from)s AND %(until)s
      AND v.from_at IS NOT NULL AND v.state <> 'cancelled'
      AND (v.ended_at IS NOT NULL OR v.arrived_at IS NOT NULL OR v.until_at < %(now)s)
    GROUP BY v.day ORDER BY v.day
"""
_REASONS = """
    SELECT v.outcome, count(*) FROM courier_homevisit v
    WHERE v.tenant_id = %(tenant)s AND v.state = 'failed'
      AND v.day BETWEEN %(from)s AND %(until)s
    GROUP BY v.outcome ORDER BY count(*) DESC, v.outcome
"""


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many of the services asked for came how far. `online`: those that the
    citizen sent without a visit; they are lost to the funnel, not to the citizen.
    `waiting`: by step from `booked` on, those who have not made it yet but still can.
    """

    asked: int
    booked: int
    visited: int
    filed: int
    issued: int
    delivered: int
    online: int
    waiting: tuple[int, ...] = (0, 0, 0, 0, 0)

    def counts(self) -> list[tuple[str, int]]:
        """The steps in order, each with its number."""
        return [(step, getattr(self, step)) for step in STEPS]

    def to_come(self, step: str) -> int:
        """How many are on their way to this step, having made the one before."""
        place = STEPS.index(step)
        return self.waiting[place - 1] if place else 0

    def lost(self, step: str) -> int:
        """How many made the step before, and will not make this one."""
        place = STEPS.index(step)
        if not place:
            return 0
        before: int = getattr(self, STEPS[place - 1])
        count: int = getattr(self, step)
        return before - count - self.to_come(step)

    def share(self, step: str) -> float | None:
        """The part of what was asked, 0 to 1; None where nothing was."""
        count: int = getattr(self, step)
        return count / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class PromiseDay:
    """The promises of one local day that are over, and the minutes ridden to the
    `stops` whose ride was recorded."""

    day: date
    promised: int
    kept: int
    early: int
    late: int
    missed: int
    ridden: float
    stops: int

    @property
    def minutes_a_stop(self) -> float | None:
        return self.ridden / self.stops if self.stops else None


@dataclass(frozen=True, slots=True)
class HomeMeasures:
    """All of it for a range of days. `reasons`: why visits were in vain."""

    funnel: Funnel
    days: Sequence[PromiseDay]
    reasons: Sequence[tuple[str, int]]

    @property
    def promised(self) -> int:
        return sum(day.promised for day in self.days)

    @property
    def kept(self) -> int:
        return sum(day.kept for day in self.days)

    @property
    def late(self) -> int:
        return sum(day.late for day in self.days)

    @property
    def early(self) -> int:
        return sum(day.early for day in self.days)

    @property
    def missed(self) -> int:
        return sum(day.missed for day in self.days)

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.promised if self.promised else None

    @property
    def minutes_a_stop(self) -> float | None:
        """Riding, on average over all stops whose ride was recorded."""
        stops = sum(day.stops for day in self.days)
        return sum(day.ridden for day in self.days) / stops if stops else None


def measure_home(
    *,
    days: tuple[date, date],
    bounds: tuple[datetime, datetime],
    now: datetime,
) -> HomeMeasures:
    """What was asked between `bounds` (the first moment, and the one after the last),
    and what became of the promises of these local `days`, both included."""
    given = {
        "tenant": tenancy.current_id(),
        "first": bounds[0],
        "end": bounds[1],
        "from": days[0],
        "until": days[1],
        "now": now,
    }
    (counts,) = _rows(_FUNNEL, given)
    return HomeMeasures(
        funnel=_funnel(counts),
        days=[_promise_day(row) for row in _rows(_PROMISES, given)],
        reasons=[(outcome, count) for outcome, count in _rows(_REASONS, given)],
    )


def _funnel(counts: tuple[int, ...]) -> Funnel:
    asked, booked, visited, filed, issued, delivered, online, *waiting = counts
    return Funnel(
        asked, booked, visited, filed, issued, delivered, online, tuple(waiting)
    )


def _promise_day(row: tuple[Any, ...]) -> PromiseDay:
    day, promised, kept, early, late, missed, ridden, stops = row
    return PromiseDay(day, promised, kept, early, late, missed, float(ridden), stops)


def _rows(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
