"""Telling citizens, by a press of the dispatcher, that a promise will not be kept.

Moved times are told by themselves (`telling`); this says why, and that we know it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier.events import HomeDelayTold
from satupintu.courier.models import HomeVisit
from satupintu.courier.planrows import lock_days
from satupintu.courier.reading import find_id
from satupintu.courier.rights import refuse_others
from satupintu.courier.rules import WAITING, has_moved, is_at_risk
from satupintu.courier.views import HomeVisitView, stop_of
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid
from satupintu.kernel.models import JournalEntry
from satupintu.kernel.outbox import announce

TOLD = "home.delay_told"
# What a citizen may be told; `other` is said when another officer comes instead.
OTHER = "other"
REASONS = ("late", "rain", "traffic", "officer", OTHER)


class NothingToTell(Conflict):
    """The promise is kept as things stand, or somebody is there already."""

    code = "nothing_to_tell"

    def __init__(self) -> None:
        super().__init__(
            _(
                "As things stand this promise is kept, or the officer is there: there "
                "is nothing to tell."
            )
        )


class BadReason(Invalid):
    """Not one of `REASONS`."""

    code = "bad_reason"


@dataclass(frozen=True, slots=True)
class DelayTold:
    """When a citizen was told, why, and of which arrival (None: nobody comes).
    `holds`: that is what the plan still says."""

    at: datetime
    reason: str
    arrives_at: datetime | None
    holds: bool


def tell_delay(
    *, visit_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> DelayTold:
    """Send a letter with the new time and the reason. What was told and still holds
    is not told again.

    Raises `NothingToTell`, `BadReason`, `NoSuchVisit`, `NotDispatcher`.
    """
    refuse_others(actor)
    if reason not in REASONS:
        raise BadReason(_("Choose why we come later."))
    with transaction.atomic():
        lock_days([find_id(visit_id).day])
        row = find_id(visit_id, lock=True)
        comes_at = _refused_unless_late(row, reason)
        before = _told([(row.pk, comes_at)]).get(row.pk)
        if before is not None and before.holds and before.reason == reason:
            return before
        if comes_at is not None:
            row.told_at = comes_at
            row.save(update_fields=["told_at"])
        told = {"arrives_at": comes_at.isoformat() if comes_at else "", "why": reason}
        journal.append(stream=row.pk, actor=actor, action=TOLD, now=now, data=told)
        announce(HomeDelayTold(row.pk, **told), at=now)
    return DelayTold(now, reason, comes_at, holds=True)


def delays_told(*, visits: Sequence[HomeVisitView]) -> dict[uuid.UUID, DelayTold]:
    """What the citizens of these visits were told last. One statement. Callers
    guard."""
    return _told([(visit.id, visit.arrives_at) for visit in visits])


def _refused_unless_late(row: HomeVisit, reason: str) -> datetime | None:
    stop = stop_of(row)
    arrives_at = stop.arrives_at if stop else None
    is_late = is_at_risk(state=row.state, arrives_at=arrives_at, until_at=row.until_at)
    if row.state not in WAITING or not (is_late or reason == OTHER):
        raise NothingToTell
    return arrives_at


def _told(
    visits: Sequence[tuple[uuid.UUID, datetime | None]],
) -> dict[uuid.UUID, DelayTold]:
    arrivals = dict(visits)
    if not arrivals:
        return {}
    entries = JournalEntry.objects.filter(stream__in=arrivals, action=TOLD)
    return {e.stream: _read(e, arrivals[e.stream]) for e in entries.order_by("seq")}


def _read(entry: JournalEntry, arrives_at: datetime | None) -> DelayTold:
    told = (
        parse_datetime(entry.data["arrives_at"]) if entry.data["arrives_at"] else None
    )
    tolerance = catalogue.home_visits().tolerance
    holds = told == arrives_at or (
        arrives_at is not None
        and told is not None
        and not has_moved(told_at=told, to=arrives_at, tolerance=tolerance)
    )
    return DelayTold(entry.at, str(entry.data["why"]), told, holds)
