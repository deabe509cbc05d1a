"""Confirming a held time, moving and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import limits, places
from satupintu.appointments.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingMoved,
)
from satupintu.appointments.holding import (
    HoldOver,
    LetGo,
    account_of,
    option_for,
    put_time,
)
from satupintu.appointments.making import (
    end_of,
    ids_of,
    make_firm,
    plan_again,
    put_visitor,
    rest_of,
    save_with_code,
    slots_of,
)
from satupintu.appointments.models import Booking, BookingState, Leg
from satupintu.appointments.views import BookingView, find, view_of
from satupintu.appointments.visitor import Visitor, clean_visitor
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Refused, Sentence
from satupintu.kernel.outbox import announce


class CannotChange(Refused):
    """It is over, cancelled, or the visitor has already arrived; says which."""

    code = "booking_fixed"
    CANCELLED: Final = _("This appointment is cancelled. You may book another time.")
    ARRIVED: Final = _(
        "This appointment has been checked in already, and can no longer be moved or "
        "cancelled."
    )
    BEGUN: Final = _(
        "The time of this appointment has come: it can no longer be moved or cancelled."
    )

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)


def confirm(
    *,
    token: str,
    visitor: Visitor,
    key: str,
    now: datetime,
    actor: Actor | None = None,
) -> BookingView:
    """Make the hold a booking. A confirmed one is answered again, unchanged.

    A hold that ran out is tried again for the same places. Raises `HoldOver`,
    `LetGo`, `CannotChange` (cancelled meanwhile), `BadVisitor`, `TooManyBookings`,
    `TwiceAtOnce`, `places.Busy`, `NoSuchBooking`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if row.state in (BookingState.CONFIRMED, BookingState.ARRIVED):
            return view_of(row)
        _check_held(row, now)
        clean = clean_visitor(visitor)
        put_visitor(row, clean)
        row.account_id = row.account_id or account_of(actor)
        row.person = limits.person(clean.contact)
        legs = list(row.legs.all())
        limits.check_person(row, queues=plan_again(row, legs).queues, now=now)
        _keep(row, legs, now)
        make_firm(row, key=key, now=now)
        announce(BookingConfirmed(row.pk), at=now)
        return view_of(row, legs)


def _check_held(row: Booking, now: datetime) -> None:
    if row.state == BookingState.CANCELLED:
        raise CannotChange(CannotChange.CANCELLED)
    if row.state != BookingState.HELD:
        raise LetGo
    if row.starts_at <= now:
        raise HoldOver(HoldOver.BEGUN)


def _keep(row: Booking, legs: Sequence[Leg], now: datetime) -> None:
    """Hold the places for good. Raises `HoldOver` if others have them."""
    count = sum(leg.slots for leg in legs)
    if places.make_firm(booking=row, count=count, now=now):
        return
    try:
        wanted = slots_of(row, legs)
    except places.Full:
        raise HoldOver(HoldOver.CLOSED) from None
    try:
        places.settle(booking=row, slots=wanted, terms=places.Terms(None), now=now)
    except places.Full:
        raise HoldOver from None


def move(*, token: str, at: datetime, now: datetime) -> BookingView:
    """Take the new time, then give the old one back; both or nothing.

    To the time that it already has: nothing changes. Raises `NotThen`,
    `places.Full`, `CannotChange`, `TwiceAtOnce`, `NoSuchBooking`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        check_change(view_of(row), now)
        if row.starts_at == at:
            return view_of(row)
        plan = plan_again(row)
        option = option_for(row, plan, at, now)
        limits.check_elsewhere(row, starts_at=at, ends_at=end_of(option, at), now=now)
        terms = places.Terms(until=None, rest=rest_of(plan, now))
        places.settle(booking=row, slots=ids_of(option), terms=terms, now=now)
        put_time(row, plan, option, at)
        row.moves, row.reminded_at = row.moves + 1, None
        save_with_code(row)
        announce(BookingMoved(row.pk, at.isoformat()), at=now)
        return view_of(row)


def cancel(
    *, token: str, now: datetime, reason: str = "", by: Actor | None = None
) -> BookingView:
    """Give the time back. It comes back on sale after a random delay, so that
    nobody can hand it to a friend. A cancelled one is answered again, unchanged.

    `by` (a member of staff) and `reason` if the office cancels. Raises
    `CannotChange`, `NoSuchBooking`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if row.state == BookingState.CANCELLED:
            return view_of(row)
        check_change(view_of(row), now)
        terms = places.Terms(until=None, rest=_rest(row, now))
        places.settle(booking=row, slots=(), terms=terms, now=now)
        row.state, row.cancelled_at = BookingState.CANCELLED, now
        row.reason, row.by_staff = reason[:300], by.name if by else ""
        row.save(update_fields=["state", "cancelled_at", "reason", "by_staff"])
        announce(BookingCancelled(row.pk), at=now)
        return view_of(row)


def check_change(found: BookingView, now: datetime) -> None:
    """Raises `CannotChange`, saying why, unless it may be moved or cancelled."""
    if found.can_change(now):
        return
    if found.state == BookingState.CANCELLED:
        raise CannotChange(CannotChange.CANCELLED)
    if found.state == BookingState.ARRIVED:
        raise CannotChange(CannotChange.ARRIVED)
    if found.is_confirmed:
        raise CannotChange(CannotChange.BEGUN)
    raise LetGo


def _rest(row: Booking, now: datetime) -> datetime:
    try:
        return rest_of(plan_again(row), now)
    except Refused:  # the pack no longer knows its queue: nobody waits for it
        return now
