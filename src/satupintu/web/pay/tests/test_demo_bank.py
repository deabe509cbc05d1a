"""The demonstration's bank pays over real HTTP, and may misbehave."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from satupintu.kernel.models import Tenant
from satupintu.payments import service as payments
from satupintu.payments.rules import BillStatus
from satupintu.people import service as people
from satupintu.people.service import Account
from satupintu.web.pay import bank
from satupintu.web.pay.bank_views import OUTCOMES, PRANKS

PAGE = "/en/demo-bank/"


@pytest.fixture
def payload(bill: payments.BillView, melati: Account) -> str:
    actor = people.actor_for(melati)
    return payments.show_qr(bill.id, actor, timezone.now()).payload


def test_reads_merchant_and_amount_from_the_qr_alone(
    payload: str, client: Client
) -> None:
    page = client.get(PAGE, {"qr": payload}).content.decode()
    assert "DPMPTSP CONTOH" in page
    assert "Rp500,000" in page


@pytest.mark.parametrize(
    ("qr", "says"),
    [
        ("hello", "This is not a payment QR"),
        ("000201" + "5902AB" + "63040000", "was changed or cut off"),
        (
            "00020101021126640018ID.CO.ASTRAPAY.WWW011893600822321000024002092100002"
            "400303UBE51440014ID.CO.QRIS.WWW0215ID20210662463920303UBE52045812530336"
            "05802ID5913TEST MERCHANT6007Jakarta61054433562080704AP0163047F7A",
            "does not say what to pay",
        ),
    ],
)
def test_says_why_it_cannot_pay_a_code(
    tenant: Tenant, client: Client, qr: str, says: str
) -> None:
    page = client.post(PAGE, {"qr": qr}).content.decode()
    assert says in page


def test_exists_only_in_a_demonstration(
    tenant: Tenant, client: Client, settings: Any
) -> None:
    settings.SATUPINTU_DEMO = False
    assert client.get(PAGE).status_code == 404


def test_says_so_when_the_office_does_not_answer(payload: str, client: Client) -> None:
    # Nothing listens where the test client says that it is.
    page = client.post(
        PAGE, {"qr": payload, "behave": "pay"}, SERVER_PORT="1"
    ).content.decode()
    assert "The office does not answer" in page


def test_every_behaviour_and_every_answer_has_its_words() -> None:
    assert set(PRANKS) | {bank.Behaviour.PAY} == set(bank.Behaviour)
    assert set(OUTCOMES) == {verdict.value for verdict in payments.Verdict}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("behave", "verdicts", "status"),
    [
        ("pay", ["paid"], BillStatus.PAID),
        ("twice", ["paid", "duplicate"], BillStatus.PAID),
        ("two_payments", ["paid", "overpaid"], BillStatus.PAID),
        ("late", ["noted", "late"], BillStatus.PAID),
        ("reordered", ["paid", "noted", "noted"], BillStatus.PAID),
        ("wrong_amount", ["wrong_amount"], BillStatus.OPEN),
        ("forged", ["forged"], BillStatus.OPEN),
        ("replayed", ["forged"], BillStatus.OPEN),
        ("malformed", ["malformed"], BillStatus.OPEN),
    ],
)
def test_pays_and_misbehaves_through_the_same_door_as_any_provider(
    live_server: Any,
    payload: str,
    bill: payments.BillView,
    client: Client,
    behave: str,
    verdicts: list[str],
    status: BillStatus,
) -> None:
    port = str(urlsplit(live_server.url).port)
    answer = client.post(
        PAGE, {"qr": payload, "behave": behave}, SERVER_PORT=port, HTTP_HOST="localhost"
    )
    assert [one.answer for one, _outcome in answer.context["done"]] == verdicts
    assert payments.bill(bill.id).status is status


def test_a_strange_behaviour_is_only_a_look(payload: str, client: Client) -> None:
    page = client.post(PAGE, {"qr": payload, "behave": "rob"}).content.decode()
    assert "Check, then pay" in page
