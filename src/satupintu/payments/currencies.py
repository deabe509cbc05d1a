"""Currency numbers of ISO 4217, as payment QR codes carry them."""

from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Misconfigured

_NUMBERS = {
    "AED": "784", "ARS": "032", "AUD": "036", "BDT": "050", "BND": "096",
    "BRL": "986", "BTN": "064", "CAD": "124", "CHF": "756", "CNY": "156",
    "DKK": "208", "EGP": "818", "EUR": "978", "FJD": "242", "GBP": "826",
    "HKD": "344", "IDR": "360", "INR": "356", "JPY": "392", "KES": "404",
    "KHR": "116", "KRW": "410", "LAK": "418", "LKR": "144", "MMK": "104",
    "MNT": "496", "MOP": "446", "MVR": "462", "MXN": "484", "MYR": "458",
    "NGN": "566", "NOK": "578", "NPR": "524", "NZD": "554", "PGK": "598",
    "PHP": "608", "PKR": "586", "PLN": "985", "SAR": "682", "SEK": "752",
    "SGD": "702", "THB": "764", "TRY": "949", "TWD": "901", "TZS": "834",
    "USD": "840", "VND": "704", "ZAR": "710",
}  # fmt: skip


class CurrencyUnknown(Misconfigured):
    """The pack names a currency that has no number here."""

    code = "currency_unknown"


def number_of(code: str) -> str:
    """The three-digit number of a currency code. Raises `CurrencyUnknown`."""
    number = _NUMBERS.get(code)
    if number is None:
        raise CurrencyUnknown(
            _("%(code)s is not a known currency code of ISO 4217."), code=code
        )
    return number


def code_of(number: str) -> str:
    """The currency code of a number, or "" when it is not known."""
    return next((code for code, known in _NUMBERS.items() if known == number), "")
