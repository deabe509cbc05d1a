"""What happens without anybody asking: slots, reminders, offers, forgetting."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from satupintu.appointments import places, slots
from satupintu.appointments.events import BookingNear
from satupintu.appointments.models import Booking, BookingState, Waiting
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import NotFound
from satupintu.kernel.outbox import announce

# The morning of the day before; who booked later than that was just told.
REMIND_AT = time(9)
AT_LEAST = timedelta(hours=3)
ERASED = timedelta(days=7)
FORGOTTEN = timedelta(days=2)


def refill_all(*, now: datetime) -> None:
    """Make the slots of every queue up to its horizon."""
    try:
        malls = catalogue.malls()
    except NotFound:  # nothing is published yet
        return
    for mall in malls:
        for queue in sorted(mall.queues, key=lambda each: each.code):
            slots.refill(mall=mall, queue=queue, now=now)


def remind(*, now: datetime) -> int:
    """Announce who is to be reminded: on the day before, once, and never when it is
    too late to matter. Returns how many."""
    clocks = catalogue.zone()
    here = now.astimezone(clocks)
    if here.time() < REMIND_AT:
        return 0
    tomorrow = here.date() + timedelta(days=1)
    morning = datetime.combine(here.date(), REMIND_AT, tzinfo=clocks)
    with transaction.atomic():
        rows = Booking.objects.select_for_update(skip_locked=True).filter(
            day=tomorrow,
            state=BookingState.CONFIRMED,
            reminded_at__isnull=True,
            starts_at__gt=now + AT_LEAST,
            confirmed_at__lt=morning - timedelta(hours=12),
        )
        found = list(rows)
        for row in found:
            row.reminded_at = now
            announce(BookingNear(row.pk, row.starts_at.isoformat()), at=now)
        Booking.objects.bulk_update(found, ["reminded_at"])
    return len(found)


def tidy(*, now: datetime) -> None:
    """Forget holds let go and people whose day is over. Nothing depends on it."""
    places.tidy(now=now)
    passing = Booking.objects.filter(
        Q(state=BookingState.DROPPED)
        | Q(state__in=(BookingState.HELD, BookingState.OFFERED), held_until__lte=now),
        created_at__lt=now - FORGOTTEN,
        places__isnull=True,
    )
    passing.delete()
    erased = {"name": "", "contact": "", "person": "", "network": ""}
    Booking.objects.filter(ends_at__lt=now - ERASED).exclude(
        name="", contact="", network=""
    ).update(**erased)
    Waiting.objects.filter(ended_at__lt=now - ERASED).exclude(contact="").update(
        **erased
    )
