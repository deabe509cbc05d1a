"""Holding a time, confirming it, moving and cancelling it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import limits, places, rules
from satupintu.appointments.availability import Plan, Wish, option_at, plan_of
from satupintu.appointments.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingMoved,
)
from satupintu.appointments.making import (
    code_for,
    ids_of,
    make_firm,
    new_booking,
    plan_again,
    put_visitor,
    rest_of,
    slots_of,
    write_legs,
)
from satupintu.appointments.models import Booking, BookingState
from satupintu.appointments.views import BookingView, find, view_of
from satupintu.appointments.visitor import Visitor, clean_visitor
from satupintu.catalogue import service as catalogue
from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Refused
from satupintu.kernel.outbox import announce

LONGEST_HOLD = timedelta(hours=1)


class NotThen(Refused):
    """No visit can begin at this time: closed, too soon, or too far ahead."""

    code = "not_then"

    def __init__(self) -> None:
        super().__init__(
            _("This time cannot be booked. Choose one of those that are shown.")
        )


class ProofSpent(Conflict):
    """This proof of work has served already."""

    code = "proof_spent"

    def __init__(self) -> None:
        super().__init__(_("This form was sent before. Choose the time once more."))


class HoldOver(Conflict):
    """The hold ran out and the places have gone to others."""

    code = "hold_over"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The time that we kept for you has run out, and somebody else has "
                "taken it. What you typed is kept: choose another time."
            )
        )


class CannotChange(Refused):
    """It is over, cancelled, or the visitor has already arrived."""

    code = "booking_fixed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This appointment can no longer be changed: it has begun, was "
                "cancelled, or you have already checked in."
            )
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from. `proof` is spent by a hold, and by nothing else."""

    network: str = ""
    proof: str = ""


def book_hold(
    *,
    mall: str,
    wanted: Sequence[Wish],
    at: datetime,
    now: datetime,
    actor: Actor | None = None,
    origin: Origin | None = None,
    case_id: uuid.UUID | None = None,
    instead: str = "",
) -> BookingView:
    """Keep a time while somebody fills in who they are.

    `instead` is the token of a hold that is let go for it. The same proof again
    gives the hold that it already made. Raises `NotThen`, `places.Full`,
    `TooManyBookings`, `TooManyTries` and what `plan_of` raises.
    """
    plan = plan_of(mall=mall, wanted=wanted)
    origin = origin or Origin()
    again = _made_with(origin.proof, now)
    if again is not None:
        return again
    # Most tries of a rush end here, without having locked anything.
    option = _option(plan, at, now)
    account_id = _citizen(actor)
    with transaction.atomic():
        _check_limits(plan, account_id, origin, instead, now)
        row = new_booking(plan, option, at, now=now)
        row.account_id, row.case_id = account_id, case_id
        row.network, row.proof = origin.network, origin.proof
        row.held_until = now + timedelta(minutes=_hold_minutes(plan))
        if not _insert(row):
            return _again(origin.proof, now)
        write_legs(row, plan, option)
        terms, slots = places.Terms(until=row.held_until), ids_of(option)
        places.settle(booking=row, slots=slots, terms=terms, now=now, is_new=True)
    if instead:
        # Afterwards, and apart: two sets of locks in one transaction could cross.
        drop_hold(token=instead, now=now)
    return view_of(row)


def change_hold(*, token: str, at: datetime, now: datetime) -> BookingView:
    """Hold another time instead, under the same address and without a new proof;
    also when the hold has run out, but not for longer than an hour in all.

    Raises `HoldOver`, `NotThen`, `places.Full`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if row.state != BookingState.HELD or now > row.created_at + LONGEST_HOLD:
            raise HoldOver
        plan = plan_again(row)
        option = _option_for(row, plan, at, now)
        row.held_until = now + timedelta(minutes=_hold_minutes(plan))
        terms = places.Terms(until=row.held_until)
        places.settle(booking=row, slots=ids_of(option), terms=terms, now=now)
        _put_time(row, plan, option, at)
        row.save()
        return view_of(row)


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
    `BadVisitor`, `TooManyBookings`, `NoSuchBooking`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if row.state in (BookingState.CONFIRMED, BookingState.ARRIVED):
            return view_of(row)
        if row.state != BookingState.HELD or row.starts_at <= now:
            raise HoldOver
        prefetch_related_objects([row], "legs")
        clean = clean_visitor(visitor)
        account_id = row.account_id or _citizen(actor)
        who = limits.person(clean.contact)
        plan = plan_again(row)
        limits.take_turn(who)
        limits.check_person(
            queues=plan.queues,
            mall=row.mall,
            account_id=account_id,
            who=who,
            but=row.token,
            now=now,
        )
        _keep(row, now)
        row.account_id, row.person = account_id, who
        put_visitor(row, clean)
        make_firm(row, key=key, now=now)
        announce(BookingConfirmed(row.pk), at=now)
        return view_of(row)


def move(*, token: str, at: datetime, now: datetime) -> BookingView:
    """Take the new time, then give the old one back; both or nothing.

    To the time that it already has: nothing changes. Raises `NotThen`,
    `places.Full`, `CannotChange`, `NoSuchBooking`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if not view_of(row).can_change(now):
            raise CannotChange
        if row.starts_at == at:
            return view_of(row)
        plan = plan_again(row)
        option = _option_for(row, plan, at, now)
        terms = places.Terms(until=None, rest=rest_of(plan, now))
        places.settle(booking=row, slots=ids_of(option), terms=terms, now=now)
        _put_time(row, plan, option, at)
        row.code = code_for(row)
        row.moves += 1
        row.reminded_at = None
        row.save()
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
        if not view_of(row).can_change(now):
            raise CannotChange
        terms = places.Terms(until=None, rest=_rest(row, now))
        places.settle(booking=row, slots=(), terms=terms, now=now)
        row.state, row.cancelled_at = BookingState.CANCELLED, now
        row.reason, row.by_staff = reason[:300], by.name if by else ""
        row.save(update_fields=["state", "cancelled_at", "reason", "by_staff"])
        announce(BookingCancelled(row.pk), at=now)
        return view_of(row)


