"""QRIS, Indonesia's payment QR (Bank Indonesia; merchant-presented guide 1.1)."""

import re

from satupintu.catalogue.schema import Merchant
from satupintu.payments.emvco import Item
from satupintu.payments.schemes.base import Scheme, demand

_ACQUIRER, _NATIONAL = "26", "51"
_DOMAIN = "ID.CO.QRIS.WWW"
_CRITERIA = frozenset({"UMI", "UKE", "UME", "UBE", "URE"})


class Qris(Scheme):
    """Tag 26 names the acquirer, tag 51 the national merchant id."""

    title = "QRIS"

    def accounts(self, merchant: Merchant) -> tuple[Item, ...]:
        self._check(merchant)
        acquirer = (
            Item("00", merchant.acquirer),
            Item("01", merchant.pan),
            Item("02", merchant.merchant_id),
            Item("03", merchant.criteria),
        )
        national = (
            Item("00", _DOMAIN),
            Item("02", merchant.national_id),
            Item("03", merchant.criteria),
        )
        return Item(_ACQUIRER, acquirer), Item(_NATIONAL, national)

    def _check(self, merchant: Merchant) -> None:
        def demands(pattern: str, field: str) -> None:
            value = str(getattr(merchant, field))
            demand(bool(re.fullmatch(pattern, value)), field, self.title)

        demands(r"[A-Z0-9.]{1,32}", "acquirer")
        demands(r"9360[0-9]{12,15}", "pan")
        demands(r"[A-Za-z0-9]{1,15}", "merchant_id")
        demands(r"ID[0-9]{13}", "national_id")
        demand(merchant.criteria in _CRITERIA, "criteria", self.title)
