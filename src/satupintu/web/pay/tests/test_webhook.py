"""The door for providers: what it answers to whom."""

import pytest
from django.test import Client
from django.utils import timezone

from satupintu.payments import service as payments
from satupintu.payments.tests import scene as money
from satupintu.people import service as people
from satupintu.people.service import Account
from satupintu.web.pay.tests.scene import call_back

ADDRESS = "/webhooks/payments/demo/"


@pytest.fixture
def reference(bill: payments.BillView, melati: Account) -> str:
    actor = people.actor_for(melati)
    return payments.show_qr(bill.id, actor, timezone.now()).reference


def test_takes_in_a_signed_callback_without_a_session(
    reference: str, bill: payments.BillView
) -> None:
    client = Client(enforce_csrf_checks=True)
    assert call_back(client, reference) == (200, "paid")
    assert call_back(client, reference) == (200, "duplicate")
    assert payments.bill(bill.id).is_paid


def test_answers_200_to_odd_money_so_that_the_bank_stops_repeating(
    client: Client, reference: str
) -> None:
    assert call_back(client, "NOBODY") == (200, "unknown_reference")
    odd = call_back(client, reference, amount="1", id="ev-2", transaction="tx-2")
    assert odd == (200, "wrong_amount")


def test_answers_401_to_a_forgery_and_400_to_nonsense(
    client: Client, reference: str
) -> None:
    forged = client.post(ADDRESS, b"{}", content_type="application/json")
    assert (forged.status_code, forged.json()) == (401, {"verdict": "forged"})
    assert call_back(client, reference, amount="much") == (400, "malformed")


def test_only_takes_post_up_to_64_kb(client: Client, reference: str) -> None:
    assert client.get(ADDRESS).status_code == 405
    headers, _body = money.callback(reference, timezone.now())
    for size, status in ((64 * 1024, 401), (64 * 1024 + 1, 413)):
        answer = client.post(
            ADDRESS, b"x" * size, content_type="application/json", headers=headers
        )
        assert answer.status_code == status
    assert "64 kB" in answer.json()["detail"]


def test_an_unknown_provider_gets_a_problem_document(
    client: Client, reference: str
) -> None:
    answer = client.post("/webhooks/payments/nobody/", b"{}", content_type="text/plain")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "provider_unknown"
