"""A reference hall with its own, unknown truth: what forecasts are measured on.

Three services, six counters with skills, lunch in two shifts, an absent counter on
some days, 12 % priority, bookings of which 15 % do not come, days that are faster or
busier than others without saying so. The call rule is the product's; everything else
here is written apart from it, so that the forecast cannot see the future.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from satupintu.catalogue.schema_mall import QueuePolicy
from satupintu.queueing.rules import Line, Standing, call_next

QUEUES = ("licence", "tax", "civil")
# True median minutes and sigma of a service; the mean that the pack believes in.
TRUTH = {"licence": (6.6, 0.55), "tax": (9.8, 0.65), "civil": (14.2, 0.7)}
BELIEVED = {"licence": 10.0, "tax": 10.0, "civil": 15.0}
SKILLS = (
    ("licence",),
    ("licence", "tax"),
    ("licence", "tax"),
    ("tax",),
    ("tax", "civil"),
    ("civil",),
)
# Walk-ins per hour of a queue, and how they spread over seven hours of opening;
# whoever waits when the doors close is still served.
RATES = {"licence": 11.0, "tax": 8.8, "civil": 4.1}
PROFILE = (0.8, 1.3, 1.45, 1.15, 0.7, 0.85, 0.75)
OPEN, CLOSE = 0.0, 420.0
LUNCHES = ((240.0, 270.0), (270.0, 300.0))
PRIORITY, NO_SHOW, GIVE_UP = 0.12, 0.03, 2.0
BOOKED = {"licence": 0.7, "tax": 0.7, "civil": 0.4}
ABSENT_BOOKED, ABSENT_DAY = 0.15, 0.12
# Standard deviations of logarithms: of days, of crowds, of members of staff.
PACE_SPREAD, CROWD_SPREAD, STAFF_SPREAD = 0.08, 0.10, 0.08
POLICY = QueuePolicy(
    code="turns", title={"en": "Turns"}, kind="ratio", priority=1, normal=1
)


class Person(Standing):
    """A visitor of the hall; `minutes` is known to the truth only."""

    __slots__ = ("called_at", "ends_at", "joined_at", "minutes", "queue", "shows")

    def __init__(
        self, queue: str, sort_at: float, number: int, minutes: float, *, shows: bool
    ) -> None:
        super().__init__(sort_at, number)
        self.queue = queue
        self.minutes = minutes
        self.shows = shows
        self.joined_at = math.inf
        self.called_at = math.inf
        self.ends_at = math.inf

    @property
    def waited(self) -> float:
        return self.called_at - self.joined_at


@dataclass
class Desk:
    """A counter that is open today; `serving` is whom it has called."""

    number: int
    queues: tuple[str, ...]
    lunch: tuple[float, float]
    speed: float
    serving: Person | None = None

    def at_lunch(self, now: float) -> bool:
        return self.lunch[0] <= now < self.lunch[1]


@dataclass(frozen=True)
class Booked:
    """An appointment, as the office knows it beforehand."""

    queue: str
    at: float
    number: int


@dataclass(frozen=True)
class Moment:
    """What one may know when somebody has just joined: given to a forecaster."""

    day: int
    now: float
    who: Person
    waiting: Sequence[Person]
    desks: Sequence[Desk]
    bookings: Sequence[Booked]
    recent: Mapping[str, Sequence[bool]]
    served: Sequence[Person]


Watch = Callable[[Moment], None]


class HallDay:
    """One day, played event by event; `watch` sees each walk-in as they join.

    After `run`, `came` has everybody, in order of joining.
    """

    def __init__(self, day: int, seed: int, watch: Watch | None = None) -> None:
        self._rng = Random(f"hall {seed} {day}")
        self._day = day
        self._watch = watch
        # What nobody can know in the morning.
        self._pace = math.exp(self._rng.gauss(0, PACE_SPREAD))
        self._crowd = math.exp(self._rng.gauss(0, CROWD_SPREAD))
        self.came: list[Person] = []
        self.booked = 0
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._count = itertools.count()
        self._lines = {queue: Line[Person](POLICY) for queue in QUEUES}
        self._waiting: list[Person] = []
        self._served: list[Person] = []
        self._idle: list[Desk] = []
        self._recent: dict[str, list[bool]] = {queue: [] for queue in QUEUES}
        self._bookings: list[Booked] = []
        self._desks = self._staff()
        for queue in QUEUES:
            self._let_come(queue)
            self._book(queue)

    def run(self) -> HallDay:
        for desk in self._desks:
            self._at(OPEN, partial(self._call, desk))
        while self._events:
            now, _, happen = heapq.heappop(self._events)
            happen(now)
        return self

    def _at(self, when: float, happen: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._count), happen))

    def _staff(self) -> list[Desk]:
        rng = self._rng
        absent = rng.randrange(len(SKILLS)) if rng.random() < ABSENT_DAY else -1
        return [
            Desk(n, skills, LUNCHES[n % 2], math.exp(rng.gauss(0, STAFF_SPREAD)))
            for n, skills in enumerate(SKILLS)
            if n != absent
        ]

    def _person(self, queue: str, sort_at: float) -> Person:
        median, sigma = TRUTH[queue]
        minutes = median * math.exp(sigma * self._rng.gauss()) * self._pace
        shows = self._rng.random() >= NO_SHOW
        return Person(queue, sort_at, next(self._count), minutes, shows=shows)

    def _let_come(self, queue: str) -> None:
        """Walk-ins: a Poisson stream that follows the day's profile."""
        at, fastest = OPEN, RATES[queue] / 60 * self._crowd * max(PROFILE)
        while True:
            at += self._rng.expovariate(fastest)
            if at >= CLOSE:
                return
            if self._rng.random() < PROFILE[int(at // 60)] / max(PROFILE):
                person = self._person(queue, at)
                person.priority = self._rng.random() < PRIORITY
                self._at(at, partial(self._join, person))

    def _book(self, queue: str) -> None:
        """Appointments; those who come check in up to five minutes late."""
        for slot in range(30, int(CLOSE) - 30, 30):
            if self._rng.random() >= BOOKED[queue]:
                continue
            self.booked += 1
            person = self._person(queue, slot)
            person.booked, person.shows = True, True
            self._bookings.append(Booked(queue, slot, person.order))
            if self._rng.random() >= ABSENT_BOOKED:
                late = max(0.0, self._rng.uniform(-10, 5))
                self._at(slot + late, partial(self._join, person))

    def _join(self, person: Person, now: float) -> None:
        person.joined_at = now
        self.came.append(person)
        self._lines[person.queue].join(person)
        self._waiting.append(person)
        self._bookings = [b for b in self._bookings if b.number != person.order]
        if self._watch is not None and not person.booked:
            self._watch(
                Moment(
                    self._day,
                    now,
                    person,
                    self._waiting,
                    self._desks,
                    self._bookings,
                    self._recent,
                    self._served,
                )
            )
        for desk in [d for d in self._idle if person.queue in d.queues]:
            self._idle.remove(desk)
            self._call(desk, now)
            if person.called_at < math.inf:
                return

    def _call(self, desk: Desk, now: float) -> None:
        if desk.at_lunch(now):
            self._at(desk.lunch[1], partial(self._call, desk))
            return
        person = call_next([self._lines[queue] for queue in desk.queues])
        if person is None:
            self._idle.append(desk)
            return
        person.called_at = now
        self._waiting.remove(person)
        self._recent[person.queue].insert(0, person.priority)
        desk.serving = person
        busy = person.minutes * desk.speed if person.shows else GIVE_UP
        self._at(now + busy, partial(self._finish, desk))

    def _finish(self, desk: Desk, now: float) -> None:
        person, desk.serving = desk.serving, None
        if person is not None:
            person.ends_at = now
            self._served.append(person)
        self._call(desk, now)
