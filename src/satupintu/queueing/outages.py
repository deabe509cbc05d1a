"""The office decides otherwise than the pack: a system is down, a queue closes.

An outage stops the agency's queues (see `status`), does not count against the
promise of waiting, and pauses the legal clock of cases at the agency, for which
`AgencyDown` and `AgencyUp` are announced. It therefore always ends: by hand, at
the time that was given, or with the local day, since a forgotten outage would
stop clocks for good. One that goes on is reported again the next morning.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import outbox, tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotAllowed
from satupintu.queueing import events
from satupintu.queueing.clock import real_time
from satupintu.queueing.models import Override
from satupintu.queueing.rights import agencies_of, manages, refuse_others
from satupintu.queueing.telling import tell_everybody

LONGEST = timedelta(days=1)
SHORTEST_REASON = 5
_Kind = Literal["down", "closed", "open"]


class BadOverride(Invalid):
    """A reason is missing, or the end is past or too far away."""

    code = "bad_override"


class NotYourAgency(NotAllowed):
    code = "not_your_agency"


@dataclass(frozen=True, slots=True)
class OverrideView:
    """What the office decided. `kind`: down (an agency), closed or open (a queue).

    `until` is what was said to visitors; None if nobody knew.
    """

    id: uuid.UUID
    mall: str
    kind: str
    agency: str
    queue: str
    reason: str
    from_at: datetime
    until: datetime | None
    by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to hold: of one agency, or of one queue."""

    kind: _Kind
    reason: str
    until: datetime | None
    agency: str = ""
    queue: str = ""


def report_down(
    *,
    mall: str,
    agency: str,
    reason: str,
    until: datetime | None,
    actor: Actor,
    now: datetime,
) -> OverrideView:
    """The agency's system does not answer. Reported again, reason and end change.

    Raises `NotYourAgency` unless the actor works for the agency or manages the
    mall, and `BadOverride`.
    """
    found = catalogue.mall(mall)
    _refuse_other_agency(found, agency, actor)
    wish = _Wish("down", _checked(reason, until, now), until, agency=agency)
    with transaction.atomic():
        row, fresh = _put(found, wish, actor, now)
        if fresh:
            _announce_down(row)
    return _view(row)


def end_down(
    *, mall: str, agency: str, actor: Actor, now: datetime
) -> OverrideView | None:
    """The system answers again; None if it was not down. Raises `NotYourAgency`."""
    found = catalogue.mall(mall)
    _refuse_other_agency(found, agency, actor)
    with transaction.atomic():
        row = _open(mall, agency=agency)
        if row is not None:
            _end(row, now, actor.name)
    return _view(row) if row else None


def close_queue(
    *,
    mall: str,
    queue: str,
    reason: str,
    until: datetime | None,
    actor: Actor,
    now: datetime,
) -> OverrideView:
    """Take no more visitors in a queue, today or until a time.

    Raises `NotManager`, `BadOverride`, `catalogue.NoSuchMall`.
    """
    return _decide("closed", mall, queue, reason, until, actor, now)


def open_queue(
    *,
    mall: str,
    queue: str,
    reason: str,
    until: datetime | None,
    actor: Actor,
    now: datetime,
) -> OverrideView:
    """Receive visitors outside the hours of the pack. Raises as `close_queue`."""
    return _decide("open", mall, queue, reason, until, actor, now)


def end_override(
    *, mall: str, queue: str, actor: Actor, now: datetime
) -> OverrideView | None:
    """Let a queue follow its hours again; None if it did. Raises `NotManager`."""
    found = catalogue.mall(mall)
    refuse_others(actor, found)
    with transaction.atomic():
        row = _open(mall, queue=queue)
        if row is not None:
            _end(row, now, actor.name)
    return _view(row) if row else None


def open_overrides(*, mall: str, now: datetime) -> list[OverrideView]:
    """What holds at `now`, oldest first."""
    rows = Override.objects.filter(mall=mall, ended_at=None, from_at__lte=now)
    return [_view(row) for row in rows if now < _ends_at(row)]


@dataclass(frozen=True, slots=True)
class Standstill:
    """An agency's system was down from `start` to `end`."""

    start: datetime
    end: datetime


def standstills(
    *, mall: str, start: datetime, end: datetime
) -> dict[str, list[Standstill]]:
    """By agency: when its system was down between two moments, without overlaps."""
    rows = Override.objects.filter(mall=mall, kind="down", from_at__lt=end).filter(
        Q(ended_at=None) | Q(ended_at__gt=start)
    )
    found: dict[str, list[Standstill]] = {}
    for row in rows.order_by("from_at"):
        ended = min(row.ended_at or _ends_at(row), end)
        spell = Standstill(max(row.from_at, start), ended)
        if spell.start < spell.end:
            found.setdefault(row.agency, []).append(spell)
    return found


def lost_minutes(spells: Iterable[Standstill], start: datetime, end: datetime) -> float:
    """How much of the time from `start` to `end` the system was down."""
    return sum(
        max(0.0, (min(s.end, end) - max(s.start, start)).total_seconds() / 60)
        for s in spells
    )


