"""An officer is called back from a ride that has begun, so that somebody else goes.

Only a ride: whoever is at the door stays there. The officer's phone learns it with
the new plan; what it reports of the visit after that is a conflict to be looked at.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.courier.advancing import replan
from satupintu.courier.dayrows import read_days
from satupintu.courier.days import DayEngine
from satupintu.courier.models import HomeVisit, PlannedStop, Shift, State
from satupintu.courier.planrows import lock_days
from satupintu.courier.reading import find_id, visit_by_id
from satupintu.courier.rights import refuse_others
from satupintu.courier.views import HomeVisitView
from satupintu.kernel import journal, live
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict

RELEASED = "home.released"
T = TypeVar("T")


class NotOnTheWay(Conflict):
    """Nobody rides to this visit, so nobody can be called back."""

    code = "not_on_the_way"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody is on the way to this visit any more. Look at the day as it "
                "is now, then choose."
            )
        )


def release_visit(*, visit_id: uuid.UUID, actor: Actor, now: datetime) -> HomeVisitView:
    """Call the officer back: the visit is planned, and free to be moved. One that
    waits already: nothing changes.

    Raises `NotOnTheWay`, `NoSuchVisit`, `NotDispatcher`.
    """
    refuse_others(actor)
    with transaction.atomic():
        plans = lock_days([find_id(visit_id).day])
        row = find_id(visit_id, lock=True)
        if row.state != State.BOOKED:
            if row.day not in plans:
                raise NotOnTheWay
            call_back(row, actor, now)
            replan(plans[row.day], now)
            live.changed(f"home:{row.pk}")
    return visit_by_id(visit_id=visit_id, now=now)


def call_back(row: HomeVisit, actor: Actor, now: datetime) -> None:
    """Nobody rides there any more. The row and its day are locked; whoever calls
    makes the plan anew. Raises `NotOnTheWay`."""
    shift_id = row.shift_id
    if row.state != State.RIDING or shift_id is None:
        raise NotOnTheWay
    facts = {"shift": shift_id, "riding_at": row.riding_at}
    let_go(row)
    row.save()
    PlannedStop.objects.filter(visit=row).update(locked=False)
    # Called back is heard: nobody assumes any more that the day goes as planned.
    Shift.objects.filter(pk=shift_id).update(seen_at=now)
    journal.append(stream=row.pk, actor=actor, action=RELEASED, now=now, data=facts)


def let_go(row: HomeVisit) -> None:
    """As it was before somebody rode there; not saved."""
    row.state, row.shift = State.BOOKED, None
    row.riding_at = row.arrived_at = None


def see_released(row: HomeVisit, now: datetime, see: Callable[[DayEngine], T]) -> T:
    """What `see` would find in the day if the officer were called back. Nothing
    changes: the engine is of this question only."""
    assert row.day is not None  # noqa: S101 - somebody rides to it
    rows = read_days([row.day])[row.day]
    for shift in rows.shifts:
        if shift.pk == row.shift_id:
            shift.seen_at = now
    let_go(rows.visits[row.pk])
    for stop in (stop for stops in rows.stops.values() for stop in stops):
        stop.locked &= stop.visit_id != row.pk
    found = DayEngine(row.day)
    found.build(rows, None, now)
    return see(found)
