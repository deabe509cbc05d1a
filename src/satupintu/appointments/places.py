"""Taking places and giving them back: the only code that changes what is taken.

In one transaction every slot that is needed, or given up, is locked in the order
of ids by one statement; what is over is cleared; only then is looked again and
written. A new booking of one slot that has room waits for nobody: one statement
counts and writes. The database refuses more than there is, whatever happens here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable
from psycopg.types.json import Jsonb

from satupintu.appointments.models import Booking, Leg, Place, Share, Slot
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Conflict
from satupintu.kernel.ids import uuid7

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


# A booking as it is inserted: every column, so that a new one cannot be forgotten.
_COLUMNS: Final = [field.attname for field in Booking._meta.concrete_fields]

# Counts and writes at once, or does nothing: `count` slots have room or none does.
_ENTER: Final = f"""
    WITH room AS (
        SELECT id FROM appointments_slot
        WHERE tenant_id = %(tenant_id)s AND id = ANY(%(slots)s)
          AND NOT closed AND public_taken < public
        ORDER BY id FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE appointments_slot SET public_taken = public_taken + 1
        WHERE id IN (SELECT id FROM room)
          AND (SELECT count(*) FROM room) = %(count)s
        RETURNING id
    ), made AS (
        INSERT INTO appointments_booking ({", ".join(_COLUMNS)})
        SELECT {", ".join(f"%({name})s" for name in _COLUMNS)}
        WHERE EXISTS (SELECT FROM taken)
        RETURNING id, tenant_id, share, held_until
    ), legs AS (
        INSERT INTO appointments_leg (id, tenant_id, booking_id, place, queue,
                                      errands, start, slots, starts_at, ends_at)
        SELECT leg.id, made.tenant_id, made.id, leg.place, leg.queue,
               leg.errands, leg.start, leg.slots, leg.starts_at, leg.ends_at
        FROM made, jsonb_to_recordset(%(legs)s) AS leg(
            id uuid, place int, queue text, errands jsonb, start int, slots int,
            starts_at timestamptz, ends_at timestamptz)
    ), kept AS (
        INSERT INTO appointments_place (id, tenant_id, slot_id, booking_id, share,
                                        until)
        SELECT place.id, made.tenant_id, place.slot, made.id, made.share,
               made.held_until
        FROM made, unnest(%(places)s::uuid[], %(slots)s::uuid[]) AS place(id, slot)
    )
    SELECT count(*) FROM made
"""  # noqa: S608 - names of columns, and no values
_CLEAR: Final = """
    WITH gone AS (
        DELETE FROM appointments_place
        WHERE tenant_id = %(tenant)s AND slot_id = ANY(%(slots)s)
          AND until <= %(now)s
          AND booking_id IS DISTINCT FROM %(but)s
        RETURNING slot_id, share
    ), counted AS (
        SELECT slot_id, count(*) FILTER (WHERE share = 'public') AS public,
               count(*) FILTER (WHERE share <> 'public') AS internal
        FROM gone GROUP BY slot_id
    )
    UPDATE appointments_slot AS slot
    SET public_taken = slot.public_taken - counted.public,
        internal_taken = slot.internal_taken - counted.internal
    FROM counted WHERE slot.id = counted.slot_id
    RETURNING slot.id, slot.public_taken, slot.internal_taken
"""
# All of them, or none is touched.
_FIRM: Final = """
    UPDATE appointments_place SET until = NULL
    WHERE booking_id = %(booking)s AND until > %(now)s
      AND (SELECT count(*) FROM appointments_place AS place
           JOIN appointments_slot AS slot ON slot.id = place.slot_id
           WHERE place.booking_id = %(booking)s AND place.until > %(now)s
             AND NOT slot.closed) = %(count)s
