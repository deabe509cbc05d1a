"""The officers of a day, and which of them are left to people."""

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

# From this minute of the day on, officers with a login are whoever signs in.
LEFT_AT = 10 * 60 + 20


def crew(script: Script, road: Road, day: date, start: datetime) -> list[Robot]:
    """Everybody with a shift on the day, as they are at `start`."""
    home = catalogue.home_visits()
    shifts = {shift.officer.badge: shift for shift in courier.shifts(day=day)}
    desks = {base.code: Desk(base.code) for base in home.bases}
    left_at = catalogue.moment_of(day, LEFT_AT)
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
                leaves_to_people_at=left_at if rider.login else None,
            )
        )
    return robots
