"""What reactions in `journeys` need to know of a case. Not guarded: no pages."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from satupintu.cases import clock, flow
from satupintu.cases.models import Case, Correction, Task
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case for a reaction: its service, people, answers and outcome."""

    id: uuid.UUID
    number: str
    draft_id: uuid.UUID | None
    account_id: uuid.UUID
    applicant_name: str
    published: Published
    facts: Mapping[str, object]
    answers: Mapping[str, object]
    papers: Mapping[str, str]
    status: str
    deemed: bool
    on_behalf: bool
    reason: str
    submitted_at: datetime
    closed_at: datetime | None
    closed_on: date | None
    due_at: datetime | None
    answer_by: datetime | None
    legal_days: float
    gross_days: float
    open_posts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    items: Sequence[Mapping[str, str]]
    message: str
    agency: str


def case_facts(case_id: uuid.UUID) -> CaseFacts:
    """Everything a reaction needs. Raises `Case.DoesNotExist`."""
    case = Case.objects.get(pk=case_id)
    published = catalogue.version(case.version_id)
    calendar = catalogue.calendar(published.definition.agency)
    end = case.closed_at or case.submitted_at
    return CaseFacts(
        id=case.pk,
        number=case.number,
        draft_id=case.draft_id,
        account_id=case.account_id,
        applicant_name=case.applicant_name,
        published=published,
        facts=flow.facts_of(case, published),
        answers=case.answers,
        papers=case.papers,
        status=case.status,
        deemed=case.deemed,
        on_behalf=case.authority_id is not None,
        reason=case.decision_reason,
        submitted_at=case.submitted_at,
        closed_at=case.closed_at,
        closed_on=(
            catalogue.local(published.pack, case.closed_at).date()
            if case.closed_at
            else None
        ),
        due_at=case.due_at,
        answer_by=case.answer_by,
        legal_days=clock.elapsed(
            flow.ticks_of(case), calendar, counting="exact", now=end
        ),
        gross_days=calendar.between(case.submitted_at, end),
        open_posts=list(
            case.tasks.filter(state=Task.State.READY)
            .order_by("agency", "role")
            .values_list("agency", "role")
        ),
    )


def correction_facts(correction_id: uuid.UUID) -> CorrectionFacts:
    """What a correction asked. Raises `Correction.DoesNotExist`."""
    correction = Correction.objects.get(pk=correction_id)
    return CorrectionFacts(
        items=correction.items,
        message=correction.message,
        agency=correction.asked_by_agency,
    )


def public_status(number: str) -> Case | None:
    """The case of this number with nothing personal loaded: for the track page.

    Anybody may ask; the answer has the service, the status and the dates.
    """
    open_facts = ("number", "service_code", "status", "deemed", "submitted_at")
    return Case.objects.filter(number=number).only(*open_facts, "closed_at").first()
