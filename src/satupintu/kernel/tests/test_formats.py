"""Numbers as people type them: read when they mean one thing, else explained."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from satupintu.kernel.formats import (
    BadNumber,
    NumberForm,
    read_number,
    write_number,
)

NUMBER, WHOLE = NumberForm(), NumberForm(places=0)
RUPIAH, DOLLARS = NumberForm(places=0, money=True), NumberForm(places=2, money=True)


@pytest.mark.parametrize(
    ("typed", "form", "language", "number"),
    [
        ("1500", NUMBER, "id", "1500"),
        ("1.500.000,50", NUMBER, "id", "1500000.50"),
        ("1,500,000.50", NUMBER, "en", "1500000.50"),
        # The other language's way, where nothing else can be meant.
        ("1,500,000.50", NUMBER, "id", "1500000.50"),
        ("1.500.000", NUMBER, "en", "1500000"),
        ("12.5", NUMBER, "id", "12.5"),
        ("12,5", NUMBER, "en", "12.5"),
        ("1234,567", NUMBER, "en", "1234.567"),
        ("0,125", NUMBER, "en", "0.125"),  # no group begins with 0
        ("1.500", NUMBER, "id", "1500"),  # the language's own group sign
        ("1,500", NUMBER, "en", "1500"),
        ("12,5", NUMBER, "id", "12.5"),
        ("25,000", RUPIAH, "id", "25000"),  # rupiah have no decimals
        ("25.000", RUPIAH, "en", "25000"),
        ("Rp 25.000,-", RUPIAH, "id", "25000"),
        ("Rp1.500.000", RUPIAH, "id", "1500000"),
        ("IDR 1500000", RUPIAH, "en", "1500000"),
        ("$10.50", DOLLARS, "en", "10.50"),
        ("1.234", DOLLARS, "en", "1234"),  # nor has a dollar three
        ("1 500 000", WHOLE, "id", "1500000"),
        ("-3", WHOLE, "id", "-3"),
        ("−3", WHOLE, "id", "-3"),
        ("១២", WHOLE, "km", "12"),  # Khmer digits
        ("3.0", WHOLE, "en", "3.0"),
    ],
)
def test_reads_a_number(
    typed: str, form: NumberForm, language: str, number: str
) -> None:
    assert read_number(typed, form, language) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "form", "language", "sentence"),
    [
        (
            "1,500",
            NUMBER,
            "id",
            "“1,500” can be read in two ways. Write 1500 or 1,5.",
        ),
        (
            "1.125",
            NUMBER,
            "en",
            "“1.125” can be read in two ways. Write 1125 or 1.1250.",
        ),
        (
            "dua",
            NUMBER,
            "id",
            "“dua” is not a number. Write digits, for example 1.500.",
        ),
        (
            "1.50.000",
            NUMBER,
            "en",
            "“1.50.000” is not a number. Write digits, for example 1,500.",
        ),
        (
            "1.5,5.5",
            NUMBER,
            "en",
            "“1.5,5.5” is not a number. Write digits, for example 1,500.",
        ),
        ("12,5", WHOLE, "id", "Write a whole number, without decimals."),
        ("10.5000001", NUMBER, "en", "Write at most 6 decimals."),
        ("99999999999999", WHOLE, "en", "This number is too large."),
        ("", NUMBER, "en", "“” is not a number. Write digits, for example 1,500."),
        (
            "1e5",
            NUMBER,
            "en",
            "“1e5” is not a number. Write digits, for example 1,500.",
        ),
    ],
)
def test_explains_what_to_write(
    typed: str, form: NumberForm, language: str, sentence: str
) -> None:
    with translation.override("en"):
        with pytest.raises(BadNumber) as caught:
            read_number(typed, form, language)
        assert caught.value.sentence == sentence


@given(
    number=st.decimals(
        min_value=-(10**12), max_value=10**12, places=6, allow_nan=False
    ),
    language=st.sampled_from(["id", "en", "km"]),
)
def test_reads_back_what_it_writes(number: Decimal, language: str) -> None:
    assert read_number(write_number(number, language), NUMBER, language) == number
