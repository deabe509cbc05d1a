"""What follows from what: bills, payment, permits, letters, and nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.insights.models import ClosedCase
from satupintu.kernel import jobs, journal, outbox
from satupintu.notifications import service as notifications
from satupintu.payments import service as payments
from satupintu.permits import service as permits

MELATI = "melati@contoh.example"


@pytest.fixture
def billed(mall: Any, run_jobs: Any) -> Any:
    """An advertising permit whose tax is to be paid."""
    case = mall.file("reklame")
    mall.decide(case, "intake")
    mall.pass_reviews(case, "papers", "inspection", "tax")
    run_jobs()
    case.refresh_from_db()
    return case


def test_a_bill_is_raised_when_the_reviews_are_done(mall: Any, billed: Any) -> None:
    assert (billed.status, billed.due_at) == ("payment", None)
    (bill,) = payments.bills_of(billed.pk)
    assert (bill.total, bill.currency) == (4_500_000, "IDR")
    assert bill.status == "open"
    letters = notifications.mailbox(address=MELATI, limit=20)
    assert any(f"bills/{bill.id}/" in letter.body for letter in letters)


def test_paying_moves_the_case_on_and_the_clock_goes_on(
    mall: Any, billed: Any, run_jobs: Any
) -> None:
    later = mall.now + timedelta(days=1)
    mall.pay(billed, later)
    run_jobs()
    billed.refresh_from_db()
    assert billed.status == "open"
    assert billed.due_at is not None
    assert mall.open_steps(billed) == {"approval"}
    assert mall.task(billed, "payment").outcome == "paid"
    assert [t["kind"] for t in billed.clock] == ["start", "pause", "resume"]


def test_a_wrong_amount_moves_nothing(mall: Any, billed: Any, run_jobs: Any) -> None:
    mall.pay(billed, mall.now, behaviour="wrong_amount")
    run_jobs()
    billed.refresh_from_db()
    assert billed.status == "payment"
    assert payments.bills_of(billed.pk)[0].status == "open"


def test_money_that_arrives_twice_counts_once(
    mall: Any, billed: Any, run_jobs: Any
) -> None:
    mall.pay(billed, mall.now, behaviour="twice")
    run_jobs()
    cases.record_payment(case_id=billed.pk, step="payment", now=mall.now)
    actions = [e.action for e in journal.entries(billed.pk)]
    assert actions.count("step.paid") == 1
    assert mall.round_of(billed, "approval") == 1


def test_where_nothing_is_due_nobody_has_to_pay(mall: Any, run_jobs: Any) -> None:
    case = mall.file("reklame", content="social")
    mall.decide(case, "intake")
    mall.pass_reviews(case, "papers", "inspection", "tax")
    run_jobs()
    case.refresh_from_db()
    assert case.status == "open"
    assert mall.task(case, "payment").outcome == "nothing_due"
    assert payments.bills_of(case.pk) == []
    assert mall.open_steps(case) == {"approval"}


def test_a_banner_needs_no_inspection(mall: Any) -> None:
    case = mall.file("reklame", advert_type="banner", illuminated=None)
    mall.decide(case, "intake")
    assert mall.open_steps(case) == {"papers", "tax"}
    stations = cases.open_case(ref=case.number, actor=mall.melati, now=mall.now)
    places = {s.name: s.place.value for s in stations.stations}
    assert places["inspection"] == "skipped"


def test_a_corrected_size_is_what_the_bill_counts(mall: Any, run_jobs: Any) -> None:
    case = mall.file("reklame")
    mall.decide(case, "intake")
    mall.pass_reviews(case, "papers", "tax")
    mall.ask(case, "inspection", "question:width")
    mall.answer(case, width="8")
    mall.pass_reviews(case, "inspection")
    run_jobs()
    (bill,) = payments.bills_of(case.pk)
    assert bill.total == 9_000_000


def test_a_withdrawn_case_cancels_its_bill(
    mall: Any, billed: Any, run_jobs: Any
) -> None:
    cases.withdraw(case_id=billed.pk, reason="", actor=mall.melati, now=mall.now)
    run_jobs()
    assert [b.status for b in payments.bills_of(billed.pk)] == ["cancelled"]


def test_a_granted_case_becomes_a_permit_that_is_in_force(
    mall: Any, billed: Any, run_jobs: Any
) -> None:
    mall.pay(billed, mall.now)
    run_jobs()
    mall.decide(billed, "approval")
    run_jobs()
    permit = permits.permit_of(billed.pk)
    assert permit is not None
    assert permit.holder == "PT Contoh Reklame"
    assert permit.valid_from == date(2027, 1, 4)
    assert permit.valid_until == date(2027, 2, 2)
    assert permit.number == "1/REKLAME/DPMPTSP/XI/2026"
    stored, data = permits.document(actor=mall.melati, permit_id=permit.id)
    assert data.startswith(b"%PDF")
    assert stored.media_type == "application/pdf"
    assert journal.verify(billed.pk) is None
    assert journal.verify(permit.id) is None


def test_a_permit_granted_by_law_is_issued_by_the_system_and_says_so(
    mall: Any, run_jobs: Any
) -> None:
    case = mall.file()
    case = mall.decide(case, "intake")
    due = case.due_at
    cases.sweep(now=due + timedelta(days=3))
    run_jobs()
    permit = permits.permit_of(case.pk)
    assert permit is not None
    assert permit.deemed
    local = catalogue.local(catalogue.pack(), due).date()
    assert permit.valid_from == local
    assert permit.issued_at == due
    letter = notifications.mailbox(address=MELATI, limit=1)[0]
    assert permit.number in letter.body


def test_everything_heard_twice_changes_nothing(
    mall: Any, run_jobs: Any, monkeypatch: Any
) -> None:
    """Jobs run at least once: here each runs twice."""
    hear = outbox.hear

    def hear_twice(**said: Any) -> None:
        hear(**said)
        hear(**said)

    monkeypatch.setattr(outbox, "hear", hear_twice)
    case = mall.file("reklame")
    run_jobs()
    mall.ask(case, "intake", "question:address")
    run_jobs()
    mall.answer(case, address="Jl. Baru 1")
    mall.decide(case, "intake")
    mall.pass_reviews(case, "papers", "inspection", "tax")
    run_jobs()
    mall.pay(case, mall.now)
    run_jobs()
    mall.decide(case, "approval")
    run_jobs()
    assert len(payments.bills_of(case.pk)) == 1
    assert ClosedCase.objects.count() == 1
    letters = notifications.mailbox(address=MELATI, limit=50)
    about = [letter.subject for letter in letters]
    assert len(about) == len(set(about)) == 6
    actions = [e.action for e in journal.entries(case.pk)]
    assert actions.count("step.paid") == 1
    permit = permits.permit_of(case.pk)
    assert permit is not None
    issued = [e.action for e in journal.entries(permit.id)]
    assert issued.count("permit.issued") == 1


def test_a_refused_case_is_told_with_its_reason_and_measured(
    mall: Any, run_jobs: Any
) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    reason = "Kuota tempat praktik ini sudah penuh."
    mall.decide(case, "approval", "reject", reason=reason)
    run_jobs()
    letter = notifications.mailbox(address=MELATI, limit=1)[0]
    assert reason in letter.body
    assert permits.permit_of(case.pk) is None
    assert ClosedCase.objects.get().outcome == "refused"


def test_no_letter_carries_answers_or_identity_numbers(
    mall: Any, run_jobs: Any
) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:nik", "question:address")
    run_jobs()
    for letter in notifications.mailbox(address=MELATI, limit=9):
        for secret in ("3174015407909002", "Jl. Contoh Raya", "AB00001234567890"):
            assert secret not in letter.subject + letter.body


def test_people_are_told_in_their_own_language(mall: Any, run_jobs: Any) -> None:
    from satupintu.people import service as people

    people.change_profile(
        account_id=mall.melati.id, name="dr. Melati", identity="", language="en"
    )
    mall.file()
    run_jobs()
    letter = notifications.mailbox(address=MELATI, limit=1)[0]
    assert "We have received your application" in letter.subject
    assert "/en/cases/SP-2026-000001/" in letter.body


def test_jobs_outside_any_request_run_in_the_tenants_scope(
    mall: Any, run_jobs: Any
) -> None:
    from satupintu.kernel import tenancy

    mall.file()
    token = tenancy._current.set(None)
    try:
        assert jobs.run_due() > 0
    finally:
        tenancy._current.reset(token)
