"""What officers decide, and what payment and expiry decide for them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import deadlines, events, flow, rules
from satupintu.cases.access import case_for
from satupintu.cases.models import Case, Correction, Task
from satupintu.cases.sight import sight_of
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema import Step
from satupintu.kernel import outbox
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed, Sentence
from satupintu.kernel.spans import Span

SHORTEST_REASON = 10
REASONED = frozenset({"return", "object", "reject", "send_back"})


class AlreadyDecided(Conflict):
    """Somebody decided this step first, or it is not open."""

    code = "already_decided"


class FourEyes(NotAllowed):
    """Nobody approves what they reviewed (law: no self-approval)."""

    code = "four_eyes"


class NotYourStep(NotAllowed):
    """The step belongs to another post."""

    code = "not_your_step"


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One thing to put right: a question or a paper, and why."""

    kind: Literal["question", "paper"]
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decided on one round of one step."""

    step: str
    round: int
    outcome: str
    reason: str = ""
    legal: str = ""
    items: Sequence[CorrectionItem] = ()
    checklist: Mapping[str, str] = field(default_factory=dict)
    send_back_to: Sequence[str] = ()


def decide(
    *, case_id: uuid.UUID, decision: Decision, actor: Actor, now: datetime
) -> Case:
    """Record an officer's decision and move the case on.

    Raises `NoSuchCase`, `AlreadyDecided` (also for a stale page),
    `NotYourStep`, `FourEyes`, and `Invalid` beside the field that is wrong.
    A deadline that has passed takes effect first, however late the sweep runs.
    """
    case_for(actor, case_id)
    deadlines.expire(case_id, now)
    return _decide(case_id, decision, actor, now)


@transaction.atomic
def _decide(
    case_id: uuid.UUID, decision: Decision, actor: Actor, now: datetime
) -> Case:
    run = flow.run(case_id, actor=actor, now=now)
    task = _open_task(run, decision)
    _refuse_others(run, task, actor)
    _refuse_incomplete(run, decision, actor)
    flow.finish(
        run,
        task,
        decision.outcome,
        reason=decision.reason.strip(),
        legal=decision.legal.strip(),
        checklist=dict(decision.checklist),
    )
    run.note(
        f"step.{decision.outcome}",
        step=decision.step,
        round=decision.round,
        reason=task.reason,
        legal=task.legal,
        checklist=task.checklist,
    )
    _follow(run, task, decision)
    return run.case


@transaction.atomic
def claim(*, case_id: uuid.UUID, step: str, actor: Actor, now: datetime) -> None:
    """Show colleagues that the actor works on a step. Taking over is allowed."""
    case_for(actor, case_id)
    run = flow.run(case_id, actor=actor, now=now)
    task = run.task(step)
    if task is None or task.state != Task.State.READY:
        return
    if actor.holds(task.agency, task.role) and task.claimed_by_id != actor.id:
        task.claimed_by_id = actor.id
        task.save(update_fields=("claimed_by",))


@transaction.atomic
def record_payment(*, case_id: uuid.UUID, step: str, now: datetime) -> bool:
    """The bill of a payment step was paid. A repeated call changes nothing.

    False if the money came too late to be of use: the case had ended before.
    """
    run = flow.run(case_id, actor=SYSTEM, now=now)
    task = run.task(step)
    if task is not None and task.state == Task.State.WAITING:
        flow.finish(run, task, "paid")
        run.note("step.paid", step=step)
        flow.advance(run)
        return True
    is_paid = any(t.step == step and t.outcome == "paid" for t in run.tasks)
    return is_paid or run.case.closed_at is None


def may_decide(run: flow.Run, task: Task, actor: Actor) -> bool:
    """Whether this actor may decide this open task: post and four eyes."""
    return actor.holds(task.agency, task.role) and rules.may_decide(
        run.steps, task.step, actor.id, run.history
    )


def _open_task(run: flow.Run, decision: Decision) -> Task:
    task = run.task(decision.step)
    if task is None:
        raise NotYourStep(_("This step is not part of the application."))
    if task.state == Task.State.READY and task.round == decision.round:
        return task
    if run.case.deemed:
        raise AlreadyDecided(
            _(
                "The time for a decision is over, so the law has granted this "
                "application. Your decision was not saved."
            )
        )
    if task.decided_by_name:
        raise AlreadyDecided(
            _(
                "%(name)s has already decided this step. Your decision was not "
                "saved. Look at the application again."
            ),
            name=task.decided_by_name,
        )
    raise AlreadyDecided(
        _("This step is not open any more. Look at the application again.")
    )


def _refuse_others(run: flow.Run, task: Task, actor: Actor) -> None:
    if not actor.holds(task.agency, task.role):
        raise NotYourStep(_("This step belongs to another post than yours."))
    if run.case.account_id == actor.id:
        raise FourEyes(
            _("You filed this application yourself, so somebody else must decide it.")
        )
    if not may_decide(run, task, actor):
        raise FourEyes(
            _(
                "You checked this application yourself, so somebody else must "
                "decide it (four eyes)."
            )
        )


def _refuse_incomplete(run: flow.Run, decision: Decision, actor: Actor) -> None:
    step = run.steps[decision.step]
    errors: dict[str, Sentence] = {}
    if decision.outcome not in rules.outcomes_of(step):
        errors["outcome"] = _("Choose one of the decisions shown.")
    if _lacks_reason(decision):
        errors["reason"] = _("Write the reason in a sentence; the applicant reads it.")
    if decision.outcome == "return":
        errors |= _wrong_items(run, decision, actor)
    if decision.outcome == "send_back" and not _can_send_back(run, decision):
        errors["send_back_to"] = _("Choose which step has to be done again.")
    if decision.outcome in ("pass", "object"):
        errors |= _open_checks(step, decision)
    if errors:
        raise Invalid(
            _("The decision was not saved. Please put right what is marked."),
            fields=errors,
        )


def _lacks_reason(decision: Decision) -> bool:
    """A correction gives its reasons item by item; other refusals give one."""
    by_item = decision.outcome == "return" and decision.items
    needed = decision.outcome in REASONED and not by_item
    return needed and len(decision.reason.strip()) < SHORTEST_REASON


def _open_checks(step: Step, decision: Decision) -> dict[str, Sentence]:
    return {
        f"check_{item.name}": _("Answer yes or no.")
        for item in step.checklist
        if decision.checklist.get(item.name) not in ("yes", "no")
    }


def _can_send_back(run: flow.Run, decision: Decision) -> bool:
    facts = flow.facts_of(run.case, run.published)
    allowed = rules.send_back_to(
        run.steps, flow.applies_to(run.published, facts), run.history, decision.step
    )
    return bool(decision.send_back_to) and set(decision.send_back_to) <= set(allowed)


def _wrong_items(
    run: flow.Run, decision: Decision, actor: Actor
) -> dict[str, Sentence]:
    if not decision.items:
        return {"items": _("Mark at least one question or paper to correct.")}
    sight = sight_of(run.case, run.published, run.tasks, actor)
    errors: dict[str, Sentence] = {}
    for item in decision.items:
        known = sight.questions if item.kind == "question" else sight.papers
        if item.name not in known:
            errors["items"] = _("You can only ask about what you can see.")
        elif len(item.reason.strip()) < 5:
            errors[f"reason_{item.kind}_{item.name}"] = _(
                "Say what is wrong, so that the applicant can put it right."
            )
    return errors


def _follow(run: flow.Run, task: Task, decision: Decision) -> None:
    """What the outcome sets going."""
    match decision.outcome:
        case "accept":
            if run.case.complete_at is None:
                run.case.complete_at = run.now
                flow.start_clock(run)
                outbox.announce(events.CaseAccepted(key=run.case.pk), at=run.now)
        case "return":
            _ask_correction(run, task, decision)
        case "reject":
            run.case.decision_reason = task.reason
        case "send_back":
            flow.cancel(
                run,
                rules.send_back(
                    run.steps, run.history, task.step, decision.send_back_to
                ),
            )
    flow.advance(run)


def _ask_correction(run: flow.Run, task: Task, decision: Decision) -> None:
    case = run.case
    items = [
        {"kind": i.kind, "name": i.name, "reason": i.reason.strip()}
        for i in decision.items
    ]
    correction = Correction.objects.create(
        case=case,
        step=task.step,
        round=task.round,
        items=items,
        message=task.reason,
        asked_by_name=run.actor.name,
        asked_by_agency=task.agency,
        asked_at=run.now,
        before=values_of(case, items),
    )
    run.unanswered.append(correction)
    if case.answer_by is None:
        calendar = catalogue.calendar(run.published.definition.agency)
        rule = run.published.definition.clock
        case.answer_by = calendar.add(run.now, Span.parse(rule.answer_within))
        case.answer_reminded_at = None
    run.note("correction.asked", step=task.step, items=items)
    outbox.announce(
        events.CorrectionAsked(key=case.pk, correction_id=correction.pk), at=run.now
    )


def values_of(case: Case, items: Sequence[Mapping[str, str]]) -> dict[str, object]:
    """What the case holds for the items of a correction, by kind and name."""
    sources = {"question": case.answers, "paper": case.papers}
    return {
        f"{i['kind']}:{i['name']}": sources[i["kind"]].get(i["name"]) for i in items
    }
