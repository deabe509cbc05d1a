"""What a service costs, said before anybody signs in.

The fees of a service are formulas over the answers. A price is *free*, *fixed*,
a *range* (worked out over every combination of the choices that it hangs on) or
a *formula*, for which the service's own tested examples give amounts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from satupintu.catalogue import fees, form, trial
from satupintu.catalogue.fees import Assessment
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Confidence, Question, QuestionType, Service
from satupintu.kernel import expressions
from satupintu.kernel.errors import Refused

_MOST_COMBINATIONS = 300
_MOST_REMEMBERED = 1000
_DEFAULT_CHANNEL = "online"


class PriceKind(StrEnum):
    FREE = "free"
    FIXED = "fixed"
    RANGE = "range"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Price:
    """Amounts in the currency's smallest unit; for a formula, those of examples."""

    kind: PriceKind
    low: int
    high: int
    currency: str
    sure: bool
    """Whether every fee's source was found."""


def needed_questions(service: Service) -> list[Question]:
    """The questions that the fees hang on, in the order of the form.

    Includes those that decide whether another of them is asked.
    """
    wanted = set(_fee_names(service))
    while True:
        more = wanted | set(_deciding(service, wanted))
        if more == wanted:
            break
        wanted = more
    return [q for page in service.form for q in page.questions if q.name in wanted]


def price_of(published: Published, today: date) -> Price:
    """The price of a service as far as it is known before the form is filled in."""
    key = (published.version_id, today)
    if key not in _known:
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        _known[key] = _work_out(published, today)
    return _known[key]


def example_bills(published: Published, today: date) -> list[Assessment | None]:
    """The bill of each of the service's examples; None where there is none."""
    return [
        bill_from(published, trial.facts_of(published, example, today))
        for example in published.definition.examples
        if not example.expect.refused
    ]


def sample_bill(published: Published, today: date) -> Assessment | None:
    """The bill of the service's first example that costs something."""
    bills = example_bills(published, today)
    return next((bill for bill in bills if bill and bill.total), None)


# A version never changes, so its price of a day does not either.
_known: dict[tuple[uuid.UUID, date], Price] = {}


def _work_out(published: Published, today: date) -> Price:
    service = published.definition
    currency = published.pack.currency
    facts_found = [service.free] if service.free else service.fees
    sure = all(fact.confidence is Confidence.FOUND for fact in facts_found)
    if not service.fees:
        return Price(PriceKind.FREE, 0, 0, currency, sure)
    combinations = _combinations(needed_questions(service))
    exact = combinations is not None
    if combinations is None:
        bills = example_bills(published, today)
    else:
        bills = [bill_of(published, given, today) for given in combinations]
    totals = [bill.total for bill in bills if bill]
    if not totals:
        return Price(PriceKind.FORMULA, 0, 0, currency, sure)
    low, high = min(totals), max(totals)
    if not exact:
        return Price(PriceKind.FORMULA, low, high, currency, sure)
    if low != high:
        return Price(PriceKind.RANGE, low, high, currency, sure)
    kind = PriceKind.FIXED if high else PriceKind.FREE
    return Price(kind, low, high, currency, sure)


def _fee_names(service: Service) -> Iterator[str]:
    for fee in service.fees:
        own = {amount.name for amount in fee.let}
        sources = [fee.amount, *(amount.value for amount in fee.let)]
        for source in [*sources, *([fee.when] if fee.when else [])]:
            yield from expressions.compile(source).names - own


def _deciding(service: Service, wanted: Iterable[str]) -> Iterator[str]:
    names = set(wanted)
    for page in service.form:
        for question in page.questions:
            if question.name not in names:
                continue
            rules = [page.show_if, question.show_if]
            rules += [choice.show_if for choice in question.options]
            for rule in filter(None, rules):
                yield from expressions.compile(rule).names


def _combinations(questions: list[Question]) -> list[dict[str, object]] | None:
    """Every way to answer, or None where they cannot all be listed."""
    ways: list[list[object]] = []
    count = 1
    for question in questions:
        if question.type is QuestionType.BOOLEAN:
            ways.append([True, False])
        elif question.type is QuestionType.CHOICE:
            ways.append([choice.value for choice in question.options])
        else:
            return None
        count *= len(ways[-1])
        if count > _MOST_COMBINATIONS:
            return None
    names = [question.name for question in questions]
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*ways)]


def bill_of(
    published: Published, answers: Mapping[str, object], today: date
) -> Assessment | None:
    """The bill for these answers; None where it cannot be made from them."""
    facts = form.make_facts(
        published, answers, channel=_DEFAULT_CHANNEL, on_behalf=False, today=today
    )
    return bill_from(published, facts)


def bill_from(published: Published, facts: Mapping[str, object]) -> Assessment | None:
    """The same from the facts that expressions see."""
    try:
        bill = fees.assess(published, facts)
    except Refused:  # a combination that the form would not let through
        return None
    return bill if bill.is_final else None
