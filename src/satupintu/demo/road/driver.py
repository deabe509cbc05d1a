"""Plays the day: books it, the past at once, then on with the road's clock."""

from __future__ import annotations

import heapq
import itertools
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog
from django.utils import timezone

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier, thinking
from satupintu.courier.service import HomeVisitView
from satupintu.demo.road import people, upsets
from satupintu.demo.road.booking import book_all, evening_before
from satupintu.demo.road.crew import LEFT_AT, crew
from satupintu.demo.road.rider import Robot
from satupintu.demo.road.wishes import wishes
from satupintu.demo.script import Road, Script, read_script
from satupintu.kernel import tenancy
from satupintu.kernel.memory import as_one_request
from satupintu.kernel.models import Tenant

log = structlog.get_logger("satupintu.demo")

NICENESS = 10  # after people who look, and after who plans
TICK = 0.5
# In minutes of the day: booked, begun, and over.
DAWN, DUSK = 7 * 60 + 30, 21 * 60
STEP = timedelta(minutes=2)
# Bookings between which the plan is thought about.
BATCH, THINKS = 40, 0.4


@dataclass
class Play:
    """The day of a place as it goes on. `later` books coming days, bit by bit."""

    day: date
    script: Script
    robots: list[Robot]
    later: Iterator[HomeVisitView] = field(default_factory=lambda: iter(()))
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(
        default_factory=list
    )
    _order: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def ends_at(self) -> datetime:
        return catalogue.moment_of(self.day, DUSK)

    def until(self, now: datetime) -> None:
        """Do everything that is due up to this moment of the road's clock."""
        while self.agenda and self.agenda[0][0] <= now:
            at, _, act = heapq.heappop(self.agenda)
            act(at)

    def plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self.agenda, (at, next(self._order), act))


def run() -> None:
    """Play on, for every tenant that sends officers home, until a signal."""
    os.nice(NICENESS)
    script = read_script()
    plays: dict[Tenant, Play] = {}
    while True:
        with as_one_request():
            for tenant in Tenant.objects.all():
                with tenancy.scope(tenant):
                    if script and script.home and catalogue.has_home_visits():
                        plays[tenant] = _round(plays.get(tenant), script, script.home)
        time.sleep(TICK)


def _round(play: Play | None, script: Script, road: Road) -> Play:
    """What is due now; at the end of a day the next one begins."""
    shown = courier.road_time(now=timezone.now())
    try:
        if play is None:
            return _begin(script, road, shown)
        if not _within(play.day, shown):
            return new_day(script, road, _day_after(play.day, shown))
        play.until(shown)
        next(play.later, None)
    except Exception:
        log.exception("demo road stumbled")
        if play is None:
            raise
    return play


def _begin(script: Script, road: Road, shown: datetime) -> Play:
    """Go on with the day that the road's clock shows, or play a new morning."""
    day = catalogue.local_day(shown)
    has_clock = shown != timezone.now() and courier.shifts(day=day)
    if has_clock and _within(day, shown) and _is_booked(road, day, shown):
        play = prepare(script, road, day, shown)
        play.later = _coming(road, day, shown)
        return play
    return new_day(script, road, people.working_days(day, 1)[0])


def new_day(script: Script, road: Road, day: date) -> Play:
    """Book the day, play its first hours, and let its clock run."""
    dawn = catalogue.moment_of(day, DAWN)
    _set_clock(dawn, speed=0)
    book_day(road, day)
    play = prepare(script, road, day, dawn)
    moment = dawn
    while moment < catalogue.moment_of(day, LEFT_AT):
        moment += STEP
        _set_clock(moment, speed=0)
        play.until(moment)
    _set_clock(moment, speed=1)
    play.later = _coming(road, day, moment)
    return play


def book_day(road: Road, day: date) -> None:
    """Officers, shifts, and a day full of visits; what is there already stays."""
    now = evening_before(day)
    people.hire(road, now)
    people.plan_shifts(road, people.working_days(day), now)
    if _is_booked(road, day, now):
        return
    crowd = people.citizens(road, now)
    asked = book_all(wishes(road, day, road.stops), crowd, day, now)
    for number, _visit in enumerate(asked, start=1):
        if number % BATCH == 0:
            thinking.think(day=day, now=now, seconds=THINKS)
    thinking.think(day=day, now=now, seconds=2 * THINKS)
    thinking.watch(now=catalogue.moment_of(day, DAWN))


def prepare(script: Script, road: Road, day: date, start: datetime) -> Play:
    """The rest of the day from `start` on."""
    play = Play(day, script, crew(script, road, day, start))
    for robot in play.robots:
        play.plan(robot.due, _working(play, robot))
    for at, act in upsets.of_day(road, day):
        if at >= start:
            play.plan(at, act)
    return play


def _working(play: Play, robot: Robot) -> Callable[[datetime], None]:
    def work(now: datetime) -> None:
        if robot.is_left(now):
            return
        robot.act(now, lambda: _route(play.day, robot, now))
        if not robot.is_home and robot.due < play.ends_at:
            play.plan(max(robot.due, now + timedelta(seconds=5)), work)

    return work


def _route(day: date, robot: Robot, now: datetime) -> courier.RouteView:
    routes = courier.day_plan(day=day, now=now).routes
    return next(r for r in routes if r.shift.id == robot.phone.shift_id)


def _coming(road: Road, day: date, now: datetime) -> Iterator[HomeVisitView]:
    """A lighter load on the days to come, one visit at a time."""
    crowd = people.citizens(road, now)
    for later in people.working_days(day + timedelta(days=1))[:-2]:
        if not _visits(later, now):
            yield from book_all(wishes(road, later, road.later), crowd, later, now)


def _is_booked(road: Road, day: date, now: datetime) -> bool:
    return _visits(day, now) > road.later


def _visits(day: date, now: datetime) -> int:
    plan = courier.day_plan(day=day, now=now)
    stops = [stop for route in plan.routes for stop in route.stops if stop.visit]
    return len(stops) + len(plan.unplanned)


def _within(day: date, shown: datetime) -> bool:
    first = catalogue.moment_of(day, DAWN)
    return first <= shown <= catalogue.moment_of(day, DUSK)


def _day_after(day: date, shown: datetime) -> date:
    if shown < catalogue.moment_of(day, DAWN):  # somebody has set the clock back
        return day
    return people.working_days(day + timedelta(days=1), 1)[0]


def _set_clock(shown: datetime, speed: float) -> None:
    courier.set_road_clock(shown=shown, speed=speed, now=timezone.now())