def end_expired(*, mall: str, now: datetime) -> int:
    """End, as of its own end, what nobody has ended; returns how many."""
    with transaction.atomic():
        rows = Override.objects.select_for_update().filter(mall=mall, ended_at=None)
        over = [row for row in rows.order_by("id") if _ends_at(row) <= now]
        for row in over:
            _end(row, now, "")
    return len(over)


def _decide(
    kind: _Kind,
    mall: str,
    queue: str,
    reason: str,
    until: datetime | None,
    actor: Actor,
    now: datetime,
) -> OverrideView:
    found = catalogue.mall(mall)
    refuse_others(actor, found)
    catalogue.queue_of(found, queue)
    wish = _Wish(kind, _checked(reason, until, now), until, queue=queue)
    with transaction.atomic():
        row, _fresh = _put(found, wish, actor, now)
    return _view(row)


def _put(mall: Mall, wish: _Wish, actor: Actor, now: datetime) -> tuple[Override, bool]:
    """Make the wish hold; whether a new row was needed for it."""
    _take_turn(mall.code)
    row = _open(mall.code, agency=wish.agency, queue=wish.queue)
    if row is not None and (row.kind != wish.kind or _ends_at(row) <= now):
        _end(row, now, actor.name)
        row = None
    fresh = row is None
    row = row or Override(
        mall=mall.code,
        agency=wish.agency,
        queue=wish.queue,
        kind=wish.kind,
        from_at=now,
        by=actor.name,
    )
    row.reason, row.until = wish.reason, wish.until
    row.save()
    _tell(row)
    return row, fresh


def _take_turn(mall: str) -> None:
    """One decision at a time per mall: two managers, or a double press, make one row.

    Rows cannot be locked that are not there yet.
    """
    name = f"overrides:{tenancy.current_id()}:{mall}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _open(mall: str, agency: str = "", queue: str = "") -> Override | None:
    rows = Override.objects.select_for_update()
    return rows.filter(mall=mall, agency=agency, queue=queue, ended_at=None).first()


def _end(row: Override, now: datetime, by: str) -> None:
    """At `now`, or at its own end if that came first."""
    ends = min(_ends_at(row), now)
    row.ended_at = max(row.from_at, ends)
    row.ended_by = by if ends == now else ""
    row.save(update_fields=["ended_at", "ended_by"])
    _tell(row)
    if row.kind == "down":
        _announce_up(row, row.ended_at)


def _ends_at(row: Override) -> datetime:
    """The time that was given, else the end of the local day on which it began."""
    if row.until is not None:
        return row.until
    return catalogue.day_bounds(catalogue.local_day(row.from_at))[1]


def _checked(reason: str, until: datetime | None, now: datetime) -> str:
    reason = reason.strip()[:300]
    if len(reason) < SHORTEST_REASON:
        raise BadOverride(
            _("Write the reason in a few words; visitors read it."),
            fields={"reason": _("Write the reason in a few words; visitors read it.")},
        )
    if until is not None and not now < until <= now + LONGEST:
        sentence = _("Choose a time within the next 24 hours.")
        raise BadOverride(sentence, fields={"until": sentence})
    return reason


def _refuse_other_agency(mall: Mall, agency: str, actor: Actor) -> None:
    if agency not in agencies_of(mall):
        raise catalogue.NoSuchMall(_("This agency has no queue in the mall."))
    if agency not in actor.agencies and not manages(actor, mall):
        raise NotYourAgency(
            _("You can report this only for your own agency. Tell the manager on duty.")
        )


def _announce_down(row: Override) -> None:
    began = real_time(mall=row.mall, shown=row.from_at)
    outbox.announce(
        events.AgencyDown(
            key=row.pk,
            mall=row.mall,
            agency=row.agency,
            reason=row.reason,
            began=began.isoformat(),
        ),
        at=began,
    )


def _announce_up(row: Override, ended_at: datetime) -> None:
    began = real_time(mall=row.mall, shown=row.from_at)
    ended = real_time(mall=row.mall, shown=ended_at)
    outbox.announce(
        events.AgencyUp(
            key=row.pk,
            mall=row.mall,
            agency=row.agency,
            reason=row.reason,
            began=began.isoformat(),
            ended=ended.isoformat(),
        ),
        at=ended,
    )


def _tell(row: Override) -> None:
    mall = catalogue.mall(row.mall)
    hers = [q.code for q in mall.queues if row.agency in ("", q.agency)]
    tell_everybody(mall, [row.queue] if row.queue else hers)


def _view(row: Override) -> OverrideView:
    return OverrideView(
        id=row.pk,
        mall=row.mall,
        kind=row.kind,
        agency=row.agency,
        queue=row.queue,
        reason=row.reason,
        from_at=row.from_at,
        until=row.until,
        by=row.by,
        ended_at=row.ended_at,
    )
