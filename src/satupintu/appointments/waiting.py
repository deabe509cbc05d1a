"""The waiting list: a place that comes free is offered in order, and kept.

Who waits keeps an own booking until an offer is accepted. An offer is a booking
in the state `offered`, kept for half an hour; it ends by itself. After three that
were not accepted the entry ends. Those with fewer offers come first, then those
who joined first, so that nobody who stays silent holds up the others.
"""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import limits, places
from satupintu.appointments.availability import Plan, Wish
from satupintu.appointments.events import ListEnded, ListJoined
from satupintu.appointments.holding import Origin, ProofSpent
from satupintu.appointments.models import Booking, BookingState, Waiting
from satupintu.appointments.views import BookingView, view_of
from satupintu.appointments.visitor import Visitor, clean_visitor
from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotFound, Refused
from satupintu.kernel.outbox import announce

# A place that was offered in vain stays off sale so long, for the next on the list.
NEXT = timedelta(minutes=5)


class NoSuchEntry(NotFound):
    """No entry of the waiting list has this address."""

    code = "no_such_entry"

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot find this place on the waiting list. Open the link in our "
                "message again, or join the list anew."
            )
        )


class ListFull(Refused):
    """As many wait for one of these days as could ever be offered something."""

    code = "list_full"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The waiting list for these days is full. Choose later days, or look "
                "again tomorrow."
            )
        )


class WaitsAlready(Conflict):
    """Somebody with this contact is on the list for the same errands.

    Whoever types a contact has not proven that it is theirs, and the address of an
    entry is the key to it: it is told to the same account, or to the same form sent
    again, and to nobody else.
    """

    code = "waits_already"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody with this e-mail address or phone number is on the list for "
                "this already. Open the link in the message that we sent there."
            )
        )


class BadDays(Invalid):
    """The days are in the wrong order, over, or too far ahead."""

    code = "bad_days"


@dataclass(frozen=True, slots=True)
class EntryView:
    """A place on the waiting list. `offer` only while it may be accepted."""

    id: uuid.UUID
    token: str
    mall: str
    wanted: tuple[Wish, ...]
    first_day: date
    last_day: date
    name: str
    contact: str
    language: str
    account_id: uuid.UUID | None
    booking: BookingView | None
    offer: BookingView | None
    offer_until: datetime | None
    offers: int
    ended: str
    before: int


def join_list(
    *,
    plan: Plan,
    days: tuple[date, date],
    visitor: Visitor,
    now: datetime,
    actor: Actor | None = None,
    booking: str = "",
    origin: Origin | None = None,
) -> EntryView:
    """Wait for a place on one of these days (both included). `booking` is the token
    of an own booking that the offered time would replace.

    The same person for the same errands again: the first entry. Raises `BadDays`,
    `ListFull`, `BadVisitor`, `TooManyTries`, `WaitsAlready` when nothing proves that
    it is the same person.
    """
    clean, origin = clean_visitor(visitor), origin or Origin()
    _check_days(plan, days, now)
    account_id = actor.id if actor and not actor.is_staff else None
    who = limits.person(clean.contact)
    with transaction.atomic():
        limits.take_turn(f"list:{plan.mall.code}")
        known = _known(plan, who, now)
        if known is not None:
            if not _is_same(known, account_id, origin, booking):
                raise WaitsAlready
            return entry_view(known, now)
        if account_id is None:
            limits.check_network(network=origin.network, now=now)
        _check_room(plan, days)
        row = _new_entry(plan, days, clean, origin, now)
        row.account_id, row.person = account_id, who
        row.booking = _own(booking, plan, now)
        _insert(row)
        announce(ListJoined(row.pk), at=now)
        return entry_view(row, now)


def _new_entry(
    plan: Plan,
    days: tuple[date, date],
    visitor: Visitor,
    origin: Origin,
    now: datetime,
) -> Waiting:
    return Waiting(
        mall=plan.mall.code,
        queue=plan.needs[0].queue,
        wanted=[[wish.queue, wish.errand] for wish in plan.wanted],
        first_day=days[0],
        last_day=days[1],
        token=secrets.token_urlsafe(16),
        name=visitor.name,
        contact=visitor.contact,
        language=visitor.language,
        network=origin.network,
        proof=origin.proof,
        created_at=now,
    )


def entry(*, token: str, now: datetime) -> EntryView:
    """Raises `NoSuchEntry`."""
    return entry_view(find_entry(token), now)


def entry_by_id(*, entry_id: uuid.UUID, now: datetime) -> EntryView:
    """For what follows an event. Raises `NoSuchEntry`."""
    row = Waiting.objects.filter(pk=entry_id).first()
    if row is None:
        raise NoSuchEntry
    return entry_view(row, now)


def entries_of(*, account_id: uuid.UUID, now: datetime) -> list[EntryView]:
    """A citizen's open entries."""
    rows = Waiting.objects.filter(account_id=account_id, ended_at__isnull=True)
    return [entry_view(row, now) for row in rows.order_by("created_at", "id")]


