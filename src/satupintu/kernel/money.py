"""Money, numbers and dates as people read them in their language (Babel).

An amount is a whole number of the currency's smallest unit in use: rupiah and
riel have no decimals, a US dollar has 100 cents. Never a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date, format_time as babel_time
from babel.numbers import format_decimal, get_currency_precision
from django.utils.translation import get_language

from satupintu.kernel.errors import Invalid

# Official tables give these two decimals that nobody has seen for decades:
# bills, notes and payment QR codes are in whole rupiah.
WITHOUT_DECIMALS = frozenset({"IDR", "KHR"})


class BadMoney(Invalid):
    """Two currencies were mixed."""

    code = "bad_money"


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` smallest units of `currency` (ISO 4217)."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise BadMoney(f"{self.currency} and {other.currency} do not add up.")
        return other.amount

    def text(self, language: str | None = None) -> str:
        return format_money(self.amount, self.currency, language)

    def __str__(self) -> str:
        return self.text()


@lru_cache(maxsize=64)
def decimals(currency: str) -> int:
    """How many decimals the currency has in daily use."""
    if currency in WITHOUT_DECIMALS:
        return 0
    return int(get_currency_precision(currency))


def round_money(value: Decimal, currency: str) -> int:
    """`value` (in whole currency units) in smallest units, half up."""
    scaled = value.scaleb(decimals(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def major(amount: int, currency: str) -> Decimal:
    """Smallest units as a number of whole currency units: 1050 US cents, 10.50."""
    return Decimal(amount).scaleb(-decimals(currency))


def format_money(amount: int, currency: str, language: str | None = None) -> str:
    """`Rp1.500.000` in Indonesian, `Rp1,500,000` in English."""
    cents = "." + "0" * decimals(currency) if decimals(currency) else ""
    pattern = f"'{_symbol(currency)}'#,##0{cents}"
    value = major(amount, currency)
    return str(format_decimal(value, format=pattern, locale=_locale(language)))


def format_number(
    value: Decimal | int | float, language: str | None = None, places: int = 6
) -> str:
    """`12.500,5` in Indonesian, `12,500.5` in English; no trailing zeros."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return _decimal(number, places, _locale(language))


@lru_cache(maxsize=2048)
def _decimal(number: Decimal, places: int, locale: Locale) -> str:
    pattern = "#,##0." + "#" * places if places else "#,##0"
    return str(format_decimal(number, format=pattern, locale=locale))


def format_date(value: date, language: str | None = None) -> str:
    """`19 November 2026`, in the month names of the language."""
    return str(babel_date(value, "d MMMM yyyy", locale=_locale(language)))


def format_when(
    value: datetime, zone: tzinfo | str, language: str | None = None
) -> str:
    """`Thursday, 19 November 2026, 10:03` on the clocks of `zone`."""
    day = format_day(value, zone, language)
    return f"{day}, {format_clock(value, zone, language)}"


def format_day(value: datetime, zone: tzinfo | str, language: str | None = None) -> str:
    """`Thursday, 19 November 2026`, the day that it is in `zone`."""
    here = _in(zone, value)
    return str(babel_date(here, "EEEE, d MMMM yyyy", locale=_locale(language)))


def format_clock(
    value: datetime, zone: tzinfo | str, language: str | None = None
) -> str:
    """`10.03` or `10:03`, as the language writes it, on the clocks of `zone`."""
    written = f"HH{clock_sign(language)}mm"
    return str(babel_time(_in(zone, value), written, locale=_locale(language)))


def clock_sign(language: str | None = None) -> str:
    """What the language writes between hours and minutes: a point or a colon."""
    short = str(_locale(language).time_formats["short"].pattern)
    return "." if "." in short else ":"


def separators(language: str | None = None) -> tuple[str, str]:
    """(decimal sign, thousands sign) of the language: (',', '.') in Indonesian."""
    symbols = _locale(language).number_symbols["latn"]
    return str(symbols["decimal"]), str(symbols["group"])


def _in(zone: tzinfo | str, value: datetime) -> datetime:
    return value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


@lru_cache(maxsize=64)
def _symbol(currency: str) -> str:
    """The sign people know: one per currency, whatever the language."""
    return {"IDR": "Rp", "KHR": "៛", "USD": "$"}.get(currency, currency + "\u00a0")


def _locale(language: str | None) -> Locale:
    return _parsed(language or get_language() or "en")


@lru_cache(maxsize=64)
def _parsed(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
