"""Making the slots of a queue from the pack's rules and the office's exceptions.

They are made up to the booking horizon when somebody asks, and by a nightly job;
again from today on when another pack is published.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from satupintu.appointments import places, rules
from satupintu.appointments.models import Built, Change, Slot
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.catalogue.versions import release
from satupintu.kernel import tenancy
from satupintu.kernel.hours import Range

CLOSED = "closed"
EXTRA = "extra"
_REMEMBERED = 300  # seconds
_FIELDS = ("public", "internal", "walk_in", "closed")


def horizon(queue: Queue, now: datetime) -> date:
    """The last day that may be booked now."""
    days = queue.booking.opens_days if queue.booking else 0
    return catalogue.local_day(now) + timedelta(days=days)


def ensure(*, mall: Mall, queues: Sequence[Queue], now: datetime) -> None:
    """See to it that the slots of these queues exist and follow the current pack.

    That they do is remembered for a while: slots are made, never unmade.
    """
    version = str(release().id)
    names = {queue.code: _name(mall, queue, version) for queue in queues}
    known = cache.get_many(names.values())
    for queue in sorted(queues, key=lambda queue: queue.code):
        until = known.get(names[queue.code])
        if until is None or until < horizon(queue, now):
            until = refill(mall=mall, queue=queue, now=now)
            cache.set(names[queue.code], until, _REMEMBERED)


def refill(*, mall: Mall, queue: Queue, now: datetime) -> date:
    """Make what is missing; with another pack, look at every day from today on.

    Returns until which day slots are made.
    """
    version = str(release().id)
    row = Built.objects.filter(mall=mall.code, queue=queue.code).first()
    if row is not None and not _is_short(row, queue, version, now):
        return row.until or horizon(queue, now)
    with transaction.atomic():
        row = _turn(mall, queue)
        last = max(horizon(queue, now), row.until or date.min)
        # Asked again behind the lock: another request may have done it.
        if not _is_short(row, queue, version, now):
            return last
        first = catalogue.local_day(now)
        if row.version == version and row.until is not None:
            first = max(first, row.until + timedelta(days=1))
        count = (last - first).days + 1
        _build(mall, queue, [first + timedelta(days=n) for n in range(count)], now)
        row.version, row.until = version, last
        row.save(update_fields=["version", "until"])
    return last


def rebuild(*, mall: Mall, queue: Queue, days: Iterable[date], now: datetime) -> None:
    """Look at these days again: the office has changed something."""
    with transaction.atomic():
        row = _turn(mall, queue)
        if row.until is not None:
            until = row.until
            _build(mall, queue, [day for day in days if day <= until], now)


def _name(mall: Mall, queue: Queue, version: str) -> str:
    return f"slots/{tenancy.current_id()}/{mall.code}/{queue.code}/{version}"


def _is_short(row: Built, queue: Queue, version: str, now: datetime) -> bool:
    if row.version != version or row.until is None:
        return True
    return row.until < horizon(queue, now)


def _turn(mall: Mall, queue: Queue) -> Built:
    """One builder at a time for each queue."""
    row, _is_new = Built.objects.get_or_create(mall=mall.code, queue=queue.code)
    return Built.objects.select_for_update().get(pk=row.pk)


def _build(mall: Mall, queue: Queue, days: Sequence[date], now: datetime) -> None:
    if not days:
        return
    locked = _locked(mall, queue, days, now)
    create: list[Slot] = []
    change: list[Slot] = []
    delete: list[uuid.UUID] = []
    by_day: dict[date, list[Slot]] = {}
    for slot in locked.values():
        by_day.setdefault(slot.day, []).append(slot)
    cuts = _wanted(mall, queue, days)
    for day in days:
        plan = rules.reconcile(cuts[day], [_row(s) for s in by_day.get(day, ())])
        create += _new(mall, queue, day, plan.create)
        for row in plan.change:
            change.append(_changed(locked, row))
        delete += plan.delete
    Slot.objects.filter(pk__in=delete).delete()
    Slot.objects.bulk_create(create)
    if change:
        Slot.objects.bulk_update(change, _FIELDS)


def _locked(
    mall: Mall, queue: Queue, days: Sequence[date], now: datetime
) -> dict[uuid.UUID, Slot]:
    """The stored slots that have not begun, locked, without what is over."""
    ids = Slot.objects.filter(
        mall=mall.code, queue=queue.code, day__in=days
    ).values_list("pk", flat=True)
    locked = places.lock(list(ids))
    places.clear(locked, now)
    return locked


def _wanted(
    mall: Mall, queue: Queue, days: Sequence[date]
) -> dict[date, list[rules.Cut]]:
    if queue.booking is None:
        return {day: [] for day in days}
    hours = catalogue.opening_hours(mall, queue)
    exempt = _exemptions(mall, queue, days)
    return {
        day: rules.cut_day(queue.booking, day, hours.ranges(day), exempt.get(day, ()))
        for day in days
    }


def _exemptions(
    mall: Mall, queue: Queue, days: Sequence[date]
) -> dict[date, list[rules.Exemption]]:
    rows = Change.objects.filter(
        mall=mall.code, queue__in=["", queue.code], day__in=days, ended_at__isnull=True
    )
    found: dict[date, list[rules.Exemption]] = {}
    for row in rows:
        each = rules.Exemption(
            closes=row.kind == CLOSED,
            span=Range(row.first, row.last),
            public=row.public,
            internal=row.internal,
            walk_in=row.walk_in,
        )
        found.setdefault(row.day, []).append(each)
    return found


def _new(
    mall: Mall, queue: Queue, day: date, cuts: Sequence[rules.Cut]
) -> Iterable[Slot]:
    clocks = catalogue.zone()
    for cut in cuts:
        starts_at = rules.moment(day, cut.start, clocks)
        if starts_at is None:
            continue
        yield Slot(
            mall=mall.code,
            queue=queue.code,
            day=day,
            start=cut.start,
            end=cut.end,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=cut.end - cut.start),
            public=cut.public,
            internal=cut.internal,
            walk_in=cut.walk_in,
        )


def _row(slot: Slot) -> rules.Row:
    return rules.Row(
        id=slot.pk,
        start=slot.start,
        end=slot.end,
        public=slot.public,
        internal=slot.internal,
        walk_in=slot.walk_in,
        public_taken=slot.public_taken,
        internal_taken=slot.internal_taken,
        closed=slot.closed,
    )


def _changed(locked: dict[uuid.UUID, Slot], row: rules.Row) -> Slot:
    slot = locked[row.id]
    for name in _FIELDS:
        setattr(slot, name, getattr(row, name))
    return slot
