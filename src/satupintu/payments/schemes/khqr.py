"""KHQR, Cambodia's payment QR (National Bank of Cambodia; merchant accounts).

`national_id` is the Bakong account (`name@bank`), `acquirer` the bank's name.
"""

import re
from datetime import datetime, timedelta

from satupintu.catalogue.schema import Merchant
from satupintu.payments.emvco import Item
from satupintu.payments.schemes.base import Order, Scheme, demand

_MERCHANT, _TIMES = "30", "99"


class Khqr(Scheme):
    """Tag 30 names the merchant; tag 99 says from when until when it holds."""

    title = "KHQR"
    lifetime = timedelta(minutes=10)  # what the bank's status check looks back on

    def accounts(self, merchant: Merchant) -> tuple[Item, ...]:
        account = merchant.national_id
        is_account = bool(re.fullmatch(r"[^@\s]+@[^@\s]+", account))
        demand(is_account and len(account) <= 32, "national_id", self.title)
        demand(0 < len(merchant.merchant_id) <= 32, "merchant_id", self.title)
        demand(0 < len(merchant.acquirer) <= 32, "acquirer", self.title)
        inner = (
            Item("00", account),
            Item("01", merchant.merchant_id),
            Item("02", merchant.acquirer),
        )
        return (Item(_MERCHANT, inner),)

    def unreserved(self, order: Order) -> tuple[Item, ...]:
        times = (
            Item("00", _millis(order.created_at)),
            Item("01", _millis(order.expires_at)),
        )
        return (Item(_TIMES, times),)


def _millis(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))
