"""Keeping a time while somebody fills in who they are."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import limits, places, rules
from satupintu.appointments.availability import Plan, Wish, option_at, plan_of
from satupintu.appointments.making import ids_of, legs_of, new_booking, plan_again
from satupintu.appointments.models import Booking, BookingState
from satupintu.appointments.views import BookingView, booking, find, view_of
from satupintu.catalogue import service as catalogue
from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, NotFound, Refused, Sentence

LONGEST_HOLD = timedelta(hours=1)

# Both in one question, since in a rush most tries end with the answer: what this
# proof made, and whether the slot in which the visit would begin is full now.
_LOOK: Final = "SELECT * FROM appointments_look(%s, %s, %s, %s, %s, %s, %s)"


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
    """The hold ran out, and its places cannot be had any more; says why."""

    code = "hold_over"
    TAKEN: Final = _(
        "The time that we kept for you has run out, and somebody else has taken it. "
        "What you typed is kept: choose another time."
    )
    CLOSED: Final = _(
        "The office has closed these hours meanwhile. What you typed is kept: choose "
        "another time."
    )
    BEGUN: Final = _(
        "The time that you chose has come. What you typed is kept: choose another time."
    )

    def __init__(self, sentence: Sentence = TAKEN) -> None:
        super().__init__(sentence)


class LetGo(NotFound):
    """The hold was let go, or is older than any hold: there is nothing to confirm."""

    code = "let_go"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This time is no longer kept: it was let go, perhaps in another "
                "window, or more than an hour has passed. Choose a time once more."
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
    gives the hold that it already made, and so does the same account for the same
    visit. Raises `NotThen`, `places.Full`, `TooManyBookings`, `TooManyTries` and what
    `plan_of` raises.
    """
    plan, origin = plan_of(mall=mall, wanted=wanted), origin or Origin()
    account_id = account_of(actor)
    made, is_full = _look(plan, at, origin.proof, now)
    if made:
        return _made(made, now)
    try:
        if is_full:  # Most tries of a rush end here: nothing is built, or locked.
            raise places.Full
        row = new_booking(plan, at, now=now)
        row.account_id, row.case_id = account_id, case_id
        row.network, row.proof = origin.network, origin.proof
        row.held_until = now + timedelta(minutes=_hold_minutes(plan))
        held = _hold(row, plan, instead)
    except places.Full:
        same = _same(at, plan, _theirs(account_id, now))
        if not same:
            raise
        return booking(same)
    if instead:
        # Afterwards, and apart: two sets of locks in one transaction could cross.
        drop_hold(token=instead, now=now)
    return held


def _hold(row: Booking, plan: Plan, instead: str) -> BookingView:
    option = _option(plan, row)
    legs = legs_of(row, plan, option)
    try:
        with transaction.atomic():
            same = _check_limits(row, plan, instead)
            if same:
                return booking(same)
            places.enter(
                booking=row, legs=legs, slots=ids_of(option), now=row.created_at
            )
    except IntegrityError:
        # The same form, sent twice: the other request was faster.
        made, _is_full = _look(plan, row.starts_at, row.proof, row.created_at)
        if not made:
            raise
        return _made(made, row.created_at)
    return view_of(row, legs)


def change_hold(*, token: str, at: datetime, now: datetime) -> BookingView:
    """Hold another time instead, under the same address and without a new proof;
    also when the hold has run out, but not for longer than an hour in all.

    Confirmed meanwhile: that booking, unchanged. Raises `LetGo`, `NotThen`,
    `places.Full`.
    """
    with transaction.atomic():
        row = find(token, lock=True)
        if row.state in (BookingState.CONFIRMED, BookingState.ARRIVED):
            return view_of(row)
        if row.state != BookingState.HELD or not can_hold_on(row, now):
            raise LetGo
        plan = plan_again(row)
        option = option_for(row, plan, at, now)
        row.held_until = now + timedelta(minutes=_hold_minutes(plan))
        terms = places.Terms(until=row.held_until)
        places.settle(booking=row, slots=ids_of(option), terms=terms, now=now)
        put_time(row, plan, option, at)
        row.save()
        return view_of(row)


