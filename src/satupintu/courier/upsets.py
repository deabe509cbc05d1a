"""What upsets a day: an officer falls ill, it rains, many visits have to move.

Each is one transaction that publishes a plan which is true at once: what can be
given to others by insertion is, the rest is listed. Better plans are proposed
afterwards (`proposals`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import causes
from satupintu.courier.advancing import replan
from satupintu.courier.booking import WindowGone, move_visit
from satupintu.courier.models import HomeVisit, PlannedStop, Shift, ShiftState, State
from satupintu.courier.offering import Promise, promises_of
from satupintu.courier.planrows import lock_day
from satupintu.courier.reading import at_risk, find_id, visit_by_id
from satupintu.courier.releasing import let_go
from satupintu.courier.requests import VisitFixed
from satupintu.courier.rights import refuse_others
from satupintu.courier.roster import shift_row
from satupintu.courier.rules import WAITING
from satupintu.courier.shifts import ShiftOver
from satupintu.courier.views import HomeVisitView, view_of, views_of
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid


class BadPause(Invalid):
    """A pause that is over, too long, or for nobody."""

    code = "bad_pause"


@dataclass(frozen=True, slots=True)
class Upset:
    """What became of the plan. `moved`: visits of others than before, or at another
    time; `stranded`: promises at risk now, the same as in `day_plan`.
    """

    day: date
    version: int
    moved: tuple[HomeVisitView, ...]
    stranded: tuple[HomeVisitView, ...]


@dataclass(frozen=True, slots=True)
class ManyMoved:
    """Visits that have a new promise, and those for which the day has no room."""

    moved: tuple[HomeVisitView, ...]
    stuck: tuple[HomeVisitView, ...]


def officer_away(
    *, shift_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> Upset:
    """The officer does not ride (any more) on this day. Again is harmless.

    Visits that were not done go to others where they fit. What is in the officer's
    bag stays there until the desk has it. Raises `NoSuchShift`, `ShiftOver`,
    `NotDispatcher`.
    """
    refuse_others(actor)
    with transaction.atomic():
        plan = lock_day(shift_row(shift_id).day)
        shift = _unended(shift_id)
        before = _planned(shift)
        if shift.state != ShiftState.OFF:
            shift.state, shift.reason = ShiftState.OFF, causes.kept(reason)
            shift.save(update_fields=["state", "reason"])
            _let_go(shift, actor, now)
            moved = replan(plan, now)
            _note(shift, "shift.off", actor, now)
        else:
            moved = set()
        return _upset(plan.day, plan.version, moved | before, now)


def bring_back(*, shift_id: uuid.UUID, actor: Actor, now: datetime) -> Upset:
    """The officer rides again, after being away or a pause. Again is harmless.

    Raises `NoSuchShift`, `ShiftOver`, `NotDispatcher`.
    """
    refuse_others(actor)
    with transaction.atomic():
        plan = lock_day(shift_row(shift_id).day)
        shift = _unended(shift_id)
        is_paused = shift.paused_until is not None and shift.paused_until > now
        moved: set[uuid.UUID] = set()
        if shift.state == ShiftState.OFF or is_paused:
            back = ShiftState.OPEN if shift.opened_at else ShiftState.PLANNED
            shift.state, shift.paused_until, shift.reason = back, None, ""
            shift.save(update_fields=["state", "paused_until", "reason"])
            moved = replan(plan, now)
            _note(shift, "shift.back", actor, now)
        return _upset(plan.day, plan.version, moved, now)


def pause_riding(
    *,
    shift_ids: Sequence[uuid.UUID] = (),
    base: str = "",
    until: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Upset:
    """Nobody of these shifts, or of a base ("": of all bases), rides until then.

    For today only. Raises `BadPause`, `NotDispatcher`.
    """
    refuse_others(actor)
    day = catalogue.local_day(now)
    if not now < until < catalogue.day_bounds(day)[1]:
        raise BadPause(_("A pause ends later today. Choose another time."))
    with transaction.atomic():
        plan = lock_day(day)
        rows = Shift.objects.filter(
            day=day, state__in=(ShiftState.PLANNED, ShiftState.OPEN)
        ).select_related("officer")
        if shift_ids:
            rows = rows.filter(pk__in=shift_ids)
        elif base:
            rows = rows.filter(officer__base=base)
        shifts = list(rows)
        if not shifts:
            raise BadPause(_("Nobody of these rides today."))
        for shift in shifts:
            shift.paused_until, shift.reason = until, causes.kept(reason)
            shift.save(update_fields=["paused_until", "reason"])
            _note(shift, "shift.paused", actor, now)
        moved = replan(plan, now)
        return _upset(day, plan.version, moved, now)


def move_many(
    *,
    visit_ids: Sequence[uuid.UUID],
    day: date,
    reason: str = "",
    key: str = "",
    actor: Actor,
    now: datetime,
) -> ManyMoved:
    """Promise other windows on another day, those with priority first: the same
    hours if they are free, else the nearest. Each visit is moved for itself.

    Raises `NotDispatcher`, `NoSuchVisit`.
    """
    refuse_others(actor)
    rows = [find_id(visit_id) for visit_id in dict.fromkeys(visit_ids)]
    moved: list[HomeVisitView] = []
    stuck: list[HomeVisitView] = []
    for row in sorted(rows, key=lambda r: (not r.is_priority, r.minutes * -1)):
        done = _move(row, day, key, reason, actor, now)
        (moved if done else stuck).append(done or visit_by_id(visit_id=row.pk, now=now))
    return ManyMoved(tuple(moved), tuple(stuck))


def _move(
    row: HomeVisit, day: date, key: str, reason: str, actor: Actor, now: datetime
) -> HomeVisitView | None:
    if row.state != State.BOOKED or row.from_at is None:
        return None
    if row.day == day:
        return view_of(row, now)
    for promise in sorted(promises_of(day), key=lambda p: _distance(p, row)):
        try:
            return move_visit(
                token=row.token,
                from_at=promise[0],
                until_at=promise[1],
                key=key,
                reason=reason,
                actor=actor,
                now=now,
            )
        except (WindowGone, VisitFixed):
            continue
    return None


def _distance(promise: Promise, row: HomeVisit) -> float:
    """Between the hours of two windows, whatever their days."""
    assert row.from_at is not None  # noqa: S101 - it is booked
    seconds = (promise[0] - row.from_at).total_seconds() % 86_400
    return min(seconds, 86_400 - seconds)


def _unended(shift_id: uuid.UUID) -> Shift:
    shift = shift_row(shift_id)
    if shift.state == ShiftState.ENDED:
        raise ShiftOver(_("This shift has ended already."))
    return shift


def _planned(shift: Shift) -> set[uuid.UUID]:
    """The visits of the shift that are still to be done."""
    stops = PlannedStop.objects.filter(shift=shift, visit__state=State.BOOKED)
    return set(stops.values_list("visit_id", flat=True))


def _let_go(shift: Shift, actor: Actor, now: datetime) -> None:
    """Whom the officer was with, or riding to, waits for somebody else now."""
    rows = HomeVisit.objects.select_for_update().filter(
        shift=shift, state__in=(State.RIDING, State.ARRIVED)
    )
    for row in rows:
        let_go(row)
        row.save()
        journal.append(stream=row.pk, actor=actor, action="home.let_go", now=now)
    PlannedStop.objects.filter(shift=shift, visit__state=State.BOOKED).update(
        locked=False
    )


def _note(shift: Shift, action: str, actor: Actor, now: datetime) -> None:
    facts = {"reason": shift.reason, "until": shift.paused_until, "day": shift.day}
    journal.append(stream=shift.pk, actor=actor, action=action, now=now, data=facts)


def _upset(day: date, version: int, moved: set[uuid.UUID], now: datetime) -> Upset:
    lost = at_risk(day=day)
    waiting = HomeVisit.objects.filter(day=day, state__in=WAITING)
    views = views_of(waiting.filter(pk__in=moved | lost), now)
    return Upset(
        day=day,
        version=version,
        moved=tuple(view for view in views if view.id not in lost),
        stranded=tuple(view for view in views if view.id in lost),
    )
