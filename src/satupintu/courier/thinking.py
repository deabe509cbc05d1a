"""Improving plans in the background, and watching over the day that runs.

A thought works on a copy of the newest version of a day, without a lock; what it
found is published only if nobody has changed the day meanwhile. No promise that is
kept is given up for a shorter ride.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from satupintu.catalogue import service as catalogue
from satupintu.courier.closing import close_days_before
from satupintu.courier.dayrows import DayRows, read_days
from satupintu.courier.days import DayEngine, stamp_of
from satupintu.courier.models import DayPlan, State
from satupintu.courier.planrows import beginnings_of, beginnings_written, lock_day
from satupintu.courier.rules import is_late
from satupintu.courier.telling import publish, tell_day

SECONDS = 0.3
# What is not worth a new version of the plan: seconds of riding.
WORTH = 60
# By how much arrivals of today may drift before they are written anew.
DRIFT = timedelta(minutes=2)
# From this minute of the day on people are told when somebody comes.
TELL_FROM = 6 * 60


@dataclass(frozen=True, slots=True)
class Thought:
    """What came of thinking about a day; `is_published` if it was any better.

    `saved` are seconds of riding (or what moving told times costs), `rescued`
    promises that can be kept now.
    """

    day: date
    is_published: bool
    saved: int = 0
    rescued: int = 0


def warm_up() -> None:
    """Load the engine, and have it compiled if it never was: that takes seconds,
    and is kept on disk for all processes."""
    from satupintu.routing.service import warm

    warm()


def days_to_think(now: datetime) -> Sequence[date]:
    """The days that changed since they were thought about, the next first."""
    rows = DayPlan.objects.filter(day__gte=catalogue.local_day(now))
    changed = rows.filter(thought_on__lt=F("version"))
    return list(changed.order_by("day").values_list("day", flat=True))


def think(*, day: date, now: datetime, seconds: float = SECONDS) -> Thought:
    """Improve the plan of a day for so long, and publish it if that is worth it."""
    plan = DayPlan.objects.filter(day=day).first()
    if plan is None:
        return Thought(day, is_published=False)
    stamp, rows = stamp_of(plan), read_days([day])[day]
    found = DayEngine(day)
    found.build(rows, None, now)
    endangered = _endangered(rows)
    before = found.engine.cost()
    if found.late:
        found.rescue(rows, now, seconds)
    found.search(seconds)
    saved = before - found.engine.cost()
    rescued = endangered - len(found.late) - len(found.engine.plan().unserved)
    if rescued <= 0 and saved < WORTH:
        thought = DayPlan.objects.filter(pk=plan.pk, version=plan.version)
        thought.update(thought_on=plan.version)
        return Thought(day, is_published=False)
    with transaction.atomic():
        plan = lock_day(day)
        if stamp_of(plan) != stamp:
            return Thought(day, is_published=False)
        plan.thought_on = plan.version + 1
        publish(plan, found, now)
    return Thought(day, is_published=True, saved=saved, rescued=max(0, rescued))


def watch(*, now: datetime) -> bool:
    """Look after today: arrivals as they are now, told to those who wait. What was
    left undone on the days before is given up.

    Returns whether the plan was written anew.
    """
    day = catalogue.local_day(now)
    close_days_before(now=now)
    if not DayPlan.objects.filter(day=day).exists():
        return False
    with transaction.atomic():
        plan = lock_day(day)
        rows = read_days([day])[day]
        found = DayEngine(day)
        found.build(rows, None, now)
        has_drifted = _has_drifted(found, rows)
        if has_drifted:
            publish(plan, found, now)
        if now >= catalogue.moment_of(day, TELL_FROM):
            tell_day(now)
    return has_drifted


def _endangered(rows: DayRows) -> int:
    """How many promises the published plan does not keep."""
    arrivals = {
        stop.visit_id: stop.arrives_at
        for stops in rows.stops.values()
        for stop in stops
    }
    return sum(
        visit.state == State.BOOKED
        and (
            pk not in arrivals
            or is_late(arrives_at=arrivals[pk], until_at=visit.until_at)
        )
        for pk, visit in rows.visits.items()
    )


def _has_drifted(found: DayEngine, rows: DayRows) -> bool:
    """Whether somebody comes by minutes earlier or later, or somebody else does."""
    there = beginnings_written(found.layout.ahead.values())
    wanted = beginnings_of(found.engine.plan(), rows)
    if wanted.keys() != there.keys():
        return True
    return any(
        shift != there[visit][0] or abs(at - there[visit][1]) >= DRIFT
        for visit, (shift, at) in wanted.items()
    )
