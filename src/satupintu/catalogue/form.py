"""The form of a service: what is asked, of whom, and what an answer may be.

Pure. A hidden question has no answer: what stood there is dropped, and
expressions see it as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from satupintu.catalogue import answers as shapes
from satupintu.catalogue.parsing import DATE_PARTS, Answer, Raw, parse
from satupintu.catalogue.published import Facts, Published
from satupintu.catalogue.schema import (
    Choice,
    Page,
    Paper,
    PaperType,
    Question,
    QuestionType,
)
from satupintu.kernel.errors import Invalid
from satupintu.kernel.expressions import timestamp
from satupintu.kernel.localized import text

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page as it was sent: `answers` to store, `errors` (sentences) by question.

    `answers` holds what is given, visible and right. `facts` are those after the
    page, so that a page shown again asks what its own answers make it ask.
    """

    answers: dict[str, object]
    errors: dict[str, str]
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper to hand in; not `required` means that it may be handed in."""

    paper: Paper
    type: PaperType
    required: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an application is not complete; `page` is "" for a paper."""

    kind: Literal["question", "paper"]
    name: str
    page: str
    sentence: str


def make_facts(
    published: Published,
    answers: Answers,
    *,
    channel: str,
    on_behalf: bool,
    today: date,
) -> dict[str, object]:
    """What expressions see: every question (None if hidden or not answered),
    `today`, `channel` and `on_behalf`."""
    facts: dict[str, object] = {
        name: shapes.fact(shapes.load(question, answers.get(name)))
        for name, question in published.questions.items()
    }
    facts |= {"today": timestamp(today), "channel": channel, "on_behalf": on_behalf}
    # An answer that hides another may itself be hidden: until nothing changes.
    while _hide(published, facts):
        pass
    return facts


def _hide(published: Published, facts: dict[str, object]) -> bool:
    """Drop answers to hidden questions and of hidden options; whether any was."""
    changed = False
    for page in published.definition.form:
        page_shown = published.holds(page.show_if, facts)
        for question in page.questions:
            if facts[question.name] is None:
                continue
            asked = page_shown and published.holds(question.show_if, facts)
            kept = _visible_part(published, question, facts) if asked else None
            if kept != facts[question.name]:
                facts[question.name], changed = kept, True
    return changed


def _visible_part(published: Published, question: Question, facts: Facts) -> object:
    """The answer without options that are not offered (any more)."""
    value = facts[question.name]
    if question.type is QuestionType.CHOICE:
        return value if value in _values(published, question, facts) else None
    if question.type is QuestionType.CHOICES and isinstance(value, list):
        offered = _values(published, question, facts)
        return [choice for choice in value if choice in offered]
    return value


def _values(published: Published, question: Question, facts: Facts) -> list[str]:
    return [choice.value for choice in visible_options(published, question, facts)]


def visible_pages(published: Published, facts: Facts) -> list[Page]:
    """The pages that ask something, in order."""
    return [
        page
        for page in published.definition.form
        if visible_questions(published, page, facts)
    ]


def visible_questions(published: Published, page: Page, facts: Facts) -> list[Question]:
    """The questions of a page that apply; none if the page does not."""
    if not published.holds(page.show_if, facts):
        return []
    return [q for q in page.questions if published.holds(q.show_if, facts)]


def visible_options(
    published: Published, question: Question, facts: Facts
) -> list[Choice]:
    """The options of a choice question that apply."""
    return [c for c in question.options if published.holds(c.show_if, facts)]


def clean_page(published: Published, page: Page, raw: Raw, facts: Facts) -> Cleaned:
    """The answers of a page as typed values to store, and a sentence per failure.

    `raw` maps field names to the values sent; a date may come as three fields
    (`name_day`, `name_month`, `name_year`). Fields of other pages, of hidden
    questions and unknown ones are ignored.
    """
    cleaned = Cleaned({}, {}, dict(facts))
    for question in page.questions:
        cleaned.facts[question.name] = None
    if not published.holds(page.show_if, facts):
        return cleaned
    for question in page.questions:
        if published.holds(question.show_if, cleaned.facts):
            _clean_question(published, question, raw, cleaned)
    for question in page.questions:
        if question.name in cleaned.answers:
            sentence = _failed_check(published, question, cleaned.facts)
            if sentence:
                cleaned.errors[question.name] = sentence
                del cleaned.answers[question.name]
    return cleaned


def clean_form(
    published: Published, raw_of: Callable[[Page], Raw], facts: Facts
) -> Cleaned:
    """All pages, cleaned in order: each is asked by what those before it say."""
    whole = Cleaned({}, {}, dict(facts))
    for page in published.definition.form:
        cleaned = clean_page(published, page, raw_of(page), whole.facts)
        whole = Cleaned(
            whole.answers | cleaned.answers,
            whole.errors | cleaned.errors,
            cleaned.facts,
        )
    return whole


def _clean_question(
    published: Published, question: Question, raw: Raw, cleaned: Cleaned
) -> None:
    try:
        value = parse(published, question, raw)
    except Invalid as error:
        cleaned.errors[question.name] = _named(question, error.sentence)
        return
    sentence = _judge(published, question, value, cleaned.facts)
    if sentence:
        cleaned.errors[question.name] = sentence
    elif value is not None:
        cleaned.answers[question.name] = shapes.store(value)
        cleaned.facts[question.name] = shapes.fact(value)


def _judge(
    published: Published, question: Question, value: Answer | None, facts: Facts
) -> str:
    """What is wrong with a value that could be read; "" if nothing."""
    sentence = _judge_value(published, question, value, facts)
    if sentence:
        return _named(question, sentence)
    if isinstance(value, str) and question.pattern:
        return _judge_pattern(question, value)
    return ""


