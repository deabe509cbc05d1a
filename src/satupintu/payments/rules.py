"""What a provider's word does to a bill. Pure; the table of every case."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a provider can tell us about a payment request."""

    PENDING = "pending"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"


class BillStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What we made of a callback. Money that settles nothing is to be refunded."""

    PAID = "paid"
    LATE = "late"
    NOTED = "noted"
    DUPLICATE = "duplicate"
    WRONG_AMOUNT = "wrong_amount"
    OVERPAID = "overpaid"
    BILL_CANCELLED = "bill_cancelled"
    UNKNOWN_REFERENCE = "unknown_reference"
    FORGED = "forged"
    MALFORMED = "malformed"

    @property
    def settles(self) -> bool:
        """Whether the bill is paid by this."""
        return self in _SETTLES

    @property
    def is_odd(self) -> bool:
        """Whether a cashier has to look at it."""
        return self in ODD


_SETTLES = frozenset({Verdict.PAID, Verdict.LATE})
ODD = frozenset(
    {
        Verdict.WRONG_AMOUNT,
        Verdict.OVERPAID,
        Verdict.BILL_CANCELLED,
        Verdict.UNKNOWN_REFERENCE,
    }
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What we asked for. `amount` in smallest units; expiry is exclusive."""

    amount: int
    currency: str
    expires_at: datetime
    bill: BillStatus


@dataclass(frozen=True, slots=True)
class Word:
    """What the provider says. `amount` in smallest units, perhaps not whole."""

    kind: NoticeKind
    amount: Decimal
    currency: str
    occurred_at: datetime


def judge(word: Word, ask: Ask | None, *, counted: bool) -> Verdict:
    """The verdict over one genuine event that was not heard before.

    `counted` says that the money of this bank transaction was counted under
    another event; `ask` is None when nobody here asked under that reference.
    Money that arrives after the QR's expiry still settles an open bill: the
    treasury has it, and sending it back only to ask for it again would help
    nobody.
    """
    if word.kind is not NoticeKind.PAID:
        return Verdict.NOTED
    if counted:
        return Verdict.DUPLICATE
    if ask is None:
        return Verdict.UNKNOWN_REFERENCE
    if ask.bill is BillStatus.PAID:
        return Verdict.OVERPAID
    if ask.bill is BillStatus.CANCELLED:
        return Verdict.BILL_CANCELLED
    if word.amount != ask.amount or word.currency != ask.currency:
        return Verdict.WRONG_AMOUNT
    return Verdict.LATE if word.occurred_at >= ask.expires_at else Verdict.PAID


def closes_request(word: Word, ask: Ask | None) -> bool:
    """Whether the QR is of no more use, by the provider's own word."""
    ends = word.kind in {NoticeKind.EXPIRED, NoticeKind.FAILED}
    return ends and ask is not None and ask.bill is BillStatus.OPEN