"""


def enter(
    *, booking: Booking, legs: Sequence[Leg], slots: Sequence[uuid.UUID], now: datetime
) -> None:
    """Write a new booking of the public's share with its legs, and take a place in
    each of these slots until its `held_until`.

    In a transaction. Raises `Full`, `Busy`, and IntegrityError if the proof of work
    has served already; then nothing may be kept of the transaction.
    """
    values = {
        **{name: getattr(booking, name) for name in _COLUMNS},
        "slots": list(slots),
        "places": [uuid7() for _slot in slots],
        "count": len(slots),
        "legs": Jsonb([_told(leg) for leg in legs]),
    }
    # One slot that has room and that nobody else is at: most who book end here.
    if len(slots) == 1 and _run(_ENTER, values):
        return
    # Several are locked in order first; and what is over may make room.
    clear(lock(slots), now)
    if not _run(_ENTER, values):
        raise Full


def _told(leg: Leg) -> dict[str, Any]:
    names = ("place", "queue", "errands", "start", "slots")
    moments = {"starts_at": leg.starts_at, "ends_at": leg.ends_at}
    return {
        "id": str(leg.pk),
        **{name: getattr(leg, name) for name in names},
        **{name: at.isoformat() for name, at in moments.items()},
    }


def _run(statement: str, values: dict[str, Any]) -> bool:
    """Whether the statement counted anything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.fetchone()[0])


def make_firm(*, booking: Booking, count: int, now: datetime) -> bool:
    """Give a hold that still runs its `count` places for good, locking no slot.

    False, and nothing changed, if some are over or in closed hours. Raises `Busy` if
    they went while this was asked.
    """
    values: dict[str, Any] = {"booking": booking.pk, "now": now, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(_FIRM, values)
        kept = cursor.rowcount
    if kept not in (0, count):
        raise Busy
    return bool(kept)


def settle(
    *, booking: Booking, slots: Collection[uuid.UUID], terms: Terms, now: datetime
) -> None:
    """Let the booking hold exactly one place in each of these slots.

    The caller is in a transaction and has locked (or made) it. Raises `Full`,
    `Busy`; then nothing may be kept of the transaction.
    """
    before = set(booking.places.values_list("slot_id", flat=True))
    shelf = _Shelf(lock(before | set(slots)), now, booking)
    # Read behind the lock: until then, places that were over may have gone.
    own = {place.slot_id: place for place in booking.places.all()}
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


def clear(
    slots: dict[uuid.UUID, Slot], now: datetime, *, but: Booking | None = None
) -> None:
    """Free what is over in these locked slots, `but` this booking's own places.

    By one statement that looks at the time again: a hold may be confirmed while
    its slot is locked here.
    """
    values: dict[str, Any] = {
        "tenant": tenancy.current_id(),
        "slots": list(slots),
        "now": now,
        "but": but.pk if but else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, values)
        for slot_id, public, internal in cursor.fetchall():
            slots[slot_id].public_taken = public
            slots[slot_id].internal_taken = internal


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
        self, slots: dict[uuid.UUID, Slot], now: datetime, booking: Booking
    ) -> None:
        clear(slots, now, but=booking)
        self.slots = slots
        self._booking = booking
        self._changed: set[uuid.UUID] = set()
        self._new: list[Place] = []

    def take(self, slot_id: uuid.UUID, terms: Terms) -> None:
        slot, booking = self.slots.get(slot_id), self._booking
        if slot is None or slot.closed:
            raise Full
        if _left(slot, booking.share) < 1 and not (terms.resting and self._wake(slot)):
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
        """Write new places and the counts."""
        if self._new:
            Place.objects.bulk_create(self._new)
        changed = [self.slots[slot_id] for slot_id in sorted(self._changed)]
        if changed:
            Slot.objects.bulk_update(changed, ["public_taken", "internal_taken"])

    def _wake(self, slot: Slot) -> bool:
        """Put a resting place back to use, for one who has waited for it."""
        resting = Place.objects.filter(
            slot=slot, share=self._booking.share, booking=None
        )
        first = resting.order_by("until", "pk").first()
        self._drop([first] if first else [])
        return first is not None

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


def _left(slot: Slot, share: str) -> int:
    if share == Share.PUBLIC:
        return slot.public - slot.public_taken
    return slot.internal - slot.internal_taken
