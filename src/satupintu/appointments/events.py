"""What appointments announce. `key` is the booking's id, or the waiting entry's."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from satupintu.kernel.outbox import Event, event


@event
@dataclass(frozen=True, slots=True)
class BookingConfirmed(Event):
    name: ClassVar[str] = "booking.confirmed"


@event
@dataclass(frozen=True, slots=True)
class BookingMoved(Event):
    """`starts_at` (ISO 8601) tells one move from another."""

    name: ClassVar[str] = "booking.moved"
    starts_at: str


@event
@dataclass(frozen=True, slots=True)
class BookingCancelled(Event):
    """By the citizen, or (then with a reason) by the office."""

    name: ClassVar[str] = "booking.cancelled"


@event
@dataclass(frozen=True, slots=True)
class BookingNear(Event):
    """The day before: time to remind."""

    name: ClassVar[str] = "booking.near"
    starts_at: str


@event
@dataclass(frozen=True, slots=True)
class ListJoined(Event):
    name: ClassVar[str] = "booking.list_joined"


@event
@dataclass(frozen=True, slots=True)
class PlaceOffered(Event):
    """A place came free and is kept for the first on the list."""

    name: ClassVar[str] = "booking.place_offered"
    offer_id: uuid.UUID


@event
@dataclass(frozen=True, slots=True)
class ListEnded(Event):
    """Nothing more will be offered to this entry."""

    name: ClassVar[str] = "booking.list_ended"
