"""The four shapes of an answer: typed, value, stored, fact; and how it is shown.

typed    {"area": ["12,5"]}        what a browser sends
value    Decimal("12.5")           see `catalogue.parsing`
stored   "12.5"                    JSON in drafts and cases
fact     12.5                      what expressions see
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from satupintu.catalogue.parsing import DATE_PARTS, Answer
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Question, QuestionType
from satupintu.kernel.expressions import timestamp
from satupintu.kernel.formats import write_number
from satupintu.kernel.localized import text
from satupintu.kernel.money import (
    format_date,
    format_money,
    format_number,
    round_money,
)

Stored = str | bool | list[str]
NUMBERS = frozenset({QuestionType.NUMBER, QuestionType.INTEGER, QuestionType.MONEY})


def store(value: Answer) -> Stored:
    """As JSON: numbers as decimal strings, dates as ISO, the rest as it is."""
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return value


def load(question: Question, stored: object) -> Answer | None:
    """The value of a stored answer; None if it is empty or of another type.

    Another type happens when a case moves to a version that asks otherwise:
    then the question counts as not answered.
    """
    if stored is None or stored == "":
        return None
    try:
        return _load(question.type, stored)
    except (ValueError, InvalidOperation):
        return None


def _load(kind: QuestionType, stored: object) -> Answer | None:
    if kind in NUMBERS:
        if isinstance(stored, bool) or not isinstance(stored, int | float | str):
            return None
        number = Decimal(str(stored))
        return number if number.is_finite() else None
    if kind is QuestionType.DATE:
        return date.fromisoformat(str(stored))
    if kind is QuestionType.BOOLEAN:
        return stored if isinstance(stored, bool) else None
    if kind is QuestionType.CHOICES:
        return [str(v) for v in stored] if isinstance(stored, list | tuple) else None
    return str(stored) if isinstance(stored, str | int) else None


def fact(value: Answer | None) -> object:
    """As expressions see it: numbers as float, dates as UTC midnight."""
    match value:
        case Decimal():
            return float(value)
        case datetime():
            return value
        case date():
            return timestamp(value)
        case _:
            return value


def typed(question: Question, stored: object) -> dict[str, list[str]]:
    """As a browser would send it, in the active language's way of writing."""
    value = load(question, stored)
    match value:
        case None:
            return {}
        case bool():
            return {question.name: ["yes" if value else "no"]}
        case Decimal():
            return {question.name: [write_number(value)]}
        case date():
            parts = (value.day, value.month, value.year)
            names = (f"{question.name}_{part}" for part in DATE_PARTS)
            return {n: [str(p)] for n, p in zip(names, parts, strict=True)}
        case list():
            return {question.name: list(value)}
        case _:
            return {question.name: [value]}


def shown(
    published: Published,
    question: Question,
    stored: object,
    language: str | None = None,
) -> str:
    """As a person reads it: the option's label, a formatted number, a date.

    An empty string if there is no answer.
    """
    value = load(question, stored)
    if value is None:
        return ""
    writer = _WRITERS.get(question.type, _plain)
    return writer(published, question, value, language)


def _plain(
    published: Published, question: Question, value: Answer, language: str | None
) -> str:
    return str(value)


def _number(
    published: Published, question: Question, value: Answer, language: str | None
) -> str:
    number = format_number(Decimal(str(value)), language)
    unit = text(question.unit, language)
    return f"{number}\u00a0{unit}" if unit else number


def _money(
    published: Published, question: Question, value: Answer, language: str | None
) -> str:
    amount = round_money(Decimal(str(value)), published.currency)
    return format_money(amount, published.currency, language)


def _date(
    published: Published, question: Question, value: Answer, language: str | None
) -> str:
    return format_date(value, language) if isinstance(value, date) else str(value)


def _boolean(
    published: Published, question: Question, value: Answer, language: str | None
) -> str:
    return _("Yes") if value else _("No")


def _options(
    published: Published, question: Question, value: Answer, language: str | None
) -> str:
    labels = {choice.value: choice.label for choice in question.options}
    chosen = value if isinstance(value, list) else [str(value)]
    return ", ".join(text(labels[v], language) if v in labels else v for v in chosen)


_WRITERS: dict[
    QuestionType, Callable[[Published, Question, Answer, str | None], str]
] = {
    QuestionType.NUMBER: _number,
    QuestionType.INTEGER: _number,
    QuestionType.MONEY: _money,
    QuestionType.DATE: _date,
    QuestionType.BOOLEAN: _boolean,
    QuestionType.CHOICE: _options,
    QuestionType.CHOICES: _options,
}
