"""Raising, showing and cancelling bills."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from satupintu.catalogue.schema import Pack
from satupintu.kernel import journal, tenancy
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.models import Tenant
from satupintu.payments import emvco, service as payments
from satupintu.payments.events import BillPaid, BillRaised
from satupintu.payments.models import Bill, PaymentRequest
from satupintu.payments.tests.scene import CASE, LINES, Heard, raise_bill


def test_a_bill_is_raised_once_per_step(
    bill: payments.BillView, melati: Actor, now: datetime
) -> None:
    again = raise_bill(melati, now + timedelta(hours=1))
    assert again == bill
    assert Bill.objects.count() == 1
    assert bill.number == "B-2026-000001"
    assert [e.action for e in journal.entries(bill.id)] == ["bill.raised"]


def test_numbers_have_no_gaps_and_follow_the_year_of_the_office(
    tenant: Tenant, melati: Actor
) -> None:
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # 00:30 in Jakarta
    numbers = [
        raise_bill(melati, new_year + timedelta(hours=hours), step=f"s{hours}").number
        for hours in (-1, 0, 1)
    ]
    assert numbers == ["B-2026-000001", "B-2027-000001", "B-2027-000002"]


def test_refuses_lines_that_do_not_make_the_total_and_takes_no_number(
    tenant: Tenant, melati: Actor, now: datetime
) -> None:
    for total in (499_999, -1):
        with pytest.raises(payments.BillDoesNotAddUp, match="do not make its total"):
            raise_bill(melati, now, total=total)
    assert raise_bill(melati, now).number == "B-2026-000001"


def test_other_lines_replace_an_open_bill_and_leave_the_old_one_unchanged(
    bill: payments.BillView, melati: Actor, now: datetime
) -> None:
    new = raise_bill(melati, now, lines=LINES[:1], total=300_000)
    old = payments.bill(bill.id)
    assert (old.status, old.lines, old.total) == ("cancelled", bill.lines, 500_000)
    assert (new.status, new.total, new.number) == ("open", 300_000, "B-2026-000002")
    assert payments.open_steps(CASE) == ["payment"]
    assert [b.id for b in payments.bills_of(CASE)] == [bill.id, new.id]


def test_a_bill_of_nothing_is_paid_at_once(
    tenant: Tenant, melati: Actor, now: datetime, heard: Heard
) -> None:
    bill = raise_bill(melati, now, lines=[], total=0)
    assert bill.is_paid
    assert heard() == [
        BillPaid(key=CASE, bill_id=bill.id, case_id=CASE, step="payment")
    ]


def test_announces_a_raised_bill_with_its_case(
    bill: payments.BillView, heard: Heard
) -> None:
    assert heard() == [
        BillRaised(key=CASE, bill_id=bill.id, case_id=CASE, step="payment")
    ]


def test_a_bill_is_shown_to_its_payer_only(
    bill: payments.BillView, melati: Actor, budi: Actor, rini: Actor
) -> None:
    assert payments.bill_for(melati, bill.id) == bill
    for stranger in (budi, rini, SYSTEM):
        with pytest.raises(payments.BillNotFound, match="not yours"):
            payments.bill_for(stranger, bill.id)
    with pytest.raises(payments.BillNotFound):
        payments.bill_for(melati, uuid.uuid4())


def test_another_tenant_sees_no_bill(bill: payments.BillView, melati: Actor) -> None:
    with tenancy.scope(Tenant.objects.create(slug="other", name="Other")):
        with pytest.raises(payments.BillNotFound):
            payments.bill_for(melati, bill.id)
        assert payments.bills_of(CASE) == []


def test_a_qr_asks_for_the_whole_bill(qr: payments.PaymentView) -> None:
    read = emvco.parse(qr.payload)
    assert read.is_dynamic
    assert read.text("54") == "500000"
    assert read.text("62", "01") == qr.bill.number
    assert read.text("62", "05") == qr.reference


def test_a_qr_holds_fifteen_minutes_and_then_a_new_one_is_made(
    qr: payments.PaymentView, melati: Actor, now: datetime
) -> None:
    last = now + timedelta(minutes=14, seconds=59)
    assert payments.show_qr(qr.bill.id, melati, last) == qr
    new = payments.show_qr(qr.bill.id, melati, now + timedelta(minutes=15))
    assert new.reference != qr.reference
    assert PaymentRequest.objects.count() == 2


def test_only_the_payer_gets_a_qr(
    bill: payments.BillView, budi: Actor, now: datetime
) -> None:
    with pytest.raises(payments.BillNotFound):
        payments.show_qr(bill.id, budi, now)


def test_a_case_that_ends_cancels_its_open_bill_and_asks_for_no_more_money(
    bill: payments.BillView, melati: Actor, now: datetime
) -> None:
    cancelled = payments.cancel_open(case_id=CASE, now=now)
    assert [b.status for b in cancelled] == ["cancelled"]
    assert payments.cancel_open(case_id=CASE, now=now) == []
    with pytest.raises(payments.BillNotOpen, match="was cancelled"):
        payments.show_qr(bill.id, melati, now)
    assert journal.verify(bill.id) is None


def test_a_pack_without_a_merchant_sends_the_payer_to_the_cashier(
    bill: payments.BillView,
    pack: Pack,
    melati: Actor,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poor = pack.model_copy(update={"merchant": None})
    monkeypatch.setattr("satupintu.catalogue.service.pack", lambda: poor)
    with pytest.raises(payments.NoMerchant, match="pay at the cashier"):
        payments.show_qr(bill.id, melati, now)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_raise_one_bill_and_lose_no_number(
    tenant: Tenant, melati: Actor, now: datetime
) -> None:
    def work(n: int) -> str:
        try:
            with tenancy.scope(tenant):
                return raise_bill(melati, now, step=f"s{n % 2}").number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(work, range(8)))
    assert numbers == {"B-2026-000001", "B-2026-000002"}
