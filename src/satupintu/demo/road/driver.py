"""Plays the day: books it, its morning at once, then on with the road's clock."""

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
from satupintu.demo.road import past, people, upsets
from satupintu.demo.road.booking import (
    asked_for,
    book_all,
    deliveries_on,
    evening_before,
    link_two,
)
from satupintu.demo.road.crew import crew
from satupintu.demo.road.office import Office, rounds_of
from satupintu.demo.road.rider import Robot
from satupintu.demo.road.wishes import wishes
from satupintu.demo.script import Road, Script, read_script
from satupintu.kernel import tenancy
from satupintu.kernel.memory import as_one_request
from satupintu.kernel.models import Tenant

log = structlog.get_logger("satupintu.demo")

NICENESS = 10  # after people who look, and after who plans
TICK = 0.5
# In minutes of the day: booked, played at once up to here, and over.
DAWN, SHOWN_FROM, DUSK = 7 * 60 + 30, 10 * 60 + 20, 21 * 60
STEP = timedelta(minutes=2)
# So often an officer looks at the plan, or tells where he is; and the office decides.
EVERY, ROUNDS = timedelta(minutes=3), timedelta(minutes=12)
# Bookings between which the plan is thought about.
BATCH, THINKS = 40, 0.4


@dataclass
class Play:
    """The day of a place as it goes on. `later` books coming days, bit by bit."""

    day: date
    script: Script
    robots: list[Robot]
    office: Office
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
    thinking.warm_up()
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
            return new_day(script, road, _day_after(play.day, shown), play.office)
        play.until(shown)
        next(play.later, None)
    except Exception:
        log.exception("demo road stumbled")
        if play is None:
            raise
    return play


def _begin(script: Script, road: Road, shown: datetime) -> Play:
    """Go on with the day that the road's clock shows, or play a new morning, the
    first time after some days before it."""
    day, office = catalogue.local_day(shown), Office(script, road)
    has_clock = shown != timezone.now() and courier.shifts(day=day)
    if has_clock and _within(day, shown) and _is_booked(road, day, shown):
        play = prepare(script, road, day, shown, office)
        play.later = _coming(road, day, shown)
        return play
    today = catalogue.local_day(timezone.now())
    first = people.working_days(max(day, today), 1)[0]
    play_before(script, road, first, past.wait_for_jobs)
    return new_day(script, road, first, office)


def play_before(
    script: Script, road: Road, first: date, settle: Callable[[], object]
) -> None:
    """The working days before the first one, lightly and at once.

    `settle` waits for, or does, the background jobs.
    """
    # What is issued then is to be brought on the days after it, up to the first.
    light, office = past.lighter(road), Office(script, road, settle, same_day=0)
    days = past.days_before(road, first)
    if not days:
        return
    asked = evening_before(days[0][0])
    people.hire(road, asked)
    people.plan_shifts(light, [day for day, _count in days], asked)
    people.plan_shifts(road, people.working_days(first), asked)
    for day, count in days:
        book_day(light, day, count)
        moment = catalogue.moment_of(day, DAWN)
        pace = past.EVERY, past.ROUNDS
        play = prepare(script, light, day, moment, office, pace)
        while moment < play.ends_at:
            moment += STEP
            # What was done then was done then: for the clocks of cases, too.
            courier.set_road_clock(shown=moment, speed=0, now=moment)
            play.until(moment)


def new_day(script: Script, road: Road, day: date, office: Office) -> Play:
    """Book the day, play its first hours, and let its clock run."""
    dawn = catalogue.moment_of(day, DAWN)
    _set_clock(dawn, speed=0)
    now = evening_before(day)
    people.hire(road, now)
    people.plan_shifts(road, people.working_days(day), now)
    book_day(road, day, road.stops - deliveries_on(day, now))
    play = prepare(script, road, day, dawn, office)
    moment = dawn
    while moment < catalogue.moment_of(day, SHOWN_FROM):
        moment += STEP
        _set_clock(moment, speed=0)
        play.until(moment)
    _set_clock(moment, speed=1)
    play.later = _coming(road, day, moment)
    return play


def book_day(road: Road, day: date, count: int) -> None:
    """So many visits beside what is planned already; what is there stays."""
    now = evening_before(day)
    if _is_booked(road, day, now):
        return
    crowd = people.citizens(road, now)
    asked = book_all(wishes(road, max(0, count)), crowd, day, now)
    for number, _visit in enumerate(asked, start=1):
        if number % BATCH == 0:
            thinking.think(day=day, now=now, seconds=THINKS)
    thinking.think(day=day, now=now, seconds=2 * THINKS)
    link_two(day, now)
    thinking.watch(now=catalogue.moment_of(day, DAWN))


def prepare(
    script: Script,
    road: Road,
    day: date,
    start: datetime,
    office: Office,
    pace: tuple[timedelta, timedelta] = (EVERY, ROUNDS),
) -> Play:
    """The rest of the day from `start` on; `pace` is as `EVERY` and `ROUNDS`."""
    every, rounds = pace
    play = Play(day, script, crew(script, road, day, start, every), office)
    for robot in play.robots:
        play.plan(robot.due, _working(play, robot))
    for at, act in upsets.of_day(road, day):
        if at >= start:
            play.plan(at, act)
    for at in rounds_of(day, rounds):
        if at >= start:
            play.plan(at, lambda now: office.round(day, now))
    play.plan(play.ends_at, lambda now: _close(day, now))
    return play


def _close(day: date, now: datetime) -> None:
    """Nobody came to whoever still waits: the office says so."""
    courier.close_day(day=day, now=now)


def _working(play: Play, robot: Robot) -> Callable[[datetime], None]:
    def work(now: datetime) -> None:
        if robot.is_taken():
            return
        shift_id = robot.phone.shift_id
        robot.act(now, lambda: courier.route_of(shift_id=shift_id, now=now))
        if not robot.is_home and robot.due < play.ends_at:
            play.plan(max(robot.due, now + timedelta(seconds=5)), work)

    return work


def _coming(road: Road, day: date, now: datetime) -> Iterator[HomeVisitView]:
    """A lighter load on the days to come, one visit at a time."""
    crowd = people.citizens(road, now)
    for later in people.working_days(day + timedelta(days=1))[:-2]:
        if not asked_for(later, now):
            yield from book_all(wishes(road, road.later), crowd, later, now)


def _is_booked(road: Road, day: date, now: datetime) -> bool:
    """Whether more has been asked for than of a day that is to come."""
    return max(asked_for(day, now), default=0) > road.later


def _within(day: date, shown: datetime) -> bool:
    first = catalogue.moment_of(day, DAWN)
    return first <= shown <= catalogue.moment_of(day, DUSK)


def _day_after(day: date, shown: datetime) -> date:
    if shown < catalogue.moment_of(day, DAWN):  # somebody has set the clock back
        return day
    return people.working_days(day + timedelta(days=1), 1)[0]


def _set_clock(shown: datetime, speed: float) -> None:
    courier.set_road_clock(shown=shown, speed=speed, now=timezone.now())
