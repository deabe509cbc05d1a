"""Where an officer was during a day, from the stops that are recorded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from satupintu.routing.points import Point

# What an officer does on a leg.
BEFORE, WAITS, RIDES, DOOR = "before", "waits", "rides", "door"
PAUSES, AWAY, HOME = "pause", "away", "home"

#: How long a ride takes, where nobody recorded when it began.
Riding = Callable[[Point, Point], timedelta]


@dataclass(frozen=True, slots=True)
class Leg:
    """From one moment to another at a place, or (`rides`) on the way to one."""

    from_at: datetime
    until_at: datetime
    start: Point
    goal: Point
    doing: str

    @property
    def moves(self) -> bool:
        return self.start != self.goal

    def share_at(self, now: datetime) -> float:
        """How much of it is behind then: 0 to 1."""
        whole = (self.until_at - self.from_at).total_seconds()
        passed = (now - self.from_at).total_seconds()
        return min(1.0, max(0.0, passed / whole)) if whole > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Halt:
    """A recorded stop. `ride_from`: when the officer set out for it, if that is
    recorded. Without a `place` nobody knows where it was."""

    came_at: datetime
    left_at: datetime
    place: Point | None
    is_door: bool
    ride_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A time of doing something else than waiting."""

    from_at: datetime
    until_at: datetime
    doing: str


def legs_of(
    *,
    base: Point,
    starts_at: datetime,
    ends_at: datetime,
    halts: Iterable[Halt],
    spans: Iterable[Span],
    riding: Riding,
) -> tuple[Leg, ...]:
    """The day from `starts_at` to `ends_at` without a gap, beginning at the base.

    Each leg begins where and when the one before it ended. A ride that is not over
    may end after `ends_at`. Of spans, the later ones count. A day that has not begun
    is one leg without length.
    """
    legs = [Leg(starts_at, starts_at, base, base, WAITS)]
    for halt in sorted(halts, key=lambda halt: halt.came_at):
        if halt.came_at <= ends_at or halt.is_door:
            legs += _next_legs(legs[-1], halt, ends_at, riding)
    last = legs[-1]
    if last.until_at < ends_at:
        legs.append(Leg(last.until_at, ends_at, last.goal, last.goal, WAITS))
    for span in spans:
        legs = list(_laid_over(legs, span))
    told = tuple(leg for leg in legs if leg.until_at > leg.from_at or leg.moves)
    return told or (replace(legs[0], doing=BEFORE),)


def _next_legs(
    last: Leg, halt: Halt, ends_at: datetime, riding: Riding
) -> Iterator[Leg]:
    """Wait, ride to the halt, and be there."""
    here, free_at = last.goal, last.until_at
    if free_at > ends_at or (halt.came_at < free_at and not halt.is_door):
        return  # at that moment the officer was recorded somewhere else
    there = halt.place or here
    came_at = max(halt.came_at, free_at)
    left_at = came_at - riding(here, there) if here != there else came_at
    if halt.ride_from is not None and halt.ride_from < came_at:
        left_at = halt.ride_from
    left_at = max(left_at, free_at)
    if came_at > ends_at and left_at >= ends_at:
        return  # that ride is still to come
    yield Leg(free_at, left_at, here, here, WAITS)
    yield Leg(left_at, came_at, here, there, RIDES)
    if came_at <= ends_at:
        stays = min(max(halt.left_at, came_at), ends_at)
        yield Leg(came_at, stays, there, there, DOOR if halt.is_door else WAITS)


def _laid_over(legs: Sequence[Leg], span: Span) -> Iterator[Leg]:
    """The legs, with what was waiting within the span called otherwise."""
    for leg in legs:
        first, last = (
            max(leg.from_at, span.from_at),
            min(leg.until_at, span.until_at),
        )
        if leg.doing in (RIDES, DOOR) or first >= last:
            yield leg
            continue
        if leg.from_at < first:
            yield replace(leg, until_at=first)
        yield replace(leg, from_at=first, until_at=last, doing=span.doing)
        if last < leg.until_at:
            yield replace(leg, from_at=last)
