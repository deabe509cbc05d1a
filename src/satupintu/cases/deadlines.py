"""What time does by itself: reminders, overdue, deemed approval, lapsed answers.

Deemed approval: UU 30/2014 art. 53 as amended by UU 6/2023. Where the service
gives it, an application without a decision in time is granted by law; the
system records it as of the due minute, however late the sweep runs.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.cases import clock, events, flow
from satupintu.cases.models import Case, Task
from satupintu.kernel import outbox
from satupintu.kernel.actor import SYSTEM

BATCH = 200
# How long before their time to answer ends applicants hear of it once more.
ANSWER_REMINDER = timedelta(days=2)


def sweep(*, now: datetime) -> int:
    """Do everything that is due at `now` in this tenant; returns how many cases.

    A case that fails holds up no other; what failed is raised in the end, as an
    ExceptionGroup.
    """
    still_open = Case.objects.filter(closed_at=None)
    soon = now + ANSWER_REMINDER
    late_steps = Task.objects.filter(
        state=Task.State.READY, escalated_at=None, due_at__lt=now
    )
    work: list[tuple[Q, Callable[[uuid.UUID, datetime], None]]] = [
        (Q(due_at__lt=now, escalated_at=None), expire),
        (Q(answer_by__lte=now), lapse),
        (Q(remind_at__lte=now, due_at__gte=now) & _not_reminded(), remind),
        (Q(answer_by__lte=soon, answer_reminded_at=None), remind_applicant),
        (Q(status="open", pk__in=late_steps.values("case_id")), escalate_steps),
    ]
    done, failed = 0, list[Exception]()
    for due, act in work:
        for case_id in still_open.filter(due).values_list("pk", flat=True)[:BATCH]:
            try:
                act(case_id, now)
                done += 1
            except Exception as error:
                error.add_note(f"case {case_id}")
                failed.append(error)
    if failed:
        raise ExceptionGroup("the sweep left cases behind", failed)
    return done


@transaction.atomic
def expire(case_id: uuid.UUID, now: datetime) -> None:
    """The promise has ended: grant by law where the service says so, else escalate."""
    run = flow.run(case_id, actor=SYSTEM, now=now)
    case = run.case
    # An outage may be known by now that this case has not been told of yet.
    if _ended_at(case, now) is not None:
        flow.recount(run)
    ended_at = _ended_at(case, now)
    if ended_at is None:
        return
    rule = run.published.definition.clock
    run.now = ended_at
    case.escalated_at = ended_at
    if rule.on_expiry == "deemed_approval":
        case.decision_reason = rule.legal
        flow.close(run, Case.Status.GRANTED, deemed=True)
        return
    case.save(update_fields=("escalated_at",))
    run.note("case.overdue", due_at=case.due_at)
    outbox.announce(events.DeadlineMissed(key=case.pk), at=run.now)


def _ended_at(case: Case, now: datetime) -> datetime | None:
    """When the promise ended, if it has and nothing was done about it."""
    if case.closed_at or case.escalated_at:
        return None
    return case.due_at if clock.is_overdue(case.due_at, now) else None


@transaction.atomic
def lapse(case_id: uuid.UUID, now: datetime) -> None:
    """The applicant did not answer in time: the application counts as withdrawn."""
    run = flow.run(case_id, actor=SYSTEM, now=now)
    if run.case.closed_at or run.case.answer_by is None or run.case.answer_by > now:
        return
    run.now = run.case.answer_by
    run.case.decision_reason = str(
        _("No answer to the correction that was asked came in time.")
    )
    flow.close(run, Case.Status.WITHDRAWN)


@transaction.atomic
def remind(case_id: uuid.UUID, now: datetime) -> None:
    """Tell the officers who hold the case that its promise ends soon; once."""
    run = flow.run(case_id, actor=SYSTEM, now=now)
    case = run.case
    if case.closed_at or case.due_at is None or case.reminded_at == case.remind_at:
        return
    case.reminded_at = case.remind_at
    case.save(update_fields=("reminded_at",))
    run.note("case.reminded", due_at=case.due_at)
    outbox.announce(events.DeadlineNear(key=case.pk), at=now)


@transaction.atomic
def remind_applicant(case_id: uuid.UUID, now: datetime) -> None:
    """Tell the applicant that the time to answer a correction ends soon; once."""
    run = flow.run(case_id, actor=SYSTEM, now=now)
    case = run.case
    if case.closed_at or case.answer_by is None or case.answer_reminded_at:
        return
    case.answer_reminded_at = now
    case.save(update_fields=("answer_reminded_at",))
    run.note("correction.reminded", answer_by=case.answer_by)
    outbox.announce(events.AnswerDueSoon(key=case.pk), at=now)


@transaction.atomic
def escalate_steps(case_id: uuid.UUID, now: datetime) -> None:
    """Tell who holds a step, and the manager, that its own time is over; once.

    While the clock stands still, for the applicant or for an outage, no officer
    is late.
    """
    run = flow.run(case_id, actor=SYSTEM, now=now)
    if run.case.closed_at or run.case.status != Case.Status.OPEN:
        return
    if flow.is_paused(run.case):
        return
    for task in run.tasks:
        is_late = task.due_at is not None and task.due_at < now
        if task.state != Task.State.READY or task.escalated_at or not is_late:
            continue
        task.escalated_at = now
        task.save(update_fields=("escalated_at",))
        run.note("step.overdue", step=task.step, due_at=task.due_at)
        outbox.announce(events.StepOverdue(key=run.case.pk, step=task.step), at=now)


def _not_reminded() -> Q:
    return Q(reminded_at=None) | ~Q(reminded_at=F("remind_at"))
