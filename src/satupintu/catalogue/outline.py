"""A draft as lines of text, for somebody at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from satupintu.catalogue.preview import Preview, Tried
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Question, Step
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_money


def lines(draft: Preview) -> Iterator[str]:
    """Pages and questions, papers, fees, procedure, examples, faults."""
    service = draft.published.definition
    yield f"{text(service.title)}  [{service.code}, version {service.version}]"
    yield text(service.summary)
    if service.paused:
        yield f"PAUSED: {text(service.paused)}"
    clock = service.clock
    yield f"Promise: {clock.total} from {clock.starts}; then {clock.on_expiry}."
    yield ""
    yield from _form(draft.published)
    yield from _papers(draft.published)
    yield from _fees(draft.published)
    yield "Procedure"
    for name in draft.published.order:
        yield f"  {_step(name, service.procedure[name])}"
    yield ""
    yield "Examples"
    for tried in draft.tried:
        yield from _example(draft.published, tried)
    for fault in draft.faults:
        yield f"{'warning' if fault.warning else 'FAULT'}: {fault}"


def _form(published: Published) -> Iterator[str]:
    for number, page in enumerate(published.definition.form, 1):
        shown = f"  (if {page.show_if})" if page.show_if else ""
        yield f"Page {number}: {text(page.title)}{shown}"
        for question in page.questions:
            yield f"  {_question(question)}"
            for option in question.options:
                when = f"  (if {option.show_if})" if option.show_if else ""
                yield f"      {option.value}: {text(option.label)}{when}"
        yield ""


def _question(question: Question) -> str:
    need = "" if question.required else ", optional"
    shown = f"  (if {question.show_if})" if question.show_if else ""
    return f"{text(question.label)}  [{question.name}, {question.type}{need}]{shown}"


def _papers(published: Published) -> Iterator[str]:
    yield "Papers"
    for paper in published.definition.papers:
        kind = published.papers[paper.paper]
        source = f", held by {kind.source}" if kind.source else ""
        when = f"  (if {paper.required_if})" if paper.required_if else ""
        if paper.offered_if and not paper.required_if:
            when = f"  (may be given if {paper.offered_if})"
        yield f"  {text(kind.title)}  [{paper.paper}{source}]{when}"
    yield ""


def _fees(published: Published) -> Iterator[str]:
    service = published.definition
    yield "Fees"
    if service.free:
        yield f"  Free. {text(service.free.why)}"
    for fee in service.fees:
        when = f"  (if {fee.when})" if fee.when else ""
        yield f"  {text(fee.title)}, to {fee.payee}: {fee.amount}{when}"
        for amount in fee.let:
            yield f"      {amount.name} = {amount.value}"
    yield ""


def _step(name: str, step: Step) -> str:
    after = f" after {', '.join(step.needs)}" if step.needs else ""
    who = f", by {step.by}" if step.by else ""
    within = f", within {step.within}" if step.within else ""
    when = f"  (if {step.when})" if step.when else ""
    return f"{text(step.title)}  [{name}, {step.kind}]{after}{who}{within}{when}"


def _example(published: Published, tried: Tried) -> Iterator[str]:
    verdict = "passed" if tried.outcome.passed else "FAILED"
    yield f"  {tried.example.name}: {verdict}"
    for failure in tried.outcome.failures:
        yield f"      {failure}"
    if tried.result is None or tried.bill is None:
        return
    yield f"      pages {', '.join(tried.result.pages)}"
    yield f"      papers {', '.join(tried.result.papers) or 'none'}"
    for line in tried.bill.lines:
        amount = format_money(line.amount, published.currency)
        yield f"      {text(line.title)} {amount}"
    yield f"      steps {', '.join(tried.result.steps)}"
    for name, why in tried.result.refused.items():
        yield f"      refused {name}: {why}"