def _named(question: Question, sentence: str) -> str:
    """With the question before it: at the top of a page it stands alone."""
    label = text(question.label)
    return f"{label if label.endswith(('?', ':', '.')) else label + ':'} {sentence}"


def _judge_value(
    published: Published, question: Question, value: Answer | None, facts: Facts
) -> str:
    if value is None or value == []:
        return _missing(question) if question.required else ""
    match value:
        case bool():
            return ""
        case Decimal():
            return _judge_number(published, question, value)
        case list():
            return _judge_choice(published, question, value, facts)
        case str() if question.type is QuestionType.CHOICE:
            return _judge_choice(published, question, [value], facts)
        case str() if len(value) > question.max_length:
            sentence = _("Write at most %(most)s characters; these are %(count)s.")
            return sentence % {"most": question.max_length, "count": len(value)}
        case _:
            return ""


def _missing(question: Question) -> str:
    match question.type:
        case QuestionType.CHOICE:
            return _("Choose one of the options.")
        case QuestionType.CHOICES:
            return _("Choose at least one of the options.")
        case QuestionType.BOOLEAN:
            return _("Choose yes or no.")
        case QuestionType.DATE:
            return _("Write the date.")
        case QuestionType.NUMBER | QuestionType.INTEGER:
            return _("Write a number.")
        case QuestionType.MONEY:
            return _("Write the amount.")
        case _:
            return _("Write an answer.")


def _judge_number(published: Published, question: Question, value: Decimal) -> str:
    if question.min is not None and value < question.min:
        sentence = _("Write %(limit)s or more.")
        limit = question.min
    elif question.max is not None and value > question.max:
        sentence = _("Write %(limit)s or less.")
        limit = question.max
    else:
        return ""
    return sentence % {"limit": shapes.shown(published, question, str(limit))}


def _judge_choice(
    published: Published, question: Question, value: list[str], facts: Facts
) -> str:
    if set(value) <= set(_values(published, question, facts)):
        return ""
    return _("This option is not offered. Choose one from the list.")


def _judge_pattern(question: Question, value: str) -> str:
    if re.fullmatch(question.pattern, value):
        return ""
    own = text(question.pattern_message)
    return own or _named(question, _("This is not in the right form."))


def _failed_check(published: Published, question: Question, facts: Facts) -> str:
    """The message of the first rule that is not met; unknown counts as met."""
    for check in question.checks:
        if published.value(check.rule, facts) is False:
            return text(check.message)
    return ""


def papers(published: Published, facts: Facts) -> list[AskedPaper]:
    """The papers that are asked for or may be handed in, in order.

    Without conditions a paper is required. With `required_if` it is required
    when that is true; with `offered_if` it may be handed in when that is true.
    """
    found = (
        (paper, _is_required(published, paper, facts)) for paper in _all(published)
    )
    return [
        AskedPaper(paper, published.papers[paper.paper], required)
        for paper, required in found
        if required or _is_offered(published, paper, facts)
    ]


def _all(published: Published) -> Sequence[Paper]:
    return published.definition.papers


def _is_required(published: Published, paper: Paper, facts: Facts) -> bool:
    if paper.required_if is None:
        return paper.offered_if is None
    return published.holds(paper.required_if, facts)


def _is_offered(published: Published, paper: Paper, facts: Facts) -> bool:
    return paper.offered_if is not None and published.holds(paper.offered_if, facts)


def problems(
    published: Published, facts: Facts, answers: Answers, papers: Mapping[str, str]
) -> list[Problem]:
    """Everything that keeps an application from being sent, in order of the form.

    `papers` maps a paper's name to the id of the file given for it.
    """
    return [
        *_question_problems(published, facts, answers),
        *_paper_problems(published, facts, papers),
    ]


def _question_problems(
    published: Published, facts: Facts, answers: Answers
) -> list[Problem]:
    found = []
    for page in visible_pages(published, facts):
        for question in visible_questions(published, page, facts):
            value = shapes.load(question, answers.get(question.name))
            sentence = _judge(published, question, value, facts)
            sentence = sentence or _failed_check(published, question, facts)
            if sentence:
                found.append(Problem("question", question.name, page.name, sentence))
    return found


def _paper_problems(
    published: Published, facts: Facts, given: Mapping[str, str]
) -> list[Problem]:
    return [
        Problem(
            "paper",
            asked.paper.paper,
            "",
            _("Add this paper: %(title)s.") % {"title": text(asked.type.title)},
        )
        for asked in papers(published, facts)
        if asked.required and not given.get(asked.paper.paper)
    ]


def kept(published: Published, facts: Facts, answers: Answers) -> dict[str, object]:
    """The stored answers without those of hidden questions and unknown names."""
    return {
        name: facts[name] if isinstance(facts[name], list) else answers[name]
        for name in published.questions
        if name in answers and facts.get(name) is not None
    }


def as_raw(published: Published, page: Page, answers: Answers) -> dict[str, list[str]]:
    """The stored answers of a page as a browser would send them."""
    raw: dict[str, list[str]] = {}
    for question in page.questions:
        raw |= shapes.typed(question, answers.get(question.name))
    return raw


def question_of(field: str, questions: Collection[str]) -> str | None:
    """The question that a raw field belongs to: `start_day` is a part of `start`."""
    if field in questions:
        return field
    name, _sign, part = field.rpartition("_")
    return name if part in DATE_PARTS and name in questions else None
