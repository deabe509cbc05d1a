"""From what a person typed to the value of an answer, one function per type.

Values: `str`, `Decimal` (number, integer, money in whole currency units),
`date`, `bool`, `list[str]`. Each function raises `BadAnswer` with a sentence
that says what is wrong and how to write it.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidLength, ValidationError as NumberError

from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import IdentityScheme, Question, QuestionType
from satupintu.kernel.errors import Invalid
from satupintu.kernel.formats import NumberForm, read_number
from satupintu.kernel.localized import text
from satupintu.kernel.money import decimals

Raw = Mapping[str, Sequence[str]]
Answer = str | Decimal | date | bool | list[str]

DATE_PARTS = ("day", "month", "year")
_YEARS = range(1900, 2201)
# Letters that turn the direction of reading could make a name look like another.
_REFUSED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TRUE = frozenset({"yes", "true", "1", "on"})
_FALSE = frozenset({"no", "false", "0", "off"})
_STDNUM = re.compile(r"^[a-z]{2,}(\.[a-z0-9_]+)+$")
_is_email = EmailValidator()
_FEWEST_DIGITS, _MOST_DIGITS = 4, 20  # of phone numbers, prefixes counted


class BadAnswer(Invalid):
    """An answer that cannot be read."""

    code = "bad_answer"


def parse(published: Published, question: Question, raw: Raw) -> Answer | None:
    """The answer to a question in a page's raw data; None if it is empty.

    Raises `BadAnswer` (or another `Invalid`) with its sentence.
    """
    if question.type is QuestionType.CHOICES:
        return _choices(question, raw.get(question.name))
    if question.type is QuestionType.DATE:
        return _date(question.name, raw)
    typed = _first(raw, question.name)
    if question.type is not QuestionType.LONG_TEXT:
        typed = typed.strip()
    typed = _clean_text(typed, lines=question.type is QuestionType.LONG_TEXT)
    if not typed:
        return None
    return _PARSERS.get(question.type, _as_text)(published, question, typed)


def _first(raw: Raw, name: str) -> str:
    values = raw.get(name)
    return values[0] if values else ""


def _clean_text(typed: str, *, lines: bool) -> str:
    """Trimmed, in one Unicode form; control characters are refused."""
    typed = typed.replace("\r\n", "\n").replace("\r", "\n")
    for char in typed:
        category = unicodedata.category(char)
        if category in ("Cc", "Cs") and not (lines and char in "\n\t"):
            raise BadAnswer(_("Remove the invisible characters, and type it again."))
    if _REFUSED.search(typed):
        raise BadAnswer(_("Remove the invisible characters, and type it again."))
    return unicodedata.normalize("NFC", typed).strip()


def _as_text(published: Published, question: Question, typed: str) -> Answer:
    return typed


def _number(published: Published, question: Question, typed: str) -> Answer:
    return read_number(typed, number_form(published, question))


def number_form(published: Published, question: Question) -> NumberForm:
    """How many decimals a number question takes."""
    if question.type is QuestionType.INTEGER:
        return NumberForm(places=0)
    if question.type is QuestionType.MONEY:
        return NumberForm(places=decimals(published.currency), money=True)
    return NumberForm()


def _boolean(published: Published, question: Question, typed: str) -> Answer:
    word = typed.casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise BadAnswer(_("Choose yes or no."))


def _email(published: Published, question: Question, typed: str) -> Answer:
    try:
        _is_email(typed)
    except ValidationError:
        raise BadAnswer(_("Write an e-mail address like name@example.com.")) from None
    return typed


def _phone(published: Published, question: Question, typed: str) -> Answer:
    try:
        number = phonenumbers.parse(typed, published.pack.country.upper() or None)
    except phonenumbers.NumberParseException:
        raise BadAnswer(_not_a_phone()) from None
    # Not `is_valid_number`: ranges opened last month are not in its tables yet.
    if not phonenumbers.is_possible_number(number):
        raise BadAnswer(_not_a_phone())
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_digits(published: Published) -> tuple[int, int]:
    """How few and how many digits a phone number here can have, also from abroad.

    For whoever has no tables of numbers: what fits may still be refused.
    """
    found = phonenumbers.PhoneMetadata.metadata_for_region(
        published.pack.country.upper()
    )
    kinds = found.general_desc if found else None
    if kinds is None:
        return _FEWEST_DIGITS, _MOST_DIGITS
    lengths = (*kinds.possible_length, *kinds.possible_length_local_only)
    return min(lengths, default=_FEWEST_DIGITS), _MOST_DIGITS


def _not_a_phone() -> str:
    return _(
        "Write a phone number with its area or mobile code; "
        "for another country begin with + and the country code."
    )


def _identity(published: Published, question: Question, typed: str) -> Answer:
    scheme = published.identity_scheme(question)
    if scheme is None:
        return typed
    compact = re.sub(r"[\s.\-]", "", typed)
    if scheme.stdnum:
        return _by_stdnum(scheme, compact)
    if scheme.pattern and not re.fullmatch(scheme.pattern, compact):
        raise BadAnswer(not_an_identity(scheme))
    return compact


def _by_stdnum(scheme: IdentityScheme, compact: str) -> str:
    try:
        return str(stdnum_module(scheme.stdnum).validate(compact))
    except InvalidLength:
        sentence = _("%(title)s does not have %(count)s characters. %(example)s")
        shown = sentence % {
            "title": text(scheme.title),
            "count": len(compact),
            "example": _example(scheme),
        }
        raise BadAnswer(shown.strip()) from None
    except NumberError:
        raise BadAnswer(not_an_identity(scheme)) from None


def stdnum_module(name: str) -> Any:
    """The module of `python-stdnum`, `id.nik`. Raises `BadAnswer` if there is none."""
    if not _STDNUM.match(name):
        raise BadAnswer(f"“{name}” does not name a module of python-stdnum.")
    try:
        module = importlib.import_module(f"stdnum.{name}")
    except ImportError:
        raise BadAnswer(f"python-stdnum has no module “{name}”.") from None
    if not hasattr(module, "validate"):
        raise BadAnswer(f"“{name}” of python-stdnum checks no numbers.")
    return module


def not_an_identity(scheme: IdentityScheme) -> str:
    """What is said of a number that the scheme refuses."""
    sentence = _("This is not a %(title)s. Compare it digit by digit. %(example)s")
    shown = sentence % {"title": text(scheme.title), "example": _example(scheme)}
    return shown.strip()


def _example(scheme: IdentityScheme) -> str:
    if not scheme.example:
        return ""
    return _("It looks like %(example)s.") % {"example": scheme.example}


def _choices(question: Question, values: Sequence[str] | None) -> list[str] | None:
    """In the order of the options, each once. No box ticked is an empty list."""
    if values is None:
        return None if question.required else []
    given = {_clean_text(value, lines=False) for value in values} - {""}
    order = [choice.value for choice in question.options]
    unknown = sorted(given - set(order))
    return [value for value in order if value in given] + unknown


def _date(name: str, raw: Raw) -> date | None:
    """From `name` as 2026-11-19, or from `name_day`, `name_month`, `name_year`."""
    whole = _clean_text(_first(raw, name).strip(), lines=False)
    if whole:
        return _iso_date(whole)
    parts = [
        _clean_text(_first(raw, f"{name}_{part}").strip(), lines=False)
        for part in DATE_PARTS
    ]
    if not any(parts):
        return None
    return _date_of(*parts)


def _iso_date(whole: str) -> date:
    try:
        found = date.fromisoformat(whole)
    except ValueError:
        raise BadAnswer(
            _("Write the date as year-month-day, for example 2026-03-27.")
        ) from None
    return _in_range(found)


def _date_of(day: str, month: str, year: str) -> date:
    missing = {
        "day": _("The date must include a day."),
        "month": _("The date must include a month."),
        "year": _("The date must include a year."),
    }
    for part, typed in zip(DATE_PARTS, (day, month, year), strict=True):
        if not typed:
            raise BadAnswer(missing[part])
    if not all(re.fullmatch(r"\d{1,4}", part) for part in (day, month, year)):
        raise BadAnswer(_("Write day, month and year as numbers: 27 3 2026."))
    if len(year) != 4:
        raise BadAnswer(_("Write the year with 4 digits, for example 2026."))
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise BadAnswer(_("This date does not exist. Check day and month.")) from None
    return _in_range(found)


def _in_range(found: date) -> date:
    if found.year not in _YEARS:
        raise BadAnswer(_("Check the year."))
    return found


_PARSERS: dict[QuestionType, Callable[[Published, Question, str], Answer]] = {
    QuestionType.NUMBER: _number,
    QuestionType.INTEGER: _number,
    QuestionType.MONEY: _number,
    QuestionType.BOOLEAN: _boolean,
    QuestionType.EMAIL: _email,
    QuestionType.PHONE: _phone,
    QuestionType.IDENTITY: _identity,
}
