"""Accounts with sessions, and callbacks over HTTP."""

from typing import Any

from django.test import Client
from django.utils import timezone

from satupintu.catalogue.schema import Pack
from satupintu.payments.tests import scene
from satupintu.people import service as people
from satupintu.people.service import Account, Address, AddressKind
from satupintu.web.middleware import FACTOR_AT, SIGNED_IN_AT


def citizen(login: str, name: str) -> Account:
    return people.sign_up(
        address=Address(AddressKind.EMAIL, login),
        name=name,
        language="en",
        now=timezone.now(),
    )


def officer(pack: Pack, login: str, name: str, post: tuple[str, str]) -> Account:
    people.keep_agencies(pack)
    return people.create_staff(
        login=login,
        name=name,
        password="a long enough passphrase",
        posts=[post],
        now=timezone.now(),
        language="en",
    )


def sign_in(client: Client, account: Account) -> Client:
    """A session as the sign-in pages make it, second factor included."""
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = session[FACTOR_AT] = timezone.now().isoformat()
    session.save()
    return client


def call_back(client: Client, reference: str, **said: Any) -> tuple[int, object]:
    """A provider's callback; the answer's status and verdict."""
    headers, body = scene.callback(reference, timezone.now(), **said)
    answer = client.post(
        "/webhooks/payments/demo/",
        body,
        content_type="application/json",
        headers=headers,
    )
    return answer.status_code, answer.json().get("verdict")
