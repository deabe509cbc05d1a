"""What becomes of applications filed at the door: decided by the officers of the
demonstration, and the permit is asked for at home.

Everybody takes a while: a step waits for its officer, a permit for its holder to
choose when it is brought. What is due is done in rounds through the hours of the
office, so that a day costs little at any moment.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import DayOffer, HomeVisitView, WindowOffer
from satupintu.demo.deciding import GOOD, decide, pay
from satupintu.demo.script import Road, Script, Turn
from satupintu.journeys import home
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.errors import Refused
from satupintu.people import service as people

log = structlog.get_logger("satupintu.demo")

# In minutes of the day: when the office works.
OPENS, CLOSES = 8 * 60 + 5, 17 * 60
# So many steps at most in one round, and minutes that one waits for its officer.
MOST_STEPS = 12
WAITS = (10, 45)
# How often one looks whether a permit is made, and for how long; and minutes until
# its holder has chosen when it is brought.
LOOKS, GIVEN_UP = timedelta(minutes=30), timedelta(hours=12)
CHOOSES = (5, 60)
REJECTED, NOT_WANTED, SAME_DAY = 0.05, 0.06, 0.4
# Working days before a day whose cases may be open still.
DAYS_BACK = 5


class _Task(Protocol):
    """A step of a case, as it stands."""

    step: str
    state: str


@dataclass
class Office:
    """One tenant's. `open` and `issued` say, by case, when it is looked at again.

    `settle` lets the background jobs do what follows from a round: it is asked
    where hours pass in a second. `same_day` is the share of those who have their
    permit brought on the day on which it is issued, if they can.
    """

    script: Script
    road: Road
    settle: Callable[[], object] = lambda: None
    same_day: float = SAME_DAY
    open: dict[uuid.UUID, datetime] = field(default_factory=dict)
    issued: dict[uuid.UUID, datetime] = field(default_factory=dict)
    closed_at: dict[uuid.UUID, datetime] = field(default_factory=dict)
    over: set[uuid.UUID] = field(default_factory=set)
    # Visits that follow those in vain, and when their citizens choose a time.
    again: dict[uuid.UUID, datetime] = field(default_factory=dict)
    seen: set[date] = field(default_factory=set)

    def round(self, day: date, now: datetime) -> None:
        """Do what is due at `now`, a moment of this day on the road."""
        self._take_in(day, now)
        steps = sum(1 for _ in self._steps(now))
        if steps:
            self.settle()
        for case_id, at in list(self.issued.items()):
            if at <= now:
                self._see_to_delivery(case_id, now)
        for visit_id, at in list(self.again.items()):
            if at <= now:
                del self.again[visit_id]
                self._choose(courier.visit_by_id(visit_id=visit_id, now=now), now)

    def _take_in(self, day: date, now: datetime) -> None:
        """Cases that were filed since the last round; those of days before, once."""
        days = [day - timedelta(days=n) for n in range(DAYS_BACK + 2, 0, -1)]
        for each in [*(d for d in days if d not in self.seen), day]:
            self.seen.add(each)
            for visit in _visits(each, now):
                self._take(visit, now)

    def _take(self, visit: HomeVisitView, now: datetime) -> None:
        known = {*self.open, *self.issued, *self.again, *self.over}
        if visit.next_id is not None and visit.next_id not in known:
            self.over.add(visit.next_id)
            self.again[visit.next_id] = now + _wait(visit.next_id, "again", CHOOSES)
        if visit.kind == home.DELIVER:
            return
        for errand in visit.errands:
            if errand.case_id is not None and errand.case_id not in known:
                self.open[errand.case_id] = now + _wait(errand.case_id, "in", WAITS)

    def _steps(self, now: datetime) -> Iterator[uuid.UUID]:
        """Decide, or pay, what is due: the oldest cases first."""
        due = [case_id for case_id, at in self.open.items() if at <= now]
        tasks = cases.latest_tasks(due)
        done = 0
        for case_id in due:
            if done == MOST_STEPS:
                return
            try:
                moved = self._go_on(case_id, tasks.get(case_id, ()), now)
            except Refused as error:
                log.info("demo decision refused", why=str(error))
                moved = False
            self._look_again(case_id, now)
            if moved:
                done += 1
                yield case_id

    def _go_on(self, case_id: uuid.UUID, tasks: Sequence[_Task], now: datetime) -> bool:
        """One step further; False if nothing is to be done here now."""
        at = courier.real_time(shown=now)
        states = {task.step: str(task.state) for task in tasks}
        if "waiting" in states.values():
            payer = people.account(cases.case_facts(case_id).account_id)
            if pay(case_id, people.actor_for(payer), at):
                return True
        ready = [step for step, state in states.items() if state == "ready"]
        if ready:
            decide(self.script, case_id, self._turn(case_id, ready[0]), at)
            return True
        if cases.case_facts(case_id).closed_at is not None:
            del self.open[case_id]
            self.issued[case_id] = now + _wait(case_id, "chooses", CHOOSES)
            self.closed_at[case_id] = now
        return False

    def _turn(self, case_id: uuid.UUID, step: str) -> Turn:
        published = cases.case_facts(case_id).published
        kind = published.definition.procedure[step].kind.value
        refused = self.road.refused
        luck = _draw("luck", case_id).random()
        if kind == "approval" and refused is not None and luck < REJECTED:
            return Turn(
                step=step,
                outcome="reject",
                after="",
                reason=refused.reason,
                legal=refused.legal,
            )
        return Turn(step=step, outcome=GOOD.get(kind, "pass"), after="")

    def _look_again(self, case_id: uuid.UUID, now: datetime) -> None:
        if case_id in self.open:
            self.open[case_id] = now + _wait(case_id, f"{now}", WAITS)

    def _see_to_delivery(self, case_id: uuid.UUID, now: datetime) -> None:
        """The holder chooses when the permit is brought, or wants it otherwise."""
        visit = home.delivery_of(case_id=case_id)
        if visit is None and self._is_being_made(case_id, now):
            self.issued[case_id] = now + LOOKS
            return
        del self.issued[case_id]
        self.over.add(case_id)
        if visit is not None:
            self._choose(visit, now)

    def _is_being_made(self, case_id: uuid.UUID, now: datetime) -> bool:
        is_new = now - self.closed_at[case_id] < GIVEN_UP
        return is_new and cases.case_facts(case_id).status == "granted"

    def _choose(self, visit: HomeVisitView, now: datetime) -> None:
        if visit.state != "asked" or not visit.has_place:
            return
        try:
            _choose(visit, self.same_day, now)
        except Refused as error:
            log.info("demo window refused", why=str(error))


def rounds_of(day: date, every: timedelta) -> Iterator[datetime]:
    """When the office looks through its cases on this day."""
    at = catalogue.moment_of(day, OPENS)
    while at <= catalogue.moment_of(day, CLOSES):
        yield at
        at += every


def _visits(day: date, now: datetime) -> list[HomeVisitView]:
    plan = courier.day_plan(day=day, now=now)
    return [stop.visit for route in plan.routes for stop in route.stops if stop.visit]


def _wait(of: uuid.UUID, what: str, minutes: tuple[int, int]) -> timedelta:
    return timedelta(minutes=_draw(what, of).uniform(*minutes))


def _choose(visit: HomeVisitView, same_day: float, now: datetime) -> None:
    draw = _draw("delivery", visit.id)
    if draw.random() < NOT_WANTED:
        courier.cancel_visit(token=visit.token, reason="", actor=SYSTEM, now=now)
        return
    offered = courier.offers(token=visit.token, now=now)
    is_soon = draw.random() < same_day
    window = _wanted(offered, catalogue.local_day(now), is_soon, draw)
    if window is not None:
        courier.book(
            token=visit.token,
            from_at=window.from_at,
            until_at=window.until_at,
            key=f"{visit.key} window"[:80],
            actor=SYSTEM,
            now=now,
        )


def _wanted(
    offered: Sequence[DayOffer], today: date, is_soon: bool, draw: random.Random
) -> WindowOffer | None:
    """Some window of the first day that suits: for many not today."""
    for found in offered:
        free = [window for window in found.windows if window.is_open]
        if free and (is_soon or found.day > today):
            return draw.choice(free)
    return None


def _draw(what: str, of: uuid.UUID) -> random.Random:
    return random.Random(f"{what} {of}")  # noqa: S311 - a play
