"""The day goes on: an officer rides, arrives, is done. The plan stays true.

What is reported is what happened: the stop ridden to is fixed, all later arrivals
are reckoned from it, and whoever was told a time that does not hold any more is told
the new one.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import days
from satupintu.courier.events import (
    HomeVisitDone,
    HomeVisitFailed,
    HomeVisitRiding,
)
from satupintu.courier.models import (
    DayPlan,
    HomeVisit,
    Kind,
    Outcome,
    PlannedStop,
    Shift,
    State,
    StopKind,
)
from satupintu.courier.places import PlaceGiven
from satupintu.courier.planrows import lock_days
from satupintu.courier.reading import find_id, visit_by_id
from satupintu.courier.requests import ErrandWanted, ask_visit
from satupintu.courier.rights import dispatches, refuse_others
from satupintu.courier.rules import FOLLOWS, TRY_AGAIN
from satupintu.courier.telling import publish
from satupintu.courier.views import HomeVisitView, view_of
from satupintu.kernel import journal, live
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Conflict, Invalid
from satupintu.kernel.outbox import announce


class NotYourStop(Conflict):
    """The plan sends somebody else to this visit, or nobody."""

    code = "not_your_stop"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This visit is not on your route any more. Look at the new plan, or "
                "call the dispatcher."
            )
        )


class NotNow(Conflict):
    """The visit is over, cancelled, or at a point that this does not follow."""

    code = "home_visit_elsewhere"

    def __init__(self, state: str) -> None:
        self.state = state
        if state == State.CANCELLED:
            super().__init__(_("This visit was cancelled meanwhile."))
        else:
            super().__init__(
                _(
                    "This visit has gone on meanwhile. Look at it again before you "
                    "report anything."
                )
            )


class BadOutcome(Invalid):
    """A visit that was not done needs one of the reasons."""

    code = "bad_outcome"


def set_progress(
    *,
    visit_id: uuid.UUID,
    state: str,
    at: datetime,
    outcome: str = "",
    note: str = "",
    actor: Actor,
    now: datetime,
) -> HomeVisitView:
    """What happened to a visit at `at`: riding, arrived, done, or failed (why).

    By the officer whom the plan sends, a dispatcher, or the system. The state that
    it has already: nothing changes. A visit that failed is followed by another
    attempt, if there may be one. Raises `NotYourStop`, `NotNow`, `BadOutcome`,
    `NoSuchVisit`, `NotDispatcher`.
    """
    _check(state, outcome)
    with transaction.atomic():
        plans = lock_days([find_id(visit_id).day])
        row = find_id(visit_id, lock=True)
        if row.state == state:
            return view_of(row, now)
        if row.state not in FOLLOWS[state] or row.day not in plans:
            raise NotNow(row.state)
        stop = _stop_for(row, actor)
        _put(row, state, min(at, now), outcome, note)
        if stop is not None:
            row.shift = stop.shift
            _put_first(row, stop)
        row.save()
        facts = {"at": at, "outcome": outcome}
        journal.append(
            stream=row.pk, actor=actor, action=f"home.{state}", now=now, data=facts
        )
        replan(plans[row.day], now)
        _announce(row, stop, at=min(at, now), now=now)
        live.changed(f"home:{row.pk}")
    return visit_by_id(visit_id=visit_id, now=now)


def _check(state: str, outcome: str) -> None:
    if state not in FOLLOWS:
        raise NotNow(state)
    if state == State.FAILED and outcome not in Outcome.values:
        raise BadOutcome(_("Say why the visit was not done."))


def replan(plan: DayPlan, now: datetime) -> set[uuid.UUID]:
    """Reckon a locked day anew from rows that were changed, and publish it.

    Promises that nobody keeps any more are given to others where that is possible
    by insertion. Returns the visits whose arrival or officer changed.
    """
    with days.rebuilt(plan, now) as found:
        return publish(plan, found, now)


def _stop_for(row: HomeVisit, actor: Actor) -> PlannedStop | None:
    """Where the plan has it. Raises `NotYourStop`, `NotDispatcher`."""
    stops = PlannedStop.objects.filter(visit=row).select_related("shift__officer")
    stop = stops.first()
    is_own = stop is not None and stop.shift.officer.account_id == actor.id
    if is_own or dispatches(actor):
        return stop
    home = catalogue.home_visits()
    if actor.holds(home.agency, home.officer):
        raise NotYourStop
    refuse_others(actor)
    return None


def _put(row: HomeVisit, state: str, at: datetime, outcome: str, note: str) -> None:
    row.state = state
    if state == State.RIDING:
        row.riding_at = at
    elif state == State.ARRIVED:
        row.riding_at = row.riding_at or at
        row.arrived_at = max(at, row.riding_at)
    else:
        row.ended_at = max(at, row.arrived_at or at)
        row.outcome = outcome if state == State.FAILED else ""
        row.note = note.strip()[:300]


def _put_first(row: HomeVisit, stop: PlannedStop) -> None:
    """What happened comes before what did not, whatever was planned; and its times
    are the real ones."""
    stops = list(
        PlannedStop.objects.filter(shift=stop.shift)
        .select_related("visit", "shift")
        .order_by("seq")
    )
    behind = [s for s in stops if s.visit and s.visit.ended_at and s.pk != stop.pk]
    last = max((stops.index(s) for s in behind), default=-1)
    at = next(n for n, each in enumerate(stops) if each.pk == stop.pk)
    skipped = [n for n in range(last + 1, at) if _is_skipped(stops[n], row)]
    if skipped:
        stops.insert(skipped[0], stops.pop(at))
        for n, each in enumerate(stops, start=1):
            each.seq = n
        PlannedStop.objects.bulk_update(stops, ["seq"])
    own = next(each for each in stops if each.pk == stop.pk)
    own.locked = True
    if row.ended_at is not None:
        own.leaves_at = row.ended_at
        guess = row.ended_at - timedelta(minutes=row.minutes)
        own.arrives_at = own.begins_at = row.arrived_at or guess
    own.save()


def _is_skipped(stop: PlannedStop, row: HomeVisit) -> bool:
    """A visit, or a rest that was not taken before setting out for this one."""
    if stop.kind != StopKind.REST:
        return stop.visit_id is not None
    is_ahead = row.riding_at is not None and stop.leaves_at > row.riding_at
    return is_ahead and stop.shift.rested_at is None


def _announce(
    row: HomeVisit, stop: PlannedStop | None, *, at: datetime, now: datetime
) -> None:
    if row.state == State.RIDING:
        announce(HomeVisitRiding(row.pk), at=at)
    elif row.state == State.DONE:
        announce(HomeVisitDone(row.pk), at=at)
    elif row.state == State.FAILED:
        after = _next_attempt(row, stop.shift if stop else None, now)
        next_id = str(after.id) if after else ""
        announce(HomeVisitFailed(row.pk, row.outcome, next_id), at=at)


def _next_attempt(
    row: HomeVisit, shift: Shift | None, now: datetime
) -> HomeVisitView | None:
    """Another visit for the same, without a time; None if it is given up."""
    if row.outcome not in TRY_AGAIN:
        return None
    if row.attempt >= catalogue.home_visits().attempts:
        return None
    place = PlaceGiven(
        row.address, row.landmark, row.area, row.lat, row.lon, row.precision
    )
    # The papers ride along until the officer is back, and lie there then.
    is_brought = row.kind == Kind.DELIVER and shift is not None
    return ask_visit(
        kind=row.kind,
        errands=[
            ErrandWanted(e.service, e.draft_id, e.case_id, e.permit_id)
            for e in row.errands.all()
        ],
        account_id=row.account_id,
        name=row.name,
        phone=row.phone,
        language=row.language,
        place=None if row.outcome == Outcome.WRONG_ADDRESS else place,
        needs=row.needs,
        key=f"next:{row.pk}",
        actor=SYSTEM,
        now=now,
        base=shift.officer.base if is_brought and shift else row.base,
        ready_at=shift.ends_at if is_brought and shift else row.ready_at,
        previous=row.pk,
    )
