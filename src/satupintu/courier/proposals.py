"""Other plans for a day: made, compared, and published or dropped.

A proposal is made from one version of the day, and days go on while one thinks: it is
fitted into the newest version when it is published. What it replaces is kept as a
proposal itself, so that it can be undone.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from satupintu.courier import causes
from satupintu.courier.dayrows import DayRows, read_days
from satupintu.courier.days import DayEngine
from satupintu.courier.models import DayPlan, Proposal
from satupintu.courier.planrows import (
    arrivals_of,
    arrivals_written,
    beginnings_of,
    beginnings_written,
    lock_day,
    plan_of_stops,
    stops_of_plan,
)
from satupintu.courier.rights import refuse_others
from satupintu.courier.rules import is_at_risk
from satupintu.courier.telling import publish
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, NotFound

SECONDS = 1.2
LONGEST = 30.0
# A citizen notices when somebody comes this much earlier or later.
NOTICED = timedelta(minutes=15)


class NoSuchProposal(NotFound):
    """There is no such proposal."""

    code = "no_such_proposal"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("There is no such proposal. Look at the list."))


class ProposalOld(Conflict):
    """By what happened since, the proposal would break promises; or it was dropped."""

    code = "proposal_old"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "The plan has changed since this proposal was made, so it does not "
                "fit any more. Ask for a new one."
            )
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What a proposal would change, against the plan that it was made from.

    `riding` seconds; `unkept`: promises at risk, counted as the day's list counts them;
    `moved`: told or planned arrivals that move by more than a quarter of an hour;
    `reassigned`: visits by another officer; `visits`: how many there are.
    """

    riding_before: int
    riding_after: int
    unkept_before: int
    unkept_after: int
    moved: int
    reassigned: int
    visits: int


