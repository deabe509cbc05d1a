"""Changing the plan by hand, and asking what a change would do.

Questions (`what_if`, `why_not`) are answered from the published plan and guarded by
whoever asks them; what changes the plan is for dispatchers.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy

from satupintu.catalogue import service as catalogue
from satupintu.courier import days
from satupintu.courier.advancing import replan
from satupintu.courier.days import DayEngine
from satupintu.courier.models import DayPlan, HomeVisit, PlannedStop, State
from satupintu.courier.offering import rides_of, window_in
from satupintu.courier.planrows import lock_day
from satupintu.courier.problem import task_of
from satupintu.courier.reading import find_id, visit_by_id
from satupintu.courier.reasons import (
    OfficerReason,
    Verdict,
    late_visits,
    officer_reason,
    sentence_of,
)
from satupintu.courier.releasing import call_back, see_released
from satupintu.courier.rights import refuse_others
from satupintu.courier.telling import publish
from satupintu.courier.views import HomeVisitView
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Refused


class NotPlanned(Refused):
    """The visit is not to be planned on this day: no promise, or over already."""

    code = "not_planned"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "This visit has no place in the plan of a day: it has no time yet, "
                "or it is over."
            )
        )


class DoesNotFit(Conflict):
    """The change would break a promise or a rule; `verdict` says which."""

    code = "does_not_fit"

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(" ".join(verdict.sentences) or _("This does not fit."))


def what_if(
    *, visit_id: uuid.UUID, shift_id: uuid.UUID, position: int, now: datetime
) -> Verdict:
    """What it would do to give the visit to this shift, behind `position` of its
    visits that are still ahead. Raises `NotPlanned`, `NoSuchVisit`."""
    spots = range(position, position + 1)
    return best_spot(visit_id=visit_id, shift_id=shift_id, spots=spots, now=now)[1]


def best_spot(
    *, visit_id: uuid.UUID, shift_id: uuid.UUID, spots: Sequence[int], now: datetime
) -> tuple[int, Verdict]:
    """As `what_if`, for the best of several positions, which is given, too.

    Of a visit that somebody rides to: as if the officer were called back.
    """

    def weigh(found: DayEngine) -> tuple[int, Verdict]:
        weighed = ((n, _weigh(found, visit_id, shift_id, n)) for n in spots)
        return min(weighed, key=lambda v: (not v[1].feasible, v[1].riding))

    row = find_id(visit_id)
    if row.state == State.RIDING:
        return see_released(row, now, weigh)
    answer = days.look([row.day], now, weigh) if row.day else {}
    if not row.day or row.day not in answer:
        raise NotPlanned
    return answer[row.day]


def place_visit(
    *,
    visit_id: uuid.UUID,
    shift_id: uuid.UUID,
    position: int,
    key: str = "",
    release: bool = False,
    actor: Actor,
    now: datetime,
) -> Verdict:
    """Do what `what_if` weighs, and fix the stop there: it was somebody's decision.

    Where it is already, nothing changes but that it is fixed. `release`: whoever is
    on the way is called back first. Raises `DoesNotFit`, `NotPlanned`,
    `NotOnTheWay`, `NotDispatcher`, `NoSuchVisit`.
    """
    refuse_others(actor)
    with transaction.atomic():
        row, plan, is_free = _taken(visit_id, release, actor, now)
        # Whose bag a folder is in changes without the plan, so that is read anew.
        anew = is_free or row.delivers or row.link
        opened = days.rebuilt if anew else days.using
        with opened(plan, now) as found:
            verdict = _weigh(found, visit_id, shift_id, position)
            if not verdict.feasible:
                raise DoesNotFit(verdict)
            found.begin_change()
            found.engine.apply(str(visit_id), str(shift_id), position)
            publish(plan, found, now, actor)
            PlannedStop.objects.filter(visit_id=visit_id).update(locked=True)
            # It is fixed from now on, which this engine does not know.
            found.begin_change()
        facts = {"shift": shift_id, "position": position, "key": key}
        journal.append(
            stream=visit_id, actor=actor, action="home.placed_by", now=now, data=facts
        )
    return verdict


def why_not(
    *,
    visit_id: uuid.UUID,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    now: datetime,
) -> list[OfficerReason]:
    """For each officer of a day why the visit fits or not, who fits first.

    In its own window, or in another one, also of another day. Raises `NotPlanned`,
    `NoSuchVisit`.
    """
    row = find_id(visit_id)
    from_at, until_at = from_at or row.from_at, until_at or row.until_at
    if from_at is None or until_at is None or row.lat is None:
        raise NotPlanned
    promise = (from_at, until_at)
    day = catalogue.local_day(from_at)

    def explain(found: DayEngine) -> list[OfficerReason]:
        window = window_in(found, promise)
        if found.has(visit_id):
            reasons = found.engine.why(str(visit_id), window)
        else:
            task = task_of(row, found.rows, window=window, name=f"why {row.pk}")
            there, back = rides_of(row, found)
            reasons = found.engine.why(task, window, there, back)
        return [officer_reason(found, reason, visit_id) for reason in reasons]

    if row.state == State.RIDING and row.day == day:
        answers = see_released(row, now, explain)
    else:
        answers = days.look([day], now, explain).get(day, [])
    return sorted(answers, key=lambda a: (not a.fits, a.riding, a.officer))


def lock_stop(*, visit_id: uuid.UUID, actor: Actor, now: datetime) -> HomeVisitView:
    """Fix a stop with its officer and (about) its time; again is harmless."""
    return _set_lock(visit_id, True, actor, now)


def unlock_stop(*, visit_id: uuid.UUID, actor: Actor, now: datetime) -> HomeVisitView:
    """Let planning move it again; what is ridden to stays fixed."""
    return _set_lock(visit_id, False, actor, now)


def _set_lock(
    visit_id: uuid.UUID, locked: bool, actor: Actor, now: datetime
) -> HomeVisitView:
    refuse_others(actor)
    with transaction.atomic():
        row, plan = _booked(visit_id)
        changed = PlannedStop.objects.filter(visit=row, locked=not locked)
        if changed.update(locked=locked):
            action = "home.stop_locked" if locked else "home.stop_unlocked"
            journal.append(stream=row.pk, actor=actor, action=action, now=now)
            replan(plan, now)
    return visit_by_id(visit_id=visit_id, now=now)


def _weigh(
    found: DayEngine, visit_id: uuid.UUID, shift_id: uuid.UUID, position: int
) -> Verdict:
    name, workers = str(visit_id), {w.id for w in found.layout.problem.workers}
    if not found.has(visit_id) or str(shift_id) not in workers:
        raise NotPlanned
    verdict = found.engine.move(name, str(shift_id), max(0, position))
    riding = verdict.cost
    if name in found.engine.plan().unserved:
        tasks = found.engine.problem.tasks
        riding += next(task.prize for task in tasks if task.id == name)
    return Verdict(
        feasible=verdict.feasible,
        riding=riding,
        late=late_visits(found, verdict.late),
        sentences=tuple(
            sentence_of(found, reason, visit_id) for reason in verdict.reasons
        ),
    )


def _taken(
    visit_id: uuid.UUID, release: bool, actor: Actor, now: datetime
) -> tuple[HomeVisit, DayPlan, bool]:
    """As `_booked`, and whether somebody was called back for it."""
    if not release:
        return *_booked(visit_id), False
    row, plan = _locked(visit_id)
    call_back(row, actor, now)
    return row, plan, True


def _booked(visit_id: uuid.UUID) -> tuple[HomeVisit, DayPlan]:
    """The visit that waits and its day, both locked. Raises `NotPlanned`."""
    row, plan = _locked(visit_id)
    if row.state != State.BOOKED:
        raise NotPlanned
    return row, plan


def _locked(visit_id: uuid.UUID) -> tuple[HomeVisit, DayPlan]:
    day = find_id(visit_id).day
    if day is None:
        raise NotPlanned
    plan = lock_day(day)
    row = find_id(visit_id, lock=True)
    if row.day != day:
        raise NotPlanned
    return row, plan
