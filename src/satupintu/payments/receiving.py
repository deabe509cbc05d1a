"""What providers tell us: checked, stored once, and acted on once.

Everything that a genuine callback changes happens in one transaction under the
lock of its bill. The unique constraints are the second wall: whoever runs into
one starts again and finds what the other has written.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from prometheus_client import Counter

from satupintu.kernel import journal, outbox
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.money import decimals
from satupintu.payments.events import BillPaid
from satupintu.payments.models import (
    MONEY,
    Bill,
    Payment,
    PaymentRequest,
    ProviderEvent,
)
from satupintu.payments.providers import Forged, Notice, Unreadable, registry
from satupintu.payments.rules import (
    Ask,
    BillStatus,
    Verdict,
    Word,
    closes_request,
    judge,
)

log = structlog.get_logger(__name__)
callbacks = Counter(
    "satupintu_payment_callbacks",
    "Callbacks of payment providers, by verdict.",
    ("provider", "verdict"),
)
_TRIES = 3
_OLDEST = timedelta(days=366)


def receive(
    provider: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> Verdict:
    """Take in one callback, whatever it is; it may come any number of times.

    Raises `UnknownProvider`. Nothing is stored of a forged or malformed one.
    """
    adapter = registry.get(provider)
    try:
        lowered = {name.lower(): value for name, value in headers.items()}
        notice = adapter.read(lowered, body, now)
        _refuse_ancient(notice, now)
        verdict = _settle(provider, notice, body, now)
    except Forged:
        verdict = Verdict.FORGED
    except Unreadable as error:
        verdict = Verdict.MALFORMED
        log.warning("payment_callback_malformed", reason=error.sentence)
    callbacks.labels(provider, verdict.value).inc()
    log.info("payment_callback", provider=provider, verdict=verdict.value)
    return verdict


def _refuse_ancient(notice: Notice, now: datetime) -> None:
    """A time before all bills is a mistake; some are none that a clock can show."""
    if notice.occurred_at < now - _OLDEST:
        raise Unreadable(_("The callback speaks of something long past."))


def _settle(provider: str, notice: Notice, body: bytes, now: datetime) -> Verdict:
    for _n in range(_TRIES - 1):
        try:
            return _settle_once(provider, notice, body, now)
        except IntegrityError:
            # Another worker wrote the same event or transaction meanwhile.
            continue
    return _settle_once(provider, notice, body, now)


@transaction.atomic
def _settle_once(provider: str, notice: Notice, body: bytes, now: datetime) -> Verdict:
    request, bill = _lock(provider, notice.reference)
    if _is_known(provider, notice):
        return Verdict.DUPLICATE
    word, ask = _word(notice), _ask(request, bill)
    verdict = judge(word, ask, counted=_is_counted(provider, notice))
    event = _store(provider, notice, word, bill, body, verdict, now)
    if request is None or bill is None:
        return verdict
    if closes_request(word, ask) and word.occurred_at < request.expires_at:
        request.expires_at = word.occurred_at
        request.save(update_fields=["expires_at"])
    if verdict.settles:
        _pay(bill, request, event, notice, now)
    elif verdict.is_odd:
        _write("bill.odd_payment", bill, event, now)
    return verdict


def _lock(
    provider: str, reference: str
) -> tuple[PaymentRequest, Bill] | tuple[None, None]:
    request = PaymentRequest.objects.filter(
        provider=provider, reference=reference
    ).first()
    if request is None:
        return None, None
    bill = Bill.objects.select_for_update().get(pk=request.bill_id)
    # Read again: the wait for the lock may have been long.
    request.refresh_from_db()
    return request, bill


def _is_known(provider: str, notice: Notice) -> bool:
    return bool(
        ProviderEvent.objects.filter(
            provider=provider, event_id=notice.event_id
        ).exists()
    )


def _is_counted(provider: str, notice: Notice) -> bool:
    same = Q(provider=provider, transaction_id=notice.transaction_id)
    return bool(ProviderEvent.objects.filter(same, verdict__in=MONEY).exists())


def _word(notice: Notice) -> Word:
    return Word(
        kind=notice.kind,
        amount=notice.amount.scaleb(decimals(notice.currency)),
        currency=notice.currency,
        occurred_at=notice.occurred_at,
    )


def _ask(request: PaymentRequest | None, bill: Bill | None) -> Ask | None:
    if request is None or bill is None:
        return None
    return Ask(
        amount=request.amount,
        currency=bill.currency,
        expires_at=request.expires_at,
        bill=BillStatus(bill.status),
    )


def _store(
    provider: str,
    notice: Notice,
    word: Word,
    bill: Bill | None,
    body: bytes,
    verdict: Verdict,
    now: datetime,
) -> ProviderEvent:
    event = ProviderEvent(
        provider=provider,
        event_id=notice.event_id,
        kind=notice.kind.value,
        reference=notice.reference,
        transaction_id=notice.transaction_id,
        bill=bill,
        amount=int(word.amount),
        currency=notice.currency,
        body=body.decode(),
        verdict=verdict.value,
        occurred_at=notice.occurred_at,
        received_at=now,
    )
    event.save(force_insert=True)
    return event


def _pay(
    bill: Bill,
    request: PaymentRequest,
    event: ProviderEvent,
    notice: Notice,
    now: datetime,
) -> None:
    Payment(
        bill=bill,
        request=request,
        provider=event.provider,
        event_id=event.event_id,
        transaction_id=event.transaction_id,
        amount=event.amount,
        payer_bank=notice.payer_bank,
        paid_at=min(notice.occurred_at, now),
    ).save(force_insert=True)
    bill.status = Bill.Status.PAID
    bill.paid_at = min(notice.occurred_at, now)
    bill.save(update_fields=["status", "paid_at"])
    _write("bill.paid", bill, event, now)
    outbox.announce(
        BillPaid(
            key=bill.case_id, bill_id=bill.id, case_id=bill.case_id, step=bill.step
        ),
        at=now,
    )


@transaction.atomic
def give_back(*, bill_id: uuid.UUID, now: datetime) -> None:
    """Put a payment that is of no use on the cashier's list; again is harmless.

    The bill stays paid, since the money is here; its matter had ended before.
    """
    bill = Bill.objects.select_for_update().get(pk=bill_id)
    payment = Payment.objects.filter(bill=bill).first()
    if payment is None:
        return
    event = ProviderEvent.objects.get(
        provider=payment.provider, event_id=payment.event_id
    )
    if event.verdict == Verdict.BILL_CANCELLED.value:
        return
    event.verdict = Verdict.BILL_CANCELLED.value
    event.save(update_fields=["verdict"])
    _write("bill.odd_payment", bill, event, now)


def _write(action: str, bill: Bill, event: ProviderEvent, now: datetime) -> None:
    data = {
        "provider": event.provider,
        "event": event.event_id,
        "transaction": event.transaction_id,
        "amount": event.amount,
        "currency": event.currency,
        "verdict": event.verdict,
    }
    journal.append(stream=bill.id, actor=SYSTEM, action=action, now=now, data=data)
