"""Plays the day: the past at once, then on with the hall's clock."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.demo.hall import day
from satupintu.demo.hall.crew import Officer, crew
from satupintu.demo.logins import shown_counters
from satupintu.demo.script import read_script
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Refused
from satupintu.kernel.memory import as_one_request
from satupintu.kernel.models import Tenant
from satupintu.queueing import service as queueing

log = structlog.get_logger("satupintu.demo")

# The morning that is played before anybody looks.
HEAD_START = timedelta(hours=2, minutes=20)
TICK = 0.5
COMES_BACK = timedelta(minutes=12)
AFTER_CLOSING = timedelta(minutes=45)


@dataclass
class Play:
    """One mall's day as it goes on."""

    mall: Mall
    opening: datetime
    closing: datetime
    officers: list[Officer]
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(
        default_factory=list
    )
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def until(self, now: datetime) -> None:
        """Do everything that is due up to this moment of the hall's clock."""
        while self.agenda and self.agenda[0][0] <= now:
            at, _, act = heapq.heappop(self.agenda)
            act(at)

    def plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self.agenda, (at, next(self._order), act))


def prepare(mall: Mall, opening: datetime, closing: datetime, start: datetime) -> Play:
    """The rest of the mall's day from `start` on."""
    free = kept_free(mall)
    officers = crew(mall, opening, free, start)
    arrivals = day.arrivals(mall, opening, closing, free)
    play = Play(mall, opening, closing, officers)
    for arrival in arrivals:
        if arrival.at >= start:
            play.plan(arrival.at, _coming(play, arrival))
    for officer in officers:
        play.plan(officer.due, _working(play, officer))
    return play


def kept_free(mall: Mall) -> set[str]:
    """The counters without a robot: those whose logins `run` prints."""
    script = read_script()
    printed = shown_counters(script) if script else []
    known = {counter.code for counter in mall.counters}
    return {counter for _agency, counter in printed} & known


def run() -> None:
    """Play on, for every mall of every tenant, until a signal ends the process."""
    with as_one_request():
        plays = {tenant: _plays(tenant) for tenant in _tenants()}
    while True:
        with as_one_request():
            for tenant, of_tenant in plays.items():
                with tenancy.scope(tenant):
                    of_tenant[:] = [_tick(play) for play in of_tenant]
        time.sleep(TICK)


def _plays(tenant: Tenant) -> list[Play]:
    with tenancy.scope(tenant):
        return [_begin(mall) for mall in catalogue.malls()]


def _begin(mall: Mall) -> Play:
    """Go on with the day that the hall's clock shows, or play a new morning."""
    now = timezone.now()
    opening, closing = day.next_day(mall, now)
    shown = queueing.hall_time(mall=mall.code, now=now)
    if opening < shown < closing and shown != now:
        return prepare(mall, opening, closing, shown)
    return _new_day(mall, opening, closing)


def _new_day(mall: Mall, opening: datetime, closing: datetime) -> Play:
    play = prepare(mall, opening, closing, opening)
    moment = opening
    while moment < opening + HEAD_START:
        moment += timedelta(minutes=2)
        play.until(moment)
        _set_clock(play, moment, speed=0)
    _set_clock(play, moment, speed=1)
    return play


def _tick(play: Play) -> Play:
    """What is due now; after the day's end the next one that the mall opens."""
    mall = play.mall
    shown = queueing.hall_time(mall=mall.code, now=timezone.now())
    if not play.opening <= shown <= play.closing + AFTER_CLOSING:
        return _new_day(mall, *day.next_day(mall, _day_after(play, shown)))
    try:
        play.until(shown)
    except Exception:
        log.exception("demo day stumbled")
    return play


def _day_after(play: Play, shown: datetime) -> datetime:
    if shown < play.opening:  # somebody has set the clock back
        return play.opening
    return play.opening + timedelta(days=1)


def _set_clock(play: Play, shown: datetime, speed: float) -> None:
    queueing.set_hall_clock(
        mall=play.mall.code, shown=shown, speed=speed, now=timezone.now()
    )


def _coming(play: Play, arrival: day.Arrival) -> Callable[[datetime], None]:
    def come(now: datetime) -> None:
        try:
            visit = queueing.open_visit(
                mall=play.mall.code,
                wanted=arrival.wanted,
                key=arrival.key,
                now=now,
                via=arrival.via,
                group=arrival.group,
                language=arrival.language,
                booked_for=arrival.booked_for,
                arrived=arrival.via != "remote",
            )
        except Refused as error:
            log.info("demo visitor refused", why=str(error))
            return
        if arrival.via == "remote":
            play.plan(now + COMES_BACK, _arriving(visit.token))

    return come


def _arriving(token: str) -> Callable[[datetime], None]:
    def arrive(now: datetime) -> None:
        try:
            queueing.arrive(token=token, now=now)
        except Refused as error:
            log.info("demo visitor refused", why=str(error))

    return arrive


def _working(play: Play, officer: Officer) -> Callable[[datetime], None]:
    def work(now: datetime) -> None:
        officer.act(now, closing=play.closing)
        if officer.due < play.closing + AFTER_CLOSING:
            play.plan(max(officer.due, now + timedelta(seconds=1)), work)

    return work


def _tenants() -> list[Tenant]:
    return list(Tenant.objects.all())
