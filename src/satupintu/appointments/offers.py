"""Offering what came free to those who wait, and their answers.

An offer is a booking in the state `offered`, kept for half an hour; it ends by
itself. Whoever waits keeps an own booking until an offer is accepted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import limits, places
from satupintu.appointments.availability import Plan, calendar, option_at, plan_of
from satupintu.appointments.events import BookingConfirmed, BookingMoved, PlaceOffered
from satupintu.appointments.making import (
    ids_of,
    insert,
    make_firm,
    new_booking,
    plan_again,
    put_visitor,
    rest_of,
    slots_of,
)
from satupintu.appointments.models import Booking, BookingState, Leg, Waiting
from satupintu.appointments.views import BookingView, view_of
from satupintu.appointments.visitor import Visitor
from satupintu.appointments.waiting import (
    NEXT,
    EntryView,
    end,
    entry_view,
    find_entry,
    is_running,
    let_go,
    locked_booking,
    wishes,
)
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Conflict, Refused
from satupintu.kernel.outbox import announce

OFFER = timedelta(minutes=30)
MOST_OFFERS = 3


class OfferOver(Conflict):
    """The offer ran out, or there is none."""

    code = "offer_over"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This offer has run out and the place has gone to the next person. "
                "You stay on the list unless this was your last offer."
            )
        )


def decline_offer(*, token: str, now: datetime) -> EntryView:
    """Not this one: it goes to the next, and the entry waits on."""
    with transaction.atomic():
        row = find_entry(token, lock=True)
        if row.ended_at is None and is_running(row, now):
            let_go(row, now)
            if row.offers >= MOST_OFFERS:
                end(row, "silent", now)
        return entry_view(row, now)


def accept_offer(*, token: str, now: datetime) -> BookingView:
    """Take what is offered; only now is an own booking given up.

    Accepted once before: the same booking again. Raises `OfferOver`.
    """
    with transaction.atomic():
        row = find_entry(token, lock=True)
        if row.end == "accepted" and row.booking is not None:
            return view_of(row.booking)
        offer = locked_booking(row.offer_id)
        if row.ended_at is not None or offer is None or not is_running(row, now):
            raise OfferOver
        own = locked_booking(row.booking_id)
        if own is not None and view_of(own).can_change(now):
            taken = _exchange(own, offer, now)
        else:
            taken = _take(row, offer, now)
        row.booking, row.offer = taken, None
        end(row, "accepted", now)
        return view_of(taken)


def offer_places(*, now: datetime) -> int:
    """Offer what has come free to those who wait, in order; how many were made.

    Places that rest after a cancellation are offered too: the list is the fair way
    to them. To be called every minute, and safe to call at any time.
    """
    waiting = Waiting.objects.filter(ended_at__isnull=True)
    # First what was not answered in time: it is for those who come next.
    for token in waiting.filter(offer_until__lte=now).values_list("token", flat=True):
        with transaction.atomic():
            row = find_entry(token, lock=True)
            if row.ended_at is None and not is_running(row, now):
                let_go(row, now)
    made = 0
    for token in waiting.values_list("token", flat=True):
        with transaction.atomic():
            made += _offer_to(find_entry(token, lock=True), now)
    return made


def _offer_to(row: Waiting, now: datetime) -> bool:
    if row.ended_at is not None or is_running(row, now):
        return False
    if row.offers >= MOST_OFFERS:
        end(row, "silent", now)
        return False
    if row.last_day < catalogue.local_day(now):
        end(row, "passed", now)
        return False
    try:
        plan = plan_of(mall=row.mall, wanted=wishes(row))
    except Refused:  # the pack no longer has the errand
        end(row, "passed", now)
        return False
    return any(_try(row, plan, at, now) for at in _times(row, plan, now))


def _times(row: Waiting, plan: Plan, now: datetime) -> list[datetime]:
    first = max(row.first_day, catalogue.local_day(now))
    days = calendar(plan=plan, first=first, last=row.last_day, now=now, resting=True)
    before = row.booking
    sooner = before.starts_at if before and before.state == "confirmed" else None
    found = [time.at for day in days for time in day.times if time.left > 0]
    # Nobody is offered what is no better than what they have, or twice the same.
    better = [at for at in found if sooner is None or at < sooner]
    return [at for at in better if at.isoformat() not in row.offered][:3]


def _try(row: Waiting, plan: Plan, at: datetime, now: datetime) -> bool:
    option = option_at(plan=plan, at=at, now=now, resting=True)
    if option is None or option.left < 1:
        return False
    try:
        with transaction.atomic():
            offer = new_booking(plan, at, now=now)
            offer.state = BookingState.OFFERED
            offer.account_id, offer.held_until = row.account_id, now + OFFER
            insert(offer, plan, option)
            # Kept a little longer than offered: it is for the next on the list.
            terms = places.Terms(until=now + OFFER + NEXT, resting=True)
            places.settle(booking=offer, slots=ids_of(option), terms=terms, now=now)
    except (places.Full, places.Busy):
        return False
    row.offer, row.offer_until, row.offers = offer, now + OFFER, row.offers + 1
    row.offered = [*row.offered, at.isoformat()]
    row.save(update_fields=["offer", "offer_until", "offers", "offered"])
    announce(PlaceOffered(row.pk, offer.pk), at=now)
    return True


def _exchange(own: Booking, offer: Booking, now: datetime) -> Booking:
    """The own booking moves to the offered places and keeps its address."""
    limits.check_elsewhere(
        own, starts_at=offer.starts_at, ends_at=offer.ends_at, now=now
    )
    plan, wanted = plan_again(own), slots_of(offer, list(offer.legs.all()))
    # All at once, in order: what is given up and what is taken.
    places.lock({*wanted, *own.places.values_list("slot_id", flat=True)})
    firm = places.Terms(until=None)
    places.settle(booking=offer, slots=wanted, terms=firm, now=now)
    rest = places.Terms(until=None, rest=rest_of(plan, now))
    places.settle(booking=own, slots=(), terms=rest, now=now)
    places.hand_over(giver=offer, taker=own)
    own.legs.all().delete()
    Leg.objects.filter(booking=offer).update(booking=own)
    own.day, own.starts_at, own.ends_at = offer.day, offer.starts_at, offer.ends_at
    own.moves, own.reminded_at = own.moves + 1, None
    offer.delete()
    make_firm(own, key=own.key, now=own.confirmed_at or now)
    announce(BookingMoved(own.pk, own.starts_at.isoformat()), at=now)
    return own


def _take(row: Waiting, offer: Booking, now: datetime) -> Booking:
    """The offer becomes the booking of who waited."""
    legs = list(offer.legs.all())
    offer.account_id, offer.person = row.account_id, row.person
    put_visitor(offer, Visitor(row.name, row.contact, row.language))
    limits.check_person(offer, queues=plan_again(offer, legs).queues, now=now)
    firm = places.Terms(until=None)
    places.settle(booking=offer, slots=slots_of(offer, legs), terms=firm, now=now)
    make_firm(offer, key="", now=now)
    announce(BookingConfirmed(offer.pk), at=now)
    return offer
