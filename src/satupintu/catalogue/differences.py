"""What changes for citizens and officers between two packs, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from satupintu.catalogue.checks_expressions import tables_of
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import (
    Clock,
    Fee,
    Output,
    Question,
    RateTable,
    Service,
    Step,
)
from satupintu.kernel.localized import text


class For(StrEnum):
    """Whom a change concerns most."""

    CITIZENS = "citizens"
    OFFICERS = "officers"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a service."""

    audience: For
    sentence: str


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """All changes of one service; `versions` are the old and new number, 0 if none."""

    code: str
    title: str
    versions: tuple[int, int]
    changes: list[Change]


T = TypeVar("T")
Pair = tuple[T, T]


def compare(
    before: Iterable[Published], after: Iterable[Published]
) -> list[ServiceChange]:
    """What changes from one set of services to another, by code."""
    old, new = ({p.code: p for p in side} for side in (before, after))
    found = []
    for code in sorted(old.keys() | new.keys()):
        change = _compare(old.get(code), new.get(code))
        if change.changes:
            found.append(change)
    return found


def _compare(old: Published | None, new: Published | None) -> ServiceChange:
    shown = new or old
    assert shown is not None  # noqa: S101 - the code is of one of the two
    versions = (old.version if old else 0, new.version if new else 0)
    if old is None:
        said = [Change(For.CITIZENS, "This service is new.")]
    elif new is None:
        sentence = "This service takes no new applications; open cases go on."
        said = [Change(For.CITIZENS, sentence)]
    else:
        said = list(changes(old, new))
    title = text(shown.definition.title)
    return ServiceChange(shown.code, title, versions, said)


def changes(old: Published, new: Published) -> Iterator[Change]:
    """Every change between two versions of a service."""
    pair = (old.definition, new.definition)
    for sentence in (
        *_texts(pair),
        *_questions(pair),
        *_papers(pair),
        *_fees(pair),
        *_rates(old, new),
        *_clock((old.definition.clock, new.definition.clock)),
        *_output((old.definition.output, new.definition.output)),
    ):
        yield Change(For.CITIZENS, sentence)
    for sentence in (*_steps(pair), *_rest(old, new)):
        yield Change(For.OFFICERS, sentence)


def _texts(pair: Pair[Service]) -> Iterator[str]:
    old, new = pair
    if old.title != new.title:
        yield f"It is now called “{text(new.title)}”."
    if old.summary != new.summary or old.eligibility != new.eligibility:
        yield "The description or who may apply is worded differently."
    if old.legal_basis != new.legal_basis:
        yield "The legal basis has changed."
    if bool(old.paused) != bool(new.paused):
        yield f"It is paused: {text(new.paused)}" if new.paused else "It is open again."
    if old.channels != new.channels:
        yield f"It can be asked for: {', '.join(new.channels)}."


def _added(old: Mapping[str, T], new: Mapping[str, T]) -> list[str]:
    return [name for name in new if name not in old]


def _both(old: Mapping[str, T], new: Mapping[str, T]) -> list[str]:
    return [name for name in new if name in old and old[name] != new[name]]


def _questions(pair: Pair[Service]) -> Iterator[str]:
    old, new = pair[0].questions, pair[1].questions
    for name in _added(old, new):
        question = new[name]
        need = "must be answered" if question.required else "may be answered"
        yield f"New question “{text(question.label)}”, which {need}{_when(question)}."
    for name in _added(new, old):
        yield f"“{text(old[name].label)}” is no longer asked."
    for name in _both(old, new):
        yield from _question(old[name], new[name])
    if [page.name for page in pair[0].form] != [page.name for page in pair[1].form]:
        yield f"The pages are now: {', '.join(text(p.title) for p in pair[1].form)}."


def _when(question: Question) -> str:
    return f" if {question.show_if}" if question.show_if else ""


def _question(old: Question, new: Question) -> Iterator[str]:
    name = f"“{text(new.label)}”"
    seen = False
    for key, said in (
        ("label", f"“{text(old.label)}” is now asked as {name}."),
        ("required", f"{name} is now {'required' if new.required else 'optional'}."),
        ("show_if", f"{name} is asked {_condition(new.show_if)}."),
        ("type", f"{name} is answered as {new.type} instead of {old.type}."),
        ("options", f"{name} offers other options: {_options(old, new)}."),
    ):
        if getattr(old, key) != getattr(new, key):
            seen = True
            yield said
    if not seen:
        yield f"Hints or checks of {name} have changed."


def _options(old: Question, new: Question) -> str:
    before = {option.value: option for option in old.options}
    after = {option.value: option for option in new.options}
    said = [f"new “{text(after[v].label)}”" for v in _added(before, after)]
    said += [f"gone “{text(before[v].label)}”" for v in _added(after, before)]
    return ", ".join(said) or "worded or shown differently"


def _condition(source: str | None) -> str:
    return f"only if {source}" if source else "always"


