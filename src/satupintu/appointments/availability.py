"""What is free: a month at a glance, and the times of a day.

One statement whatever the month holds. A place whose time is over counts as free
though its row is still there.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import rules, slots
from satupintu.appointments.models import Change, Share
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Invalid, Refused

MOST_ERRANDS = 6


class NotBookable(Refused):
    """There are no appointments for this errand, or it does not exist."""

    code = "not_bookable"


class BadChoice(Invalid):
    """No errand was chosen, or too many."""

    code = "bad_choice"


@dataclass(frozen=True, slots=True)
class Wish:
    """An errand that somebody wants to come for."""

    queue: str
    errand: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The errands of one visit, checked: what is booked, and in which queues."""

    mall: Mall
    wanted: tuple[Wish, ...]
    needs: tuple[rules.Need, ...]

    @property
    def queues(self) -> list[Queue]:
        return [self.mall.queue(need.queue) for need in self.needs]

    @property
    def lead(self) -> int:
        """Minutes: the latest moment before the visit begins."""
        found = [queue.booking.lead for queue in self.queues if queue.booking]
        return max(found)

    def last_day(self, now: datetime) -> date:
        """The last day on which all of it may be booked."""
        return min(slots.horizon(queue, now) for queue in self.queues)


class DayState(StrEnum):
    OVER = "over"
    LATER = "later"
    CLOSED = "closed"
    FULL = "full"
    FEW = "few"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Time:
    """A time at which the visit may begin; `left` visits fit, 0 when full."""

    at: datetime
    left: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. `left`: how many such visits fit, at most."""

    day: date
    state: DayState
    left: int
    times: tuple[Time, ...]

    @property
    def can_be_chosen(self) -> bool:
        return self.state in (DayState.FREE, DayState.FEW)


def plan_of(*, mall: str, wanted: Sequence[Wish]) -> Plan:
    """Check what is wanted. Raises `NoSuchMall`, `BadChoice`, `NotBookable`."""
    found = catalogue.mall(mall)
    if not 1 <= len(wanted) <= MOST_ERRANDS:
        raise BadChoice(
            _("Choose at least one errand, and at most %(most)s."), most=MOST_ERRANDS
        )
    once = tuple(dict.fromkeys(wanted))
    queues = {each.queue: catalogue.queue_of(found, each.queue) for each in once}
    try:
        needs = rules.needs_of([(w.queue, w.errand) for w in once], queues)
    except KeyError:
        raise NotBookable(
            _(
                "There are no appointments for this errand. Come during opening "
                "hours and take a ticket at the entrance."
            )
        ) from None
    return Plan(found, once, tuple(needs))


def calendar(
    *,
    plan: Plan,
    first: date,
    last: date,
    now: datetime,
    share: str = Share.PUBLIC,
    resting: bool = False,
) -> list[Day]:
    """Every day from `first` to `last`, with its times. Half-full days count.

    `resting` counts places that are off sale for a while: for the waiting list.
    """
    slots.ensure(mall=plan.mall, queues=plan.queues, now=now)
    today, horizon = catalogue.local_day(now), plan.last_day(now)
    found = _free(plan, max(first, today), min(last, horizon), now, share, resting)
    count = (last - first).days + 1
    return [
        _day(plan, first + timedelta(days=n), found, today, horizon)
        for n in range(count)
    ]


def option_at(
    *,
    plan: Plan,
    at: datetime,
    now: datetime,
    share: str = Share.PUBLIC,
    resting: bool = False,
) -> rules.Option | None:
    """The visit that begins at this moment; None where none can begin then."""
    slots.ensure(mall=plan.mall, queues=plan.queues, now=now)
    day = catalogue.local_day(at)
    if day > plan.last_day(now):
        return None
    found = _free(plan, day, day, now, share, resting)
    here = at.astimezone(catalogue.zone())
    start = here.hour * 60 + here.minute
    if here.second or here.microsecond:
        return None
    options = rules.options(plan.needs, found.free.get(day, {}))
    return next((option for option in options if option.start == start), None)


@dataclass(frozen=True, slots=True)
class _Found:
    free: dict[date, dict[str, list[rules.Free]]]
    moments: dict[uuid.UUID, tuple[datetime, datetime]]


# One statement, and written out: it is most of the work of a page and of a try. The
# places whose time is over are few, and found by an index of their own.
_FREE = """
    WITH back AS (
        SELECT slot_id, count(*) AS n FROM appointments_place
        WHERE tenant_id = %(tenant)s AND share = %(share)s
          AND (until <= %(now)s OR (%(resting)s AND until > %(now)s
                                    AND booking_id IS NULL))
        GROUP BY slot_id
    )
    SELECT slot.id, slot.queue, slot.day, slot.start, slot."end",
           slot.starts_at, slot.ends_at,
           CASE WHEN %(share)s = 'public' THEN slot.public - slot.public_taken
                ELSE slot.internal - slot.internal_taken END + coalesce(back.n, 0)
    FROM appointments_slot AS slot LEFT JOIN back ON back.slot_id = slot.id
    WHERE slot.tenant_id = %(tenant)s AND slot.mall = %(mall)s
      AND slot.queue = ANY(%(queues)s) AND slot.day BETWEEN %(first)s AND %(last)s
      AND slot.starts_at >= %(from)s AND NOT slot.closed
    ORDER BY slot.day, slot.start, slot.id
"""


def _free(
    plan: Plan,
    first: date,
    last: date,
    now: datetime,
    share: str,
    resting: bool,
) -> _Found:
    values: dict[str, Any] = {
        "tenant": tenancy.current_id(),
        "mall": plan.mall.code,
        "queues": [need.queue for need in plan.needs],
        "first": first,
        "last": last,
        "from": now + timedelta(minutes=plan.lead),
        "now": now,
        "share": str(share),
        "resting": resting,
    }
    found = _Found({}, {})
    with connection.cursor() as cursor:
        cursor.execute(_FREE, values)
        for pk, queue, day, start, end, starts_at, ends_at, left in cursor.fetchall():
            here = found.free.setdefault(day, {}).setdefault(queue, [])
            here.append(rules.Free(pk, start, end, left))
            found.moments[pk] = (starts_at, ends_at)
    return found


def _day(plan: Plan, day: date, found: _Found, today: date, horizon: date) -> Day:
    if day < today:
        return Day(day, DayState.OVER, 0, ())
    if day > horizon:
        return Day(day, DayState.LATER, 0, ())
    free = found.free.get(day, {})
    times = tuple(
        Time(
            at=found.moments[option.runs[0][0].id][0],
            left=max(0, option.left),
            ends_at=found.moments[option.runs[-1][-1].id][1],
        )
        for option in rules.options(plan.needs, free)
    )
    if not times:
        state = DayState.OVER if day == today else DayState.CLOSED
        return Day(day, state, 0, ())
    left = rules.capacity(plan.needs, free)
    return Day(day, _state(left), left, times)


def _state(left: int) -> DayState:
    if left <= 0:
        return DayState.FULL
    return DayState.FEW if left <= rules.FEW else DayState.FREE


def reasons(*, mall: Mall, queue: str, first: date, last: date) -> dict[date, str]:
    """Why the office has closed or changed days, in its own words."""
    rows = Change.objects.filter(
        mall=mall.code,
        queue__in=["", queue],
        day__gte=first,
        day__lte=last,
        kind=slots.CLOSED,
        ended_at__isnull=True,
    )
    return dict(rows.values_list("day", "reason"))
