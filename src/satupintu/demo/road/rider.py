"""An officer who rides by himself: opens the shift, rides, does, rests, goes home.

He reads the plan before every stop, so that whatever a dispatcher changes counts, and
looks before every act whether the visit is his still.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, RouteView, StopView
from satupintu.demo.road.desk import Desk
from satupintu.demo.road.door import fate_of, see_to
from satupintu.demo.road.phone import Phone, is_mine
from satupintu.demo.road.ways import Ride, seconds_between, set_out
from satupintu.demo.script import Script
from satupintu.kernel.errors import Refused
from satupintu.routing.points import Point

log = structlog.get_logger("satupintu.demo")

AFTER_REFUSAL = timedelta(minutes=2)
# So long before the end one rides home when nothing is left to do.
WRAP_UP = timedelta(minutes=40)
OVER = ("done", "failed", "cancelled")


@dataclass
class Robot:
    """One officer's day; `due` is when the next thing is done. So often as `every`
    says he looks whether the plan has changed, or tells where he is.

    On the way there is a `ride`, to `goal` or (None) to the base; at a door there is
    `at_door`, until `due`.
    """

    phone: Phone
    desk: Desk
    base: Point
    script: Script
    draw: random.Random
    due: datetime
    here: Point
    every: timedelta
    may_be_taken: bool = False
    ride: Ride | None = None
    goal: HomeVisitView | None = None
    at_door: HomeVisitView | None = None
    outcome: str = ""
    has_reloaded: bool = False
    is_home: bool = False
    is_found: bool = False

    def act(self, now: datetime, look: Callable[[], RouteView]) -> None:
        """Do the next thing; after a refusal look again a little later."""
        try:
            if self.at_door is not None:
                self._finish(self.at_door, now)
            elif self.ride is not None:
                self._ride_on(self.ride, now)
            else:
                self._act(now, look())
        except Refused as error:
            log.info("demo officer refused", badge=self.phone.badge, why=str(error))
            self.ride = self.goal = self.at_door = None
            self.due = now + AFTER_REFUSAL

    @property
    def is_free(self) -> bool:
        """Whether the next act begins with a look at the plan."""
        return self.ride is None and self.at_door is None

    def is_taken(self) -> bool:
        """Whether somebody has signed in as this officer, and rides on."""
        return self.may_be_taken and courier.has_phone(shift_id=self.phone.shift_id)

    def _act(self, now: datetime, route: RouteView) -> None:
        shift = route.shift
        if shift.state == "ended":
            self.is_home = True
        elif shift.state == "off":
            self._go_away(now)
        elif shift.paused_until is not None and shift.paused_until > now:
            self.due = shift.paused_until
        elif shift.state == "planned":
            self._begin(route, now)
        else:
            self._next(route, now)

    def _begin(self, route: RouteView, now: datetime) -> None:
        """The day begins at the base, with what is to be brought."""
        if now < route.shift.starts_at:
            self.due = route.shift.starts_at
            return
        self.here = self.base
        self.desk.take_in(self.phone.actor.account_id, now)  # of yesterday, if any
        self.desk.give_out(_visits(route), now)
        self.phone.send("shift_opened", now)
        self.phone.be_at(self.base, now)
        self.due = now + timedelta(seconds=self.draw.uniform(20, 90))

    def _go_away(self, now: datetime) -> None:
        """Ill: home by way of the base, where the bag is emptied."""
        if courier.bag_of(account_id=self.phone.actor.account_id):
            self.desk.take_in(self.phone.actor.account_id, now)
        self.due = now + timedelta(minutes=30)

    def _next(self, route: RouteView, now: datetime) -> None:
        if not self.is_found:
            self._find_again(route)
        if not self.is_free:
            self.due = now
            return
        if self.here == self.base:
            self.desk.give_out(_visits(route), now)
        stop = next((s for s in _ahead(route) if self._is_next(s, route, now)), None)
        if stop is None:
            self._wrap_up(route, now)
        elif stop.kind == "rest":
            self._rest(stop, now)
        else:
            self._ride_at(stop, stop.visit, now)

    def _is_next(self, stop: StopView, route: RouteView, now: datetime) -> bool:
        if stop.kind == "rest":
            return route.shift.rested_at is None
        if stop.kind == "reload":
            return not self.has_reloaded and stop.leaves_at > now
        return stop.visit is not None and stop.visit.state == "booked"

    def _find_again(self, route: RouteView) -> None:
        """After a restart: at a door, or on the way to one."""
        self.is_found = True
        for stop in route.stops:
            visit = stop.visit
            if visit is None or visit.lat is None or visit.lon is None:
                continue
            place = Point(visit.lat, visit.lon)
            if visit.state in OVER:
                self.here = place
            elif visit.state == "arrived":
                self.here, self.at_door = place, visit
                self.outcome = fate_of(visit)[0]
            elif visit.state == "riding" and visit.riding_at is not None:
                self.goal = visit
                self.ride = set_out(self.here, place, visit.riding_at, self.draw)

    def _rest(self, stop: StopView, now: datetime) -> None:
        if now < stop.begins_at:
            self.due = min(stop.begins_at, now + self.every)
            return
        self.phone.send("rest", now)
        self.due = now + (stop.leaves_at - stop.begins_at)

    def _ride_at(
        self, stop: StopView, visit: HomeVisitView | None, now: datetime
    ) -> None:
        """Leave when it is time to, for a visit or for the base."""
        if visit is not None and self._lacks(visit, now):
            visit = None  # by way of the base
        there = _place(visit) or self.base
        leaves = stop.arrives_at - timedelta(
            seconds=seconds_between(self.here, there, now)
        )
        if now < leaves - timedelta(seconds=30):
            self.due = min(leaves, now + self.every)
            return
        if visit is not None:
            # The plan may have become better since it was looked at.
            if is_mine(visit.id, self.phone.shift_id, now) != "booked":
                self.due = now
                return
            self.phone.send("riding", now, visit.id)
        self.goal, self.ride = visit, set_out(self.here, there, now, self.draw)
        self.due = min(now + self.every, self.ride.there_at)

    def _lacks(self, visit: HomeVisitView, now: datetime) -> bool:
        """Whether the permit to bring lies at the base still."""
        if visit.kind != "deliver" or self.here == self.base:
            return False
        held = courier.bag_of(account_id=self.phone.actor.account_id)
        if any(folder.delivery_id == visit.id for folder in held):
            return False
        return visit.ready_at is None or visit.ready_at <= now

    def _ride_on(self, ride: Ride, now: datetime) -> None:
        # Whoever is early rings when the window begins.
        begins = self.goal.from_at if self.goal else None
        rings_at = max(ride.there_at, begins or now)
        if now < rings_at:
            self.phone.be_at(ride.at(now), now)
            self.due = min(now + self.every, rings_at)
            return
        self.here, self.ride = ride.line[-1], None
        goal, self.goal = self.goal, None
        if goal is None:
            self.phone.be_at(self.here, now)
            self.has_reloaded = True
            self._at_base(now)
        elif is_mine(goal.id, self.phone.shift_id, now) == "riding":
            self._arrive(goal, now)

    def _at_base(self, now: datetime) -> None:
        self.desk.pass_on(now)
        self.desk.take_in(self.phone.actor.account_id, now)
        self.due = now + timedelta(minutes=5)

    def _arrive(self, goal: HomeVisitView, now: datetime) -> None:
        lat, lon = self.here
        self.phone.send("arrived", now, goal.id, lat=lat, lon=lon)
        self.outcome, minutes = fate_of(goal)
        self.at_door = goal
        self.due = now + timedelta(minutes=minutes)

    def _finish(self, visit: HomeVisitView, now: datetime) -> None:
        self.at_door, self.has_reloaded = None, False
        self.due = now + timedelta(seconds=self.draw.uniform(30, 120))
        if is_mine(visit.id, self.phone.shift_id, now) != "arrived":
            return
        if self.outcome:
            self.phone.send("failed", now, visit.id, outcome=self.outcome)
        else:
            see_to(visit, self.phone, self.script, now)

    def _wrap_up(self, route: RouteView, now: datetime) -> None:
        """Nothing is left to do: wait for more, or ride home."""
        if self.here != self.base and now >= route.shift.ends_at - WRAP_UP:
            self.goal, self.ride = None, set_out(self.here, self.base, now, self.draw)
            self.due = min(now + self.every, self.ride.there_at)
        elif self.here == self.base and now >= route.shift.ends_at - WRAP_UP:
            self._at_base(now)
            self.phone.send("shift_ended", now)
            self.is_home = True
        else:
            self.due = now + self.every


def _visits(route: RouteView) -> list[HomeVisitView]:
    return [stop.visit for stop in route.stops if stop.visit is not None]


def _ahead(route: RouteView) -> list[StopView]:
    """The stops after the last one that is over."""
    over = [n for n, s in enumerate(route.stops) if s.visit and s.visit.state in OVER]
    return list(route.stops[over[-1] + 1 :] if over else route.stops)


def _place(visit: HomeVisitView | None) -> Point | None:
    if visit is None or visit.lat is None or visit.lon is None:
        return None
    return Point(visit.lat, visit.lon)