def _papers(pair: Pair[Service]) -> Iterator[str]:
    old, new = ({p.paper: p for p in side.papers} for side in pair)
    for name in _added(old, new):
        yield f"New paper: {name}, {_condition(new[name].required_if)}."
    for name in _added(new, old):
        yield f"The paper {name} is no longer asked for."
    for name in _both(old, new):
        if old[name].required_if != new[name].required_if:
            yield f"The paper {name} is asked for {_condition(new[name].required_if)}."
        else:
            yield f"What is said about the paper {name} has changed."


def _fees(pair: Pair[Service]) -> Iterator[str]:
    old, new = ({fee.code: fee for fee in side.fees} for side in pair)
    for code in _added(old, new):
        yield f"New fee “{text(new[code].title)}”: {_formula(new[code])}."
    for code in _added(new, old):
        yield f"The fee “{text(old[code].title)}” is no longer charged."
    for code in _both(old, new):
        before, after = _formula(old[code]), _formula(new[code])
        title = text(new[code].title)
        if before != after:
            yield f"The fee “{title}” is now {after}; it was {before}."
        else:
            yield f"What is said about the fee “{title}” has changed."


def _formula(fee: Fee) -> str:
    parts = "".join(f", {a.name} = {a.value}" for a in fee.let)
    when = f", if {fee.when}" if fee.when else ""
    return f"{fee.amount}{parts}{when}"


def _rates(old: Published, new: Published) -> Iterator[str]:
    used = tables_of(new.definition)
    before = {key: t for key, t in old.tables.items() if t.code in used}
    after = {key: t for key, t in new.tables.items() if t.code in used}
    for key in _added(before, after):
        table = after[key]
        yield f"New rates “{text(table.title)}” from {table.since}."
    for key in _both(before, after):
        yield from _rate_changes(before[key], after[key])


def _rate_changes(old: RateTable, new: RateTable) -> Iterator[str]:
    title = text(new.title)
    for key, rate in new.rates.items():
        if key not in old.rates:
            yield f"{title}, {key}: new, {rate:f}."
        elif old.rates[key] != rate:
            yield f"{title}, {key}: {rate:f} instead of {old.rates[key]:f}."
    for key in _added(new.rates, old.rates):
        yield f"{title}: {key} is gone."


def _clock(pair: Pair[Clock]) -> Iterator[str]:
    old, new = pair
    if old.total != new.total:
        yield f"The promise is {new.total} instead of {old.total}."
    if old.on_expiry != new.on_expiry:
        yield (
            "Without a decision in time it is now granted by law."
            if new.on_expiry == "deemed_approval"
            else "Without a decision in time it is no longer granted by law."
        )
    if old.answer_within != new.answer_within:
        yield f"A correction may take {new.answer_within}, not {old.answer_within}."
    keys = ("starts", "stops", "counting")
    if any(getattr(old, key) != getattr(new, key) for key in keys):
        yield "When the clock starts or stops has changed."


def _output(pair: Pair[Output | None]) -> Iterator[str]:
    old, new = pair
    if old is None or new is None:
        if old is not new:
            yield "A permit is issued now." if new else "No permit is issued any more."
        return
    if (old.valid, old.begins, old.ends) != (new.valid, new.begins, new.ends):
        yield f"The permit is valid for {new.valid}; it was {old.valid}."
    if old.conditions != new.conditions:
        yield "The permit's conditions have changed."
    if old.claims != new.claims or old.title != new.title:
        yield "What is printed on the permit has changed."


def _steps(pair: Pair[Service]) -> Iterator[str]:
    old, new = pair[0].procedure, pair[1].procedure
    for name in _added(old, new):
        yield f"New step “{text(new[name].title)}”, done by {new[name].by or 'nobody'}."
    for name in _added(new, old):
        yield f"The step “{text(old[name].title)}” is gone."
    for name in _both(old, new):
        yield from _step(old[name], new[name])


def _step(old: Step, new: Step) -> Iterator[str]:
    title = f"“{text(new.title)}”"
    said: list[tuple[str, Callable[[Step], str]]] = [
        ("by", lambda s: f"is done by {s.by}"),
        ("within", lambda s: f"may take {s.within or 'any time'}"),
        ("needs", lambda s: f"waits for {', '.join(s.needs) or 'nothing'}"),
        ("when", lambda s: f"is done {_condition(s.when)}"),
        ("four_eyes", lambda s: f"is kept apart from {', '.join(s.four_eyes)}"),
    ]
    known = {key for key, _ in said}
    for key, phrase in said:
        if getattr(old, key) != getattr(new, key):
            yield f"{title} {phrase(new)}."
    rest = [k for k in type(new).model_fields if k not in known]
    if any(getattr(old, key) != getattr(new, key) for key in rest):
        yield f"Title, checklist or view of {title} has changed."


def _rest(old: Published, new: Published) -> Iterator[str]:
    if old.template != new.template:
        yield "The printed permit is laid out differently."
    used = {paper.paper for paper in new.definition.papers}
    if any(old.papers.get(code) != new.papers.get(code) for code in used):
        yield "The register of papers says something else about a paper asked for."
    if old.definition.standard != new.definition.standard:
        yield "The service standard is worded differently."
    if old.definition.examples != new.definition.examples:
        yield "The examples have changed."
    if old.definition.words != new.definition.words:
        yield "It is found by other words."
