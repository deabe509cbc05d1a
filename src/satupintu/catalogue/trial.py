"""Trying a service before it is published: its examples and sample answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from satupintu.catalogue import fees, form
from satupintu.catalogue.loader import LoadedPack
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Example, Question, QuestionType, Service
from satupintu.kernel.errors import SatupintuError
from satupintu.kernel.money import major

#: The day of examples that name none: a Monday, so that they never go stale.
DAY = date(2026, 1, 5)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an example. `failures` are sentences; none means it passed."""

    name: str
    failures: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a filled-in form leads to."""

    pages: list[str]
    papers: list[str]
    fee: Decimal
    due: str
    steps: list[str]
    refused: dict[str, str]


def as_published(loaded: LoadedPack, service: Service) -> Published:
    """A draft as if it were published, to look at and to try."""
    template = service.output.template if service.output else ""
    return Published(
        version_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{service.code}/{service.version}"),
        definition=service,
        papers={paper.code: paper for paper in loaded.pack.papers},
        tables={f"{t.code} {t.since}": t for t in loaded.pack.tables},
        template=loaded.templates.get(template, ""),
        pack=loaded.pack,
        published_at=_EPOCH,
    )


def run_examples(published: Published, *, today: date = DAY) -> list[Outcome]:
    """Run every example; `today` is for those that name no day."""
    return [
        Outcome(example.name, list(_failures(published, example, today)))
        for example in published.definition.examples
    ]


def _failures(published: Published, example: Example, today: date) -> Iterator[str]:
    try:
        result = fill_in(published, example, today)
    except SatupintuError as error:
        yield error.sentence
        return
    expect = example.expect
    for key in ("pages", "papers", "steps"):
        wanted, got = getattr(expect, key), getattr(result, key)
        if wanted is not None and set(wanted) != set(got):
            yield f"{key}: expected {_listed(wanted)}; got {_listed(got)}."
    if expect.fee is not None and expect.fee != result.fee:
        yield f"fee: expected {expect.fee:f}; got {result.fee:f}."
    if expect.due is not None and expect.due != result.due:
        yield f"due: expected {expect.due}; got {result.due}."
    if expect.refused is not None and set(expect.refused) != set(result.refused):
        got = "; ".join(f"{name} ({why})" for name, why in result.refused.items())
        wanted = _listed(expect.refused)
        yield f"refused: expected {wanted}; got {got or 'nothing'}."


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "nothing"


def fill_in(published: Published, example: Example, today: date) -> Result:
    """File the example's answers as a citizen would, and see what comes of it."""
    facts = facts_of(published, example, today)
    given = answers_of(example)
    refused = {
        problem.name: problem.sentence
        for problem in form.problems(published, facts, given, {})
        if problem.kind == "question"
    }
    # A refused answer leaves the fee open; what was asked still holds.
    bill = fees.assess(published, facts)
    steps = published.definition.procedure
    return Result(
        pages=[page.name for page in form.visible_pages(published, facts)],
        papers=[p.paper.paper for p in form.papers(published, facts) if p.required],
        fee=major(bill.total, bill.currency),
        due=published.definition.clock.total,
        steps=[name for name in steps if published.step_applies(name, facts)],
        refused=refused,
    )


def facts_of(published: Published, example: Example, today: date) -> dict[str, object]:
    """What expressions see of an example."""
    return form.make_facts(
        published,
        answers_of(example),
        channel=str(example.given.get("channel", "online")),
        on_behalf=example.given.get("on_behalf") is True,
        today=date.fromisoformat(example.today) if example.today else today,
    )


def answers_of(example: Example) -> dict[str, object]:
    """The answers of an example as they are stored."""
    asides = ("channel", "on_behalf")
    return {k: _stored(v) for k, v in example.given.items() if k not in asides}


def _stored(value: object) -> object:
    """As answers are stored: numbers as decimal strings."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    return f"{Decimal(value):f}"


def bad_samples(published: Published) -> Iterator[tuple[str, str]]:
    """(question, sentence) of every sample answer that the form would refuse."""
    for page in published.definition.form:
        for question in page.questions:
            if question.sample is None:
                continue
            sentence = _refused(published, question)
            if sentence:
                yield question.name, sentence


def _refused(published: Published, question: Question) -> str:
    """Judge the sample by itself: the page with this one question, no checks."""
    alone = question.model_copy(update={"checks": [], "show_if": None})
    options = [o.model_copy(update={"show_if": None}) for o in question.options]
    alone = alone.model_copy(update={"options": options})
    page = published.page(published.page_of[question.name]).model_copy(
        update={"questions": [alone], "show_if": None}
    )
    cleaned = form.clean_page(published, page, raw_sample(question), {})
    return cleaned.errors.get(question.name, "")


def raw_sample(question: Question) -> Mapping[str, list[str]]:
    """The sample as a browser would send it."""
    sample = question.sample
    name = question.name
    if isinstance(sample, bool):
        return {name: ["yes" if sample else "no"]}
    if isinstance(sample, list):
        return {name: sample}
    text = str(sample)
    if question.type is QuestionType.DATE and text.count("-") == 2:
        year, month, day = text.split("-")
        return {f"{name}_day": [day], f"{name}_month": [month], f"{name}_year": [year]}
    return {name: [text]}
