"""What every QR scheme can do, and the register of them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.schema import Merchant
from satupintu.kernel.errors import Misconfigured
from satupintu.kernel.money import decimals, major
from satupintu.payments import currencies, emvco


class MerchantIncomplete(Misconfigured):
    """The pack's merchant lacks what its scheme demands."""

    code = "merchant_incomplete"


@dataclass(frozen=True, slots=True)
class Order:
    """One payment to be asked for. `amount` is in the smallest unit in use."""

    merchant: Merchant
    country: str
    currency: str
    amount: int
    bill_number: str
    reference: str
    created_at: datetime
    expires_at: datetime


class Scheme(ABC):
    """Turns an order into the payload of one national QR standard."""

    title: str
    lifetime = timedelta(minutes=15)

    @abstractmethod
    def accounts(self, merchant: Merchant) -> tuple[emvco.Item, ...]:
        """The merchant account items. Raises `MerchantIncomplete`."""

    def unreserved(self, order: Order) -> tuple[emvco.Item, ...]:
        """Items of the scheme's own, tags 80 to 99."""
        return ()

    def payload(self, order: Order) -> str:
        """The dynamic payload of `order`, good for exactly one payment."""
        merchant = order.merchant
        payee = emvco.Payee(
            accounts=self.accounts(merchant),
            mcc=merchant.mcc,
            currency=currencies.number_of(order.currency),
            country=order.country.upper(),
            name=merchant.name,
            city=merchant.city,
            postal=merchant.postal,
        )
        return emvco.compose(
            payee,
            amount=amount_text(order.amount, order.currency),
            additional=(
                (emvco.BILL_NUMBER, order.bill_number[: emvco.MAX_LABEL]),
                (emvco.REFERENCE, order.reference),
            ),
            unreserved=self.unreserved(order),
        )


def amount_text(amount: int, currency: str) -> str:
    """As tag 54 carries it: 500000 rupiah "500000", 10000 US cents "100.00"."""
    return f"{major(amount, currency):.{decimals(currency)}f}"


_schemes: dict[str, Scheme] = {}


def register(code: str, scheme: Scheme) -> None:
    """Make a scheme known; a second one of the same code is refused."""
    if code in _schemes:
        raise RuntimeError(f"two payment schemes are called {code}")
    _schemes[code] = scheme


def scheme(code: str) -> Scheme:
    """The scheme of this code. Raises `MerchantIncomplete`."""
    found = _schemes.get(code)
    if found is None:
        raise MerchantIncomplete(
            _("%(code)s is not a payment QR scheme that we know."), code=code
        )
    return found


def demand(holds: bool, field: str, scheme: str) -> None:
    """Refuse a merchant whose `field` the scheme cannot carry."""
    if not holds:
        raise MerchantIncomplete(
            _("merchant.%(field)s in the pack is not as %(scheme)s demands it."),
            field=field,
            scheme=scheme,
        )
