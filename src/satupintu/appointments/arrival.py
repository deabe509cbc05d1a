"""The day itself: who is expected, who has come."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import rules
from satupintu.appointments.models import Booking, BookingState, Leg
from satupintu.appointments.views import BookingView, NoSuchBooking, view_of
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Booking as BookingRules
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotAllowed, Refused
from satupintu.kernel.money import format_when

_REMEMBERED = timedelta(days=60)


class TooEarly(Refused):
    """Check-in has not opened yet."""

    code = "too_early"


class TooLate(Refused):
    """Later than the grace: the visitor may take a ticket as a walk-in."""

    code = "too_late"


class NotExpected(Refused):
    """Cancelled, or never confirmed."""

    code = "not_expected"


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody booked who has not come yet, and how probably they will."""

    queue: str
    errand: str
    at: datetime
    show_probability: float


def arrive(*, booking_id: uuid.UUID, now: datetime) -> BookingView:
    """The visitor has come. A second time: the same answer, nothing changes.

    Raises `TooEarly`, `TooLate`, `NotExpected`, `NoSuchBooking`, each with what to
    do instead.
    """
    with transaction.atomic():
        row: Booking | None = (
            Booking.objects.select_for_update().filter(pk=booking_id).first()
        )
        if row is None:
            raise NoSuchBooking
        if row.state == BookingState.ARRIVED:
            return view_of(row)
        if row.state != BookingState.CONFIRMED:
            raise NotExpected(
                _(
                    "This appointment is not valid: it was cancelled or never "
                    "confirmed. Take a ticket as a visitor without appointment."
                )
            )
        _check_time(row, now)
        row.state, row.arrived_at = BookingState.ARRIVED, now
        row.save(update_fields=["state", "arrived_at"])
        return view_of(row)


def expected(*, mall: str, day: date) -> list[Expected]:
    """Who is booked for this day and has not come yet, by time, for forecasts.

    The probability follows from how others with as long a notice have behaved in
    the last two months; never from who they are.
    """
    shares = _shares(mall, day)
    legs = Leg.objects.filter(
        booking__mall=mall,
        booking__day=day,
        booking__state=BookingState.CONFIRMED,
    ).select_related("booking")
    return [
        Expected(
            queue=leg.queue,
            errand=str(leg.errands[0]),
            at=leg.starts_at,
            show_probability=shares[_notice(leg.booking)],
        )
        for leg in legs.order_by("starts_at", "id")
    ]


def day_list(*, mall: str, queue: str, day: date, actor: Actor) -> list[BookingView]:
    """A queue's bookings of a day, by time, for the staff of its agency."""
    check_staff(mall=mall, queue=queue, actor=actor)
    rows = Booking.objects.filter(
        mall=mall,
        day=day,
        legs__queue=queue,
        state__in=(BookingState.CONFIRMED, BookingState.ARRIVED),
    )
    return [view_of(row) for row in rows.prefetch_related("legs").distinct()]


def check_staff(*, mall: str, queue: str, actor: Actor) -> None:
    """Raises `NotAllowed` unless the actor works for the queue's agency."""
    agency = catalogue.queue_of(catalogue.mall(mall), queue).agency
    if not actor.is_staff or agency not in actor.agencies:
        raise NotAllowed(_("These appointments belong to another agency."))


def _check_time(row: Booking, now: datetime) -> None:
    rule = _rules_of(row)
    opens = row.starts_at - timedelta(minutes=rule.early)
    clocks = catalogue.pack().time_zone
    if now < opens:
        raise TooEarly(
            _(
                "You are early: your appointment is on %(at)s, and check-in opens "
                "%(early)s minutes before. Please come back then."
            ),
            at=format_when(row.starts_at, clocks),
            early=rule.early,
        )
    if now > row.starts_at + timedelta(minutes=rule.grace):
        raise TooLate(
            _(
                "Your appointment was on %(at)s and was kept for %(grace)s minutes. "
                "Take a ticket as a visitor without appointment: you will be served "
                "in turn."
            ),
            at=format_when(row.starts_at, clocks),
            grace=rule.grace,
        )


def _rules_of(row: Booking) -> BookingRules:
    """Those of the first queue; the usual ones if the pack no longer has it."""
    first = row.legs.all()[0]
    for mall in catalogue.malls():
        for queue in mall.queues:
            if mall.code == row.mall and queue.code == first.queue and queue.booking:
                return queue.booking
    return BookingRules(public=0)


def _notice(booking: Booking) -> int:
    """How long before the day it was made: 0 to 2 days, to a week, longer."""
    return _bucket((booking.day - catalogue.local_day(booking.created_at)).days)


def _bucket(days: int) -> int:
    return 0 if days <= 2 else 1 if days <= 7 else 2


def _shares(mall: str, day: date) -> dict[int, float]:
    rows = Booking.objects.filter(
        mall=mall,
        day__lt=day,
        day__gte=day - _REMEMBERED,
        state__in=(BookingState.CONFIRMED, BookingState.ARRIVED),
    )
    total: Counter[int] = Counter()
    came: Counter[int] = Counter()
    counted = rows.values_list("day", "created_at__date").annotate(
        n=Count("pk"), came=Count("pk", filter=Q(state=BookingState.ARRIVED))
    )
    for of, made, n, arrived in counted:
        bucket = _bucket((of - made).days)
        total[bucket] += n
        came[bucket] += arrived
    return {bucket: rules.shows(total[bucket], came[bucket]) for bucket in range(3)}
