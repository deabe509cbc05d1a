"""What home visits announce. `key` is the visit's id."""

from dataclasses import dataclass
from typing import ClassVar

from satupintu.kernel.outbox import Event, event


@event
@dataclass(frozen=True, slots=True)
class HomeVisitAsked(Event):
    """Somebody wants a visit (or needs another one, after one in vain)."""

    name: ClassVar[str] = "home.asked"


@event
@dataclass(frozen=True, slots=True)
class HomeVisitBooked(Event):
    """A window is promised."""

    name: ClassVar[str] = "home.booked"
    from_at: str


@event
@dataclass(frozen=True, slots=True)
class HomeVisitMoved(Event):
    """Another window is promised instead; `by` is citizen, staff or system."""

    name: ClassVar[str] = "home.moved"
    from_at: str
    by: str


@event
@dataclass(frozen=True, slots=True)
class HomeVisitCancelled(Event):
    """`by` is citizen, staff or system."""

    name: ClassVar[str] = "home.cancelled"
    by: str


@event
@dataclass(frozen=True, slots=True)
class HomeVisitTold(Event):
    """The expected arrival, for the first time (`before` is "") or moved by more
    than the tolerance. Both in ISO 8601."""

    name: ClassVar[str] = "home.told"
    told_at: str
    before: str


@event
@dataclass(frozen=True, slots=True)
class HomeVisitRiding(Event):
    """The officer is on the way to this visit."""

    name: ClassVar[str] = "home.riding"


@event
@dataclass(frozen=True, slots=True)
class HomeVisitDone(Event):
    name: ClassVar[str] = "home.done"


@event
@dataclass(frozen=True, slots=True)
class HomeVisitFailed(Event):
    """Not done. `next_id` is the visit that follows it, or ""."""

    name: ClassVar[str] = "home.failed"
    outcome: str
    next_id: str


@event
@dataclass(frozen=True, slots=True)
class HomeFilingRefused(Event):
    """What was signed for at the door was refused, and the officer is gone."""

    name: ClassVar[str] = "home.filing_refused"


@event
@dataclass(frozen=True, slots=True)
class HomeDelayTold(Event):
    """A dispatcher lets it be said that we come later, or that another officer
    comes. `arrives_at` in ISO 8601, or "" where nobody comes."""

    name: ClassVar[str] = "home.delay_told"
    arrives_at: str
    why: str


@event
@dataclass(frozen=True, slots=True)
class HomePromiseAtRisk(Event):
    """Nobody will be there in time as things stand; a dispatcher has to look."""

    name: ClassVar[str] = "home.at_risk"
    reason: str