def can_hold_on(row: Booking | BookingView, now: datetime) -> bool:
    """Whether this hold is young enough for another time."""
    return row.state == BookingState.HELD and now <= row.created_at + LONGEST_HOLD


def drop_hold(*, token: str, now: datetime) -> None:
    """Let a hold go that nobody wants any more; anything else stays as it is."""
    with transaction.atomic():
        row = Booking.objects.select_for_update().filter(token=token).first()
        if row is None or row.state != BookingState.HELD:
            return
        places.settle(booking=row, slots=(), terms=places.Terms(None), now=now)
        row.state, row.held_until = BookingState.DROPPED, None
        row.save(update_fields=["state", "held_until"])


def account_of(actor: Actor | None) -> uuid.UUID | None:
    """Whose booking it is; staff book for others."""
    return actor.id if actor and not actor.is_staff else None


def option_for(row: Booking, plan: Plan, at: datetime, now: datetime) -> rules.Option:
    """The visit that would begin then; what the booking itself holds is no obstacle.

    Raises `NotThen`, `places.Full`.
    """
    option = option_at(plan=plan, at=at, now=now, share=row.share)
    if option is None:
        raise NotThen
    own = set(row.places.values_list("slot_id", flat=True))
    if any(s.left < 1 and s.id not in own for run in option.runs for s in run):
        raise places.Full
    return option


def put_time(row: Booking, plan: Plan, option: rules.Option, at: datetime) -> None:
    """Write the legs of another time; the caller saves the row."""
    row.legs.all().delete()
    row.starts_at, row.day = at, catalogue.local_day(at)
    row.legs.bulk_create(legs_of(row, plan, option))


def _hold_minutes(plan: Plan) -> int:
    return min(queue.booking.hold for queue in plan.queues if queue.booking)


def _look(
    plan: Plan, at: datetime, proof: str, now: datetime
) -> tuple[str | None, bool]:
    """The token of what this proof made, and whether no place is free at this time."""
    here = at.astimezone(catalogue.zone())
    minute = here.hour * 60 + here.minute
    slot = (plan.mall.code, plan.needs[0].queue, here.date(), minute)
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, (tenancy.current_id(), proof, *slot, now))
        made, is_full = cursor.fetchone()
    return made, is_full


def _option(plan: Plan, row: Booking) -> rules.Option:
    option = option_at(plan=plan, at=row.starts_at, now=row.created_at)
    if option is None:
        raise NotThen
    if option.left < 1:
        raise places.Full
    return option


def _made(token: str, now: datetime) -> BookingView:
    """The hold that the proof made, if it is one still. Raises `ProofSpent`."""
    found = booking(token)
    if found.state == BookingState.HELD and found.held_until and found.held_until > now:
        return found
    raise ProofSpent


def _check_limits(row: Booking, plan: Plan, instead: str) -> str:
    """The token of the same account's hold of the same visit, '' if there is none.

    Raises `TooManyBookings`, `TooManyTries`.
    """
    if row.account_id is None:
        limits.check_network(network=row.network, now=row.created_at)
        return ""
    limits.take_turn(str(row.account_id))
    theirs = _theirs(row.account_id, row.created_at)
    same = _same(row.starts_at, plan, theirs)
    if not same:
        limits.check_hold(theirs, queues=plan.queues, mall=row.mall, but=instead)
    return same


def _theirs(account_id: uuid.UUID | None, now: datetime) -> list[limits.Theirs]:
    return limits.theirs(account_id=account_id, who="", now=now)


def _same(at: datetime, plan: Plan, theirs: Sequence[limits.Theirs]) -> str:
    """A hold of the same visit: the form was sent twice, or in two windows."""
    visit = [(need.queue, need.errands) for need in plan.needs]
    for each in theirs:
        legs = [(leg.queue, leg.errands) for leg in theirs if leg.token == each.token]
        if each.is_held and each.starts_at == at and legs == visit:
            return each.token
    return ""
