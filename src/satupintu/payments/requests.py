"""What a payer gets: the QR to scan, one at a time per bill, and the receipt."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema import Merchant
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Refused
from satupintu.payments import bills
from satupintu.payments.models import Bill, Payment, PaymentRequest
from satupintu.payments.providers import registry
from satupintu.payments.schemes import Order, scheme

# Without letters and digits that people mix up when they read them aloud.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_REFERENCE = 20


class BillNotOpen(Refused):
    """There is nothing to pay: the bill is paid or cancelled."""

    code = "bill_not_open"


class BillNotPaid(Refused):
    """There is no receipt before the money has arrived."""

    code = "bill_not_paid"


class NoMerchant(Refused):
    """The pack names nobody who could be paid by QR."""

    code = "no_merchant"


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A QR to be shown. `amount` in smallest units; `expires_at` exclusive."""

    bill: bills.BillView
    reference: str
    payload: str
    amount: int
    currency: str
    scheme: str
    merchant: str
    created_at: datetime
    expires_at: datetime


def show_qr(bill_id: uuid.UUID, actor: Actor, now: datetime) -> PaymentView:
    """The QR of the payer's open bill: the one that holds, or a new one.

    Raises `BillNotFound`, `BillNotOpen`, `NoMerchant`, or what the provider
    refuses with.
    """
    merchant = catalogue.pack().merchant
    if merchant is None or not settings.PAYMENT_PROVIDER:
        raise NoMerchant(
            _("This office cannot be paid by QR yet. Please pay at the cashier.")
        )
    bill = _open(bills.own(actor, bill_id))
    current = _current(bill, now)
    if current is None:
        # Asked for outside the lock, since a provider may take its time. If two
        # pages ask at once, one of the two answers is thrown away unseen.
        current = _keep(_make(bill, merchant, now), actor, now)
    return _view(current, merchant)


def current_qr(bill_id: uuid.UUID, actor: Actor, now: datetime) -> str | None:
    """The reference of the QR that holds now, without making one.

    Raises `BillNotFound`.
    """
    found = _current(bills.own(actor, bill_id), now)
    return found.reference if found else None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """That a bill was paid. The bank's words are empty for a bill of nothing."""

    bill: bills.BillView
    amount: int
    payer_bank: str
    transaction_id: str


def receipt_for(actor: Actor, bill_id: uuid.UUID) -> ReceiptView:
    """The payer's receipt. Raises `BillNotFound` or `BillNotPaid`."""
    bill = bills.own(actor, bill_id)
    if bill.status != Bill.Status.PAID:
        raise BillNotPaid(_("This bill is not paid yet, so there is no receipt."))
    payment = Payment.objects.filter(bill=bill).first()
    return ReceiptView(
        bill=bills.view(bill),
        amount=payment.amount if payment else bill.total,
        payer_bank=payment.payer_bank if payment else "",
        transaction_id=payment.transaction_id if payment else "",
    )


def _open(bill: Bill) -> Bill:
    if bill.status == Bill.Status.PAID:
        raise BillNotOpen(_("This bill is already paid. You owe nothing more."))
    if bill.status == Bill.Status.CANCELLED:
        raise BillNotOpen(_("This bill was cancelled. There is nothing to pay."))
    return bill


def _current(bill: Bill, now: datetime) -> PaymentRequest | None:
    found: PaymentRequest | None = PaymentRequest.objects.filter(
        bill=bill, expires_at__gt=now
    ).first()
    return found


def _make(bill: Bill, merchant: Merchant, now: datetime) -> PaymentRequest:
    provider = registry.get(settings.PAYMENT_PROVIDER)
    reference = "".join(secrets.choice(_LETTERS) for _n in range(_REFERENCE))
    expires_at = now + scheme(merchant.scheme).lifetime
    order = Order(
        merchant=merchant,
        country=catalogue.pack().country,
        currency=bill.currency,
        amount=bill.total,
        bill_number=bill.number,
        reference=reference,
        created_at=now,
        expires_at=expires_at,
    )
    return PaymentRequest(
        bill=bill,
        provider=provider.code,
        reference=reference,
        payload=provider.create_request(order),
        amount=bill.total,
        created_at=now,
        expires_at=expires_at,
    )


def _keep(made: PaymentRequest, actor: Actor, now: datetime) -> PaymentRequest:
    with transaction.atomic():
        bill = _open(bills.own(actor, made.bill_id, lock=True))
        found = _current(bill, now)
        if found is not None:
            return found
        made.save(force_insert=True)
        journal.append(
            stream=bill.id,
            actor=actor,
            action="bill.qr_shown",
            now=now,
            data={"reference": made.reference, "expires_at": made.expires_at},
        )
    return made


def _view(request: PaymentRequest, merchant: Merchant) -> PaymentView:
    return PaymentView(
        bill=bills.view(request.bill),
        reference=request.reference,
        payload=request.payload,
        amount=request.amount,
        currency=request.bill.currency,
        scheme=scheme(merchant.scheme).title,
        merchant=merchant.name,
        created_at=request.created_at,
        expires_at=request.expires_at,
    )