@dataclass(frozen=True, slots=True)
class Change:
    """A visit that a proposal gives to somebody else, or another time."""

    visit_id: uuid.UUID
    name: str
    officer_before: str
    officer_after: str
    at_before: datetime | None
    at_after: datetime | None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal. `is_open`: neither published nor dropped; `is_current`: and the day
    is the one that it was made from. `routes` as stored."""

    id: uuid.UUID
    day: date
    base_version: int
    reason: str
    summary: Summary
    routes: tuple[Mapping[str, Any], ...]
    made_at: datetime
    made_by: str
    published_at: datetime | None
    dropped_at: datetime | None
    is_current: bool

    @property
    def is_open(self) -> bool:
        return self.published_at is None and self.dropped_at is None


def propose(
    *,
    day: date,
    reason: str,
    seconds: float = SECONDS,
    actor: Actor,
    now: datetime,
) -> ProposalView:
    """Look for a better plan of a day for so long. The plan stays as it is.

    Raises `NotDispatcher`, `NoSuchProposal` where nothing is planned yet.
    """
    refuse_others(actor)
    plan = DayPlan.objects.filter(day=day).first()
    if plan is None:
        raise NoSuchProposal
    seconds = min(max(0.0, seconds), LONGEST)
    rows = read_days([day])[day]
    found = DayEngine(day)
    found.build(rows, None, now)
    if found.late:
        found.rescue(rows, now, seconds / 2)
        seconds /= 2
    found.search(seconds)
    row = Proposal.objects.create(
        day=day,
        base_version=plan.version,
        reason=causes.kept(reason),
        routes=stops_of_plan(found.engine.plan()),
        summary=_summary(found),
        made_at=now,
        made_by=actor.name,
    )
    return _view(row, plan.version)


def proposals(
    *, day: date, limit: int = 20, version: int | None = None
) -> Sequence[ProposalView]:
    """The proposals of a day, the newest first; `version` is that of the day's plan,
    for whoever knows it. Callers guard."""
    if version is None:
        plan = DayPlan.objects.filter(day=day).first()
        version = plan.version if plan else 0
    rows = Proposal.objects.filter(day=day).order_by("-made_at", "-id")[:limit]
    return [_view(row, version) for row in rows]


def compare(*, proposal_id: uuid.UUID, now: datetime) -> list[Change]:
    """Visit by visit what the proposal changes in the plan as it is published now,
    the largest first. Callers guard. Raises `NoSuchProposal`."""
    row = _find(proposal_id)
    rows = read_days([row.day])[row.day]
    before = beginnings_written(rows.stops.values())
    after = beginnings_of(plan_of_stops(row.routes), rows)
    names = {shift.pk: shift.officer.name for shift in rows.shifts}
    changes = []
    for pk in after.keys() | (before.keys() & _open(rows)):
        old, new = before.get(pk), after.get(pk)
        if old and new and old[0] == new[0] and abs(old[1] - new[1]) < NOTICED:
            continue
        changes.append(
            Change(
                visit_id=pk,
                name=rows.visits[pk].name if pk in rows.visits else "",
                officer_before=names.get(old[0], "") if old else "",
                officer_after=names.get(new[0], "") if new else "",
                at_before=old[1] if old else None,
                at_after=new[1] if new else None,
            )
        )
    return sorted(changes, key=lambda c: -_size(c))


def publish_proposal(
    *, proposal_id: uuid.UUID, actor: Actor, now: datetime
) -> ProposalView:
    """Make it the plan of the day. Again: the same answer. What it replaces becomes
    a proposal to undo it, which is returned by `proposals`.

    Raises `ProposalOld`, `NoSuchProposal`, `NotDispatcher`.
    """
    refuse_others(actor)
    with transaction.atomic():
        plan = lock_day(_find(proposal_id).day)
        row = _find(proposal_id, lock=True)
        if row.published_at is not None:
            return _view(row, plan.version)
        if row.dropped_at is not None:
            raise ProposalOld
        found = _fitted(row, now)
        old = stops_of_plan(found.layout.plan)
        publish(plan, found, now, actor)
        row.published_at = now
        row.save(update_fields=["published_at"])
        _keep_old(row, plan, old, actor, now)
        facts = {"proposal": row.pk, "reason": row.reason, "version": plan.version}
        journal.append(
            stream=plan.pk, actor=actor, action="plan.published", now=now, data=facts
        )
        return _view(row, plan.version)


def drop_proposal(
    *, proposal_id: uuid.UUID, actor: Actor, now: datetime
) -> ProposalView:
    """Put it aside; again is harmless. Raises `NoSuchProposal`, `NotDispatcher`."""
    refuse_others(actor)
    row = _find(proposal_id)
    if row.published_at is None and row.dropped_at is None:
        row.dropped_at = now
        row.save(update_fields=["dropped_at"])
    plan = DayPlan.objects.filter(day=row.day).first()
    return _view(row, plan.version if plan else 0)


def _fitted(row: Proposal, now: datetime) -> DayEngine:
    """The proposal in the day as it is now: what was reported or booked since it was
    made holds. Raises `ProposalOld` if it would break more promises than it said."""
    rows = read_days([row.day])[row.day]
    wanted = plan_of_stops(row.routes)
    found = DayEngine(row.day)
    found.build(rows, None, now, wanted)
    before = len(_at_risk(rows, arrivals_written(rows)))
    after = len(_at_risk(rows, arrivals_of(found)))
    if found.lost(wanted) or after > max(before, row.summary["unkept_after"]):
        raise ProposalOld
    return found


def _keep_old(
    row: Proposal,
    plan: DayPlan,
    old: list[dict[str, object]],
    actor: Actor,
    now: datetime,
) -> None:
    done = row.summary
    Proposal.objects.create(
        day=row.day,
        base_version=plan.version,
        reason=causes.back_from(row.reason),
        routes=old,
        summary={
            **done,
            "riding_before": done["riding_after"],
            "riding_after": done["riding_before"],
            "unkept_before": done["unkept_after"],
            "unkept_after": done["unkept_before"],
        },
        made_at=now,
        made_by=actor.name,
    )


def _summary(found: DayEngine) -> dict[str, int]:
    before, after = found.layout.plan, found.engine.plan()
    there, then = beginnings_of(before, found.rows), beginnings_of(after, found.rows)
    both = there.keys() & then.keys()
    return {
        "riding_before": before.riding,
        "riding_after": after.riding,
        "unkept_before": len(_at_risk(found.rows, arrivals_written(found.rows))),
        "unkept_after": len(_at_risk(found.rows, arrivals_of(found))),
        "moved": sum(abs(there[pk][1] - then[pk][1]) > NOTICED for pk in both),
        "reassigned": sum(there[pk][0] != then[pk][0] for pk in both),
        "visits": len(there.keys() | then.keys()),
    }


def _at_risk(rows: DayRows, arrives: Mapping[uuid.UUID, datetime]) -> set[uuid.UUID]:
    return {
        pk
        for pk, visit in rows.visits.items()
        if is_at_risk(
            state=visit.state, arrives_at=arrives.get(pk), until_at=visit.until_at
        )
    }


def _open(rows: DayRows) -> set[uuid.UUID]:
    return {pk for pk, visit in rows.visits.items() if visit.ended_at is None}


def _size(change: Change) -> float:
    if change.at_before is None or change.at_after is None:
        return float("inf")
    return abs((change.at_after - change.at_before).total_seconds())


def _find(proposal_id: uuid.UUID, *, lock: bool = False) -> Proposal:
    rows = Proposal.objects.select_for_update() if lock else Proposal.objects.all()
    row = rows.filter(pk=proposal_id).first()
    if row is None:
        raise NoSuchProposal
    return row


def _view(row: Proposal, version: int) -> ProposalView:
    is_open = row.published_at is None and row.dropped_at is None
    return ProposalView(
        id=row.pk,
        day=row.day,
        base_version=row.base_version,
        reason=causes.said(row.reason),
        summary=Summary(**row.summary),
        routes=tuple(row.routes),
        made_at=row.made_at,
        made_by=row.made_by,
        published_at=row.published_at,
        dropped_at=row.dropped_at,
        is_current=is_open and row.base_version == version,
    )
