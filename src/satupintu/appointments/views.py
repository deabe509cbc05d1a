"""Bookings as others see them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from satupintu.appointments.models import Booking, BookingState, Leg
from satupintu.kernel import tenancy
from satupintu.kernel.errors import NotFound

_FIND = "SELECT * FROM appointments_booking WHERE tenant_id = %s AND token = %s"


class NoSuchBooking(NotFound):
    """No booking has this address or code; or it was let go long ago."""

    code = "no_such_booking"

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot find this appointment. Open the link in our message "
                "again, or book a new time."
            )
        )


@dataclass(frozen=True, slots=True)
class LegView:
    """The part of a booking in one queue; half-open, in UTC."""

    queue: str
    errands: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking. `state` is held, offered, confirmed, arrived, cancelled, dropped."""

    id: uuid.UUID
    mall: str
    token: str
    code: str
    state: str
    share: str
    day: date
    starts_at: datetime
    ends_at: datetime
    legs: tuple[LegView, ...]
    account_id: uuid.UUID | None
    case_id: uuid.UUID | None
    name: str
    contact: str
    language: str
    held_until: datetime | None
    arrived_at: datetime | None
    cancelled_at: datetime | None
    reason: str
    by_staff: str
    moves: int
    created_at: datetime

    @property
    def is_held(self) -> bool:
        """Being filled in, or kept for one on the waiting list."""
        return self.state in (BookingState.HELD, BookingState.OFFERED)

    @property
    def is_confirmed(self) -> bool:
        return self.state == BookingState.CONFIRMED

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """(queue, errand) pairs in their order."""
        return [(leg.queue, errand) for leg in self.legs for errand in leg.errands]

    def can_change(self, now: datetime) -> bool:
        """Whether it may still be moved or cancelled."""
        return self.is_confirmed and self.starts_at > now


def view_of(booking: Booking, legs: Sequence[Leg] | None = None) -> BookingView:
    """With its legs; one statement more unless they are given or fetched before."""
    return BookingView(
        id=booking.pk,
        mall=booking.mall,
        token=booking.token,
        code=booking.code,
        state=booking.state,
        share=booking.share,
        day=booking.day,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        legs=tuple(_leg(leg) for leg in legs or booking.legs.all()),
        account_id=booking.account_id,
        case_id=booking.case_id,
        name=booking.name,
        contact=booking.contact,
        language=booking.language,
        held_until=booking.held_until,
        arrived_at=booking.arrived_at,
        cancelled_at=booking.cancelled_at,
        reason=booking.reason,
        by_staff=booking.by_staff,
        moves=booking.moves,
        created_at=booking.created_at,
    )


def _leg(leg: Leg) -> LegView:
    return LegView(leg.queue, tuple(leg.errands), leg.starts_at, leg.ends_at)


def booking(token: str) -> BookingView:
    """The booking with this unguessable address. Raises `NoSuchBooking`."""
    return view_of(find(token))


def booking_by_id(booking_id: uuid.UUID) -> BookingView:
    """For what follows an event. Raises `NoSuchBooking`."""
    row = Booking.objects.filter(pk=booking_id).first()
    if row is None:
        raise NoSuchBooking
    return view_of(row)


def by_code(*, mall: str, code: str, day: date) -> BookingView:
    """The booking of a day by the code that people read out. Raises `NoSuchBooking`."""
    typed = "".join(char for char in code.upper() if char.isalpha())
    row = Booking.objects.filter(mall=mall, day=day, code=typed).first()
    if row is None or not typed:
        raise NoSuchBooking
    return view_of(row)


def bookings_of(*, account_id: uuid.UUID, limit: int = 50) -> Sequence[BookingView]:
    """A citizen's appointments that were confirmed once, the latest day first."""
    rows = Booking.objects.filter(account_id=account_id).exclude(
        state__in=(BookingState.HELD, BookingState.OFFERED, BookingState.DROPPED)
    )
    latest = rows.order_by("-starts_at", "-id").prefetch_related("legs")
    return [view_of(row) for row in latest[:limit]]


def holds_of(*, account_id: uuid.UUID, now: datetime) -> Sequence[BookingView]:
    """The times that are kept for a citizen right now, in any window."""
    rows = Booking.objects.filter(
        account_id=account_id, state=BookingState.HELD, held_until__gt=now
    )
    found = rows.order_by("held_until", "id").prefetch_related("legs")
    return [view_of(row) for row in found]


def bookings_for_case(
    *, case_id: uuid.UUID, account_id: uuid.UUID, now: datetime
) -> Sequence[BookingView]:
    """A citizen's appointments ahead for this case."""
    rows = Booking.objects.filter(
        account_id=account_id,
        case_id=case_id,
        state=BookingState.CONFIRMED,
        ends_at__gt=now,
    )
    return [view_of(row) for row in rows.prefetch_related("legs")]


def find(token: str, *, lock: bool = False) -> Booking:
    """The row, locked if it is going to change. Raises `NoSuchBooking`."""
    wanted = _FIND + " FOR UPDATE" if lock else _FIND
    for row in Booking.objects.raw(wanted, [tenancy.current_id(), token]):
        return row
    raise NoSuchBooking
