"""Hints to open pages that something changed, and the tickets to hear them.

A hint leaves right after the caller's commit (PostgreSQL NOTIFY): nobody hears of
what is rolled back, and nobody before the commit. Not within it: commits that
notify wait for each other, each until the disk has confirmed the one before. A
hint may be lost, so a page looks again by itself from time to time; it never holds
what must not be lost.

Topics, and what their hints say:

    zone:<mall>:<zone>   a display: the call itself
    visit:<visit id>     a visitor's page: "changed"
    hall:<mall>          counters and the manager: "changed", ids only; with
                         `queues`, only what these queues show is different
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import tenancy
from satupintu.kernel.errors import NotAllowed

CHANNEL = "satupintu_live"
# Longer than any page stays open; a display fetches a new one by itself.
TICKET_LIFE = timedelta(days=3)
_LONGEST = 7900  # bytes; PostgreSQL refuses 8,000
_SALT = "satupintu.live"


class BadTicket(NotAllowed):
    """The ticket was not given by us, or has expired."""

    code = "bad_ticket"


@dataclass(frozen=True, slots=True)
class Place:
    """A topic of a tenant: what a ticket is for and a hint is about."""

    tenant_id: uuid.UUID
    topic: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What arrives at a listener. `id` is a cursor for replay, if there is one."""

    place: Place
    event: str
    data: Mapping[str, object]
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is told to all who listen to a topic; see `tell`."""

    topic: str
    event: str = "changed"
    data: Mapping[str, object] = field(default_factory=dict)
    id: int | None = None


def hint(
    topic: str, event: str, data: Mapping[str, object], id: int | None = None
) -> None:
    """Tell all who listen to the topic, when (and if) this transaction commits.

    `data` is JSON. What is too long for a notification travels as an empty
    `data`: the page then has to look itself.
    """
    tell(Said(topic, event, data, id))


def changed(*topics: str) -> None:
    """Tell all who listen to one of the topics to look again; see `hint`."""
    tell(*(Said(topic) for topic in topics))


def tell(*hints: Said) -> None:
    """Several hints with one notification of the database; see `hint`."""
    payloads = [_fitting(hint) for hint in hints]
    if payloads:
        # What was committed stays so, also if nobody can be told.
        transaction.on_commit(partial(_send, payloads), robust=True)


def _fitting(hint: Said) -> str:
    tenant = tenancy.current_id().hex
    payload = _payload(tenant, hint.topic, hint.event, hint.data, hint.id)
    if len(payload.encode()) > _LONGEST:
        return _payload(tenant, hint.topic, hint.event, {}, hint.id)
    return payload


def _send(payloads: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload",
            [CHANNEL, payloads],
        )


def read_hint(payload: str) -> Hint:
    """What `hint` sent. Raises `ValueError` if it is not of that form."""
    try:
        tenant, topic, event, data, number = json.loads(payload)
        return Hint(Place(uuid.UUID(hex=tenant), topic), event, data, number)
    except (TypeError, AttributeError) as error:
        raise ValueError("not a hint") from error


def ticket(topic: str) -> str:
    """Lets who holds it hear one topic of the current tenant for a few days."""
    return signing.dumps([tenancy.current_id().hex, topic], salt=_SALT, compress=False)


def topic_of(ticket: str) -> Place:
    """What a ticket is for. Raises `BadTicket` for a forged or an old one."""
    try:
        tenant, topic = signing.loads(ticket, salt=_SALT, max_age=TICKET_LIFE)
    except signing.BadSignature:
        raise BadTicket(
            _("This page has been open for too long. Load it again.")
        ) from None
    return Place(uuid.UUID(hex=tenant), topic)


def address(topic: str) -> str:
    """Where a page listens to the topic, for its `data-live`; '' if nowhere."""
    base: str | None = getattr(settings, "SATUPINTU_LIVE_URL", None)
    return "" if base is None else f"{base}/live/{ticket(topic)}"


def _payload(
    tenant: str,
    topic: str,
    event: str,
    data: Mapping[str, object],
    number: int | None,
) -> str:
    return json.dumps(
        [tenant, topic, event, data, number],
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    )
