"""Moving a case on: open what is ready, keep its clock, close it.

Every function works on a `Run`: a case locked by the caller's transaction,
with its tasks read once. Order of locks: case, then bill, then number series.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType

from satupintu.cases import clock, events, holds, rules, standstill, subclocks
from satupintu.cases.access import locked
from satupintu.cases.finding import post_name
from satupintu.cases.models import Case, Correction, Task
from satupintu.catalogue import fees, form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Pause, Step, StepKind
from satupintu.kernel import journal, outbox
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.models import JournalEntry
from satupintu.kernel.spans import Span

_OPEN = (Task.State.READY, Task.State.WAITING)


@dataclass(slots=True)
class Run:
    """A locked case while one action works on it.

    `last_note` is the end of its journal: None if it has none, ... if not read yet.
    """

    case: Case
    published: Published
    tasks: list[Task]
    unanswered: list[Correction]
    actor: Actor
    now: datetime
    last_note: JournalEntry | EllipsisType | None = ...

    @property
    def steps(self) -> dict[str, Step]:
        return self.published.definition.procedure

    @property
    def history(self) -> list[rules.Record]:
        return [record_of(task) for task in self.tasks]

    def task(self, step: str) -> Task | None:
        """The latest round of a step."""
        rounds = [t for t in self.tasks if t.step == step]
        return max(rounds, key=lambda t: t.round) if rounds else None

    def note(self, action: str, **data: object) -> None:
        """Write to the case's journal in the actor's name."""
        self.last_note = journal.append(
            stream=self.case.pk,
            actor=self.actor,
            action=action,
            now=self.now,
            data=data,
            last=self.last_note,
        )


def run(case_id: uuid.UUID, *, actor: Actor, now: datetime) -> Run:
    """Lock the case and read what an action on it needs. The caller has guarded."""
    case = locked(case_id)
    return Run(
        case=case,
        published=catalogue.version(case.version_id),
        tasks=list(case.tasks.order_by("opened_at", "id")),
        unanswered=list(case.corrections.filter(answered_at=None)),
        actor=actor,
        now=now,
    )


_STATES = {
    Task.State.READY: rules.State.OPEN,
    Task.State.WAITING: rules.State.OPEN,
    Task.State.DONE: rules.State.DONE,
    Task.State.SKIPPED: rules.State.SKIPPED,
    Task.State.CANCELLED: rules.State.CANCELLED,
}


def record_of(task: Task) -> rules.Record:
    """A task as the pure rules see it."""
    return rules.Record(
        step=task.step,
        round=task.round,
        state=_STATES[Task.State(task.state)],
        outcome=task.outcome,
        by=task.decided_by_id,
    )


def facts_of(case: Case, published: Published) -> dict[str, object]:
    """The answers as expressions see them, as of the day the case was filed."""
    return form.make_facts(
        published,
        case.answers,
        channel=case.channel,
        on_behalf=case.authority_id is not None,
        today=catalogue.local(published.pack, case.submitted_at).date(),
    )


def advance(run: Run) -> None:
    """Skip and open steps until nothing more is ready; close when decided."""
    facts = facts_of(run.case, run.published)
    applies = applies_to(run.published, facts)
    while True:
        skipped = rules.to_skip(run.steps, applies, run.history)
        for step in skipped:
            _skip(run, step)
        ready = rules.ready(run.steps, applies, run.history)
        for step in ready:
            _open(run, step, facts)
        if not skipped and not ready:
            break
    match rules.verdict(run.steps, applies, run.history):
        case "granted":
            close(run, Case.Status.GRANTED)
        case "refused":
            close(run, Case.Status.REFUSED)
        case _:
            keep_clock(run)


def start_clock(run: Run) -> None:
    """The legal clock starts to run; once only."""
    if not run.case.clock:
        _tick(run, clock.TickKind.START, "")


def keep_clock(run: Run) -> None:
    """Status, pauses and due times as they follow from tasks and corrections."""
    waiting_for = _waiting_for(run)
    run.case.status = {
        Pause.CORRECTION: Case.Status.CORRECTION,
        Pause.PAYMENT: Case.Status.PAYMENT,
        None: Case.Status.OPEN,
    }[waiting_for]
    if run.case.clock:
        should_stand = waiting_for in run.published.definition.clock.stops
        own = clock.state(clock.own_ticks(ticks_of(run.case)))
        stands = own is clock.ClockState.PAUSED
        if should_stand and not stands:
            _tick(run, clock.TickKind.PAUSE, str(waiting_for))
        elif stands and not should_stand:
            _tick(run, clock.TickKind.RESUME, "")
        goes_on = stands and not should_stand
        if _keep_outages(run) or goes_on:
            _push_steps(run)
    set_due(run)
    run.case.save()


def recount(run: Run) -> bool:
    """Let the outages that are known by now stop the clock; whether they changed it.

    Safe to repeat, in any order, and however late an outage became known.
    """
    if run.case.closed_at or not run.case.clock or not _keep_outages(run):
        return False
    _push_steps(run)
    set_due(run)
    run.case.save(update_fields=("clock", "due_at", "remind_at"))
    return True


def close(run: Run, status: Case.Status, *, deemed: bool = False) -> None:
    """End the case. Open tasks are cancelled; the clock stops for good."""
    for task in run.tasks:
        if task.state in _OPEN:
            task.state = Task.State.CANCELLED
            task.save(update_fields=("state",))
    if deemed:
        _make_answerable(run)
    case = run.case
    if case.clock and case.clock[-1]["kind"] != clock.TickKind.STOP:
        _tick(run, clock.TickKind.STOP, status)
        _keep_outages(run)
    case.status, case.deemed, case.closed_at = status, deemed, run.now
    case.due_at = case.answer_by = case.remind_at = None
    case.save()
    run.note(f"case.{status}", deemed=deemed, reason=case.decision_reason)
    announcement = {
        Case.Status.GRANTED: events.CaseGranted,
        Case.Status.REFUSED: events.CaseRefused,
        Case.Status.WITHDRAWN: events.CaseWithdrawn,
    }[status]
    outbox.announce(announcement(key=case.pk), at=run.now)


def _make_answerable(run: Run) -> None:
    """Who would have decided has the case too: the permit may have to be revoked."""
    for name, step in run.steps.items():
        if step.kind is StepKind.APPROVAL and run.task(name) is None:
            agency, role = run.published.post_of(name)
            _add(run, name, agency, role, state=Task.State.CANCELLED)


def finish(run: Run, task: Task, outcome: str, **fields: object) -> None:
    """Mark a task as decided by the run's actor."""
    task.state, task.outcome, task.decided_at = Task.State.DONE, outcome, run.now
    if run.actor is not SYSTEM:
        task.decided_by_id = run.actor.id
    task.decided_by_name = run.actor.name
    for name, value in fields.items():
        setattr(task, name, value)
    task.save()


