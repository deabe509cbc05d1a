"""Answers as people read them: the lines of a summary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from satupintu.catalogue import answers as shapes
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Question
from satupintu.kernel.localized import text

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary: the question's label and its answer."""

    name: str
    term: str
    value: str
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
            term=text(question.title),
            value=shown(published, question, answers.get(question.name)),
            href=f"{href}#f-{question.name}" if href else "",
        )
        for question in questions
        if answers.get(question.name) not in (None, "", [])
    ]


def shown(published: Published, question: Question, value: object) -> str:
    """An answer in words; an empty answer is a dash."""
    return shapes.shown(published, question, value) or NOTHING
