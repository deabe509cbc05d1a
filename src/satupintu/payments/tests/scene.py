"""Melati's bill, a pack with a merchant, and callbacks as a bank sends them."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection

from satupintu.catalogue.schema import CalendarData, Hours, Merchant, Pack
from satupintu.kernel import outbox
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.payments import service as payments, signing
from satupintu.payments.providers import registry

CASE = uuid.UUID(int=45)
LINES = [
    {"code": "tax", "title": {"en": "Tax"}, "payee": "bapenda", "amount": 300_000},
    {"code": "fee", "title": {"en": "Fee"}, "payee": "dpmptsp", "amount": 200_000},
]
TOTAL = 500_000
MELATI = Actor(kind=ActorKind.CITIZEN, id=uuid.UUID(int=1), name="Melati")
BUDI = Actor(kind=ActorKind.CITIZEN, id=uuid.UUID(int=2), name="Budi")
RINI = Actor(
    kind=ActorKind.STAFF,
    id=uuid.UUID(int=3),
    name="Rini",
    posts=frozenset({("bapenda", "cashier")}),
)
JOKO = Actor(
    kind=ActorKind.STAFF,
    id=uuid.UUID(int=4),
    name="Joko",
    posts=frozenset({("dinkes", "reviewer")}),
)
PACK = Pack(
    code="contoh",
    name={"en": "Sample"},
    place={"en": "Sample"},
    country="ID",
    currency="IDR",
    time_zone="Asia/Jakarta",
    languages=["id", "en"],
    merchant=Merchant(
        scheme="qris",
        name="DPMPTSP CONTOH",
        city="JAKARTA",
        acquirer="ID.CO.CONTOH.WWW",
        pan="936001110000000017",
        merchant_id="CONTOH1",
        criteria="URE",
        national_id="ID2026000000001",
    ),
    agencies=[],
    roles=[],
    topics=[],
    papers=[],
    calendar=CalendarData(hours=Hours()),
)

Call = tuple[dict[str, str], bytes]
Tell = Callable[..., payments.Verdict]
Heard = Callable[[], list[outbox.Event]]


def raise_bill(payer: Actor, now: datetime, **more: Any) -> payments.BillView:
    """Melati's bill of 500,000 rupiah for two payees, unless told otherwise."""
    assert payer.id is not None
    given: dict[str, Any] = {
        "case_id": CASE,
        "case_number": "SP-2026-000045",
        "step": "payment",
        "payer_id": payer.id,
        "title": {"en": "Advertising permit"},
        "lines": LINES,
        "total": TOTAL,
        "currency": "IDR",
        "now": now,
    }
    return payments.raise_bill(**(given | more))


def callback(reference: str, sent_at: datetime, **more: Any) -> Call:
    """A signed callback: the headers and the body."""
    said: dict[str, Any] = {
        "id": "ev-1",
        "type": "paid",
        "reference": reference,
        "transaction": "tx-1",
        "amount": "500000.00",
        "currency": "IDR",
        "bank": "Bank Contoh",
        "occurred_at": sent_at.isoformat(),
    }
    body = json.dumps(said | more).encode()
    secret = registry.get("demo").secret
    return {signing.HEADER: signing.sign(secret, body, sent_at)}, body


def delete_jobs() -> None:
    """What a test that commits has to do in the end: Django empties only tables
    that it manages, and the jobs would be found by the next run.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
