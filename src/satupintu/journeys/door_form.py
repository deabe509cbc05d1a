"""The form of a service as an officer's phone shows it without a network.

The same definition as on the web: pages, questions, options, papers, and every
condition as a tree (`kernel.expression_tree`). The phone judges what it can; the
server judges again, and its word counts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from satupintu.cases.service import DraftView
from satupintu.catalogue import parsing
from satupintu.catalogue.answers import NUMBERS
from satupintu.catalogue.form import as_raw
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Page, PaperType, Question, QuestionType
from satupintu.kernel.expression_tree import Tree, tree_of
from satupintu.kernel.expressions import ExpressionError
from satupintu.kernel.localized import text
from satupintu.kernel.money import separators

Json = dict[str, Any]


def form_of(published: Published) -> Json:
    """The form in the active language."""
    return _form(published, get_language() or "")


def draft_of(view: DraftView) -> Json:
    """What is filled in so far, as it would be typed, and the papers given."""
    pages = view.published.definition.form
    return {
        "id": str(view.id),
        "version": str(view.published.version_id),
        "applicant": view.applicant_name,
        "on_behalf": view.on_behalf,
        "pages": {p.name: as_raw(view.published, p, view.answers) for p in pages},
        "papers": {
            paper.name: {
                "given": str(paper.given.id) if paper.given else "",
                "offered": paper.offered is not None,
            }
            for paper in view.papers
        },
    }


@lru_cache(maxsize=200)
def _form(published: Published, language: str) -> Json:
    definition = published.definition
    return {
        "service": published.code,
        "version": str(published.version_id),
        "title": text(definition.title),
        "agency": definition.agency,
        "pages": [_page(published, page) for page in definition.form],
        "papers": [
            {
                "paper": each.paper,
                "required_if": _tree(each.required_if),
                "offered_if": _tree(each.offered_if),
                "why": text(each.why),
                **_paper_type(published.papers[each.paper]),
            }
            for each in definition.papers
        ],
    }


def _page(published: Published, page: Page) -> Json:
    return {
        "name": page.name,
        "title": text(page.title),
        "intro": text(page.intro),
        "show_if": _tree(page.show_if),
        "questions": [_question(published, each) for each in page.questions],
    }


def _question(published: Published, question: Question) -> Json:
    return {
        "name": question.name,
        "type": question.type.value,
        "label": text(question.label),
        "short": text(question.title),
        "hint": text(question.hint),
        "why": text(question.why),
        "unit": text(question.unit),
        "required": question.required,
        "show_if": _tree(question.show_if),
        "options": [
            {
                "value": choice.value,
                "label": text(choice.label),
                "hint": text(choice.hint),
                "show_if": _tree(choice.show_if),
            }
            for choice in question.options
        ],
        "min": None if question.min is None else float(question.min),
        "max": None if question.max is None else float(question.max),
        "max_length": question.max_length,
        "pattern": question.pattern,
        "pattern_message": text(question.pattern_message),
        "checks": [
            {"rule": _tree(check.rule), "message": text(check.message)}
            for check in question.checks
        ],
        **_reading(published, question),
    }


def _reading(published: Published, question: Question) -> Json:
    """What a phone needs to read an answer of this type as `catalogue.parsing` does."""
    found: Json = {"example": "", "scheme": None}
    if question.type in NUMBERS:
        found["places"] = parsing.number_form(published, question).places
        found["group"] = separators()[1]
    if question.type is QuestionType.PHONE:
        found["digits"] = parsing.phone_digits(published)
    if question.type is QuestionType.IDENTITY:
        scheme = published.identity_scheme(question)
        found["example"] = scheme.example if scheme else ""
        found["scheme"] = scheme and {
            "pattern": scheme.pattern,
            "says": parsing.not_an_identity(scheme),
        }
    return found


def _paper_type(kind: PaperType) -> Json:
    return {
        "title": text(kind.title),
        "hint": text(kind.hint),
        "types": list(kind.types),
        "max_mb": kind.max_mb,
    }


def _tree(source: str | None) -> Tree | None:
    """A condition that only the server can decide is unknown to the phone."""
    try:
        return None if source is None else tree_of(source)
    except ExpressionError:
        return ["server"]
