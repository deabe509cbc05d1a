"""What upsets a demonstration day: rain in one part, and an officer who falls ill."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import structlog

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import RouteView
from satupintu.demo.script import Road
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.errors import Refused

log = structlog.get_logger("satupintu.demo")

ILL_AT = 11 * 60
RAIN_AT, RAIN = 14 * 60 + 10, timedelta(minutes=25)
LOOKS = 2.0
Act = Callable[[datetime], None]


def of_day(road: Road, day: date) -> Iterator[tuple[datetime, Act]]:
    """When what happens; what the pack has no words for does not."""
    if road.ill:
        yield catalogue.moment_of(day, ILL_AT), lambda now: _ill(road, day, now)
    if road.rain:
        yield catalogue.moment_of(day, RAIN_AT), lambda now: _rain(road, day, now)


def _ill(road: Road, day: date, now: datetime) -> None:
    """The one with most left to do goes home; dispatchers get another plan to see."""
    left_to_people = {rider.badge for rider in road.officers if rider.login}
    routes = [
        route
        for route in courier.day_plan(day=day, now=now).routes
        if route.state == "open" and route.officer.badge not in left_to_people
    ]
    if not routes:
        return
    found = max(routes, key=_left)
    try:
        courier.officer_away(
            shift_id=found.shift.id, reason=road.ill, actor=SYSTEM, now=now
        )
        reason = f"{found.officer.badge}: {road.ill}"
        courier.propose(day=day, reason=reason, seconds=LOOKS, actor=SYSTEM, now=now)
    except Refused as error:
        log.info("demo upset refused", why=str(error))


def _rain(road: Road, day: date, now: datetime) -> None:
    """Nobody of one base rides for a while."""
    draw = random.Random(f"rain {day}")  # noqa: S311 - a play
    base = draw.choice(catalogue.home_visits().bases)
    try:
        courier.pause_riding(
            base=base.code, until=now + RAIN, reason=road.rain, actor=SYSTEM, now=now
        )
    except Refused as error:
        log.info("demo upset refused", why=str(error))


def _left(route: RouteView) -> int:
    return sum(
        stop.visit is not None and stop.visit.state == "booked" for stop in route.stops
    )
