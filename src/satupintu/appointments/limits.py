"""How much one person, or one network, may hold: against bots and hoarding."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from satupintu.appointments.models import Booking, BookingState, Leg, Share, Waiting
from satupintu.catalogue.schema_mall import Queue
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Refused

# A mall's free network is one address for hundreds of people.
PER_NETWORK = ((60, timedelta(minutes=15)), (500, timedelta(days=1)))
KEPT = timedelta(days=2)
_SALT = "satupintu.appointments.person"


class TooManyBookings(Refused):
    """The limit of open appointments of this person is reached."""

    code = "too_many_bookings"


class TooManyTries(Refused):
    """The limit of holds from this network is reached."""

    code = "too_many_tries"
    status = 429


def person(contact: str) -> str:
    """A keyed hash of an e-mail address or phone number: it can only be compared."""
    value = f"{tenancy.current_id()}:{contact}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def take_turn(name: str) -> None:
    """Two requests of one person go one after the other, so that limits hold.

    Taken before any slot is locked.
    """
    key = f"appointments:{tenancy.current_id()}:{name}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def check_person(
    *,
    queues: Sequence[Queue],
    mall: str,
    account_id: uuid.UUID | None,
    who: str,
    but: str,
    now: datetime,
) -> None:
    """Raises `TooManyBookings` if one more would be too many in one of the queues.

    Confirmed appointments that lie ahead count, and holds that still run; `but` is
    the token of a booking that does not.
    """
    whose = _whose(account_id, who)
    if not whose:
        return
    open_ = Q(booking__state=BookingState.CONFIRMED, booking__ends_at__gt=now)
    open_ |= Q(booking__state=BookingState.HELD, booking__held_until__gt=now)
    legs = Leg.objects.filter(
        whose,
        open_,
        booking__mall=mall,
        booking__share=Share.PUBLIC,
        queue__in=[queue.code for queue in queues],
    ).exclude(booking__token=but)
    counted = list(legs.values_list("queue", flat=True))
    for queue in queues:
        most = queue.booking.per_person if queue.booking else 0
        if counted.count(queue.code) >= most:
            raise TooManyBookings(
                _(
                    "You already have %(count)s appointments here, as many as one "
                    "person may have at a time. Move or cancel one of them."
                ),
                count=most,
            )


def _whose(account_id: uuid.UUID | None, who: str) -> Q:
    found = Q()
    if account_id is not None:
        found |= Q(booking__account_id=account_id)
    if who:
        found |= Q(booking__person=who)
    return found


def check_network(*, network: str, now: datetime) -> None:
    """Raises `TooManyTries`. Every hold counts, also those let go."""
    if not network:
        return
    longest = max(window for _count, window in PER_NETWORK)
    tries = [
        at
        for rows in (Booking.objects, Waiting.objects)
        for at in rows.filter(
            network=network, created_at__gt=now - longest
        ).values_list("created_at", flat=True)
    ]
    for count, window in PER_NETWORK:
        if sum(at > now - window for at in tries) >= count:
            raise TooManyTries(
                _(
                    "Too many times were chosen from your network. Wait a quarter of "
                    "an hour, or sign in: then only your own bookings count."
                )
            )
