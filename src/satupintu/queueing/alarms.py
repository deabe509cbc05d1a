"""Somebody in the hall needs help, now: raise, accept, clear.

Every alarm ends. Anybody of the mall's staff may clear one, and one that nobody
clears goes out by itself (`LIFE`): a sign that can never be put out is soon not
looked at any more. An exercise never stands in the way of the real thing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotFound
from satupintu.queueing.models import Alarm
from satupintu.queueing.rights import refuse_strangers
from satupintu.queueing.telling import tell_hall

Kind = Literal["emergency", "help"]
# Counted from when somebody last touched it: raised, or accepted.
LIFE = {"emergency": timedelta(hours=4), "help": timedelta(minutes=30)}
DRILL_LIFE = timedelta(minutes=15)


class NoSuchAlarm(NotFound):
    code = "no_such_alarm"


class BadAlarm(Invalid):
    code = "bad_alarm"


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm. `place` is a counter's code or a device's name."""

    id: uuid.UUID
    mall: str
    kind: str
    place: str
    by: str
    at: datetime
    drill: bool
    accepted_at: datetime | None
    accepted_by: str
    cleared_at: datetime | None
    cleared_by: str

    @property
    def goes_out_at(self) -> datetime:
        """When it ends if nobody clears it."""
        life = DRILL_LIFE if self.drill else LIFE[self.kind]
        return (self.accepted_at or self.at) + life


def raise_alarm(
    *,
    mall: str,
    kind: Kind,
    place: str,
    by: str,
    now: datetime,
    drill: bool = False,
) -> AlarmView:
    """Call for help at a place; while one is open there, a second one is the same.

    A real alarm takes the place of an open exercise. Raises `BadAlarm` for an
    unknown kind or no place, `catalogue.NoSuchMall`.
    """
    catalogue.mall(mall)
    place = place.strip()[:60]
    if kind not in get_args(Kind) or not place:
        raise BadAlarm(_("Say what has happened and where help is needed."))
    with transaction.atomic():
        # No lock before the row exists: the constraint decides, and get_or_create
        # reads again what the other one has made.
        _put_out_stale(mall, now, kind=kind, place=place, for_real=not drill)
        row, made = Alarm.objects.get_or_create(
            mall=mall,
            kind=kind,
            place=place,
            cleared_at=None,
            defaults={"by": by[:200], "at": now, "drill": drill},
        )
        if made:
            tell_hall(mall, alarm=row.pk)
    return _view(row)


def accept_alarm(*, alarm_id: uuid.UUID, actor: Actor, now: datetime) -> AlarmView:
    """Say that one is on the way; the first one who says so is remembered.

    Raises `NoSuchAlarm` when it is over, `NotOfMall`.
    """
    with transaction.atomic():
        row = _locked(alarm_id, actor)
        if row.cleared_at is not None or _view(row).goes_out_at <= now:
            raise NoSuchAlarm(_("This alarm is over. Nobody is waiting there."))
        if row.accepted_at is None:
            row.accepted_at, row.accepted_by = now, actor.name
            row.save(update_fields=["accepted_at", "accepted_by"])
            tell_hall(row.mall, alarm=row.pk)
    return _view(row)


def clear_alarm(*, alarm_id: uuid.UUID, actor: Actor, now: datetime) -> AlarmView:
    """End an alarm, accepted or not. A second time changes nothing.

    Raises `NoSuchAlarm` for an unknown one, `NotOfMall`.
    """
    with transaction.atomic():
        row = _locked(alarm_id, actor)
        if row.cleared_at is None:
            _clear(row, now, actor.name)
    return _view(row)


def open_alarms(*, mall: str, now: datetime) -> list[AlarmView]:
    """What is open at `now`: emergencies first, then the oldest."""
    rows = Alarm.objects.filter(mall=mall, cleared_at=None)
    views = [view for view in map(_view, rows) if now < view.goes_out_at]
    return sorted(views, key=lambda v: (v.kind != "emergency", v.drill, v.at, v.id))


def put_out(*, mall: str, now: datetime) -> int:
    """Clear what has outlived its time; returns how many."""
    with transaction.atomic():
        return _put_out_stale(mall, now)


def _put_out_stale(
    mall: str, now: datetime, *, kind: str = "", place: str = "", for_real: bool = False
) -> int:
    """Clear what is over; at one place, for a real alarm, an exercise too."""
    rows = Alarm.objects.select_for_update().filter(mall=mall, cleared_at=None)
    if place:
        rows = rows.filter(kind=kind, place=place)
    count = 0
    for row in rows.order_by("id"):
        ends = _view(row).goes_out_at
        if ends <= now or (for_real and row.drill):
            _clear(row, min(ends, now), "")
            count += 1
    return count


def _clear(row: Alarm, now: datetime, by: str) -> None:
    row.cleared_at, row.cleared_by = now, by
    row.save(update_fields=["cleared_at", "cleared_by"])
    tell_hall(row.mall, alarm=row.pk)


def _locked(alarm_id: uuid.UUID, actor: Actor) -> Alarm:
    row = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if row is None:
        raise NoSuchAlarm(_("There is no such alarm."))
    refuse_strangers(actor, catalogue.mall(row.mall))
    return row


def _view(row: Alarm) -> AlarmView:
    return AlarmView(
        id=row.pk,
        mall=row.mall,
        kind=row.kind,
        place=row.place,
        by=row.by,
        at=row.at,
        drill=row.drill,
        accepted_at=row.accepted_at,
        accepted_by=row.accepted_by,
        cleared_at=row.cleared_at,
        cleared_by=row.cleared_by,
    )
