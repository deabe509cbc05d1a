"""Checks of one service: names, papers, fees, procedure, output."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from satupintu.catalogue import procedure
from satupintu.catalogue.checks_pack import bad_pattern, is_date
from satupintu.catalogue.schema import (
    Example,
    Output,
    Pack,
    Page,
    Question,
    QuestionType,
    Service,
)
from satupintu.catalogue.source import Path_

Said = tuple[Path_, str, str]

CHOICES = frozenset({QuestionType.CHOICE, QuestionType.CHOICES})
NUMBERS = frozenset({QuestionType.NUMBER, QuestionType.INTEGER, QuestionType.MONEY})
#: Names with a meaning of their own in expressions and in `given`.
RESERVED = frozenset({"today", "channel", "on_behalf", "true", "false", "null", "in"})
_FIELD = re.compile(r"\{([^{}]*)\}")
_SEQ = re.compile(r"seq(:0\d{1,2})?")


def check_names(service: Service, pack: Pack) -> Iterator[Said]:
    """Codes that must be known to the pack."""
    agencies = [agency.code for agency in pack.agencies]
    yield from known(("agency",), "agency", service.agency, agencies)
    for index, code in enumerate(service.partners):
        yield from known(("partners", index), "agency", code, agencies)
    topics = [topic.code for topic in pack.topics]
    yield from known(("topic",), "topic", service.topic, topics)
    for index, fee in enumerate(service.fees):
        yield from known(("fees", index, "payee"), "agency", fee.payee, agencies)
    for language in service.words:
        yield from known(("words", language), "language", language, pack.languages)
    if not service.legal_basis:
        yield ("legal_basis",), "The service has no legal basis.", "Name the law."


def known(path: Path_, what: str, code: str, codes: Collection[str]) -> Iterator[Said]:
    """A fault if the code is not among the known ones."""
    if code in codes:
        return
    near = get_close_matches(code, list(codes), n=1, cutoff=0.6)
    listed = ", ".join(sorted(codes)) or "none yet"
    hint = f"Did you mean “{near[0]}”? " if near else ""
    yield path, f"There is no {what} “{code}”.", f"{hint}Known are: {listed}."


def check_form(service: Service, pack: Pack) -> Iterator[Said]:
    """Pages and questions: unique names, options, limits, schemes."""
    if not service.form:
        yield ("form",), "The form has no pages.", "Add a page with a question."
    pages = [page.name for page in service.form]
    yield from _twice("form", pages)
    seen: dict[str, str] = {}
    for number, page in enumerate(service.form):
        if not page.questions:
            yield (
                ("form", number),
                f"Page “{page.name}” asks nothing.",
                "Add a question.",
            )
        for index, question in enumerate(page.questions):
            path = ("form", number, "questions", index)
            yield from _name(path, page, question, seen)
            yield from _shape(path, question)
            yield from _scheme(path, question, pack)


def _twice(key: str, names: Sequence[str]) -> Iterator[Said]:
    for name, count in Counter(names).items():
        if count > 1:
            last = len(names) - 1 - list(reversed(names)).index(name)
            yield (
                (key, last, "name"),
                f"“{name}” stands {count} times in {key}.",
                "Give each its own name.",
            )


def _name(
    path: Path_, page: Page, question: Question, seen: dict[str, str]
) -> Iterator[Said]:
    name = question.name
    if name in RESERVED:
        yield (
            (*path, "name"),
            f"“{name}” has a meaning of its own in expressions.",
            "Choose another name for the question.",
        )
    if name in seen:
        yield (
            (*path, "name"),
            f"A question “{name}” already stands on page “{seen[name]}”.",
            "Every question of a service has its own name.",
        )
    seen.setdefault(name, page.name)


def _shape(path: Path_, question: Question) -> Iterator[Said]:
    """Keys that fit the type of the question."""
    kind = question.type
    if kind in CHOICES and len(question.options) < 2:
        yield path, f"“{question.name}” offers no choice.", "Give two options or more."
    if kind not in CHOICES and question.options:
        yield (
            (*path, "options"),
            f"“{question.name}” is of type {kind}, which has no options.",
            "Make it a choice, or take the options out.",
        )
    values = [option.value for option in question.options]
    if len(values) != len(set(values)):
        yield (*path, "options"), "Two options have the same value.", "Change one."
    yield from _limits(path, question)
    yield from _pattern(path, question)


def _limits(path: Path_, question: Question) -> Iterator[Said]:
    for key in ("min", "max"):
        if getattr(question, key) is not None and question.type not in NUMBERS:
            yield (
                (*path, key),
                f"“{question.name}” is of type {question.type}, which has no {key}.",
                "Take it out, or write a check.",
            )
    low, high = question.min, question.max
    if low is not None and high is not None and low > high:
        yield (*path, "min"), "min is larger than max.", "Swap them."


def _pattern(path: Path_, question: Question) -> Iterator[Said]:
    if not question.pattern:
        return
    if fault := bad_pattern(question.pattern):
        yield (*path, "pattern"), fault, "Correct the regular expression."
    if not question.pattern_message:
        yield (
            (*path, "pattern"),
            f"“{question.name}” has a pattern but no pattern_message.",
            "Say in pattern_message what a right answer looks like.",
        )


def _scheme(path: Path_, question: Question, pack: Pack) -> Iterator[Said]:
    codes = [scheme.code for scheme in pack.identity_schemes]
    if question.scheme:
        yield from known((*path, "scheme"), "identity scheme", question.scheme, codes)
    elif question.type is QuestionType.IDENTITY and not codes:
        yield (
            path,
            f"“{question.name}” asks for an identity number, but the pack has no "
            "identity_schemes.",
            "Add one to pack.yaml.",
        )


def check_papers(service: Service, pack: Pack) -> Iterator[Said]:
    """Papers stand in the register, and once in the service."""
    register = [paper.code for paper in pack.papers]
    names = [paper.paper for paper in service.papers]
    for index, name in enumerate(names):
        yield from known(("papers", index, "paper"), "paper", name, register)
        if name in names[:index]:
            yield (
                ("papers", index, "paper"),
                f"The paper “{name}” is asked for twice.",
                "Join the two conditions with ||.",
            )


def check_fees(service: Service, pack: Pack) -> Iterator[Said]:
    """Fees have their own codes and names; a free service says why."""
    codes: list[str] = []
    for index, fee in enumerate(service.fees):
        if fee.code in codes:
            yield ("fees", index, "code"), f"Two fees are “{fee.code}”.", "Rename one."
        codes.append(fee.code)
        taken = set(service.questions) | RESERVED
        for place, amount in enumerate(fee.let):
            if amount.name in taken:
                yield (
                    ("fees", index, "let", place, "name"),
                    f"“{amount.name}” is a question or amount already.",
                    "Choose another name.",
                )
            taken.add(amount.name)
    if service.fees and service.free:
        yield ("free",), "The service has fees, so it is not free.", "Take `free` out."
    if service.fees and pack.merchant is None:
        yield (
            ("fees",),
            "The service has fees, but the pack has no merchant to pay them to.",
            "Add `merchant` to pack.yaml.",
        )


def check_procedure(service: Service, pack: Pack) -> Iterator[Said]:
    """The graph of steps; see `procedure.faults`."""
    found = procedure.faults(
        service.procedure,
        agencies=[agency.code for agency in pack.agencies],
        roles=[role.code for role in pack.roles],
        pages=[page.name for page in service.form],
        papers=[paper.paper for paper in service.papers],
        default_agency=service.agency,
        has_fees=bool(service.fees),
    )
    for fault in found:
        yield ("procedure", *([fault.step] if fault.step else [])), fault.sentence, ""


def check_output(service: Service, templates: Collection[str]) -> Iterator[Said]:
    """The permit: its template, its number, the answers that it shows."""
    yield from _number(("number",), service.number, {"year"})
    if service.output is None:
        return
    output, questions = service.output, service.questions
    yield from _number(("output", "number"), output.number, {"year", "month_roman"})
    if output.template and output.template not in templates:
        yield (
            ("output", "template"),
            f"There is no template “{output.template}” in templates/.",
            f"Known are: {', '.join(sorted(templates)) or 'none yet'}.",
        )
    yield from known(("output", "holder"), "question", output.holder, questions)
    for index, claim in enumerate(output.claims):
        yield from known(("output", "claims", index), "question", claim, questions)
    for index, name in enumerate(output.public):
        yield from known(("output", "public", index), "claim", name, output.claims)
    yield from _holder(output, questions)


def _holder(output: Output, questions: dict[str, Question]) -> Iterator[Said]:
    holder = questions.get(output.holder)
    if holder and (holder.type is not QuestionType.TEXT or not holder.required):
        yield (
            ("output", "holder"),
            f"“{output.holder}” cannot be the holder's name.",
            "Name a required question of type text.",
        )


def _number(path: Path_, pattern: str, names: set[str]) -> Iterator[Said]:
    fields = _FIELD.findall(pattern)
    unknown = [f for f in fields if f not in names and not _SEQ.fullmatch(f)]
    listed = ", ".join("{" + name + "}" for name in ["seq", "seq:06", *sorted(names)])
    if unknown:
        yield path, f"{{{unknown[0]}}} is not known in a number.", f"Use {listed}."
    elif sum(bool(_SEQ.fullmatch(field)) for field in fields) != 1:
        yield path, "A number needs {seq} exactly once.", f"Use {listed}."
    elif "{" in _FIELD.sub("", pattern) or "}" in _FIELD.sub("", pattern):
        yield path, "A brace is not closed in this number.", f"Use {listed}."


def check_examples(service: Service) -> Iterator[Said]:
    """The names in examples exist; whether they hold is tried elsewhere."""
    for index, example in enumerate(service.examples):
        here = ("examples", index)
        if example.today and not is_date(example.today):
            yield (*here, "today"), f"“{example.today}” is not a date.", "2026-01-31"
        allowed = [*service.questions, "channel", "on_behalf"]
        for name in example.given:
            yield from known((*here, "given", name), "question", name, allowed)
        yield from _expected(here, example, service)


def _expected(here: Path_, example: Example, service: Service) -> Iterator[Said]:
    lists: dict[str, tuple[str, list[str] | None, Collection[str]]] = {
        "pages": ("page", example.expect.pages, [p.name for p in service.form]),
        "papers": ("paper", example.expect.papers, [p.paper for p in service.papers]),
        "steps": ("step", example.expect.steps, service.procedure),
        "refused": ("question", example.expect.refused, service.questions),
    }
    for key, (what, names, codes) in lists.items():
        for place, name in enumerate(names or ()):
            yield from known((*here, "expect", key, place), what, name, codes)
