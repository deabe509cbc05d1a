"""The cast of these tests, and how they get in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from satupintu.web.accounts.tests.cast import BUDI, MELATI, PASSWORD, RINI

# This file is read before Django is set up, so it imports models only inside.
if TYPE_CHECKING:
    from django.test import Client

    from satupintu.people.service import Account


@dataclass
class Mail:
    """What arrived in the development mailbox."""

    run_jobs: Callable[[], int]

    def newest(self, address: str) -> str:
        from satupintu.notifications import service as notifications

        self.run_jobs()
        letters = notifications.mailbox(address=address, limit=1)
        return letters[0].body if letters else ""

    def code(self, address: str) -> str:
        found = re.search(r"\b\d{6}\b", self.newest(address))
        return found[0] if found else ""


@pytest.fixture(autouse=True)
def _frozen(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)


@pytest.fixture(autouse=True)
def _place(tenant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satupintu.web.accounts.signin.country", lambda: "ID")
    monkeypatch.setattr("satupintu.web.accounts.account.country", lambda: "ID")


@pytest.fixture
def mail(run_jobs: Callable[[], int]) -> Mail:
    return Mail(run_jobs)


@pytest.fixture
def melati(tenant: Any, now: Any) -> "Account":
    from satupintu.people import service as people

    return people.sign_up(
        address=people.parse_address(text=MELATI, country=""),
        name="Melati",
        language="id",
        now=now,
    )


@pytest.fixture
def budi(tenant: Any, now: Any) -> "Account":
    from satupintu.people import service as people

    return people.sign_up(
        address=people.parse_address(text=BUDI, country=""),
        name="Budi",
        language="id",
        now=now,
    )


@pytest.fixture
def rini(tenant: Any, now: Any) -> "Account":
    """Rini, a reviewer at the health agency."""
    from satupintu.people import service as people

    people.keep_agencies(_Pack())
    return people.create_staff(
        login=RINI,
        name="Rini",
        password=PASSWORD,
        posts=[("dinkes", "reviewer")],
        now=now,
    )


@pytest.fixture
def enter(mail: Mail) -> Callable[..., "Client"]:
    """Sign a citizen in over the pages: `enter(address)`; the client."""

    from django.test import Client

    def sign_in(address: str, client: Client | None = None) -> Client:
        client = client or Client()
        client.post("/id/sign-in/", {"address": address})
        answer = client.post("/id/sign-in/code/", {"code": mail.code(address)})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return sign_in


@dataclass
class _Agency:
    code: str
    name: dict[str, str]
    short: dict[str, str]


class _Pack:
    agencies = (
        _Agency("dinkes", {"id": "Dinas Kesehatan"}, {"id": "Dinkes"}),
        _Agency("dcktrp", {"id": "Dinas Cipta Karya"}, {"id": "DCKTRP"}),
    )
