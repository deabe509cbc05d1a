"""What holding, moving and offering have in common: making a booking's rows."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from satupintu.appointments import places, rules
from satupintu.appointments.availability import Plan, Wish, plan_of
from satupintu.appointments.models import Booking, BookingState, Leg, Share, Slot
from satupintu.appointments.visitor import Visitor
from satupintu.catalogue import service as catalogue

_TOKEN_BYTES = 16
LETTERS = "FHJKLMNRSVWXYZ"  # no vowels, none that looks or sounds like another
LENGTH = 6
# Of seven million codes; a day has some thousand.
_CODES = 4
_COLUMNS: Final = [
    field.attname
    for field in Booking._meta.concrete_fields
    if field.attname not in ("code", "id", "tenant_id")
]
_SAVE: Final = f"""
    UPDATE appointments_booking AS own
    SET {", ".join(f"{name} = %({name})s" for name in _COLUMNS)}, code = (
        SELECT letters
        FROM unnest(%(codes)s::text[]) WITH ORDINALITY AS offered(letters, n)
        WHERE NOT EXISTS (
            SELECT FROM appointments_booking AS other
            WHERE other.tenant_id = own.tenant_id AND other.mall = %(mall)s
              AND other.day = %(day)s AND other.code = letters AND other.code <> ''
              AND other.id <> own.id)
        ORDER BY n LIMIT 1)
    WHERE id = %(id)s RETURNING code
"""  # noqa: S608 - names of columns, and no values


def plan_again(row: Booking, legs: Sequence[Leg] | None = None) -> Plan:
    """The plan of a booking that exists. Raises `NotBookable` if the pack changed."""
    known = list(row.legs.all()) if legs is None else legs
    pairs = [(leg.queue, errand) for leg in known for errand in leg.errands]
    return plan_of(mall=row.mall, wanted=[Wish(*pair) for pair in pairs])


def new_booking(plan: Plan, at: datetime, *, now: datetime) -> Booking:
    """A held booking, not saved; its end is set with its legs."""
    return Booking(
        mall=plan.mall.code,
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        state=BookingState.HELD,
        share=Share.PUBLIC,
        day=catalogue.local_day(at),
        starts_at=at,
        created_at=now,
    )


def legs_of(row: Booking, plan: Plan, option: rules.Option) -> list[Leg]:
    """Its legs, not saved; the end of the booking is that of the last one."""
    legs = []
    for n, (need, run) in enumerate(zip(plan.needs, option.runs, strict=True)):
        starts_at = row.starts_at + timedelta(minutes=run[0].start - option.start)
        length = timedelta(minutes=run[-1].end - run[0].start)
        legs.append(
            Leg(
                booking=row,
                place=n,
                queue=need.queue,
                errands=list(need.errands),
                start=run[0].start,
                slots=len(run),
                starts_at=starts_at,
                ends_at=starts_at + length,
            )
        )
    row.ends_at = legs[-1].ends_at
    return legs


def end_of(option: rules.Option, at: datetime) -> datetime:
    """When a visit that begins at this moment ends."""
    return at + timedelta(minutes=option.runs[-1][-1].end - option.start)


def insert(row: Booking, plan: Plan, option: rules.Option) -> None:
    """Save a new booking with its legs; its places are settled afterwards."""
    legs = legs_of(row, plan, option)
    row.save(force_insert=True)
    Leg.objects.bulk_create(legs)


def ids_of(option: rules.Option) -> list[uuid.UUID]:
    return [slot.id for run in option.runs for slot in run]


def slots_of(row: Booking, legs: Sequence[Leg]) -> list[uuid.UUID]:
    """The slots that its legs stand for. Raises `places.Full` if they are gone."""
    found: list[uuid.UUID] = []
    for leg in legs:
        ids = Slot.objects.filter(
            mall=row.mall,
            queue=leg.queue,
            starts_at__gte=leg.starts_at,
            ends_at__lte=leg.ends_at,
            closed=False,
        ).values_list("pk", flat=True)
        if len(ids) != leg.slots:
            raise places.Full
        found += ids
    return found


def put_visitor(row: Booking, visitor: Visitor) -> None:
    row.name, row.contact = visitor.name, visitor.contact
    row.language = visitor.language


def make_firm(row: Booking, *, key: str, now: datetime) -> None:
    """Confirm a booking whose places are its own for good, with a code to read."""
    row.state, row.confirmed_at, row.held_until = BookingState.CONFIRMED, now, None
    row.key = key[:80]
    save_with_code(row)


def save_with_code(row: Booking) -> None:
    """Save it with the code that it has, or a new one: one of its kind in the mall
    and day."""
    codes = [row.code] if row.code else []
    codes += [_random_code() for _n in range(_CODES)]
    values = {name: getattr(row, name) for name in (*_COLUMNS, "id")}
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, {**values, "codes": codes})
        (row.code,) = cursor.fetchone()


def _random_code() -> str:
    return "".join(secrets.choice(LETTERS) for _n in range(LENGTH))


def rest_of(plan: Plan, now: datetime) -> datetime:
    """A random moment at which places given back now come on sale again."""
    spans = [queue.booking.release for queue in plan.queues if queue.booking]
    low, high = max(s[0] for s in spans), max(s[1] for s in spans)
    seconds = 60 * (high - low)
    return now + timedelta(minutes=low, seconds=secrets.randbelow(seconds + 1))
