"""Every expression of a service: read, known names, right kind, tried."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from satupintu.catalogue.schema import Fee, Pack, Question, QuestionType, Service
from satupintu.catalogue.source import Path_
from satupintu.kernel import expressions
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.expressions import (
    FUNCTIONS,
    ExpressionError,
    Function,
    Kind,
    calendar_functions,
    rate_function,
    timestamp,
)

Said = tuple[Path_, str, str]

_CALL_OF_RATE = re.compile(r"\brate\(\s*(?:'([^']*)'|\"([^\"]*)\")")
_MOST_TRIES = 2000
_TODO = {
    Kind.BOOLEAN: "Write a condition, for example: kind == 'new'.",
    Kind.NUMBER: "Write an amount, for example: area * 25000.",
    Kind.DATE: "Write a date, for example: add_days(start, 30).",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An expression, where it stands, and what it must give.

    `extra` are names known here beyond the questions (a fee's earlier amounts).
    """

    path: Path_
    source: str
    wants: Kind
    extra: Mapping[str, str] = field(default_factory=dict)


def places(service: Service) -> Iterator[Place]:
    """Every expression of a service."""
    yield from _of_form(service)
    for index, paper in enumerate(service.papers):
        found = {"required_if": paper.required_if, "offered_if": paper.offered_if}
        yield from _given(("papers", index), found, Kind.BOOLEAN)
    for index, fee in enumerate(service.fees):
        yield from _of_fee(("fees", index), fee)
    for name, step in service.procedure.items():
        yield from _given(("procedure", name), {"when": step.when}, Kind.BOOLEAN)
    if service.output:
        found = {"begins": service.output.begins, "ends": service.output.ends}
        yield from _given(("output",), found, Kind.DATE)


def _given(
    here: Path_, found: Mapping[str, str | None], wants: Kind
) -> Iterator[Place]:
    for key, source in found.items():
        if source is not None:
            yield Place((*here, key), source, wants)


def _of_form(service: Service) -> Iterator[Place]:
    for number, page in enumerate(service.form):
        here: Path_ = ("form", number)
        if page.show_if:
            yield Place((*here, "show_if"), page.show_if, Kind.BOOLEAN)
        for index, question in enumerate(page.questions):
            at = (*here, "questions", index)
            if question.show_if:
                yield Place((*at, "show_if"), question.show_if, Kind.BOOLEAN)
            for place, option in enumerate(question.options):
                if option.show_if:
                    path = (*at, "options", place, "show_if")
                    yield Place(path, option.show_if, Kind.BOOLEAN)
            for place, check in enumerate(question.checks):
                path = (*at, "checks", place, "rule")
                yield Place(path, check.rule, Kind.BOOLEAN)


def _of_fee(here: Path_, fee: Fee) -> Iterator[Place]:
    if fee.when:
        yield Place((*here, "when"), fee.when, Kind.BOOLEAN)
    extra: dict[str, str] = {}
    for index, amount in enumerate(fee.let):
        path = (*here, "let", index, "value")
        yield Place(path, amount.value, Kind.NUMBER, dict(extra))
        extra[amount.name] = "number"
    yield Place((*here, "amount"), fee.amount, Kind.NUMBER, extra)


def tables_of(service: Service) -> set[str]:
    """The codes of the rate tables that the service asks."""
    return {
        found[1] or found[2]
        for place in places(service)
        for found in _CALL_OF_RATE.finditer(place.source)
    }


def functions_of(pack: Pack, agency: str) -> dict[str, Function]:
    """What the service's expressions may call."""
    calendar = WorkingCalendar.build(pack.calendar, pack.time_zone, agency)
    return {
        **FUNCTIONS,
        **calendar_functions(calendar),
        "rate": rate_function(pack.tables),
    }


def check_expressions(service: Service, pack: Pack) -> Iterator[Said]:
    """What is wrong with the expressions, each by itself, then the fees together."""
    functions = functions_of(pack, service.agency)
    names = {name: str(q.type) for name, q in service.questions.items()}
    options = {
        name: [option.value for option in question.options]
        for name, question in service.questions.items()
        if question.options
    }
    sound = True
    for place in places(service):
        faults = expressions.check(
            place.source,
            {**names, **place.extra},
            functions,
            wants=place.wants,
            options=options,
        )
        for sentence in faults:
            sound = False
            todo = _TODO[place.wants] if "must be" in sentence else ""
            yield place.path, sentence, todo
    if sound:
        for index, fee in enumerate(service.fees):
            yield from _try_fee(("fees", index), fee, service, functions)


def _try_fee(
    here: Path_, fee: Fee, service: Service, functions: Mapping[str, Function]
) -> Iterator[Said]:
    """Compute the fee for every combination of options: each rate must exist."""
    seen: set[str] = set()
    sources = [a.value for a in fee.let] + [fee.amount] + [fee.when or "true"]
    names = set().union(*(expressions.compile(s).names for s in sources))
    for facts in _combinations(service, names):
        try:
            sentence = _fault_of_fee(fee, facts, functions)
        except ExpressionError as error:
            sentence = error.sentence
        if sentence and sentence not in seen:
            seen.add(sentence)
            yield (*here, "amount"), sentence, "Add the rate, or narrow `when`."


def _fault_of_fee(
    fee: Fee, facts: dict[str, object], functions: Mapping[str, Function]
) -> str:
    if fee.when and not expressions.compile(fee.when).holds(facts, functions):
        return ""
    known = dict(facts)
    for amount in fee.let:
        value = expressions.compile(amount.value).evaluate(known, functions)
        known[amount.name] = value
    total = expressions.compile(fee.amount).evaluate(known, functions)
    return "The fee can be negative." if isinstance(total, float) and total < 0 else ""


def _combinations(service: Service, names: set[str]) -> Iterator[dict[str, object]]:
    """All options of the choices among the names; one sample of the others."""
    values = {
        name: _values(question)
        for name, question in service.questions.items()
        if name in names
    }
    base = {"today": timestamp(date.max.replace(year=2999)), "channel": "online"}
    product = itertools.product(*values.values())
    for combination in itertools.islice(product, _MOST_TRIES):
        yield {
            **base,
            "on_behalf": False,
            **dict(zip(values, combination, strict=True)),
        }


def _values(question: Question) -> tuple[object, ...]:
    match question.type:
        case QuestionType.CHOICE:
            return tuple(option.value for option in question.options)
        case QuestionType.CHOICES:
            return ([option.value for option in question.options],)
        case QuestionType.BOOLEAN:
            return (True, False)
        case QuestionType.DATE:
            return (timestamp(date(2026, 11, 19)),)
        case QuestionType.NUMBER | QuestionType.INTEGER | QuestionType.MONEY:
            return (float(question.min or 1),)
        case _:
            return ("x",)
