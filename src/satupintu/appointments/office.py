"""What the office decides: extra and closed hours, own bookings, who is affected."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import places, slots
from satupintu.appointments.arrival import check_staff
from satupintu.appointments.availability import Wish, option_at, plan_of
from satupintu.appointments.bookings import cancel
from satupintu.appointments.events import BookingConfirmed
from satupintu.appointments.holding import NotThen
from satupintu.appointments.making import (
    ids_of,
    insert,
    make_firm,
    new_booking,
    put_visitor,
)
from satupintu.appointments.models import Booking, BookingState, Change, Share
from satupintu.appointments.views import BookingView, booking, view_of
from satupintu.appointments.visitor import Visitor, clean_visitor
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Capacity, Mall, Queue
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotAllowed, NotFound
from satupintu.kernel.hours import BadHours, Range, read_ranges
from satupintu.kernel.outbox import announce

MANAGER = "manager"
_DAY = 24 * 60


class BadChange(Invalid):
    """The hours cannot be read, the day is over, or the reason is missing."""

    code = "bad_change"


class NoSuchChange(NotFound):
    code = "no_such_change"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """An exception by the office. `queue` '' means all. `by`: who made it."""

    id: uuid.UUID
    queue: str
    day: date
    span: Range
    closes: bool
    public: int
    internal: int
    walk_in: int
    reason: str
    by: str


def close_hours(
    *,
    mall: str,
    queue: str,
    day: date,
    hours: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ChangeView:
    """Close a queue (or, with '', all) for these hours of a day; '' for all day.

    Who is booked then stays booked, and is listed by `affected`. Raises
    `BadChange`, `NotAllowed`.
    """
    none = Capacity(public=0)
    return _change(mall, queue, day, hours, none, reason, actor, now, closes=True)


def open_hours(
    *,
    mall: str,
    queue: str,
    day: date,
    hours: str,
    places_of_slot: Capacity,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ChangeView:
    """Open more hours, or other places in them, even on a holiday."""
    if not hours.strip():
        raise BadChange(
            _("Check what is marked below."), fields={"hours": _("Enter the hours")}
        )
    return _change(
        mall, queue, day, hours, places_of_slot, reason, actor, now, closes=False
    )


def end_change(*, change_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Take an exception back; the day follows the pack again. Again: no change."""
    with transaction.atomic():
        row = Change.objects.select_for_update().filter(pk=change_id).first()
        if row is None:
            raise NoSuchChange(_("This exception does not exist."))
        found = catalogue.mall(row.mall)
        _check_manager(found, row.queue, actor)
        if row.ended_at is None:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            _rebuild(found, row.queue, row.day, now)


def changes(*, mall: str, first: date, last: date) -> list[ChangeView]:
    """The exceptions in force on these days, both included."""
    rows = Change.objects.filter(
        mall=mall, day__gte=first, day__lte=last, ended_at__isnull=True
    )
    return [_view(row) for row in rows.order_by("day", "first", "id")]


def affected(*, mall: str, now: datetime) -> list[BookingView]:
    """Bookings ahead at hours that are closed or have too few places now.

    The office moves or cancels them, or opens the hours again.
    """
    rows = Booking.objects.filter(
        mall=mall,
        starts_at__gt=now,
        state=BookingState.CONFIRMED,
        places__slot__closed=True,
    )
    return [view_of(row) for row in rows.prefetch_related("legs").distinct()]


def book_internal(
    *,
    mall: str,
    wanted: Sequence[Wish],
    at: datetime,
    visitor: Visitor,
    actor: Actor,
    now: datetime,
    case_id: uuid.UUID | None = None,
) -> BookingView:
    """Staff book for somebody from the office's own places; confirmed at once.

    Raises `NotThen`, `places.Full`, `BadVisitor`, `NotAllowed`.
    """
    plan = plan_of(mall=mall, wanted=wanted)
    check_staff(mall=mall, queue=plan.needs[0].queue, actor=actor)
    clean = clean_visitor(visitor)
    option = option_at(plan=plan, at=at, now=now, share=Share.INTERNAL)
    if option is None:
        raise NotThen
    with transaction.atomic():
        row = new_booking(plan, at, now=now)
        row.share, row.by_staff, row.case_id = Share.INTERNAL, actor.name, case_id
        put_visitor(row, clean)
        insert(row, plan, option)
        firm = places.Terms(until=None)
        places.settle(booking=row, slots=ids_of(option), terms=firm, now=now)
        make_firm(row, key="", now=now)
        announce(BookingConfirmed(row.pk), at=now)
        return view_of(row)


def cancel_by_office(
    *, token: str, reason: str, actor: Actor, now: datetime
) -> BookingView:
    """Cancel for the visitor, who is told the reason. Raises `BadChange` without one,
    `NotAllowed` for another agency's, and what `cancel` raises."""
    found = booking(token)
    check_staff(mall=found.mall, queue=found.legs[0].queue, actor=actor)
    if not reason.strip():
        raise BadChange(
            _("Check what is marked below."),
            fields={"": _("Give the reason why you cancel: the visitor reads it")},
        )
    return cancel(token=token, now=now, reason=" ".join(reason.split()), by=actor)


def _change(
    mall: str,
    queue: str,
    day: date,
    hours: str,
    capacity: Capacity,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    closes: bool,
) -> ChangeView:
    found = catalogue.mall(mall)
    _check_manager(found, queue, actor)
    if day < catalogue.local_day(now) or not reason.strip():
        raise BadChange(
            _("Check what is marked below."),
            fields={"reason": _("Give a day that is not over, and the reason")},
        )
    span = _span(hours)
    with transaction.atomic():
        row = Change.objects.create(
            mall=mall,
            queue=queue,
            day=day,
            first=span.first,
            last=span.last,
            kind=slots.CLOSED if closes else slots.EXTRA,
            public=capacity.public,
            internal=capacity.internal,
            walk_in=capacity.walk_in,
            reason=" ".join(reason.split())[:200],
            by=actor.name,
            created_at=now,
        )
        _rebuild(found, queue, day, now)
    return _view(row)


def _span(hours: str) -> Range:
    if not hours.strip():
        return Range(0, _DAY)
    try:
        (span,) = read_ranges(hours, [hours])
    except BadHours:
        raise BadChange(
            _("Check what is marked below."),
            fields={"hours": _("Write the hours like 08:00-12:00")},
        ) from None
    return span


def _rebuild(mall: Mall, queue: str, day: date, now: datetime) -> None:
    for each in sorted(_queues(mall, queue), key=lambda found: found.code):
        slots.rebuild(mall=mall, queue=each, days=[day], now=now)


def _queues(mall: Mall, queue: str) -> list[Queue]:
    return [each for each in mall.queues if queue in ("", each.code)]


def _check_manager(mall: Mall, queue: str, actor: Actor) -> None:
    """A manager of the queue's agency; for all queues a manager of any of them."""
    if queue:
        catalogue.queue_of(mall, queue)
    agencies = {each.agency for each in _queues(mall, queue)}
    if not any(actor.holds(agency, MANAGER) for agency in agencies):
        raise NotAllowed(
            _("Only a manager of the agency can change the hours of its counters.")
        )


def _view(row: Change) -> ChangeView:
    return ChangeView(
        id=row.pk,
        queue=row.queue,
        day=row.day,
        span=Range(row.first, row.last),
        closes=row.kind == slots.CLOSED,
        public=row.public,
        internal=row.internal,
        walk_in=row.walk_in,
        reason=row.reason,
        by=row.by,
    )
