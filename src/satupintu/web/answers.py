"""Answers as people read them: the stored value in words of the active language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Page, Question, QuestionType
from satupintu.kernel.formats import format_date, format_number
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_money


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary: the question's label and its answer."""

    name: str
    term: str
    values: tuple[str, ...]
    href: str = ""
    was: str = ""


def rows(
    published: Published,
    questions: Iterable[Question],
    answers: Mapping[str, object],
    *,
    href: str = "",
) -> list[Row]:
    """The answered questions, in their order. `href` leads to where to change them."""
    return [
        Row(
            name=question.name,
            term=text(question.label),
            values=shown(published, question, answers.get(question.name)),
            href=f"{href}#f-{question.name}" if href else "",
        )
        for question in questions
        if answers.get(question.name) not in (None, "", [])
    ]


def page_rows(
    published: Published, page: Page, answers: Mapping[str, object], *, href: str = ""
) -> list[Row]:
    """`rows` of one page."""
    return rows(published, page.questions, answers, href=href)


def shown(published: Published, question: Question, value: object) -> tuple[str, ...]:
    """An answer in words; an empty answer is a dash."""
    if value is None or value == "" or value == []:
        return ("–",)
    if isinstance(value, list):
        return tuple(_one(published, question, item) for item in value)
    return (_one(published, question, value),)


def _one(published: Published, question: Question, value: object) -> str:
    match question.type:
        case QuestionType.BOOLEAN:
            return _("Yes") if value in (True, "true") else _("No")
        case QuestionType.CHOICE | QuestionType.CHOICES:
            labels = {option.value: text(option.label) for option in question.options}
            return labels.get(str(value), str(value))
        case QuestionType.DATE:
            return format_date(date.fromisoformat(str(value)))
        case QuestionType.MONEY:
            return format_money(int(Decimal(str(value))), published.pack.currency)
        case QuestionType.NUMBER | QuestionType.INTEGER:
            return _number(question, str(value))
    return str(value)


def _number(question: Question, value: str) -> str:
    try:
        number = format_number(Decimal(value))
    except InvalidOperation:
        return value
    unit = text(question.unit)
    return f"{number} {unit}" if unit else number
