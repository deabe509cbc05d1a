"""What a hall announces to the other modules."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from satupintu.kernel.outbox import Event, event


@event
@dataclass(frozen=True, slots=True)
class AgencyDown(Event):
    """An agency's system does not answer. `key` is the id of the `Override`.

    `began` is the real moment (ISO 8601), also where the hall has a clock of its
    own for a demonstration or an exercise.
    """

    name: ClassVar[str] = "queueing.agency_down"
    mall: str
    agency: str
    reason: str
    began: str


@event
@dataclass(frozen=True, slots=True)
class AgencyUp(Event):
    """It answers again since `ended`. Says all of `AgencyDown` once more, so that
    the two may arrive in any order."""

    name: ClassVar[str] = "queueing.agency_up"
    mall: str
    agency: str
    reason: str
    began: str
    ended: str


@event
@dataclass(frozen=True, slots=True)
class TurnNear(Event):
    """A waiting visitor will be called soon. `key` is the stop."""

    name: ClassVar[str] = "queueing.turn_near"
    visit: uuid.UUID


@event
@dataclass(frozen=True, slots=True)
class TurnCome(Event):
    """A visitor was called, and somebody wants a message. `key` is the stop."""

    name: ClassVar[str] = "queueing.turn_come"
    visit: uuid.UUID