def reopen_asked(run: Run) -> None:
    """Open the next round of the steps that asked the applicant."""
    facts = facts_of(run.case, run.published)
    for step in rules.reopen(run.steps, applies_to(run.published, facts), run.history):
        _open(run, step, facts)


def cancel(run: Run, steps: Iterable[str]) -> None:
    """Cancel the latest round of decided steps, so that they come up again."""
    for step in steps:
        task = run.task(step)
        if task is not None:
            task.state = Task.State.CANCELLED
            task.save(update_fields=("state",))


def applies_to(published: Published, facts: Mapping[str, object]) -> rules.Applies:
    """Whether a step's `when` is true for these facts."""
    return lambda step: published.step_applies(step, facts)


def ticks_of(case: Case) -> list[clock.Tick]:
    """The legal clock's events."""
    return [
        clock.Tick(
            at=datetime.fromisoformat(tick["at"]),
            kind=clock.TickKind(tick["kind"]),
            reason=tick["reason"],
        )
        for tick in case.clock
    ]


def is_paused(case: Case) -> bool:
    """Whether the legal clock stands still now."""
    return bool(case.clock) and case.clock[-1]["kind"] == clock.TickKind.PAUSE


def set_due(run: Run) -> None:
    """Recompute when the promise ends and when to remind."""
    case, rule = run.case, run.published.definition.clock
    calendar = catalogue.calendar(run.published.definition.agency)
    case.due_at = clock.due_at(
        ticks_of(case),
        calendar,
        counting=rule.counting,
        total=Span.parse(rule.total),
    )
    case.remind_at = (
        clock.remind_at(case.due_at, calendar, Span.parse(rule.remind))
        if case.due_at
        else None
    )