def leave_list(*, token: str, now: datetime) -> EntryView:
    """Wait no longer; what is offered goes to the next. Again: nothing changes."""
    with transaction.atomic():
        row = find_entry(token, lock=True)
        if row.ended_at is None:
            let_go(row, now)
            end(row, "left", now)
        return entry_view(row, now)


def let_go(row: Waiting, now: datetime) -> None:
    offer = locked_booking(row.offer_id)
    if offer is not None and offer.state == BookingState.OFFERED:
        terms = places.Terms(until=None, rest=now + NEXT)
        places.settle(booking=offer, slots=(), terms=terms, now=now)
        offer.state, offer.held_until = BookingState.DROPPED, None
        offer.save(update_fields=["state", "held_until"])
    row.offer, row.offer_until = None, None
    row.save(update_fields=["offer", "offer_until"])


def end(row: Waiting, how: str, now: datetime) -> None:
    row.ended_at, row.end = now, how
    row.save()
    if how in ("silent", "passed"):
        announce(ListEnded(row.pk), at=now)


def is_running(row: Waiting, now: datetime) -> bool:
    return row.offer_until is not None and row.offer_until > now


def _check_days(plan: Plan, days: tuple[date, date], now: datetime) -> None:
    first, last = days
    if not catalogue.local_day(now) <= first <= last <= plan.last_day(now):
        raise BadDays(
            _("Choose days from today on, the first one first."),
            fields={"first": _("Choose days that can be booked already")},
        )


def _check_room(plan: Plan, days: tuple[date, date]) -> None:
    for queue in plan.queues:
        most = queue.booking.waiting_list if queue.booking else 0
        rows = Waiting.objects.filter(
            mall=plan.mall.code,
            queue=queue.code,
            ended_at__isnull=True,
            first_day__lte=days[1],
            last_day__gte=days[0],
        )
        counted: Counter[date] = Counter()
        for first, last in rows.values_list("first_day", "last_day"):
            count = (last - first).days + 1
            counted.update(first + timedelta(days=n) for n in range(count))
        count = (days[1] - days[0]).days + 1
        if any(counted[days[0] + timedelta(days=n)] >= most for n in range(count)):
            raise ListFull


def _known(plan: Plan, who: str, now: datetime) -> Waiting | None:
    rows = Waiting.objects.filter(
        mall=plan.mall.code,
        person=who,
        queue=plan.needs[0].queue,
        ended_at__isnull=True,
    )
    wanted = [[wish.queue, wish.errand] for wish in plan.wanted]
    return next((row for row in rows if row.wanted == wanted), None)


def _is_same(
    row: Waiting, account_id: uuid.UUID | None, origin: Origin, booking: str
) -> bool:
    """Whether who asks is who made this entry."""
    if account_id is not None and row.account_id == account_id:
        return True
    if origin.proof and row.proof == origin.proof:
        return True
    return bool(booking) and row.booking is not None and row.booking.token == booking


def _own(token: str, plan: Plan, now: datetime) -> Booking | None:
    """The booking that an offer would replace: for the same errands, still ahead."""
    row: Booking | None = Booking.objects.filter(token=token).first() if token else None
    if row is None or not view_of(row).can_change(now):
        return None
    wanted = [(wish.queue, wish.errand) for wish in plan.wanted]
    return row if view_of(row).wanted == wanted else None


def _insert(row: Waiting) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ProofSpent from None


def wishes(row: Waiting) -> Sequence[Wish]:
    return tuple(Wish(queue, errand) for queue, errand in row.wanted)


def find_entry(token: str, *, lock: bool = False) -> Waiting:
    rows = Waiting.objects.all()
    if lock:
        rows = rows.select_for_update()
    row: Waiting | None = rows.filter(token=token).first()
    if row is None:
        raise NoSuchEntry
    return row


def locked_booking(booking_id: uuid.UUID | None) -> Booking | None:
    if booking_id is None:
        return None
    return Booking.objects.select_for_update().filter(pk=booking_id).first()


def entry_view(row: Waiting, now: datetime) -> EntryView:
    """With how many are before it in the order of offers."""
    running = row.ended_at is None and is_running(row, now)
    before = Waiting.objects.filter(
        mall=row.mall,
        queue=row.queue,
        ended_at__isnull=True,
        created_at__lt=row.created_at,
        offers__lte=row.offers,
    )
    return EntryView(
        id=row.pk,
        token=row.token,
        mall=row.mall,
        wanted=tuple(wishes(row)),
        first_day=row.first_day,
        last_day=row.last_day,
        name=row.name,
        contact=row.contact,
        language=row.language,
        account_id=row.account_id,
        booking=view_of(row.booking) if row.booking else None,
        offer=view_of(row.offer) if running and row.offer else None,
        offer_until=row.offer_until if running else None,
        offers=row.offers,
        ended=row.end,
        before=before.count() if row.ended_at is None else 0,
    )
