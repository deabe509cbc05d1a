"""The cashier's page over HTTP."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from satupintu.payments import service as payments
from satupintu.payments.tests import scene as money
from satupintu.people import service as people
from satupintu.people.service import Account
from satupintu.web.pay.tests.scene import call_back

SignIn = Callable[[Account], Client]
PAGE = "/en/office/cashier/"


@pytest.fixture
def reference(bill: payments.BillView, melati: Account) -> str:
    actor = people.actor_for(melati)
    return payments.show_qr(bill.id, actor, timezone.now()).reference


def test_only_a_cashier_may_open_it(
    client: Client, melati: Account, joko: Account, rini: Account, sign_in: SignIn
) -> None:
    assert "staff/sign-in" in client.get(PAGE)["Location"]
    assert sign_in(melati).get(PAGE).status_code == 403
    assert sign_in(joko).get(PAGE).status_code == 403
    assert sign_in(rini).get(PAGE).status_code == 200


def test_shows_the_days_payments_and_who_the_money_is_for(
    reference: str, client: Client, rini: Account, sign_in: SignIn
) -> None:
    call_back(client, reference)
    page = sign_in(rini).get(PAGE).content.decode()
    assert 'class="office"' in page
    for words in ("Bank Contoh", "tx-1", "Revenue office", "Rp300,000", "Rp500,000"):
        assert words in page
    assert "Nothing. Every payment found its bill." in page


def test_names_what_does_not_fit_and_takes_it_off_when_it_is_settled(
    reference: str, client: Client, rini: Account, sign_in: SignIn
) -> None:
    call_back(client, reference)
    call_back(client, reference, id="ev-2", transaction="tx-2")
    sign_in(rini)
    page = client.get(PAGE).content.decode()
    assert "The bill was paid before this money came." in page
    [odd] = payments.odd_events(actor=people.actor_for(rini))
    address = f"{PAGE}events/{odd.id}/"
    empty = client.post(address, {"note": ""}, follow=True).content.decode()
    assert "Write how it was settled" in empty
    done = client.post(address, {"note": "RF-7"}, follow=True).content.decode()
    assert "It is off the list." in done
    again = client.post(address, {"note": "RF-8"}, follow=True).content.decode()
    assert "Rini has already settled this." in again


def test_only_a_cashier_settles(
    bill: payments.BillView, melati: Account, joko: Account, sign_in: SignIn
) -> None:
    for stranger in (melati, joko):
        answer = sign_in(stranger).post(f"{PAGE}events/{bill.id}/", {"note": "x"})
        assert answer.status_code == 403


def test_every_odd_verdict_has_its_sentence() -> None:
    from satupintu.web.pay.cashier_views import WHY_ODD

    assert set(WHY_ODD) == {v for v in payments.Verdict if v.is_odd}


def test_finds_bills_by_number_and_state(
    bill: payments.BillView, rini: Account, sign_in: SignIn
) -> None:
    client = sign_in(rini)
    found = client.get(PAGE, {"q": "SP-2026-000045"}).content.decode()
    assert bill.number in found
    for query in ({"q": "NONE"}, {"state": "paid"}, {"state": "cancelled"}):
        page = client.get(PAGE, query).content.decode()
        assert "No bill fits." in page
    assert bill.number in client.get(PAGE, {"state": "all"}).content.decode()


@pytest.mark.parametrize("day", ["", "yesterday", "9999-12-31", "0001-01-01"])
def test_any_day_in_the_address_is_answered(
    tenant: object, rini: Account, sign_in: SignIn, day: str
) -> None:
    assert sign_in(rini).get(PAGE, {"day": day}).status_code == 200


def test_another_day_has_its_own_payments(
    reference: str, client: Client, rini: Account, sign_in: SignIn
) -> None:
    call_back(client, reference)
    before = payments.today(timezone.now()) - timedelta(days=1)
    page = sign_in(rini).get(PAGE, {"day": before.isoformat()}).content.decode()
    assert "No payments on this day." in page


def test_costs_the_same_number_of_queries_for_one_bill_and_for_many(
    reference: str, melati: Account, rini: Account, client: Client, sign_in: SignIn
) -> None:
    call_back(client, reference)
    sign_in(rini)
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(PAGE)
    payer = people.actor_for(melati)
    for n in range(5):
        bill = money.raise_bill(payer, timezone.now(), step=f"s{n}")
        qr = payments.show_qr(bill.id, payer, timezone.now())
        call_back(client, qr.reference, id=f"ev-{n}x", transaction=f"tx-{n}x")
        call_back(client, qr.reference, id=f"ev-{n}y", transaction=f"tx-{n}y")
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(one) == len(many) <= 14
