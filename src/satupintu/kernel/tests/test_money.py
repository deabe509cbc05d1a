"""Money, numbers, dates, spans and texts in each language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from satupintu.kernel.localized import text
from satupintu.kernel.money import (
    BadMoney,
    Money,
    format_date,
    format_money,
    format_number,
    format_when,
    round_money,
    separators,
)
from satupintu.kernel.spans import BadSpan, Span, Unit


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        (1_500_000, "IDR", "id", "Rp1.500.000"),
        (1_500_000, "IDR", "en", "Rp1,500,000"),
        (-5, "IDR", "id", "-Rp5"),
        (1050, "USD", "en", "$10.50"),
        (1050, "USD", "id", "$10,50"),
        (4026, "KHR", "en", "៛4,026"),
    ],
)
def test_writes_money(amount: int, currency: str, language: str, shown: str) -> None:
    assert format_money(amount, currency, language) == shown


def test_rounds_half_up_to_the_unit_in_use() -> None:
    assert round_money(Decimal("100.5"), "IDR") == 101
    assert round_money(Decimal("-100.5"), "IDR") == -101
    assert round_money(Decimal("10.005"), "USD") == 1001


def test_refuses_to_mix_currencies() -> None:
    assert Money(5, "IDR") + Money(6, "IDR") == Money(11, "IDR")
    with pytest.raises(BadMoney, match="IDR and USD do not add up"):
        Money(5, "IDR") + Money(6, "USD")


def test_writes_numbers_and_dates() -> None:
    assert format_number(Decimal("12500.50"), "id") == "12.500,5"
    assert format_number(0.25, "en") == "0.25"
    assert separators("id") == (",", ".")
    assert format_date(date(2026, 11, 19), "en") == "19 November 2026"
    morning = datetime(2026, 11, 19, 3, 3, tzinfo=UTC)
    assert (
        format_when(morning, "Asia/Jakarta", "id") == "Kamis, 19 November 2026, 10.03"
    )


def test_gives_a_text_in_the_language_asked_for() -> None:
    title = {"id": "Izin", "en": "Permit"}
    assert text(title, "en") == "Permit"
    assert text(title, "en-gb") == "Permit"
    assert text(title, "km") == "Izin"
    assert text({}) == ""
    with translation.override("en"):
        assert text(title) == "Permit"


@pytest.mark.parametrize(
    ("source", "unit", "amount"),
    [
        ("5 wd", "wd", "5"),
        ("8wh", "wh", "8"),
        ("1.5 h", "h", "1.5"),
        ("1 month", "months", "1"),
        ("5 y", "y", "5"),
    ],
)
def test_reads_spans(source: str, unit: str, amount: str) -> None:
    assert Span.parse(source) == Span(Decimal(amount), Unit(unit))


def test_explains_a_bad_span() -> None:
    with pytest.raises(BadSpan, match="“5 weeks” is not a span of time"):
        Span.parse("5 weeks")
    with pytest.raises(BadSpan, match="does not lead to a date"):
        Span.parse("5 wd").after(date(2026, 1, 1))


def test_ends_a_span_on_the_last_day_of_a_short_month() -> None:
    assert Span.parse("1 month").after(date(2026, 1, 31)) == date(2026, 2, 28)
    assert Span.parse("5 y").after(date(2024, 2, 29)) == date(2029, 2, 28)
    assert Span.parse("90 d").after(date(2026, 1, 1)) == date(2026, 4, 1)


def test_names_a_span() -> None:
    with translation.override("en"):
        assert Span.parse("5 wd").text() == "5 working days"
        assert Span.parse("1 y").text() == "1 year"
