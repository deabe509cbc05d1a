"""How a case goes through its procedure. Pure: no Django, no clock.

A procedure is a graph without cycles (`catalogue.procedure`); a case's history is
the list of its records, one for each time that a step was opened. From the two
follows everything else: what to open, what to skip, who may decide, how it ends.

Going back is not an arrow of the graph. A *return* asks the applicant: the step
waits, the others go on, and after the answer only the steps that asked open again.
A *send-back* asks colleagues: the approver names steps, and these and what lies
between them and the approval are cancelled, so that they become ready anew. Both
open a further round of the same step; nothing else that was done is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal
from uuid import UUID

from satupintu.catalogue.procedure import (
    HUMAN,
    Fault,
    Steps,
    after,
    before,
    eyes_of,
    faults,
    order,
    post_of,
)
from satupintu.catalogue.schema import Step, StepKind

__all__ = [
    "Applies",
    "Fault",
    "Forecast",
    "History",
    "NotBefore",
    "Outcome",
    "Record",
    "State",
    "Verdict",
    "asking",
    "critical_path",
    "faults",
    "latest",
    "may_decide",
    "next_round",
    "outcomes_of",
    "post_of",
    "ready",
    "reopen",
    "send_back",
    "send_back_to",
    "to_skip",
    "verdict",
]


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    ACCEPT = "accept"
    PASS = "pass"  # noqa: S105 - a decision, not a password
    OBJECT = "object"
    RETURN = "return"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    PAID = "paid"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True, slots=True)
class Record:
    """One round of one step. `by` is who decided; None for the system."""

    step: str
    round: int = 1
    state: State = State.OPEN
    outcome: str = ""
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The longest way that is left, in working days from now."""

    days: float
    path: tuple[str, ...]
    done_in: Mapping[str, float]


class NotBefore(ValueError):
    """An approver can send a case back only to what was decided before."""


History = Sequence[Record]
Applies = Callable[[str], bool]
Verdict = Literal["granted", "refused"]

_OUTCOMES: Mapping[StepKind, tuple[Outcome, ...]] = {
    StepKind.INTAKE: (Outcome.ACCEPT, Outcome.RETURN),
    StepKind.REVIEW: (Outcome.PASS, Outcome.RETURN, Outcome.OBJECT),
    StepKind.INSPECTION: (Outcome.PASS, Outcome.RETURN, Outcome.OBJECT),
    StepKind.APPROVAL: (Outcome.APPROVE, Outcome.SEND_BACK, Outcome.REJECT),
    StepKind.PAYMENT: (Outcome.PAID, Outcome.NOTHING_DUE),
}
# An objection settles its step: it is advice, and the approver decides.
_SETTLING = frozenset(
    {
        Outcome.ACCEPT,
        Outcome.PASS,
        Outcome.OBJECT,
        Outcome.APPROVE,
        Outcome.PAID,
        Outcome.NOTHING_DUE,
    }
)


def outcomes_of(step: Step) -> tuple[Outcome, ...]:
    """What can be decided in a step; rejecting early only where it may."""
    outcomes = _OUTCOMES[step.kind]
    if step.may_reject and Outcome.RETURN in outcomes:
        return (*outcomes, Outcome.REJECT)
    return outcomes


def latest(history: History) -> dict[str, Record]:
    """The last round of each step: the one that counts."""
    last: dict[str, Record] = {}
    for record in history:
        if record.step not in last or record.round >= last[record.step].round:
            last[record.step] = record
    return last


def next_round(step: str, history: History) -> int:
    """The number of the round to open now: 1 the first time."""
    return max((r.round for r in history if r.step == step), default=0) + 1


# -- forward -----------------------------------------------------------------


def ready(steps: Steps, applies: Applies, history: History) -> list[str]:
    """The steps to open now, in the order of work; open each in `next_round`.

    A step is ready once everything before it, near and far, is settled: decided,
    or not applicable. `applies` says whether a step's `when` is true; it is not
    asked about steps without one.
    """
    if verdict(steps, applies, history):
        return []
    settled = _settled(steps, applies, history)
    last = latest(history)
    return [
        name
        for name in order(steps)
        if _applies(steps, applies, name)
        and _is_unopened(last.get(name))
        and before(steps, name) <= settled
    ]


def to_skip(steps: Steps, applies: Applies, history: History) -> list[str]:
    """The steps to record as skipped now, in the order of work.

    Those whose turn has come but which do not apply, and open or asking ones that a
    changed answer has made pointless. Recording them is for the reader of the timeline:
    `ready` does not wait for it.
    """
    settled = _settled(steps, applies, history)
    last = latest(history)

    def is_due(name: str) -> bool:
        record = last.get(name)
        if _is_asking(record) or (record is not None and record.state is State.OPEN):
            return True
        return _is_unrecorded(record) and before(steps, name) <= settled

    return [
        name
        for name in order(steps)
        if not _applies(steps, applies, name) and is_due(name)
    ]


def verdict(steps: Steps, applies: Applies, history: History) -> Verdict | None:
    """How the case ended, or None while it goes on.

    One rejection refuses it. It is granted when every applicable step is settled
    and at least one of them is an approval that approved.
    """
    last = latest(history)
    decided = [r for r in last.values() if r.state is State.DONE and r.step in steps]
    if any(record.outcome == Outcome.REJECT for record in decided):
        return "refused"
    approved = any(record.outcome == Outcome.APPROVE for record in decided)
    if approved and _settled(steps, applies, history) >= set(steps):
        return "granted"
    return None


