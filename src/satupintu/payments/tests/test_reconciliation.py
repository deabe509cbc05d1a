"""What the cashier sees, and who else may not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from satupintu.kernel import journal
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.payments import service as payments
from satupintu.payments.service import BillStatus, PayeeTotal
from satupintu.payments.tests.scene import LINES, Tell, raise_bill


def test_only_a_cashier_sees_money(
    bill: payments.BillView, melati: Actor, joko: Actor, now: datetime
) -> None:
    day = payments.today(now)
    looks: list[Callable[[Actor], object]] = [
        lambda who: payments.list_bills(actor=who),
        lambda who: payments.payments_of(actor=who, day=day),
        lambda who: payments.payee_totals(actor=who, day=day),
        lambda who: payments.odd_events(actor=who),
        lambda who: payments.till(actor=who, day=day),
        lambda who: payments.settle_odd_event(
            event_id=bill.id, note="x", actor=who, now=now
        ),
    ]
    for stranger in (melati, joko, SYSTEM):
        for look in looks:
            with pytest.raises(payments.NotACashier, match="Only cashiers"):
                look(stranger)


def test_finds_bills_by_state_and_by_either_number(
    bill: payments.BillView, melati: Actor, rini: Actor, now: datetime
) -> None:
    other = raise_bill(melati, now, step="second", case_number="RK-2026-000007")
    assert payments.list_bills(actor=rini) == [other, bill]
    assert payments.list_bills(actor=rini, query="sp-2026") == [bill]
    assert payments.list_bills(actor=rini, query=" 000002 ") == [other]
    assert payments.list_bills(actor=rini, query="50%\x00") == []
    assert payments.list_bills(actor=rini, status=BillStatus.PAID) == []
    assert payments.list_bills(actor=rini, status=BillStatus.OPEN, limit=1) == [other]


def test_splits_a_days_money_by_payee(
    qr: payments.PaymentView, tell: Tell, melati: Actor, rini: Actor, now: datetime
) -> None:
    other = raise_bill(melati, now, step="second", lines=LINES[1:], total=200_000)
    second = payments.show_qr(other.id, melati, now)
    tell()
    tell(reference=second.reference, id="ev-2", transaction="tx-2", amount="200000")
    day = payments.today(now)
    assert payments.payee_totals(actor=rini, day=day) == [
        PayeeTotal(payee="bapenda", currency="IDR", amount=300_000, bills=1),
        PayeeTotal(payee="dpmptsp", currency="IDR", amount=400_000, bills=2),
    ]
    assert payments.payee_totals(actor=rini, day=day + timedelta(days=1)) == []
    till = payments.till(actor=rini, day=day)
    assert (till.open_bills, till.payments, till.odd_events) == (0, 2, 0)
    assert till.received == [(700_000, "IDR")]


def test_a_day_begins_at_midnight_of_the_office(
    qr: payments.PaymentView, tell: Tell, rini: Actor, now: datetime
) -> None:
    minutes = 14 * 60 + 1  # 00:01 in Jakarta, still the 24th in London
    tell(after=minutes)
    day = payments.today(now)
    assert payments.payments_of(actor=rini, day=day) == []
    [line] = payments.payments_of(actor=rini, day=day + timedelta(days=1))
    assert (line.amount, line.payer_bank, line.late) == (500_000, "Bank Contoh", True)


def test_an_odd_event_stays_until_somebody_writes_down_how_it_was_settled(
    qr: payments.PaymentView, tell: Tell, rini: Actor, now: datetime
) -> None:
    tell(amount="1")
    [odd] = payments.odd_events(actor=rini)
    with pytest.raises(payments.NoteMissing, match="Write how"):
        payments.settle_odd_event(event_id=odd.id, note=" ", actor=rini, now=now)
    payments.settle_odd_event(event_id=odd.id, note="RF-9", actor=rini, now=now)
    assert payments.odd_events(actor=rini) == []
    with pytest.raises(payments.AlreadyHandled, match="Rini has already"):
        payments.settle_odd_event(event_id=odd.id, note="RF-9", actor=rini, now=now)
    with pytest.raises(payments.EventNotFound):
        payments.settle_odd_event(event_id=qr.bill.id, note="RF-9", actor=rini, now=now)
    last = journal.entries(qr.bill.id)[-1]
    assert (last.action, last.actor_name) == ("bill.odd_payment_settled", "Rini")
    assert journal.verify(qr.bill.id) is None


def test_settles_money_that_nobody_asked_for(
    qr: payments.PaymentView, tell: Tell, rini: Actor, now: datetime
) -> None:
    tell(reference="NOBODY")
    [odd] = payments.odd_events(actor=rini)
    payments.settle_odd_event(event_id=odd.id, note="RF-1", actor=rini, now=now)
    assert payments.till(actor=rini, day=payments.today(now)).odd_events == 0


def test_a_receipt_names_the_bank_and_only_for_its_payer(
    qr: payments.PaymentView, tell: Tell, melati: Actor, budi: Actor
) -> None:
    with pytest.raises(payments.BillNotPaid, match="not paid yet"):
        payments.receipt_for(melati, qr.bill.id)
    tell()
    receipt = payments.receipt_for(melati, qr.bill.id)
    assert (receipt.payer_bank, receipt.transaction_id) == ("Bank Contoh", "tx-1")
    with pytest.raises(payments.BillNotFound):
        payments.receipt_for(budi, qr.bill.id)
