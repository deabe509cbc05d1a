"""Hostile and clumsy callbacks: each a promise about what they cannot do."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from satupintu.kernel import journal, tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.models import Tenant
from satupintu.payments import service as payments, signing
from satupintu.payments.events import BillPaid
from satupintu.payments.models import Payment, ProviderEvent
from satupintu.payments.providers import UnknownProvider, registry
from satupintu.payments.service import Verdict
from satupintu.payments.tests.scene import CASE, Heard, Tell, callback


def state(bill_id: object) -> tuple[str, int, int]:
    """The bill's status, its payments, and how many events were stored."""
    status = payments.bill(bill_id).status.value  # type: ignore[arg-type]
    return status, Payment.objects.count(), ProviderEvent.objects.count()


def test_money_that_arrives_pays_the_bill_and_the_case_hears_of_it(
    qr: payments.PaymentView, tell: Tell, now: datetime, heard: Heard
) -> None:
    assert tell() is Verdict.PAID
    assert state(qr.bill.id) == ("paid", 1, 1)
    bill = payments.bill(qr.bill.id)
    assert bill.paid_at == now + timedelta(minutes=1)
    actions = [e.action for e in journal.entries(bill.id)]
    assert actions == ["bill.raised", "bill.qr_shown", "bill.paid"]
    assert journal.verify(bill.id) is None
    paid = BillPaid(key=CASE, bill_id=bill.id, case_id=CASE, step="payment")
    assert heard()[1:] == [paid]


def test_the_same_callback_twice_pays_once(
    qr: payments.PaymentView, tell: Tell
) -> None:
    assert [tell(), tell(after=2), tell(after=300)] == [
        Verdict.PAID,
        Verdict.DUPLICATE,
        Verdict.DUPLICATE,
    ]
    assert state(qr.bill.id) == ("paid", 1, 1)


def test_the_same_transaction_under_another_event_is_not_second_money(
    qr: payments.PaymentView, tell: Tell, rini: Actor
) -> None:
    assert tell() is Verdict.PAID
    assert tell(id="ev-2") is Verdict.DUPLICATE
    assert payments.odd_events(actor=rini) == []


def test_a_second_payment_is_kept_for_refund_and_leaves_the_bill_alone(
    qr: payments.PaymentView, tell: Tell, rini: Actor
) -> None:
    tell()
    before = payments.bill(qr.bill.id)
    assert tell(id="ev-2", transaction="tx-2", after=3) is Verdict.OVERPAID
    assert payments.bill(qr.bill.id) == before
    [odd] = payments.odd_events(actor=rini)
    assert (odd.verdict, odd.amount, odd.transaction_id) == (
        Verdict.OVERPAID,
        500_000,
        "tx-2",
    )
    assert journal.verify(qr.bill.id) is None


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ({"amount": "499999"}, 499_999),
        ({"amount": "500000.50"}, 500_000),
        ({"amount": "5000000"}, 5_000_000),
        ({"amount": "500000", "currency": "USD"}, 50_000_000),
    ],
)
def test_a_wrong_amount_pays_nothing_and_is_kept_for_refund(
    qr: payments.PaymentView,
    tell: Tell,
    rini: Actor,
    said: dict[str, str],
    units: int,
) -> None:
    assert tell(**said) is Verdict.WRONG_AMOUNT
    assert state(qr.bill.id) == ("open", 0, 1)
    assert [odd.amount for odd in payments.odd_events(actor=rini)] == [units]


def test_money_after_the_expiry_still_pays_an_open_bill(
    qr: payments.PaymentView, tell: Tell, rini: Actor, now: datetime
) -> None:
    assert tell(after=20) is Verdict.LATE
    assert state(qr.bill.id) == ("paid", 1, 1)
    assert payments.odd_events(actor=rini) == []
    day = payments.today(now)
    assert [p.late for p in payments.payments_of(actor=rini, day=day)] == [True]


def test_a_slow_message_about_money_in_time_is_not_late(
    qr: payments.PaymentView, tell: Tell, now: datetime
) -> None:
    in_time = (now + timedelta(minutes=14)).isoformat()
    assert tell(after=90, occurred_at=in_time) is Verdict.PAID


def test_money_for_an_older_qr_of_the_bill_pays_it(
    qr: payments.PaymentView, tell: Tell, melati: Actor, now: datetime
) -> None:
    payments.show_qr(qr.bill.id, melati, now + timedelta(minutes=16))
    assert tell(after=17) is Verdict.LATE
    assert payments.bill(qr.bill.id).is_paid