# -- back --------------------------------------------------------------------


def asking(steps: Steps, history: History) -> list[str]:
    """The steps that returned the case and wait for the applicant's answer."""
    last = latest(history)
    return [name for name in order(steps) if _is_asking(last.get(name))]


def reopen(steps: Steps, applies: Applies, history: History) -> list[str]:
    """The steps to open again, in `next_round`, once the applicant has answered.

    All that asked and still apply after the answer; for the others see `to_skip`.
    """
    return [name for name in asking(steps, history) if _applies(steps, applies, name)]


def send_back_to(
    steps: Steps, applies: Applies, history: History, approval: str
) -> list[str]:
    """The steps that an approver may name: decided by people, before his own."""
    last = latest(history)
    earlier = before(steps, approval)
    return [
        name
        for name in order(steps)
        if name in earlier
        and steps[name].kind in HUMAN
        and _applies(steps, applies, name)
        and _is_settled(last.get(name))
    ]


def send_back(
    steps: Steps, history: History, approval: str, named: Sequence[str]
) -> list[str]:
    """The steps whose latest record to cancel when an approval sends back.

    The named ones, the approval, and every step on a way between them; what was
    skipped stays so. With these cancelled, `ready` gives the named steps again and
    the others behind them. A payment in between opens again too: what was paid
    counts, so with nothing added to the bill it is `nothing_due`.
    Raises NotBefore unless every named step comes before the approval.
    """
    earlier = before(steps, approval)
    wrong = [name for name in named if name not in earlier]
    if wrong or not named:
        raise NotBefore(f"not before '{approval}': {', '.join(wrong) or 'nothing'}")
    behind = frozenset[str]().union(*(after(steps, name) for name in named))
    touched = set(named) | (behind & earlier) | {approval}
    last = latest(history)
    return [
        name
        for name in order(steps)
        if name in touched and name in last and last[name].state is State.DONE
    ]


def cancel(history: History, names: Sequence[str]) -> list[Record]:
    """The history with the latest record of each named step cancelled.

    Who decided it stays on record, for the four-eyes rule.
    """
    void = {last for name, last in latest(history).items() if name in names}
    return [
        replace(record, state=State.CANCELLED) if record in void else record
        for record in history
    ]


# -- who and when ------------------------------------------------------------


def may_decide(
    steps: Steps, step: str, actor_id: UUID | None, history: History
) -> bool:
    """Four eyes: whether this person decided nothing that the step checks.

    Any round counts, also one that was cancelled since. It holds the other way
    round too: when an answer makes an earlier step needed after all, whoever has
    decided the step that checks it may not do it.
    """
    eyes = eyes_of(steps, step)
    return not any(
        record.step in eyes
        or (record.state is State.DONE and _checks(steps, record.step, step))
        for record in history
        if record.by is not None and record.by == actor_id and record.outcome
    )


def critical_path(
    steps: Steps, applies: Applies, durations: Mapping[str, float]
) -> Forecast:
    """How long the rest takes if every step takes what `durations` says.

    Durations are the working days that are left of a step: 0 (or left out) when
    it is done. Steps that do not apply take no time.
    """
    done_in: dict[str, float] = {}
    came_by: dict[str, str | None] = {}
    for name in order(steps):
        needs = [need for need in steps[name].needs if need in done_in]
        came_by[name] = max(needs, key=done_in.__getitem__, default=None)
        start = max((done_in[need] for need in needs), default=0.0)
        left = durations.get(name, 0.0) if _applies(steps, applies, name) else 0.0
        done_in[name] = start + left
    end = max(done_in, key=done_in.__getitem__, default=None)
    days = done_in[end] if end is not None else 0.0
    path: list[str] = []
    while end is not None:
        if _applies(steps, applies, end) and durations.get(end, 0.0) > 0:
            path.append(end)
        end = came_by[end]
    return Forecast(days, tuple(reversed(path)), done_in)


# -- predicates --------------------------------------------------------------


def _applies(steps: Steps, applies: Applies, name: str) -> bool:
    return steps[name].when is None or applies(name)


def _checks(steps: Steps, later: str, earlier: str) -> bool:
    return later in steps and earlier in eyes_of(steps, later)


def _settled(steps: Steps, applies: Applies, history: History) -> set[str]:
    """The steps that nothing has to wait for any more."""
    last = latest(history)
    return {
        name
        for name in steps
        if _is_settled(last.get(name)) or not _applies(steps, applies, name)
    }


def _is_settled(record: Record | None) -> bool:
    return (
        record is not None
        and record.state is State.DONE
        and record.outcome in _SETTLING
    )


def _is_asking(record: Record | None) -> bool:
    return (
        record is not None
        and record.state in (State.OPEN, State.DONE)
        and record.outcome == Outcome.RETURN
    )


def _is_unopened(record: Record | None) -> bool:
    """Never opened, cancelled, or skipped when it did not apply yet."""
    return record is None or record.state in (State.CANCELLED, State.SKIPPED)


def _is_unrecorded(record: Record | None) -> bool:
    return record is None or record.state is State.CANCELLED
