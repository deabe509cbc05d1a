"""The phone operator asks for a caller, who agrees with a code first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.pages import Seen, visit

from satupintu.cases import service as cases
from satupintu.courier import service as courier
from satupintu.kernel.models import JournalEntry
from satupintu.people import service as people
from satupintu.web.home.tests.street import send_where, sent

pytestmark = pytest.mark.django_db
CALL = "/en/home-visit/call/"


def call(street: Any, letters: Any, address: str) -> Seen:
    """The operator has the caller's code checked."""
    page = visit(street.operator_client(), CALL).send("address", address=address)
    letter = letters("Your code for the phone")
    assert "Oki" in letter.body
    code = re.search(r"\b\d{6}\b", letter.body)
    assert code is not None
    return page.send("code", code=code[0])


def book(street: Any, page: Seen) -> courier.HomeVisitView:
    start = visit(page.client, page.link("/en/home-visit/"))
    ready = start.send("service", service=["penelitian"])
    assert "On the phone with" in ready.text
    needs = send_where(ready.send("key")).send("lat")
    when = needs.send("name", phone="0812 0000 1111")
    token = when.path.split("/")[3]
    window = street.free(token)[0]
    live = when.send("at", at=sent(window)).send("key")
    assert live.path == f"/en/h/{token}/"
    return courier.home_visit(token=token, now=street.now)


def test_books_for_a_caller_who_has_an_account(street: Any, letters: Any) -> None:
    page = call(street, letters, "0812 0886 0002")
    assert "Budi Santoso" in page.text

    made = book(street, page)

    budi = street.mall.budi
    assert (made.account_id, made.by_staff) == (budi.account_id, "Oki")
    (draft,) = cases.drafts_of(budi)
    assert (draft.pk, draft.channel) == (made.errands[0].draft_id, "home")
    notes = JournalEntry.objects.filter(stream=made.id, action="home.booked")
    note = notes.get()
    assert note.actor_name == "Budi Santoso"
    assert note.data["assisted_by"]["name"] == "Oki"
    letter = letters("An officer comes on")
    assert letter.address == "+6281208860002"
    assert f"/h/{made.token}/" in letter.body


def test_opens_an_account_for_a_new_caller(street: Any, letters: Any) -> None:
    page = call(street, letters, "0812 9999 0000")
    wrong = page.send("name", name="")
    assert wrong.status == 422
    known = page.send("name", name="Ibu Tua", language="id")
    assert "Ibu Tua" in known.text

    made = book(street, known)

    account = people.account(made.account_id)
    assert (account.name, account.phone) == ("Ibu Tua", "+6281299990000")


def test_nothing_is_known_and_nothing_done_before_the_code(
    street: Any, letters: Any
) -> None:
    page = visit(street.operator_client(), CALL)
    asked = page.send("address", address="0812 0886 0002")
    assert "Budi" not in asked.text
    wrong = asked.send("code", code="000000")
    assert (wrong.status, wrong.wrong) == (422, {"code"})
    # Without a caller the pages are for citizens only.
    forbidden = visit(asked.client, "/en/home-visit/prepare/?service=penelitian")
    assert forbidden.status == 403


def test_after_the_call_the_pages_are_closed_again(street: Any, letters: Any) -> None:
    page = call(street, letters, "0812 0886 0002")
    made = book(street, page)
    ended = visit(page.client, CALL).send("do", button=("do", "end"))
    assert "The call has ended" in ended.text

    assert visit(page.client, f"/en/home-visit/{made.token}/where/").status == 403


@pytest.mark.parametrize("who", ["putri", "rini", "melati"])
def test_only_operators_take_calls(street: Any, who: str) -> None:
    client = street.client(who)

    assert visit(client, CALL).status == 403
    sent_ = client.post(CALL, {"do": "begin", "address": "0812 0886 0002"})
    assert sent_.status_code == 403
    assert "/staff/sign-in/" in visit(Client(), CALL).url
