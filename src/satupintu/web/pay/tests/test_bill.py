"""The citizen's bill, its QR and receipt, over HTTP."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from satupintu.catalogue.schema import Pack
from satupintu.payments import service as payments
from satupintu.payments.tests import scene as money
from satupintu.people import service as people
from satupintu.people.service import Account
from satupintu.web.pay.tests.scene import call_back

SignIn = Callable[[Account], Client]


def reference(bill: payments.BillView, payer: Account) -> str:
    actor = people.actor_for(payer)
    return payments.show_qr(bill.id, actor, timezone.now()).reference


def test_shows_every_line_the_amount_the_merchant_and_a_qr(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    answer = sign_in(melati).get(f"/en/bills/{bill.id}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Advertising permit", "Tax", "Rp300,000", "Fee", "Rp200,000"):
        assert words in page
    assert page.count("Rp500,000") == 3  # the total, the QR's label, the amount
    assert 'role="img" aria-label="QRIS code for Rp500,000"' in page
    assert "DPMPTSP CONTOH" in page
    assert bill.number in page
    assert re.search(r"Valid until \d\d:\d\d", page)


def test_the_page_is_the_same_in_indonesian_numbers(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    page = sign_in(melati).get(f"/id/bills/{bill.id}/").content.decode()
    assert "Rp500.000" in page


def test_looking_twice_shows_the_same_qr(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    client = sign_in(melati)
    pages = [client.get(f"/en/bills/{bill.id}/").content.decode() for _n in range(2)]
    paths = [re.findall(r'<path d="(M4 4[^"]+)"', page) for page in pages]
    assert paths[0] == paths[1] != []


def test_no_style_attribute_and_no_inline_script(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    client = sign_in(melati)
    pages = [f"/en/bills/{bill.id}/", "/en/demo-bank/?qr=000201"]
    for address in pages:
        page = client.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert "onclick" not in page


@pytest.mark.parametrize("tail", ["", "status/", "qr.png", "receipt/"])
def test_nobody_but_the_payer_sees_a_bill(
    bill: payments.BillView,
    budi: Account,
    rini: Account,
    client: Client,
    sign_in: SignIn,
    tail: str,
) -> None:
    address = f"/en/bills/{bill.id}/{tail}"
    stranger = client.get(address)
    assert (stranger.status_code, "sign-in" in stranger["Location"]) == (302, True)
    assert sign_in(budi).get(address).status_code == 404
    assert sign_in(rini).get(address).status_code == 403


def test_an_unknown_bill_is_not_found(melati: Account, sign_in: SignIn) -> None:
    answer = sign_in(melati).get(f"/en/bills/{uuid.uuid4()}/")
    assert answer.status_code == 404
    assert "There is no such bill" in answer.content.decode()


def test_checking_too_early_says_to_wait(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    page = sign_in(melati).get(f"/en/bills/{bill.id}/?check").content.decode()
    assert "The money has not arrived yet" in page


def test_a_paid_bill_shows_a_receipt_to_print(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    client = sign_in(melati)
    early = client.get(f"/en/bills/{bill.id}/receipt/")
    assert (early.status_code, early["Location"]) == (302, f"/en/bills/{bill.id}/")
    assert call_back(client, reference(bill, melati)) == (200, "paid")
    page = client.get(f"/en/bills/{bill.id}/").content.decode()
    assert "Your bill is paid" in page
    assert 'aria-label="QRIS' not in page
    receipt = client.get(f"/en/bills/{bill.id}/receipt/").content.decode()
    for words in ("Payment received", "Bank Contoh", "tx-1", bill.number, "Rp500,000"):
        assert words in receipt


def test_a_cancelled_bill_says_that_nothing_is_owed(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    payments.cancel_open(case_id=bill.case_id, now=timezone.now())
    page = sign_in(melati).get(f"/en/bills/{bill.id}/").content.decode()
    assert "There is nothing to pay" in page


def test_the_open_page_hears_of_money_and_of_an_expired_qr(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    client = sign_in(melati)
    shown = reference(bill, melati)
    address = f"/en/bills/{bill.id}/status/?qr={shown}"
    quiet = client.get(address)
    assert (quiet.status_code, "HX-Refresh" in quiet.headers) == (204, False)
    assert client.get(f"/en/bills/{bill.id}/status/?qr=OLD")["HX-Refresh"] == "true"
    call_back(client, shown)
    assert client.get(address)["HX-Redirect"] == f"/en/bills/{bill.id}/receipt/"


def test_the_qr_can_be_saved_as_a_picture(
    bill: payments.BillView, melati: Account, sign_in: SignIn
) -> None:
    answer = sign_in(melati).get(f"/en/bills/{bill.id}/qr.png")
    assert answer.content.startswith(b"\x89PNG")
    assert f'filename="{bill.number}.png"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_without_a_merchant_the_page_says_where_to_pay(
    bill: payments.BillView,
    melati: Account,
    sign_in: SignIn,
    pack: Pack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poor = pack.model_copy(update={"merchant": None})
    monkeypatch.setattr("satupintu.catalogue.service.pack", lambda: poor)
    answer = sign_in(melati).get(f"/en/bills/{bill.id}/")
    assert answer.status_code == 200
    assert "Please pay at the cashier" in answer.content.decode()


def test_the_page_costs_a_constant_number_of_queries(
    melati: Account,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    now = timezone.now() - timedelta(minutes=20)
    bill = money.raise_bill(people.actor_for(melati), now)
    client = sign_in(melati)
    client.get(f"/en/bills/{bill.id}/")
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get(f"/en/bills/{bill.id}/")
