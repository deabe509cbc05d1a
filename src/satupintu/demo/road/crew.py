"""The officers of a day, who all ride by themselves until somebody takes a seat."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.demo.road.desk import Desk
from satupintu.demo.road.people import actor_of
from satupintu.demo.road.phone import Phone
from satupintu.demo.road.rider import Robot
from satupintu.demo.script import Road, Script
from satupintu.routing.points import Point


def crew(
    script: Script, road: Road, day: date, start: datetime, every: timedelta
) -> list[Robot]:
    """Everybody with a shift on the day, as they are at `start`."""
    home = catalogue.home_visits()
    shifts = {shift.officer.badge: shift for shift in courier.shifts(day=day)}
    desks = {base.code: Desk(base.code) for base in home.bases}
    robots = []
    for rider in road.officers:
        shift = shifts.get(rider.badge)
        if shift is None:
            continue
        draw = random.Random(f"{rider.badge} {day}")  # noqa: S311 - a play
        base = home.base(rider.base)
        place = Point(base.lat, base.lon)
        late = timedelta(seconds=draw.uniform(0, 240))
        robots.append(
            Robot(
                phone=Phone(rider.badge, shift.id, actor_of(road, rider)),
                desk=desks[rider.base],
                base=place,
                script=script,
                draw=draw,
                due=max(start, shift.starts_at) + late,
                here=place,
                every=every,
                may_be_taken=bool(rider.login),
            )
        )
    return robots
