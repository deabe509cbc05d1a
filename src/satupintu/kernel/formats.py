"""Reading numbers as people type them, without guessing.

Indonesian writes 1.500.000,50 and English 1,500,000.50, and people mix them. A
number is read when it can mean one thing only; `1,500` where decimals may stand
is refused with both ways to write it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from satupintu.kernel.errors import Invalid
from satupintu.kernel.money import format_number, separators

LARGEST = Decimal(10) ** 13
_GROUPED = r"\d{1,3}(?:%s\d{3})+"
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_MONEY_SIGNS = re.compile(r"^(?:[^\W\d_]{1,3}\.?|[$៛€£¥])|,-$|[$៛€£¥]$")


class BadNumber(Invalid):
    """What was typed is not a number, or could be two."""

    code = "bad_number"


@dataclass(frozen=True, slots=True)
class NumberForm:
    """What kind of number is asked for."""

    places: int = 6
    money: bool = False


WHOLE = NumberForm(places=0)


def read_number(
    typed: str, form: NumberForm = WHOLE, language: str | None = None
) -> Decimal:
    """The number that was typed. Raises `BadNumber` with what to write instead."""
    text = _plain(typed, money=form.money)
    negative = text.startswith("-")
    number = _magnitude(text.removeprefix("-"), typed, form, language)
    if number >= LARGEST:
        raise BadNumber(_("This number is too large."))
    _check_places(number, form)
    return -number if negative else number


def write_number(value: Decimal, language: str | None = None) -> str:
    """As a person of this language would type it; `read_number` gives it back."""
    shown = format_number(value, language)
    decimal, _group = separators(language)
    whole, sign, rest = shown.partition(decimal)
    if sign and len(rest) == 3:
        return whole + sign + rest + "0"
    return shown


def _plain(typed: str, *, money: bool) -> str:
    """With ASCII digits, without spaces and currency signs."""
    text = _SPACES.sub("", typed).replace("−", "-")
    if money:
        negative = text.startswith("-")
        text = ("-" if negative else "") + _MONEY_SIGNS.sub("", text.removeprefix("-"))
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text
    )


def _magnitude(
    text: str, typed: str, form: NumberForm, language: str | None
) -> Decimal:
    if re.fullmatch(r"\d+", text):
        return Decimal(text)
    if not re.fullmatch(r"\d[\d.,]*\d", text):
        raise BadNumber(_not_a_number(typed, language))
    signs = [char for char in text if char in ".,"]
    if len(set(signs)) == 2:
        return _with_both(text, signs, typed, language)
    return _with_one(text, signs, typed, form, language)


def _with_both(
    text: str, signs: list[str], typed: str, language: str | None
) -> Decimal:
    """1.500,50 or 1,500.50: the sign that comes last is the decimal sign."""
    decimal, group = signs[-1], signs[0]
    whole, _sign, rest = text.partition(decimal)
    if not re.fullmatch(_GROUPED % re.escape(group), whole) or not rest.isdigit():
        raise BadNumber(_not_a_number(typed, language))
    return Decimal(f"{whole.replace(group, '')}.{rest}")


def _with_one(
    text: str, signs: list[str], typed: str, form: NumberForm, language: str | None
) -> Decimal:
    """Only dots or only commas: groups of three, or one decimal sign."""
    sign = signs[0]
    can_group = re.fullmatch(_GROUPED % re.escape(sign), text) and text[0] != "0"
    if len(signs) > 1:
        if not can_group:
            raise BadNumber(_not_a_number(typed, language))
        return Decimal(text.replace(sign, ""))
    as_decimal = Decimal(text.replace(",", "."))
    if not can_group:
        return as_decimal
    as_whole = Decimal(text.replace(sign, ""))
    if form.places < 3 or sign == separators(language)[1]:
        return as_whole
    raise BadNumber(
        _("“%(typed)s” can be read in two ways. Write %(whole)s or %(decimal)s."),
        typed=typed.strip(),
        whole=f"{as_whole:f}",
        decimal=write_number(as_decimal, language),
    )


def _not_a_number(typed: str, language: str | None) -> str:
    example = format_number(Decimal("1500"), language)
    return _("“%(typed)s” is not a number. Write digits, for example %(example)s.") % {
        "typed": typed.strip()[:40],
        "example": example,
    }


def _check_places(number: Decimal, form: NumberForm) -> None:
    exponent = number.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= form.places:
        return
    if form.places == 0:
        raise BadNumber(_("Write a whole number, without decimals."))
    raise BadNumber(_("Write at most %(places)s decimals."), places=form.places)