def test_money_for_a_cancelled_bill_is_kept_for_refund(
    qr: payments.PaymentView, tell: Tell, rini: Actor, now: datetime
) -> None:
    payments.cancel_open(case_id=CASE, now=now)
    assert tell() is Verdict.BILL_CANCELLED
    assert state(qr.bill.id) == ("cancelled", 0, 1)
    assert len(payments.odd_events(actor=rini)) == 1


def test_money_that_nobody_asked_for_is_kept_for_the_cashier(
    qr: payments.PaymentView, tell: Tell, rini: Actor
) -> None:
    assert tell(reference="NOBODY") is Verdict.UNKNOWN_REFERENCE
    assert tell(reference="NOBODY", id="ev-2") is Verdict.DUPLICATE
    assert state(qr.bill.id) == ("open", 0, 2)
    [odd] = payments.odd_events(actor=rini)
    assert (odd.bill, odd.reference) == (None, "NOBODY")


@pytest.mark.parametrize("kind", ["expired", "pending", "failed"])
def test_words_that_arrive_after_the_money_change_nothing(
    qr: payments.PaymentView, tell: Tell, kind: str
) -> None:
    tell()
    before = payments.bill(qr.bill.id)
    assert tell(id="ev-2", type=kind, after=2) is Verdict.NOTED
    assert payments.bill(qr.bill.id) == before
    assert state(qr.bill.id) == ("paid", 1, 2)


@pytest.mark.parametrize("kind", ["expired", "pending", "failed"])
def test_words_that_come_before_the_money_do_not_keep_it_out(
    qr: payments.PaymentView, tell: Tell, kind: str
) -> None:
    assert tell(id="ev-0", type=kind) is Verdict.NOTED
    assert state(qr.bill.id) == ("open", 0, 1)
    assert tell(after=2) in {Verdict.PAID, Verdict.LATE}
    assert payments.bill(qr.bill.id).is_paid


def test_a_qr_that_the_bank_calls_expired_is_not_shown_again(
    qr: payments.PaymentView, tell: Tell, melati: Actor, now: datetime
) -> None:
    tell(id="ev-0", type="expired")
    later = payments.show_qr(qr.bill.id, melati, now + timedelta(minutes=2))
    assert later.reference != qr.reference


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1,v1=" + "0" * 64,
        "v1=" + "0" * 64,
        "t=²,v1=" + "0" * 64,
        "t=1764000000,v1=kosong",
        "t=" + "9" * 400 + ",v1=" + "0" * 64,
    ],
)
def test_a_forged_callback_changes_and_stores_nothing(
    qr: payments.PaymentView, now: datetime, header: str
) -> None:
    _headers, body = callback(qr.reference, now)
    for given in ({signing.HEADER: header}, {}):
        assert payments.receive("demo", given, body, now) is Verdict.FORGED
    assert state(qr.bill.id) == ("open", 0, 0)


def test_a_body_changed_on_its_way_is_a_forgery(
    qr: payments.PaymentView, now: datetime
) -> None:
    headers, body = callback(qr.reference, now, amount="1")
    changed = body.replace(b'"1"', b'"500000"')
    assert payments.receive("demo", headers, changed, now) is Verdict.FORGED
    assert state(qr.bill.id) == ("open", 0, 0)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_callback_played_back_later_is_refused(
    qr: payments.PaymentView, now: datetime, minutes: int
) -> None:
    headers, body = callback(qr.reference, now)
    at = now + timedelta(minutes=minutes)
    assert payments.receive("demo", headers, body, at) is Verdict.FORGED
    assert state(qr.bill.id) == ("open", 0, 0)


def test_header_names_may_be_written_in_any_case(
    qr: payments.PaymentView, now: datetime
) -> None:
    headers, body = callback(qr.reference, now)
    upper = {name.title(): value for name, value in headers.items()}
    assert payments.receive("demo", upper, body, now) is Verdict.PAID


