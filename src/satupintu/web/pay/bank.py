"""The bank of a demonstration: reads a QR, moves no money, calls back.

It stands where a real bank and acquirer stand: it knows of a bill only what the
QR says, and speaks to us only over HTTP, signed, through the same door as any
provider. It can also misbehave as networks and thieves do.
"""

import http.client
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from satupintu.kernel.money import decimals, format_money, round_money
from satupintu.payments import currencies, emvco, signing

NAME = "Bank Demo"
_TRIES = 3
_TIMEOUT = 5.0  # seconds
_GUESS = "a thief's guess"


class Behaviour(StrEnum):
    """What the bank does after Pay is pressed."""

    PAY = "pay"
    TWICE = "twice"
    TWO_PAYMENTS = "two_payments"
    LATE = "late"
    WRONG_AMOUNT = "wrong_amount"
    REORDERED = "reordered"
    FORGED = "forged"
    REPLAYED = "replayed"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a banking app learns from the QR alone."""

    merchant: str
    city: str
    amount: Decimal
    currency: str
    bill_number: str
    reference: str

    def text(self) -> str:
        """The amount as people read it."""
        units = round_money(self.amount, self.currency)
        return format_money(units, self.currency)


@dataclass(frozen=True, slots=True)
class Message:
    """One callback: its words, when it is signed and with which secret."""

    body: bytes
    kind: str
    signed_at: datetime
    secret: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of a callback; `status` 0 when nobody answered."""

    kind: str
    status: int
    answer: str


@dataclass(frozen=True, slots=True)
class Line:
    """Where the callbacks go: this server, as the provider sees it from outside."""

    port: int
    host: str
    scheme: str
    path: str


def read(payload: str) -> Ask:
    """Read a QR as any bank does. Raises `emvco.Malformed` with a sentence."""
    said = emvco.parse(payload)
    return Ask(
        merchant=said.text(emvco.NAME),
        city=said.text(emvco.CITY),
        amount=Decimal(said.text(emvco.AMOUNT) or "0"),
        currency=currencies.code_of(said.text(emvco.CURRENCY)),
        bill_number=said.text(emvco.ADDITIONAL, emvco.BILL_NUMBER),
        reference=said.text(emvco.ADDITIONAL, emvco.REFERENCE),
    )


def messages(
    ask: Ask, behaviour: Behaviour, secret: str, now: datetime
) -> list[Message]:
    """The callbacks of this behaviour, in the order in which they are sent."""
    paid = _paid(ask, secret, now)
    earlier = now - timedelta(seconds=1)
    unit = Decimal(1).scaleb(-decimals(ask.currency))
    less = replace(ask, amount=ask.amount - unit)
    pending = _message("pending", ask, secret, now, occurred_at=earlier)
    expired = _message("expired", ask, secret, now, occurred_at=earlier)
    sent = {
        Behaviour.PAY: [paid],
        Behaviour.TWICE: [paid, paid],
        Behaviour.TWO_PAYMENTS: [paid, _paid(ask, secret, now)],
        Behaviour.LATE: [expired, paid],
        Behaviour.WRONG_AMOUNT: [_paid(less, secret, now)],
        Behaviour.REORDERED: [paid, pending, expired],
        Behaviour.FORGED: [replace(paid, secret=_GUESS)],
        Behaviour.REPLAYED: [replace(paid, signed_at=now - timedelta(hours=1))],
        Behaviour.MALFORMED: [replace(paid, body=paid.body[:-20])],
    }
    return sent[behaviour]


def deliver(line: Line, sent: list[Message]) -> Iterator[Delivery]:
    """Send the callbacks one after another; a failed one is tried again."""
    for message in sent:
        yield _deliver(line, message)


def _paid(ask: Ask, secret: str, now: datetime) -> Message:
    return _message("paid", ask, secret, now, occurred_at=now)


def _message(
    kind: str, ask: Ask, secret: str, now: datetime, *, occurred_at: datetime
) -> Message:
    said = {
        "id": f"evt_{secrets.token_hex(8)}",
        "type": kind,
        "reference": ask.reference,
        "transaction": f"trx_{secrets.token_hex(8)}",
        "amount": str(ask.amount),
        "currency": ask.currency,
        "bank": NAME,
        "occurred_at": occurred_at.isoformat(),
    }
    body = json.dumps(said).encode()
    return Message(body=body, kind=kind, signed_at=now, secret=secret)


def _deliver(line: Line, message: Message) -> Delivery:
    delivery = Delivery(message.kind, 0, "")
    for _n in range(_TRIES):
        try:
            delivery = _post(line, message)
        except OSError as error:
            delivery = Delivery(message.kind, 0, type(error).__name__)
        if 0 < delivery.status < 500:
            break
    return delivery


def _post(line: Line, message: Message) -> Delivery:
    # To the own machine only: a Host header from outside must not decide where
    # this server sends requests.
    link = http.client.HTTPConnection("127.0.0.1", line.port, timeout=_TIMEOUT)
    headers = {
        "Host": line.host,
        "X-Forwarded-Proto": line.scheme,
        "Content-Type": "application/json",
        signing.HEADER: signing.sign(message.secret, message.body, message.signed_at),
    }
    try:
        link.request("POST", line.path, body=message.body, headers=headers)
        answer = link.getresponse()
        return Delivery(message.kind, answer.status, _verdict(answer.read(4096)))
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        link.close()


def _verdict(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("verdict", "")) if isinstance(said, dict) else ""
