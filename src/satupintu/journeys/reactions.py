"""What one peer does when another has announced something.

Every listener runs after the commit, at least once, and is idempotent: what it
calls refuses or ignores a second time. `at` is when the event happened.
"""

import uuid
from datetime import datetime

from satupintu.cases import events as cases_events, service as cases
from satupintu.catalogue import fees
from satupintu.documents import service as documents
from satupintu.insights import service as insights
from satupintu.journeys import letters, permit_facts
from satupintu.kernel.outbox import on
from satupintu.payments import events as payments_events, service as payments
from satupintu.permits import events as permits_events, service as permits


@on(cases_events.CaseSubmitted)
def keep_papers(event: cases_events.CaseSubmitted, at: datetime) -> None:
    """What was given once is offered the next time.

    Not the papers of a person whom somebody else represents: the vault is the
    representative's own.
    """
    case = cases.case_facts(event.key)
    if case.on_behalf:
        return
    for paper, file_id in case.papers.items():
        kind = case.published.papers.get(paper)
        if kind is not None and kind.vault:
            documents.keep_given(
                owner_id=case.account_id,
                paper=paper,
                file_id=uuid.UUID(file_id),
                valid=kind.valid,
                now=case.submitted_at,
            )


@on(cases_events.CaseSubmitted)
def confirm(event: cases_events.CaseSubmitted, at: datetime) -> None:
    letters.submitted(cases.case_facts(event.key), now=at)


@on(cases_events.CaseAccepted)
def tell_accepted(event: cases_events.CaseAccepted, at: datetime) -> None:
    letters.accepted(cases.case_facts(event.key), now=at)


@on(cases_events.CorrectionAsked)
def tell_correction(event: cases_events.CorrectionAsked, at: datetime) -> None:
    letters.correction(
        cases.case_facts(event.key),
        cases.correction_facts(event.correction_id),
        correction_id=event.correction_id,
        now=at,
    )


@on(cases_events.CorrectionAnswered)
def renew_bill(event: cases_events.CorrectionAnswered, at: datetime) -> None:
    """A corrected answer may change what is owed; an unpaid bill is made anew."""
    case = cases.case_facts(event.key)
    for step in payments.open_steps(case.id):
        _raise_bill(case, step, at)


@on(cases_events.PaymentDue)
def bill(event: cases_events.PaymentDue, at: datetime) -> None:
    case = cases.case_facts(event.key)
    if case.closed_at is None:
        _raise_bill(case, event.step, at)


@on(payments_events.BillRaised)
def tell_bill(event: payments_events.BillRaised, at: datetime) -> None:
    letters.bill(
        cases.case_facts(event.case_id),
        payments.bill(event.bill_id),
        now=at,
    )


@on(payments_events.BillPaid)
def go_on_after_payment(event: payments_events.BillPaid, at: datetime) -> None:
    if not cases.record_payment(case_id=event.case_id, step=event.step, now=at):
        payments.give_back(bill_id=event.bill_id, now=at)


@on(payments_events.BillPaid)
def tell_paid(event: payments_events.BillPaid, at: datetime) -> None:
    letters.paid(
        cases.case_facts(event.case_id),
        payments.bill(event.bill_id),
        now=at,
    )


@on(cases_events.CaseGranted)
def issue_permit(event: cases_events.CaseGranted, at: datetime) -> None:
    case = cases.case_facts(event.key)
    output = case.published.definition.output
    if output is None:
        return
    first, last = permit_facts.validity(case, output, at)
    permits.issue(
        case_id=case.id,
        holder_id=case.account_id,
        service_code=case.published.code,
        number_pattern=output.number,
        series=output.series,
        title=output.title,
        facts=permit_facts.facts_of(case, output),
        valid_from=first,
        valid_until=last,
        template=case.published.template or permits.default_template(),
        deemed=case.deemed,
        now=at,
    )


Standing = (
    permits_events.PermitSuspended
    | permits_events.PermitReinstated
    | permits_events.PermitRevoked
)
Closed = (
    cases_events.CaseGranted | cases_events.CaseRefused | cases_events.CaseWithdrawn
)


@on(cases_events.CaseGranted)
@on(cases_events.CaseRefused)
@on(cases_events.CaseWithdrawn)
def measure(event: Closed, at: datetime) -> None:
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
@on(cases_events.CaseWithdrawn)
def offer_refund(event: Closed, at: datetime) -> None:
    """What was paid for nothing is the cashier's to look at."""
    for bill in payments.bills_of(event.key):
        if bill.status is payments.BillStatus.PAID and bill.total:
            payments.give_back(bill_id=bill.id, now=at)


@on(cases_events.CaseRefused)
def tell_refused(event: cases_events.CaseRefused, at: datetime) -> None:
    letters.refused(cases.case_facts(event.key), now=at)


@on(cases_events.CaseWithdrawn)
def tell_withdrawn(event: cases_events.CaseWithdrawn, at: datetime) -> None:
    letters.withdrawn(cases.case_facts(event.key), now=at)


@on(permits_events.PermitIssued)
def tell_issued(event: permits_events.PermitIssued, at: datetime) -> None:
    letters.issued(
        cases.case_facts(event.case_id),
        permits.permit_of(event.case_id),
        now=at,
    )


@on(permits_events.PermitSuspended)
@on(permits_events.PermitReinstated)
@on(permits_events.PermitRevoked)
def tell_standing(event: Standing, at: datetime) -> None:
    letters.standing(
        cases.case_facts(event.case_id),
        permits.permit_of(event.case_id),
        now=at,
    )


@on(cases_events.StepOverdue)
def escalate_step(event: cases_events.StepOverdue, at: datetime) -> None:
    letters.step_overdue(cases.case_facts(event.key), event.step, now=at)


@on(cases_events.AnswerDueSoon)
def remind_applicant(event: cases_events.AnswerDueSoon, at: datetime) -> None:
    letters.answer_soon(cases.case_facts(event.key), now=at)


@on(cases_events.DeadlineNear)
def warn_officers(event: cases_events.DeadlineNear, at: datetime) -> None:
    letters.deadline(cases.case_facts(event.key), missed=False, now=at)


@on(cases_events.DeadlineMissed)
def escalate(event: cases_events.DeadlineMissed, at: datetime) -> None:
    letters.deadline(cases.case_facts(event.key), missed=True, now=at)


def _raise_bill(case: cases.CaseFacts, step: str, at: datetime) -> None:
    assessment = fees.assess(case.published, case.facts, final=True)
    payments.raise_bill(
        case_id=case.id,
        step=step,
        payer_id=case.account_id,
        title=case.published.definition.title,
        lines=assessment.lines,
        case_number=case.number,
        total=assessment.total,
        currency=assessment.currency,
        now=at,
    )
