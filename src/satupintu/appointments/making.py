"""What holding, moving and offering have in common: making a booking's rows."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from satupintu.appointments import places, rules
from satupintu.appointments.availability import Plan, Wish, plan_of
from satupintu.appointments.models import Booking, BookingState, Leg, Share, Slot
from satupintu.appointments.visitor import Visitor
from satupintu.catalogue import service as catalogue

_TOKEN_BYTES = 16
LETTERS = "FHJKLMNRSVWXYZ"  # no vowels, none that looks or sounds like another
LENGTH = 6


def plan_again(row: Booking) -> Plan:
    """The plan of a booking that exists. Raises `NotBookable` if the pack changed."""
    pairs = [(leg.queue, errand) for leg in row.legs.all() for errand in leg.errands]
    return plan_of(mall=row.mall, wanted=[Wish(*pair) for pair in pairs])


def new_booking(
    plan: Plan, option: rules.Option, at: datetime, *, now: datetime
) -> Booking:
    """A held booking, not saved; its end is set with its legs."""
    return Booking(
        mall=plan.mall.code,
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        state=BookingState.HELD,
        share=Share.PUBLIC,
        day=catalogue.local_day(at),
        starts_at=at,
        ends_at=at + timedelta(minutes=option.runs[-1][-1].end - option.start),
        created_at=now,
    )


def write_legs(row: Booking, plan: Plan, option: rules.Option) -> None:
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
    Leg.objects.bulk_create(legs)
    row.ends_at = legs[-1].ends_at


def ids_of(option: rules.Option) -> list[uuid.UUID]:
    return [slot.id for run in option.runs for slot in run]


def slots_of(row: Booking) -> list[uuid.UUID]:
    """The slots that its legs stand for. Raises `places.Full` if they are gone."""
    found: list[uuid.UUID] = []
    for leg in row.legs.all():
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
    row.key, row.code = key[:80], code_for(row)
    row.save()


def rest_of(plan: Plan, now: datetime) -> datetime:
    """A random moment at which places given back now come on sale again."""
    spans = [queue.booking.release for queue in plan.queues if queue.booking]
    low, high = max(s[0] for s in spans), max(s[1] for s in spans)
    seconds = 60 * (high - low)
    return now + timedelta(minutes=low, seconds=secrets.randbelow(seconds + 1))


def code_for(row: Booking) -> str:
    """The code that it has, or a new one: one of its kind in the mall and day."""
    taken = Booking.objects.filter(mall=row.mall, day=row.day).exclude(pk=row.pk)
    code = row.code
    while not code or taken.filter(code=code).exists():
        letters = (secrets.choice(LETTERS) for _n in range(LENGTH))
        code = "".join(letters)
    return code
