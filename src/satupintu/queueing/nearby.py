"""Who has to be told that the turn is near, or has come: each once.

The rule is pure; `announce_nearby` reads its facts, remembers whom it told, and
announces the rest to `journeys`, which writes the messages.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import outbox
from satupintu.notifications import service as notifications
from satupintu.queueing import events
from satupintu.queueing.clock import real_time
from satupintu.queueing.models import Forecast, State, Stop, Visit
from satupintu.queueing.views import VisitView, visit_view

# What messages about turns are known by, to be forgotten after the day.
MESSAGES = "turn:"
NEARLY = 5.0  # minutes more than the way takes
AHEAD = 3
# Few people ahead may still take long: only if one could be called this soon.
SOON = 10.0
# From somewhere in the city to the building, unless we know better.
JOURNEY = 20.0


@dataclass(frozen=True, slots=True)
class Turn:
    """When somebody's turn comes: minutes from now, and the minutes of the way."""

    q10: float
    q50: float
    ahead: int
    walk: float


def is_near(turn: Turn) -> bool:
    """Whether to tell now: the likely moment, or a line that may go fast."""
    if turn.q50 <= turn.walk + NEARLY:
        return True
    return turn.ahead <= AHEAD and turn.q10 <= turn.walk + SOON


def announce_nearby(*, mall: str, now: datetime) -> int:
    """Announce whose turn is near; returns how many.

    `now` is the mall's clock. Run after every forecast, and every minute: whom it
    announced it does not announce again.
    """
    found = catalogue.mall(mall)
    rows = (
        Forecast.objects.select_related("stop__visit")
        .filter(
            stop__mall=mall,
            stop__day=catalogue.local_day(now),
            stop__state=State.WAITING,
            nearly_at=None,
        )
        .filter(Q(stop__not_before=None) | Q(stop__not_before__lte=now))
    )
    near = [row for row in rows if is_near(_turn(found, row, now))]
    return sum(_tell_once(found, row, now) for row in near)


def announce_call(*, stop: Stop, now: datetime) -> None:
    """Announce a call, within its transaction, if anybody wants a message of it."""
    visit = stop.visit
    if not visit.contact and not notifications.listens(visit.pk):
        return
    event = events.TurnCome(key=stop.pk, visit=visit.pk)
    outbox.announce(event, at=real_time(mall=stop.mall, shown=now))


def visit_told(visit_id: uuid.UUID) -> VisitView | None:
    """The visit that a message is about, as it is now; None if it is no more."""
    row = Visit.objects.filter(pk=visit_id).first()
    if row is None:
        return None
    return visit_view(row, row.stops.select_related("forecast").order_by("place"))


def _tell_once(mall: Mall, row: Forecast, now: datetime) -> bool:
    with transaction.atomic():
        fresh = Forecast.objects.filter(pk=row.pk, nearly_at=None).update(nearly_at=now)
        if fresh:
            event = events.TurnNear(key=row.stop_id, visit=row.stop.visit_id)
            outbox.announce(event, at=real_time(mall=mall.code, shown=now))
    return bool(fresh)


def _turn(mall: Mall, row: Forecast, now: datetime) -> Turn:
    passed = (now - row.at).total_seconds() / 60
    return Turn(
        q10=row.q10 - passed,
        q50=row.q50 - passed,
        ahead=row.ahead,
        walk=_walk(mall, row.stop, row.stop.visit),
    )


def _walk(mall: Mall, stop: Stop, visit: Visit) -> float:
    if visit.arrived_at is None:
        return JOURNEY
    if not visit.zone:
        return mall.walk
    return mall.walk_minutes(visit.zone, mall.queue(stop.queue).zone)
