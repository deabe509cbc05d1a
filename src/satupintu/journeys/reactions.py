"""What one peer does when another has announced something.

Every listener runs after the commit, at least once, and is idempotent: what it
calls refuses or ignores a second time. The clock is read here, since a job has
no caller to pass a time in; facts about the past take theirs from the case.
"""

from django.utils import timezone

from satupintu.cases import events as cases_events
from satupintu.cases import service as cases
from satupintu.catalogue import fees
from satupintu.documents import service as documents
from satupintu.insights import service as insights
from satupintu.journeys import letters
from satupintu.kernel.outbox import on
from satupintu.payments import events as payments_events
from satupintu.payments import service as payments
from satupintu.permits import events as permits_events
from satupintu.permits import service as permits


@on(cases_events.CaseSubmitted)
def keep_papers(event: cases_events.CaseSubmitted) -> None:
    """What was given once is offered the next time."""
    case = cases.case_facts(event.key)
    for paper, file_id in case.papers.items():
        kind = case.published.papers.get(paper)
        if kind is not None and kind.vault:
            documents.keep_given(
                owner_id=case.account_id,
                paper=paper,
                file_id=file_id,
                valid=kind.valid,
                now=case.submitted_at,
            )


@on(cases_events.CaseSubmitted)
def confirm(event: cases_events.CaseSubmitted) -> None:
    letters.submitted(cases.case_facts(event.key), now=timezone.now())


@on(cases_events.CaseAccepted)
def tell_accepted(event: cases_events.CaseAccepted) -> None:
    letters.accepted(cases.case_facts(event.key), now=timezone.now())


@on(cases_events.CorrectionAsked)
def tell_correction(event: cases_events.CorrectionAsked) -> None:
    letters.correction(
        cases.case_facts(event.key),
        cases.correction_facts(event.correction_id),
        correction_id=event.correction_id,
        now=timezone.now(),
    )


@on(cases_events.CorrectionAnswered)
def renew_bill(event: cases_events.CorrectionAnswered) -> None:
    """A corrected answer may change what is owed; an unpaid bill is made anew."""
    case = cases.case_facts(event.key)
    for step in payments.open_steps(case.id):
        _raise_bill(case, step)


@on(cases_events.PaymentDue)
def bill(event: cases_events.PaymentDue) -> None:
    _raise_bill(cases.case_facts(event.key), event.step)


@on(payments_events.BillRaised)
def tell_bill(event: payments_events.BillRaised) -> None:
    letters.bill(
        cases.case_facts(event.case_id),
        payments.bill(event.bill_id),
        now=timezone.now(),
    )


@on(payments_events.BillPaid)
def go_on_after_payment(event: payments_events.BillPaid) -> None:
    paid = payments.bill(event.bill_id)
    cases.record_payment(
        case_id=event.case_id, step=event.step, now=paid.paid_at or timezone.now()
    )


@on(payments_events.BillPaid)
def tell_paid(event: payments_events.BillPaid) -> None:
    letters.paid(
        cases.case_facts(event.case_id),
        payments.bill(event.bill_id),
        now=timezone.now(),
    )


@on(cases_events.CaseGranted)
def issue_permit(event: cases_events.CaseGranted) -> None:
    case = cases.case_facts(event.key)
    output = case.published.definition.output
    if output is None or case.closed_on is None or case.closed_at is None:
        return
    permits.issue_for_case(case_permit(case), now=case.closed_at)


@on(cases_events.CaseGranted)
@on(cases_events.CaseRefused)
@on(cases_events.CaseWithdrawn)
def measure(event: cases_events.CaseGranted) -> None:
    case = cases.case_facts(event.key)
    if case.closed_at is None:
        return
    insights.record_closed(
        case_id=case.id,
        service_code=case.published.code,
        outcome=case.status,
        legal_days=case.legal_days,
        gross_days=case.gross_days,
        closed_at=case.closed_at,
    )
    payments.cancel_open(case_id=case.id, now=case.closed_at)


@on(cases_events.CaseRefused)
def tell_refused(event: cases_events.CaseRefused) -> None:
    letters.refused(cases.case_facts(event.key), now=timezone.now())


@on(cases_events.CaseWithdrawn)
def tell_withdrawn(event: cases_events.CaseWithdrawn) -> None:
    letters.withdrawn(cases.case_facts(event.key), now=timezone.now())


@on(permits_events.PermitIssued)
def tell_issued(event: permits_events.PermitIssued) -> None:
    letters.issued(
        cases.case_facts(event.case_id),
        permits.permit_of(event.case_id),
        now=timezone.now(),
    )


@on(cases_events.DeadlineNear)
def warn_officers(event: cases_events.DeadlineNear) -> None:
    letters.deadline(cases.case_facts(event.key), missed=False, now=timezone.now())


@on(cases_events.DeadlineMissed)
def escalate(event: cases_events.DeadlineMissed) -> None:
    letters.deadline(cases.case_facts(event.key), missed=True, now=timezone.now())


def _raise_bill(case: cases.CaseFacts, step: str) -> None:
    assessment = fees.assess(case.published, case.facts)
    payments.raise_bill(
        case_id=case.id,
        step=step,
        payer_id=case.account_id,
        title=case.published.definition.title,
        lines=fees.to_json(assessment),
        total=assessment.total,
        currency=assessment.currency,
        now=timezone.now(),
    )
