"""Taking places and giving them back: the only code that changes what is taken.

In one transaction every slot that is needed, or given up, is locked in the order
of ids by one statement; what is over is cleared; only then is looked again and
written. The database refuses more than there is, whatever happens here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from satupintu.appointments.models import Booking, Place, Share, Slot
from satupintu.kernel.errors import Conflict

_WAIT = "SET LOCAL lock_timeout = '3s'"


class Full(Conflict):
    """Somebody was faster, or the office closed these hours."""

    code = "slot_full"

    def __init__(self) -> None:
        super().__init__(_("This time has just been taken. Please choose another one."))


class Busy(Conflict):
    """Very many book at this moment; a lock was not to be had in time."""

    code = "booking_busy"

    def __init__(self) -> None:
        super().__init__(
            _("Very many people are booking right now. Please try again in a moment.")
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """How the places are held: until when (None: for good).

    `rest` is until when places that are given up stay off sale (None: they are
    free at once). `resting` lets those count as free: for the waiting list.
    """

    until: datetime | None
    rest: datetime | None = None
    resting: bool = False


def settle(
    *,
    booking: Booking,
    slots: Collection[uuid.UUID],
    terms: Terms,
    now: datetime,
    is_new: bool = False,
) -> None:
    """Let the booking hold exactly one place in each of these slots.

    The caller is in a transaction and has locked (or, `is_new`, made) it. Raises
    `Full`, `Busy`; then nothing may be kept of the transaction.
    """
    before = set()
    if not is_new:
        before = set(booking.places.values_list("slot_id", flat=True))
    shelf = _Shelf(lock(before | set(slots)), now, booking)
    # Read behind the lock: until then, places that were over may have gone.
    own = {} if is_new else {place.slot_id: place for place in booking.places.all()}
    for slot_id in slots:
        if slot_id not in own:
            shelf.take(slot_id, terms)
    kept = [own[slot_id].pk for slot_id in slots if slot_id in own]
    if kept:
        Place.objects.filter(pk__in=kept).update(until=terms.until)
    given_up = [place for slot_id, place in own.items() if slot_id not in set(slots)]
    shelf.give_up(given_up, terms.rest)
    shelf.write()


def hand_over(*, giver: Booking, taker: Booking) -> None:
    """Give the places that one booking has for good to another that has none."""
    giver.places.update(booking=taker)


def lock(slots: Iterable[uuid.UUID]) -> dict[uuid.UUID, Slot]:
    """Lock these slots, in the order of ids. Raises `Busy`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WAIT)
        rows = Slot.objects.select_for_update().filter(pk__in=slots).order_by("pk")
        return {slot.pk: slot for slot in rows}
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy from error
        raise


def clear(slots: dict[uuid.UUID, Slot], now: datetime) -> None:
    """Free what is over in these locked slots."""
    _Shelf(slots, now).write()


def tidy(*, now: datetime, batch: int = 500) -> int:
    """Free what is over anywhere; nobody depends on it, it keeps tables small."""
    with transaction.atomic():
        over = Place.objects.filter(until__lte=now).values_list("slot_id", flat=True)
        ids = set(over.order_by("slot_id")[:batch])
        clear(lock(ids), now)
    return len(ids)


class _Shelf:
    """The locked slots while places are taken and given back; counts are kept."""

    def __init__(
        self,
        slots: dict[uuid.UUID, Slot],
        now: datetime,
        booking: Booking | None = None,
    ) -> None:
        self.slots = slots
        self._booking = booking
        self._changed: set[uuid.UUID] = set()
        self._new: list[Place] = []
        rows = Place.objects.filter(slot__in=slots, until__isnull=False)
        passing = [p for p in rows.order_by("until", "pk") if not self._is_own(p)]
        self._over = [p for p in passing if p.until and p.until <= now]
        self._resting = [
            p for p in passing if p.until and p.until > now and p.booking_id is None
        ]

    def take(self, slot_id: uuid.UUID, terms: Terms) -> None:
        slot, booking = self.slots.get(slot_id), self._booking
        if slot is None or slot.closed or booking is None:
            raise Full
        has_room = self._left(slot, booking.share) > 0
        if not has_room and not (terms.resting and self._wake(slot, booking.share)):
            raise Full
        self._count(slot_id, booking.share, 1)
        self._new.append(
            Place(slot=slot, booking=booking, share=booking.share, until=terms.until)
        )

    def give_up(self, places: Collection[Place], rest: datetime | None) -> None:
        """Take places from their booking: at once, or off sale until `rest`."""
        if rest is None:
            self._drop(places)
        elif places:
            ids = [place.pk for place in places]
            Place.objects.filter(pk__in=ids).update(booking=None, until=rest)

    def write(self) -> None:
        """Clear what is over, then write places and counts."""
        self._drop(self._over)
        if self._new:
            Place.objects.bulk_create(self._new)
        changed = [self.slots[slot_id] for slot_id in sorted(self._changed)]
        if changed:
            Slot.objects.bulk_update(changed, ["public_taken", "internal_taken"])

    def _is_own(self, place: Place) -> bool:
        return self._booking is not None and place.booking_id == self._booking.pk

    def _left(self, slot: Slot, share: str) -> int:
        over = sum(p.slot_id == slot.pk and p.share == share for p in self._over)
        if share == Share.PUBLIC:
            return slot.public - slot.public_taken + over
        return slot.internal - slot.internal_taken + over

    def _wake(self, slot: Slot, share: str) -> bool:
        """Put a resting place back to use, for one who has waited for it."""
        for place in self._resting:
            if place.slot_id == slot.pk and place.share == share:
                self._resting.remove(place)
                self._drop([place])
                return True
        return False

    def _drop(self, places: Collection[Place]) -> None:
        if not places:
            return
        for place in places:
            self._count(place.slot_id, place.share, -1)
        Place.objects.filter(pk__in=[place.pk for place in places]).delete()

    def _count(self, slot_id: uuid.UUID, share: str, change: int) -> None:
        self._changed.add(slot_id)
        slot = self.slots[slot_id]
        if share == Share.PUBLIC:
            slot.public_taken += change
        else:
            slot.internal_taken += change