def _push_steps(run: Run) -> None:
    """A pause of the case is no officer's delay: open steps are due later by it."""
    ticks = ticks_of(run.case)
    now = max(run.now, ticks[-1].at)
    for task in run.tasks:
        if task.state != Task.State.READY:
            continue
        within = run.steps[task.step].within
        if not within:
            continue
        task.due_at = subclocks.step_due_at(
            subclocks.Work(task.step, task.agency, task.opened_at, None),
            ticks,
            catalogue.calendar(task.agency),
            within=Span.parse(within),
            now=now,
        )
        task.save(update_fields=("due_at",))


def _keep_outages(run: Run) -> bool:
    """Lay the outages over the clock anew; whether that changed its ticks."""
    before = ticks_of(run.case)
    known = (
        holds.holds_of(run.tasks, since=before[0].at)
        if Pause.OUTAGE in run.published.definition.clock.stops
        else []
    )
    after = standstill.with_outages(
        clock.own_ticks(before), [outage.hold for outage in known]
    )
    if after == before:
        return False
    run.case.clock = [
        {"at": t.at.isoformat(), "kind": t.kind.value, "reason": t.reason}
        for t in after
    ]
    for action, data in holds.told(before, after, known):
        run.note(action, **data)
    return True


def _waiting_for(run: Run) -> Pause | None:
    if run.unanswered:
        return Pause.CORRECTION
    if any(t.state == Task.State.WAITING for t in run.tasks):
        return Pause.PAYMENT
    return None


def _tick(run: Run, kind: clock.TickKind, reason: str) -> None:
    run.case.clock = [
        *run.case.clock,
        {"at": run.now.isoformat(), "kind": kind.value, "reason": reason},
    ]
    run.note(f"clock.{kind.value}", reason=reason)


def _open(run: Run, name: str, facts: dict[str, object]) -> None:
    step = run.steps[name]
    if step.kind is StepKind.PAYMENT:
        _open_payment(run, name, facts)
        return
    agency, role = run.published.post_of(name)
    calendar = catalogue.calendar(agency)
    due_at = calendar.add(run.now, Span.parse(step.within)) if step.within else None
    _add(run, name, agency=agency, role=role, due_at=due_at)


def _open_payment(run: Run, name: str, facts: dict[str, object]) -> None:
    paid_before = any(t.step == name and t.outcome == "paid" for t in run.tasks)
    if paid_before or fees.assess(run.published, facts, final=True).total == 0:
        _add(
            run,
            name,
            state=Task.State.DONE,
            outcome="nothing_due",
            decided_at=run.now,
        )
        return
    _add(run, name, state=Task.State.WAITING)
    outbox.announce(events.PaymentDue(key=run.case.pk, step=name), at=run.now)


def _skip(run: Run, step: str) -> None:
    open_task = run.task(step)
    if open_task is not None and open_task.state in _OPEN:
        open_task.state, open_task.decided_at = Task.State.SKIPPED, run.now
        open_task.save(update_fields=("state", "decided_at"))
        return
    _add(run, step, state=Task.State.SKIPPED, decided_at=run.now)


def _add(
    run: Run, step: str, agency: str = "", role: str = "", **fields: object
) -> Task:
    """A new task. Callers save the case, whose posts may have become more."""
    before = run.task(step)
    if agency and role:
        _note_post(run.case, post_name(agency, role))
    task = Task.objects.create(
        case=run.case,
        step=step,
        round=before.round + 1 if before else 1,
        agency=agency,
        role=role,
        opened_at=run.now,
        **fields,
    )
    run.tasks.append(task)
    return task


def _note_post(case: Case, post: str) -> None:
    if post not in case.posts:
        case.posts = [*case.posts, post]
