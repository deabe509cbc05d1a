"""A provider to try everything with: real payloads, real signed callbacks.

It speaks the way acquirers do. Only the bank behind it is ours (`web.pay.bank`),
and holds no money.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from satupintu.payments import signing
from satupintu.payments.providers.base import Forged, Notice, Provider, Unreadable
from satupintu.payments.rules import NoticeKind
from satupintu.payments.schemes import Order, scheme

# Printable, so that no character arrives that the database would refuse.
_Token = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=60)]
_Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$", max_length=60)]
_AFTER_NOW = signing.TOLERANCE


class Callback(BaseModel):
    """The body of a callback, as JSON. Fields that we do not know are ignored."""

    model_config = ConfigDict(extra="ignore")

    id: _Token
    type: NoticeKind
    reference: _Token
    transaction: _Token
    amount: Decimal = Field(gt=0, max_digits=15, decimal_places=3)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    bank: _Words = ""
    occurred_at: AwareDatetime


class DemoProvider(Provider):
    """The acquirer of demonstrations and tests."""

    code = "demo"

    def create_request(self, order: Order) -> str:
        return scheme(order.merchant.scheme).payload(order)

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        signature = headers.get(signing.HEADER, "")
        if not signing.is_genuine(self.secret, body, signature, now):
            raise Forged(_("The signature of this callback does not fit."))
        try:
            said = Callback.model_validate_json(body)
        except ValidationError as error:
            first = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise Unreadable(
                _("The callback cannot be read. Look at its field “%(field)s”."),
                field=first or "body",
            ) from error
        if said.occurred_at > now + _AFTER_NOW:
            raise Unreadable(_("The callback speaks of something in the future."))
        return Notice(
            event_id=said.id,
            kind=said.type,
            reference=said.reference,
            transaction_id=said.transaction,
            amount=said.amount,
            currency=said.currency,
            payer_bank=said.bank,
            occurred_at=said.occurred_at,
        )
