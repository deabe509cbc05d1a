"""Dispatchers link two visits of a day: one officer, in this order; maybe with what is
collected at the first door brought to the second one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy as _

from satupintu.courier import days
from satupintu.courier.advancing import replan
from satupintu.courier.booking import SEARCH_SECONDS
from satupintu.courier.dayrows import read_days
from satupintu.courier.days import DayEngine
from satupintu.courier.dispatching import DoesNotFit
from satupintu.courier.links import BY_HAND, LINKED, end_link, partner_of
from satupintu.courier.models import HomeVisit, Kind, LinkPart, State
from satupintu.courier.planrows import lock_day
from satupintu.courier.reading import find_id, visit_by_id
from satupintu.courier.reasons import Verdict, name_of, sentence_of
from satupintu.courier.rights import refuse_others
from satupintu.courier.telling import publish
from satupintu.courier.views import HomeVisitView
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Refused, Sentence
from satupintu.kernel.ids import uuid7

NAMED = 3


class NotLinkable(Refused):
    """These two visits cannot be linked; the sentence says why."""

    code = "home_visits_not_linkable"


def link_visits(
    *,
    first_id: uuid.UUID,
    second_id: uuid.UUID,
    carries: bool,
    actor: Actor,
    now: datetime,
) -> Verdict:
    """One officer does both on the same day, the second some time after the first.

    carries: what is collected at the first door is brought to the second one, and is
    counted in the bag in between. The day is laid anew so that the link holds; every
    promise stays. Linked so already: nothing changes. Raises `NotLinkable`,
    `DoesNotFit` (why no officer can), `NoSuchVisit`, `NotDispatcher`.
    """
    refuse_others(actor)
    day = find_id(second_id).day
    if first_id == second_id or day is None:
        raise NotLinkable(_("Choose two planned visits of the same day."))
    with transaction.atomic():
        plan = lock_day(day)
        rows = {pk: find_id(pk, lock=True) for pk in sorted((first_id, second_id))}
        first, second = rows[first_id], rows[second_id]
        if _are_linked(first, second, carries):
            return Verdict(feasible=True, riding=0, late=(), sentences=())
        _refuse_unfit(first, second, carries)
        with days.using(plan, now) as found:
            _refuse_unloaded(found, (first, second))
            before = found.engine.plan().riding
            _keep(first, second, carries, actor, now)
            fresh = read_days([day])[day]
            lost = found.tie(second.pk, fresh, now, SEARCH_SECONDS)
            if lost:
                raise DoesNotFit(_verdict(found, second.pk, lost))
            publish(plan, found, now, actor)
            more = found.engine.plan().riding - before
    return Verdict(feasible=True, riding=more, late=(), sentences=())


def unlink_visit(*, visit_id: uuid.UUID, actor: Actor, now: datetime) -> HomeVisitView:
    """Plan the visit, and the other one, for themselves; again is harmless.

    What is in the bag for the second one stays its officer's to bring. Raises
    `NoSuchVisit`, `NotDispatcher`.
    """
    refuse_others(actor)
    day = find_id(visit_id).day
    with transaction.atomic():
        if day is not None:
            plan = lock_day(day)
            row = find_id(visit_id, lock=True)
            if end_link(row, BY_HAND, actor, now):
                replan(plan, now)
    return visit_by_id(visit_id=visit_id, now=now)


def _are_linked(first: HomeVisit, second: HomeVisit, carries: bool) -> bool:
    same = first.link is not None and first.link == second.link
    return same and (second.link_part, second.carries) == (LinkPart.SECOND, carries)


def _refuse_unfit(first: HomeVisit, second: HomeVisit, carries: bool) -> None:
    """Raises `NotLinkable` for what rows alone forbid."""
    if first.day != second.day:
        raise NotLinkable(_("Only visits of the same day can be linked."))
    for row in (first, second):
        if row.state in (State.RIDING, State.ARRIVED, State.DONE, State.FAILED):
            raise _refusal(row, _("Somebody rode to %(name)s already."))
        if row.state != State.BOOKED:
            raise _refusal(row, _("%(name)s has no planned time on this day."))
        other = partner_of(row)
        if other is not None:
            linked = _(
                "%(name)s is linked with %(other)s already. End that link first."
            )
            raise NotLinkable(linked, name=row.name, other=other.name)
    if carries and (first.kind, second.kind) != (Kind.FILE, Kind.FILE):
        raise NotLinkable(
            _(
                "What is collected can be brought from one application to another "
                "only. A delivery brings a permit from the base."
            )
        )


def _refuse_unloaded(found: DayEngine, rows: Sequence[HomeVisit]) -> None:
    """Raises `NotLinkable` for a permit that nobody has from the start of the day:
    its folder is fetched at the base in between."""
    problem = found.engine.problem
    tasks = {task.id: task for task in problem.tasks}
    for row in rows:
        task = tasks.get(str(row.pk))
        if task is None:
            raise _refusal(row, _("Somebody rode to %(name)s already."))
        if task.deliver and not any(
            task.id in worker.holds
            or (worker.at is None and task.ready <= worker.start)
            for worker in problem.workers
        ):
            raise _refusal(
                row,
                _(
                    "The permit for %(name)s is printed during the day and fetched at "
                    "the base in between, so it cannot be linked."
                ),
            )


def _refusal(row: HomeVisit, sentence: Sentence) -> NotLinkable:
    return NotLinkable(sentence, name=row.name)


def _keep(
    first: HomeVisit, second: HomeVisit, carries: bool, actor: Actor, now: datetime
) -> None:
    link = uuid7()
    for row, part in ((first, LinkPart.FIRST), (second, LinkPart.SECOND)):
        row.link, row.link_part = link, part
        row.carries = carries and part == LinkPart.SECOND
        row.save(update_fields=["link", "link_part", "carries"])
        other = second if row is first else first
        facts = {"with": other.pk, "part": part.value, "carries": carries}
        journal.append(stream=row.pk, actor=actor, action=LINKED, now=now, data=facts)


def _verdict(found: DayEngine, second: uuid.UUID, lost: Sequence[uuid.UUID]) -> Verdict:
    """Why nobody can do both, or whom nobody could visit then: one sentence for each
    kind of reason."""
    about = second if second in lost else lost[0]
    sentences = []
    if about != second:
        name = name_of(found, str(about))
        said = gettext("Nobody could keep the promise to %(name)s then.")
        sentences.append(said % {"name": name})
    by_rule = {
        reason.rule: sentence_of(found, reason, about)
        for reason in reversed(found.engine.why(str(about)))
        if reason.rule != "fits"
    }
    sentences += by_rule.values()
    return Verdict(False, 0, (), tuple(sentences[:NAMED]))
