"""What a case announces. `key` is always the case's id."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from satupintu.kernel.outbox import Event, event


@event
@dataclass(frozen=True, slots=True)
class CaseSubmitted(Event):
    name: ClassVar[str] = "case.submitted"


@event
@dataclass(frozen=True, slots=True)
class CaseAccepted(Event):
    """The file is complete; the legal clock has started."""

    name: ClassVar[str] = "case.accepted"


@event
@dataclass(frozen=True, slots=True)
class CorrectionAsked(Event):
    name: ClassVar[str] = "case.correction_asked"
    correction_id: uuid.UUID


@event
@dataclass(frozen=True, slots=True)
class CorrectionAnswered(Event):
    name: ClassVar[str] = "case.correction_answered"


@event
@dataclass(frozen=True, slots=True)
class PaymentDue(Event):
    """A payment step opened; its bill has to be raised."""

    name: ClassVar[str] = "case.payment_due"
    step: str


@event
@dataclass(frozen=True, slots=True)
class CaseGranted(Event):
    name: ClassVar[str] = "case.granted"


@event
@dataclass(frozen=True, slots=True)
class CaseRefused(Event):
    name: ClassVar[str] = "case.refused"


@event
@dataclass(frozen=True, slots=True)
class CaseWithdrawn(Event):
    name: ClassVar[str] = "case.withdrawn"


@event
@dataclass(frozen=True, slots=True)
class StepOverdue(Event):
    """A step is not decided within its own time; the case may still be in time."""

    name: ClassVar[str] = "case.step_overdue"
    step: str


@event
@dataclass(frozen=True, slots=True)
class AnswerDueSoon(Event):
    """The applicant's time to answer a correction ends soon."""

    name: ClassVar[str] = "case.answer_due_soon"


@event
@dataclass(frozen=True, slots=True)
class DeadlineNear(Event):
    name: ClassVar[str] = "case.deadline_near"


@event
@dataclass(frozen=True, slots=True)
class DeadlineMissed(Event):
    name: ClassVar[str] = "case.deadline_missed"