def drop_hold(*, token: str, now: datetime) -> None:
    """Let a hold go that nobody wants any more; anything else stays as it is."""
    with transaction.atomic():
        row = Booking.objects.select_for_update().filter(token=token).first()
        if row is None or row.state != BookingState.HELD:
            return
        places.settle(booking=row, slots=(), terms=places.Terms(None), now=now)
        row.state, row.held_until = BookingState.DROPPED, None
        row.save(update_fields=["state", "held_until"])


def _citizen(actor: Actor | None) -> uuid.UUID | None:
    """Whose booking it is; staff book for others."""
    return actor.id if actor and not actor.is_staff else None


def _put_time(row: Booking, plan: Plan, option: rules.Option, at: datetime) -> None:
    row.legs.all().delete()
    row.starts_at, row.day = at, catalogue.local_day(at)
    write_legs(row, plan, option)


def _hold_minutes(plan: Plan) -> int:
    return min(queue.booking.hold for queue in plan.queues if queue.booking)


def _rest(row: Booking, now: datetime) -> datetime:
    try:
        return rest_of(plan_again(row), now)
    except Refused:  # the pack no longer knows its queue: nobody waits for it
        return now


def _option(plan: Plan, at: datetime, now: datetime) -> rules.Option:
    """Raises `NotThen`, `places.Full`; that it is full may be a second old."""
    wanted = ",".join(f"{need.queue}*{need.slots}" for need in plan.needs)
    second, start = int(now.timestamp()), int(at.timestamp())
    name = f"full/{tenancy.current_id()}/{plan.mall.code}/{wanted}/{start}/{second}"
    if cache.get(name):
        raise places.Full
    option = option_at(plan=plan, at=at, now=now)
    if option is None:
        raise NotThen
    if option.left < 1:
        cache.set(name, True, timeout=2)
        raise places.Full
    return option


def _option_for(row: Booking, plan: Plan, at: datetime, now: datetime) -> rules.Option:
    """As `_option`, but what the booking itself holds is no obstacle to it."""
    option = option_at(plan=plan, at=at, now=now, share=row.share)
    if option is None:
        raise NotThen
    own = set(row.places.values_list("slot_id", flat=True))
    if any(s.left < 1 and s.id not in own for run in option.runs for s in run):
        raise places.Full
    return option


def _keep(row: Booking, now: datetime) -> None:
    """Hold the places for good. Raises `HoldOver` if others have them."""
    try:
        wanted = slots_of(row)
        places.settle(
            booking=row, slots=wanted, terms=places.Terms(until=None), now=now
        )
    except places.Full:
        raise HoldOver from None


def _check_limits(
    plan: Plan,
    account_id: uuid.UUID | None,
    origin: Origin,
    instead: str,
    now: datetime,
) -> None:
    if account_id is None:
        limits.check_network(network=origin.network, now=now)
        return
    limits.take_turn(str(account_id))
    limits.check_person(
        queues=plan.queues,
        mall=plan.mall.code,
        account_id=account_id,
        who="",
        but=instead,
        now=now,
    )


def _made_with(proof: str, now: datetime) -> BookingView | None:
    """The hold that this proof made, if it is one still."""
    if not proof:
        return None
    # In a rush most tries made none: asked as cheaply as it can be.
    if not Booking.objects.filter(proof=proof).exists():
        return None
    row = Booking.objects.get(proof=proof)
    if row.state == BookingState.HELD and row.held_until and row.held_until > now:
        return view_of(row)
    raise ProofSpent


def _again(proof: str, now: datetime) -> BookingView:
    found = _made_with(proof, now)
    if found is None:
        raise ProofSpent
    return found


def _insert(row: Booking) -> bool:
    """Whether it was inserted; False if another request spent the proof first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True
