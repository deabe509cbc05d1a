"""Hints travel with the transaction; a ticket is for one topic of one tenant."""

import json
import uuid

import pytest
from django.db import connection

from satupintu.kernel import live, tenancy
from satupintu.kernel.models import Tenant

pytestmark = pytest.mark.django_db


def test_a_ticket_names_its_topic_and_tenant(tenant):
    place = live.topic_of(live.ticket("zone:mpp:a"))

    assert place == live.Place(tenant.id, "zone:mpp:a")


@pytest.mark.parametrize("wrong", ["", "x", "a:b:c", "zone:mpp:a"])
def test_refuses_what_is_no_ticket(wrong):
    with pytest.raises(live.BadTicket):
        live.topic_of(wrong)


def test_refuses_a_ticket_that_was_changed(tenant):
    ticket = live.ticket("zone:mpp:a")
    other = live.ticket("zone:mpp:b")

    with pytest.raises(live.BadTicket):
        live.topic_of(other.split(":")[0] + ticket[ticket.index(":") :])


def test_a_ticket_of_one_mall_is_not_one_of_another(tenant):
    other = Tenant.objects.create(slug="elsewhere", name="Elsewhere")
    mine = live.topic_of(live.ticket("zone:mpp:a"))
    with tenancy.scope(other):
        theirs = live.topic_of(live.ticket("zone:mpp:a"))

    assert mine.topic == theirs.topic
    assert mine != theirs


def test_a_hint_arrives_as_it_was_sent(
    tenant, monkeypatch, django_capture_on_commit_callbacks
):
    sent = {"number": "A-001", "stop": uuid.UUID(int=1)}
    payloads: list[str] = []
    monkeypatch.setattr(live, "_send", payloads.extend)
    with django_capture_on_commit_callbacks(execute=True):
        live.hint("zone:mpp:a", "call", sent, id=7)
        assert not payloads  # nobody hears of what is not committed
    (payload,) = payloads

    heard = live.read_hint(payload)

    assert heard.place == live.Place(tenant.id, "zone:mpp:a")
    assert (heard.event, heard.id) == ("call", 7)
    assert heard.data == {"number": "A-001", "stop": str(uuid.UUID(int=1))}


def test_what_is_too_long_is_hinted_without_its_data(
    tenant, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        live.hint("hall:mpp", "changed", {"text": "ส" * 5000})

    with connection.cursor() as cursor:  # the database did not refuse
        cursor.execute("SELECT 1")


@pytest.mark.parametrize("wrong", ["{}", "[]", "x", json.dumps(["no", 1, 2, 3, 4])])
def test_refuses_a_payload_that_is_no_hint(wrong):
    with pytest.raises(ValueError, match=r".+"):
        live.read_hint(wrong)
