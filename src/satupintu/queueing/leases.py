"""Numbers that a kiosk may give out by itself while it has no network.

A block comes from the same series as every other number, so no two doors can give
the same one; what is not used stays a gap. A block is worth something on its own
day only, by the clock of the mall.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Conflict, Invalid, Refused
from satupintu.queueing import numbers
from satupintu.queueing.devices import NoSuchDevice
from satupintu.queueing.models import Device, Lease, Visit
from satupintu.queueing.opening import LeasedNumber

MOST = 50
# A kiosk that asks again and again would empty the day's series.
MOST_UNUSED = 100


class BadLease(Invalid):
    code = "bad_lease"


class EnoughLeased(Conflict):
    code = "enough_leased"


class NotLeased(Refused):
    """The number is not one that this kiosk may give today."""

    code = "not_leased"


class LeaseOver(Refused):
    """The number was of another day."""

    code = "lease_over"


@dataclass(frozen=True, slots=True)
class LeasedBlock:
    """The numbers `first` to `last` of a prefix, for one kiosk and one day."""

    device_id: uuid.UUID
    day: date
    prefix: str
    first: int
    last: int


def lease_numbers(
    *, device_id: uuid.UUID, day: date, prefix: str, count: int, now: datetime
) -> LeasedBlock:
    """Set `count` numbers of today aside for a kiosk.

    Raises `BadLease` for another day, an unknown prefix or a wrong count,
    `EnoughLeased` while too many lie unused, `NoSuchDevice`.
    """
    if not 0 < count <= MOST:
        raise BadLease(_("A kiosk takes 1 to 50 numbers at a time."))
    if day != catalogue.local_day(now):
        raise BadLease(_("Numbers are given for today only."))
    with transaction.atomic():
        kiosk = _kiosk(device_id)
        if prefix not in {q.prefix for q in catalogue.mall(kiosk.mall).queues}:
            raise BadLease(_("No queue of this mall has such numbers."))
        if _unused(kiosk, day, prefix) + count > MOST_UNUSED:
            raise EnoughLeased(_("This kiosk has enough numbers set aside."))
        first = numbers.take_numbers(
            mall=kiosk.mall, day=day, prefix=prefix, count=count
        )
        last = first + count - 1
        Lease.objects.create(
            device=kiosk, day=day, prefix=prefix, first=first, last=last, given_at=now
        )
    return LeasedBlock(kiosk.pk, day, prefix, first, last)


def leased_number(
    *, device_id: uuid.UUID, prefix: str, seq: int, taken_at: datetime, now: datetime
) -> LeasedNumber:
    """The number as one that this kiosk was allowed to give.

    A device's clock is not trusted further than its lease: a number was taken
    after the block was given, and not in the future. Raises `NotLeased`,
    `LeaseOver` for a number of another day.
    """
    rows = Lease.objects.filter(
        device_id=device_id, prefix=prefix, first__lte=seq, last__gte=seq
    )
    today = catalogue.local_day(now)
    lease = next((row for row in rows if row.day == today), None)
    if lease is None:
        taken_on = {row.day for row in rows} & {catalogue.local_day(taken_at)}
        if taken_on:
            raise LeaseOver(
                _("This number was of %(day)s. It is over: please take a new one."),
                day=taken_on.pop().isoformat(),
            )
        raise NotLeased(_("This number was not set aside for this kiosk."))
    return LeasedNumber(
        prefix=prefix,
        seq=seq,
        day=lease.day,
        taken_at=min(max(taken_at, lease.given_at), now),
    )


def _kiosk(device_id: uuid.UUID) -> Device:
    row = (
        Device.objects.select_for_update()
        .filter(pk=device_id, kind="kiosk", retired_at=None)
        .first()
    )
    if row is None:
        raise NoSuchDevice(_("This device is not known here. Pair it again."))
    return row


def _unused(kiosk: Device, day: date, prefix: str) -> int:
    rows = Lease.objects.filter(device=kiosk, day=day, prefix=prefix)
    given = rows.aggregate(n=Sum(F("last") - F("first") + 1))["n"] or 0
    used = Visit.objects.filter(
        mall=kiosk.mall, day=day, prefix=prefix, via="offline"
    ).count()
    return int(given) - used
