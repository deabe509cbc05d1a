"""How much one person, or one network, may hold: against bots and hoarding."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from satupintu.appointments.models import Booking, BookingState, Share
from satupintu.catalogue.schema_mall import Queue
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Refused

# A mall's free network is one address for hundreds of people.
PER_NETWORK = ((60, timedelta(minutes=15)), (500, timedelta(days=1)))
KEPT = timedelta(days=2)
# So many times what one person may have goes to one contact or account.
FAMILY = 4
_SALT = "satupintu.appointments.person"


class TooManyBookings(Refused):
    """The limit of open appointments of this person is reached."""

    code = "too_many_bookings"


class TwiceAtOnce(Refused):
    """Who comes has an appointment already that shares a minute with this one."""

    code = "twice_at_once"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This person has another appointment at the same time, and cannot be "
                "in two places. Choose another time, or book several errands together "
                "as one visit. If somebody else comes, enter their name."
            )
        )


class TooManyTries(Refused):
    """The limit of holds from this network is reached."""

    code = "too_many_tries"
    status = 429


@dataclass(frozen=True, slots=True)
class Theirs:
    """A leg of somebody's open booking: confirmed and ahead, or a hold that runs.

    `starts_at` and `ends_at` are those of the whole booking.
    """

    token: str
    state: str
    share: str
    mall: str
    name: str
    starts_at: datetime
    ends_at: datetime
    queue: str
    errands: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        return self.state == BookingState.HELD


_THEIRS: Final = """
    SELECT booking.token, booking.state, booking.share, booking.mall, booking.name,
           booking.starts_at, booking.ends_at, leg.queue, leg.errands
    FROM appointments_booking AS booking
    JOIN appointments_leg AS leg ON leg.booking_id = booking.id
    WHERE booking.tenant_id = %(tenant)s
      AND (booking.account_id = %(account)s
           OR (booking.person = %(who)s AND booking.person <> ''))
      AND (booking.state = 'confirmed' AND booking.ends_at > %(now)s
           OR booking.state = 'held' AND booking.held_until > %(now)s)
    ORDER BY booking.starts_at, booking.id, leg.place
"""
_TRIES: Final = """
    SELECT created_at FROM appointments_booking
    WHERE tenant_id = %(tenant)s AND network = %(network)s AND network <> ''
      AND created_at > %(since)s
    UNION ALL
    SELECT created_at FROM appointments_waiting
    WHERE tenant_id = %(tenant)s AND network = %(network)s AND created_at > %(since)s
"""
# One after the other, in this order, whoever asks.
_TURNS: Final = """
    SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(%(names)s::text[]) AS name
"""


def person(contact: str) -> str:
    """A keyed hash of an e-mail address or phone number: it can only be compared."""
    value = f"{tenancy.current_id()}:{contact}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def take_turn(*names: str) -> None:
    """Two requests of one person go one after the other, so that limits hold.

    Taken before any slot is locked; an account before a contact.
    """
    keys = [f"appointments:{tenancy.current_id()}:{name}" for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, {"names": keys})


def theirs(*, account_id: uuid.UUID | None, who: str, now: datetime) -> list[Theirs]:
    """What the account, or the person with this hash, has open anywhere."""
    if account_id is None and not who:
        return []
    values = {
        "tenant": tenancy.current_id(),
        "account": account_id,
        "who": who,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_THEIRS, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    read = [(*row[:-1], tuple(json.loads(row[-1]))) for row in rows]
    return [Theirs(*each) for each in read]


def check_hold(
    opened: Sequence[Theirs], *, queues: Sequence[Queue], mall: str, but: str
) -> None:
    """May this account keep one more time? Who comes is not known yet.

    `but` is the token of a hold that does not count. Raises `TooManyBookings`.
    """
    for queue in queues:
        here = _here(opened, queue, mall, but)
        if sum(each.is_held for each in here) >= _most(queue):
            raise TooManyBookings(
                _(
                    "You are keeping a time here already, perhaps in another window. "
                    "Confirm it or let it go first: it is listed in My appointments."
                )
            )
        _check_family(here, queue)


def check_person(row: Booking, *, queues: Sequence[Queue], now: datetime) -> None:
    """May this person, known by account or contact, have this booking as well?

    Raises `TooManyBookings`, `TwiceAtOnce`. In a transaction: the next request of the
    same person waits for its end.
    """
    opened = _in_turn(row, now)
    for queue in queues:
        here = _here(opened, queue, row.mall, row.token)
        if sum(_is_same(each, row) for each in here) >= _most(queue):
            raise _too_many(_most(queue))
        _check_family(here, queue)
    _check_apart(opened, row, row.starts_at, row.ends_at)


def check_elsewhere(
    row: Booking, *, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Raises `TwiceAtOnce` if who has this booking is to be elsewhere then."""
    _check_apart(_in_turn(row, now), row, starts_at, ends_at)


def _in_turn(row: Booking, now: datetime) -> list[Theirs]:
    names = [str(name) for name in (row.account_id, row.person) if name]
    take_turn(*names)
    return theirs(account_id=row.account_id, who=row.person, now=now)


def _here(opened: Sequence[Theirs], queue: Queue, mall: str, but: str) -> list[Theirs]:
    """What counts in this queue: one's own places of the office do not."""
    return [
        each
        for each in opened
        if (each.mall, each.queue, each.share) == (mall, queue.code, Share.PUBLIC)
        and each.token != but
    ]


def _most(queue: Queue) -> int:
    return queue.booking.per_person if queue.booking else 0


def _is_same(each: Theirs, row: Booking) -> bool:
    """One contact may book for a family: other names are other people."""
    return each.name.casefold() == row.name.casefold()


def _check_family(here: Sequence[Theirs], queue: Queue) -> None:
    if len(here) >= FAMILY * _most(queue):
        raise TooManyBookings(
            _(
                "Too many people are booked here with this account, e-mail address or "
                "phone number. Whoever else comes books with their own."
            )
        )


def _check_apart(
    opened: Sequence[Theirs], row: Booking, starts_at: datetime, ends_at: datetime
) -> None:
    if any(
        each.starts_at < ends_at and starts_at < each.ends_at
        for each in opened
        if each.token != row.token and _is_same(each, row)
    ):
        raise TwiceAtOnce


def _too_many(most: int) -> TooManyBookings:
    return TooManyBookings(
        ngettext_lazy(
            "You already have %(count)s appointment here, as many as one person may "
            "have at a time. Move or cancel it. If somebody else comes, enter their "
            "name.",
            "You already have %(count)s appointments here, as many as one person may "
            "have at a time. Move or cancel one of them. If somebody else comes, enter "
            "their name.",
            most,
        ),
        count=most,
    )


def check_network(*, network: str, now: datetime) -> None:
    """Raises `TooManyTries`. Every hold counts, also those let go."""
    if not network:
        return
    since = now - max(window for _count, window in PER_NETWORK)
    values: dict[str, Any] = {
        "tenant": tenancy.current_id(),
        "network": network,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRIES, values)
        tries = [at for (at,) in cursor.fetchall()]
    for count, window in PER_NETWORK:
        if sum(at > now - window for at in tries) >= count:
            raise TooManyTries(
                _(
                    "Too many times were chosen from your network. Wait a quarter of "
                    "an hour, or sign in: then only your own bookings count."
                )
            )