@pytest.mark.parametrize(
    "said",
    [
        {"type": "stolen"},
        {"amount": "-500000"},
        {"amount": "0"},
        {"amount": "NaN"},
        {"amount": "Infinity"},
        {"amount": "1e400"},
        {"amount": None},
        {"currency": "rupiah"},
        {"id": ""},
        {"id": "x" * 61},
        {"id": "a\x00b"},
        {"reference": "två"},
        {"bank": "a\x00b"},
        {"occurred_at": "2026-11-24T10:00:00"},
        {"occurred_at": "tomorrow"},
        {"occurred_at": "2026-11-25T10:00:00Z"},
        {"occurred_at": "2019-11-24T10:00:00Z"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
        {"transaction": ["tx"]},
    ],
)
def test_a_malformed_callback_changes_and_stores_nothing(
    qr: payments.PaymentView, tell: Tell, said: dict[str, object]
) -> None:
    assert tell(**said) is Verdict.MALFORMED
    assert state(qr.bill.id) == ("open", 0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5000, b"1" * 60_000]
)
def test_a_signed_body_that_is_no_callback_is_malformed(
    tenant: Tenant, now: datetime, body: bytes
) -> None:
    signature = signing.sign(registry.get("demo").secret, body, now)
    given = {signing.HEADER: signature}
    assert payments.receive("demo", given, body, now) is Verdict.MALFORMED


def test_only_providers_of_this_deployment_may_call(
    tenant: Tenant, now: datetime, settings: object
) -> None:
    with pytest.raises(UnknownProvider):
        payments.receive("nobody", {}, b"", now)
    settings.PAYMENT_SECRETS = {"demo": ""}  # type: ignore[attr-defined]
    with pytest.raises(UnknownProvider):
        payments.receive("demo", {}, b"", now)


def test_another_tenants_callback_does_not_reach_this_bill(
    qr: payments.PaymentView, tell: Tell
) -> None:
    with tenancy.scope(Tenant.objects.create(slug="other", name="Other")):
        assert tell() is Verdict.UNKNOWN_REFERENCE
    assert tell() is Verdict.PAID


def test_a_failure_half_way_leaves_nothing_behind(
    qr: payments.PaymentView, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_given: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("satupintu.payments.receiving.journal.append", broken)
        with pytest.raises(OSError, match="disk full"):
            tell()
    assert state(qr.bill.id) == ("open", 0, 0)
    assert tell() is Verdict.PAID


def _at_once(
    tenant: Tenant, calls: list[tuple[dict[str, str], bytes]], now: datetime
) -> Counter[Verdict]:
    def send(call: tuple[dict[str, str], bytes]) -> Verdict:
        try:
            with tenancy.scope(tenant):
                return payments.receive("demo", *call, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(send, calls))


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_the_same_callback_make_one_payment(
    tenant: Tenant, qr: payments.PaymentView, now: datetime
) -> None:
    calls = [callback(qr.reference, now)] * 20
    verdicts = _at_once(tenant, calls, now)
    assert verdicts == {Verdict.PAID: 1, Verdict.DUPLICATE: 19}
    assert state(qr.bill.id) == ("paid", 1, 1)
    assert journal.verify(qr.bill.id) is None


@pytest.mark.django_db(transaction=True)
def test_twenty_payers_at_once_settle_once_and_nineteen_are_refunded(
    tenant: Tenant, qr: payments.PaymentView, now: datetime
) -> None:
    calls = [
        callback(qr.reference, now, id=f"ev-{n}", transaction=f"tx-{n}")
        for n in range(20)
    ]
    verdicts = _at_once(tenant, calls, now)
    assert verdicts == {Verdict.PAID: 1, Verdict.OVERPAID: 19}
    assert state(qr.bill.id) == ("paid", 1, 20)
    assert journal.verify(qr.bill.id) is None


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_about_unknown_money_are_counted_once(
    tenant: Tenant, now: datetime
) -> None:
    calls = [callback("NOBODY", now, id=f"ev-{n}") for n in range(20)]
    verdicts = _at_once(tenant, calls, now)
    assert verdicts == {Verdict.UNKNOWN_REFERENCE: 1, Verdict.DUPLICATE: 19}


def test_the_signature_is_the_documented_one(now: datetime) -> None:
    # As made by: printf '1795489200.{}' | openssl dgst -sha256 -hmac key
    digest = "2b0566480f096e0febf0f29dcc792c14f73e85289f14293e1da612ad1403747d"
    header = f"t=1795489200,v1={digest}"
    assert signing.sign("key", b"{}", now) == header
    assert signing.is_genuine("key", b"{}", header, now)
    assert not signing.is_genuine("Key", b"{}", header, now)
