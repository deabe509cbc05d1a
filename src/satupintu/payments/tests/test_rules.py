"""What a provider's word does to a bill: the table of every case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from satupintu.payments.rules import (
    Ask,
    BillStatus,
    NoticeKind,
    Verdict,
    Word,
    closes_request,
    judge,
)

EXPIRY = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
ASK = Ask(amount=500_000, currency="IDR", expires_at=EXPIRY, bill=BillStatus.OPEN)
PAID_BILL = replace(ASK, bill=BillStatus.PAID)
CANCELLED = replace(ASK, bill=BillStatus.CANCELLED)
SECOND = timedelta(seconds=1)
WORD = Word(
    kind=NoticeKind.PAID,
    amount=Decimal(500_000),
    currency="IDR",
    occurred_at=EXPIRY - SECOND,
)
LATE = replace(WORD, occurred_at=EXPIRY)
LESS = replace(WORD, amount=Decimal(499_999))
FRACTION = replace(WORD, amount=Decimal("500000.5"))
DOLLARS = replace(WORD, currency="USD")
PENDING = replace(WORD, kind=NoticeKind.PENDING)
EXPIRED = replace(WORD, kind=NoticeKind.EXPIRED)
FAILED = replace(WORD, kind=NoticeKind.FAILED)


@pytest.mark.parametrize(
    ("word", "ask", "counted", "verdict"),
    [
        # the bill is open
        (WORD, ASK, False, Verdict.PAID),
        (LATE, ASK, False, Verdict.LATE),
        (LESS, ASK, False, Verdict.WRONG_AMOUNT),
        (FRACTION, ASK, False, Verdict.WRONG_AMOUNT),
        (DOLLARS, ASK, False, Verdict.WRONG_AMOUNT),
        (PENDING, ASK, False, Verdict.NOTED),
        (EXPIRED, ASK, False, Verdict.NOTED),
        (FAILED, ASK, False, Verdict.NOTED),
        # money of one bank transaction counts once
        (WORD, ASK, True, Verdict.DUPLICATE),
        (WORD, PAID_BILL, True, Verdict.DUPLICATE),
        (WORD, None, True, Verdict.DUPLICATE),
        # the bill is paid: second money is to be refunded, words change nothing
        (WORD, PAID_BILL, False, Verdict.OVERPAID),
        (LATE, PAID_BILL, False, Verdict.OVERPAID),
        (LESS, PAID_BILL, False, Verdict.OVERPAID),
        (PENDING, PAID_BILL, False, Verdict.NOTED),
        (EXPIRED, PAID_BILL, True, Verdict.NOTED),
        # the case ended
        (WORD, CANCELLED, False, Verdict.BILL_CANCELLED),
        (LATE, CANCELLED, False, Verdict.BILL_CANCELLED),
        # nobody here asked for it
        (WORD, None, False, Verdict.UNKNOWN_REFERENCE),
        (EXPIRED, None, False, Verdict.NOTED),
    ],
)
def test_every_word_has_its_verdict(
    word: Word, ask: Ask | None, counted: bool, verdict: Verdict
) -> None:
    assert judge(word, ask, counted=counted) is verdict


def test_only_full_money_settles_and_only_lost_money_is_odd() -> None:
    assert {v for v in Verdict if v.settles} == {Verdict.PAID, Verdict.LATE}
    assert {v for v in Verdict if v.is_odd} == {
        Verdict.WRONG_AMOUNT,
        Verdict.OVERPAID,
        Verdict.BILL_CANCELLED,
        Verdict.UNKNOWN_REFERENCE,
    }


@pytest.mark.parametrize(
    ("word", "ask", "closes"),
    [
        (EXPIRED, ASK, True),
        (FAILED, ASK, True),
        (PENDING, ASK, False),
        (WORD, ASK, False),
        (EXPIRED, PAID_BILL, False),
        (EXPIRED, None, False),
    ],
)
def test_a_provider_may_close_a_qr_early(
    word: Word, ask: Ask | None, closes: bool
) -> None:
    assert closes_request(word, ask) is closes
