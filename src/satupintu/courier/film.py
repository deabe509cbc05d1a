"""A day as it went: who was where, and how each visit stood, at any moment. Pure.

Told from what is recorded. Where officers are is not kept, so that between two
recorded stops they are on the way from one to the other, and nowhere else.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from satupintu.courier.legs import Leg
from satupintu.routing.points import Point

BOOKED, RIDING, ARRIVED = "booked", "riding", "arrived"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)


@dataclass(frozen=True, slots=True)
class Turn:
    """From `at` on a visit is in this state; `shift_id` is whose it then is."""

    at: datetime
    state: str
    shift_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class FilmVisit:
    """A visit of the day with its turns, in the order of time.

    `number` is its place among those of its officer. Without a `point` it is not
    known, or not known any more, where it was.
    """

    id: uuid.UUID
    kind: str
    name: str
    area: str
    point: Point | None
    from_at: datetime | None
    until_at: datetime | None
    outcome: str
    shift_id: uuid.UUID | None
    turns: tuple[Turn, ...]
    number: int = 0

    def state_at(self, now: datetime) -> str:
        """How it stands; "" before it was promised."""
        count = bisect_right(self.turns, now, key=lambda turn: turn.at)
        return self.turns[count - 1].state if count else ""

    @property
    def late_from(self) -> datetime | None:
        """When its promise was broken; None if somebody came in time, or it was
        called off before."""
        if self.until_at is None:
            return None
        settled = settled_at(self.turns)
        is_kept = settled is not None and settled <= self.until_at
        return None if is_kept else self.until_at

    def is_late_at(self, now: datetime) -> bool:
        """Whether its promise is broken by then, or was."""
        broken = self.late_from
        is_promised = self.state_at(now) not in ("", CANCELLED)
        return broken is not None and broken < now and is_promised


@dataclass(frozen=True, slots=True)
class FilmOfficer:
    """An officer's day. The legs follow each other without a gap."""

    shift_id: uuid.UUID
    badge: str
    name: str
    base: str
    legs: tuple[Leg, ...]

    def leg_at(self, now: datetime) -> Leg:
        """What the officer does then; the first leg before it began."""
        count = bisect_right(self.legs, now, key=lambda leg: leg.from_at)
        return self.legs[max(0, count - 1)]


@dataclass(frozen=True, slots=True)
class FilmEvent:
    """What happened. `minutes`: after the time told (early: negative), or by how
    much that was moved; `count`: folders; `reason`: why, or an outcome."""

    at: datetime
    kind: str
    shift_id: uuid.UUID | None = None
    visit_id: uuid.UUID | None = None
    minutes: int | None = None
    count: int = 0
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How the visits that are promised by then stand. `late` are among the others."""

    done: int
    under_way: int
    left: int
    failed: int
    late: int

    @property
    def promised(self) -> int:
        return self.done + self.under_way + self.left + self.failed


@dataclass(frozen=True, slots=True)
class Film:
    """A local day from `starts_at` to `ends_at`: to now, on the day itself.

    `is_forgotten`: where people live is erased already. `goes_on`: it is not over.
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    officers: tuple[FilmOfficer, ...]
    visits: tuple[FilmVisit, ...]
    events: tuple[FilmEvent, ...]
    is_forgotten: bool
    goes_on: bool

    def counts_at(self, now: datetime) -> Counts:
        """How many visits stand how."""
        states = [visit.state_at(now) for visit in self.visits]
        return Counts(
            done=states.count(DONE),
            under_way=states.count(RIDING) + states.count(ARRIVED),
            left=states.count(BOOKED),
            failed=states.count(FAILED),
            late=sum(visit.is_late_at(now) for visit in self.visits),
        )

    def within(self, now: datetime) -> datetime:
        """The nearest moment that is in the film."""
        return max(self.starts_at, min(now, self.ends_at))


def in_order(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Turns as they followed each other, none before the one that it follows,
    whatever the clocks of phones said."""
    found: list[Turn] = []
    for turn in turns:
        at = max(turn.at, found[-1].at) if found else turn.at
        found.append(Turn(at, turn.state, turn.shift_id))
    return tuple(found)


def settled_at(turns: Sequence[Turn]) -> datetime | None:
    """When somebody stood at the door, or it ended without; None: not yet. A visit
    that its officer had to let go is not settled by him."""
    settled: datetime | None = None
    for turn in turns:
        if turn.state == BOOKED:
            settled = None
        elif turn.state == ARRIVED or turn.state in ENDED:
            settled = settled or turn.at
    return settled
