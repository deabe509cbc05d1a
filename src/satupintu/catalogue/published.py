"""A published version of a service, ready to use: everything compiled once.

Pure. Built by `catalogue.service` from the stored JSON, kept for as long as the
process lives, since a published version never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from satupintu.catalogue.schema import (
    IdentityScheme,
    Pack,
    Page,
    PaperType,
    Question,
    RateTable,
    Service,
    Step,
)
from satupintu.kernel import expressions
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.errors import NotFound
from satupintu.kernel.expressions import (
    FUNCTIONS,
    Function,
    Unknown,
    Value,
    calendar_functions,
    rate_function,
)

Facts = Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Published:
    """One version of a service, with the register entries that it uses.

    `tables` may hold several tables of one code, each in force from its `since`
    on; its keys are free. Raises `ExpressionError` when an expression cannot be
    read, so a version that exists can always be evaluated.
    """

    version_id: UUID
    definition: Service
    papers: Mapping[str, PaperType]
    tables: Mapping[str, RateTable]
    template: str
    pack: Pack
    published_at: datetime
    calendar: WorkingCalendar = field(init=False, repr=False)
    functions: Mapping[str, Function] = field(init=False, repr=False)
    questions: Mapping[str, Question] = field(init=False, repr=False)
    page_of: Mapping[str, str] = field(init=False, repr=False)
    order: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        calendar = WorkingCalendar.build(
            self.pack.calendar, self.pack.time_zone, self.definition.agency
        )
        questions = [(q, page) for page in self.definition.form for q in page.questions]
        derived = {
            "calendar": calendar,
            "functions": {
                **FUNCTIONS,
                **calendar_functions(calendar),
                "rate": rate_function(list(self.tables.values())),
            },
            "questions": {question.name: question for question, _ in questions},
            "page_of": {question.name: page.name for question, page in questions},
            "order": _in_order(self.definition.procedure),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)
        for _, source in sources(self.definition):
            expressions.compile(source)

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def version(self) -> int:
        return self.definition.version

    @property
    def currency(self) -> str:
        return self.pack.currency

    def value(self, source: str, facts: Facts) -> Value | Unknown:
        """The value of an expression. Raises `ExpressionError`."""
        return expressions.compile(source).evaluate(facts, self.functions)

    def holds(self, source: str | None, facts: Facts) -> bool:
        """Whether a condition is certainly true; one left out always is."""
        return source is None or self.value(source, facts) is True

    def step_applies(self, step: str, facts: Facts) -> bool:
        """Whether the step is part of the procedure for these facts."""
        return self.holds(self.definition.procedure[step].when, facts)

    def post_of(self, step: str) -> tuple[str, str]:
        """(agency, role) that does the step; the role is "" if nobody has to.

        A post without an agency is at the agency of the service.
        """
        role, _, agency = (self.definition.procedure[step].by or "").partition("@")
        return agency or self.definition.agency, role

    def page(self, name: str) -> Page:
        """The page of this name. Raises `NotFound`."""
        for page in self.definition.form:
            if page.name == name:
                return page
        raise NotFound(f"{self.code} has no page {name}.")

    def identity_scheme(self, question: Question) -> IdentityScheme | None:
        """How an identity number is checked: the named scheme, or the pack's first."""
        schemes = self.pack.identity_schemes
        if not question.scheme:
            return schemes[0] if schemes else None
        return next((s for s in schemes if s.code == question.scheme), None)


def sources(service: Service) -> Iterator[tuple[str, str]]:
    """(place, expression) of every expression of a service.

    A place is a path like `form.place.facility.show_if`.
    """
    found = [*_of_form(service), *_of_the_rest(service)]
    return ((place, source) for place, source in found if source is not None)


def _of_form(service: Service) -> Iterator[tuple[str, str | None]]:
    for page in service.form:
        at = f"form.{page.name}"
        yield f"{at}.show_if", page.show_if
        for question in page.questions:
            here = f"{at}.{question.name}"
            yield f"{here}.show_if", question.show_if
            for choice in question.options:
                yield f"{here}.options.{choice.value}.show_if", choice.show_if
            for i, check in enumerate(question.checks):
                yield f"{here}.checks.{i}.rule", check.rule


def _of_the_rest(service: Service) -> Iterator[tuple[str, str | None]]:
    for paper in service.papers:
        yield f"papers.{paper.paper}.required_if", paper.required_if
        yield f"papers.{paper.paper}.offered_if", paper.offered_if
    for fee in service.fees:
        yield f"fees.{fee.code}.when", fee.when
        for amount in fee.let:
            yield f"fees.{fee.code}.let.{amount.name}", amount.value
        yield f"fees.{fee.code}.amount", fee.amount
    for name, step in service.procedure.items():
        yield f"procedure.{name}.when", step.when
    if service.output is not None:
        yield "output.begins", service.output.begins
        yield "output.ends", service.output.ends


def _in_order(procedure: Mapping[str, Step]) -> tuple[str, ...]:
    """Every step after those that it needs, else as written.

    Steps of a cycle (refused at publish) come last, as written.
    """
    left, done = list(procedure), list[str]()
    while left:
        free = next(
            (name for name in left if set(procedure[name].needs) <= set(done)), left[0]
        )
        left.remove(free)
        done.append(free)
    return tuple(done)
