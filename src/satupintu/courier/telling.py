"""What citizens were told about when somebody comes, and when it has to be said anew.

Before the day itself they know their window only, so that the plan stays free to
become better. On the day they are told a time; whoever's time moves by more than
the tolerance is told the new one.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from satupintu.catalogue import service as catalogue
from satupintu.courier.days import DayEngine
from satupintu.courier.events import HomePromiseAtRisk, HomeVisitTold
from satupintu.courier.links import end_loose
from satupintu.courier.models import DayPlan, HomeVisit, PlannedStop, State
from satupintu.courier.planrows import write_plan
from satupintu.courier.rules import has_moved
from satupintu.kernel import journal
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.outbox import announce


def tell_moved(
    found: DayEngine,
    visits: Collection[uuid.UUID],
    now: datetime,
    actor: Actor = SYSTEM,
) -> int:
    """Tell those whose told time does not hold any more; how many they were.

    The day is locked, and its plan written.
    """
    if found.day != catalogue.local_day(now):
        return 0
    rows = HomeVisit.objects.select_for_update().filter(
        pk__in=visits, state=State.BOOKED, told_at__isnull=False
    )
    return _tell(list(rows.order_by("pk")), now, actor)


def tell_first(row: HomeVisit, now: datetime, actor: Actor = SYSTEM) -> None:
    """Booked for today: what is planned is told at once. The row is locked."""
    if row.day == catalogue.local_day(now):
        _tell([row], now, actor)


def tell_day(now: datetime) -> int:
    """Tell all who are visited today and know no time yet. The day is locked."""
    rows = HomeVisit.objects.select_for_update().filter(
        day=catalogue.local_day(now), state=State.BOOKED, told_at__isnull=True
    )
    return _tell(list(rows.order_by("pk")), now, SYSTEM)


def _tell(rows: list[HomeVisit], now: datetime, actor: Actor) -> int:
    tolerance = catalogue.home_visits().tolerance
    arrivals = dict(
        PlannedStop.objects.filter(visit__in=rows).values_list("visit_id", "arrives_at")
    )
    count = 0
    for row in rows:
        arrives_at = arrivals.get(row.pk)
        if arrives_at is None:
            continue
        # Whoever comes early waits: a visit never begins before its window.
        comes_at = max(arrives_at, row.from_at) if row.from_at else arrives_at
        if not has_moved(told_at=row.told_at, to=comes_at, tolerance=tolerance):
            continue
        before = row.told_at.isoformat() if row.told_at else ""
        row.told_at = comes_at
        row.save(update_fields=["told_at"])
        told = {"told_at": comes_at.isoformat(), "before": before}
        journal.append(
            stream=row.pk, actor=actor, action="home.told", now=now, data=told
        )
        announce(HomeVisitTold(row.pk, **told), at=now)
        count += 1
    return count


def publish(
    plan: DayPlan, found: DayEngine, now: datetime, actor: Actor = SYSTEM
) -> set[uuid.UUID]:
    """Write the engine's plan of a locked day, and tell whom it concerns.

    Links that the plan does not hold are ended. Returns the visits whose arrival or
    officer changed.
    """
    moved = write_plan(plan, found, now)
    end_loose(found, now)
    tell_moved(found, moved, now, actor)
    _warn(found, now)
    return moved


def _warn(found: DayEngine, now: datetime) -> None:
    """Announce, once for each visit, that its promise is at risk."""
    late = found.late
    lost = {uuid.UUID(name) for name in found.engine.plan().unserved}
    rows = HomeVisit.objects.select_for_update().filter(
        pk__in=late | lost, state=State.BOOKED, warned_at=None
    )
    for row in rows.order_by("pk"):
        row.warned_at = now
        row.save(update_fields=["warned_at"])
        reason = "late" if row.pk in late else "nobody"
        journal.append(
            stream=row.pk,
            actor=SYSTEM,
            action="home.at_risk",
            now=now,
            data={"reason": reason},
        )
        announce(HomePromiseAtRisk(row.pk, reason), at=now)
