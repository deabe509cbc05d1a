"""What a service is, as data. The published JSON Schema is made from this file.

A pack's YAML is validated into these classes; a published version is their
JSON, whole and immutable. Expressions (`Expr`) are CEL, see `kernel.expressions`;
their names are the questions of the form, `today`, `channel` and `on_behalf`.
"""

# ruff: noqa: RUF012 - pydantic gives every instance its own copy of a default

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from satupintu.catalogue.schema_base import (
    Code,
    Confidence,
    Expr,
    Fact,
    Hours,
    Name,
    Part,
    Post,
    Span,
    Text,
)
from satupintu.catalogue.schema_mall import Mall
from satupintu.catalogue.schema_pack import (
    Agency,
    CalendarData,
    Holiday,
    IdentityScheme,
    Merchant,
    Pack,
    PaperType,
    RateTable,
    Role,
    Season,
    Topic,
)


class LegalBasis(Fact):
    title: Text
    article: str = ""
    url: str = ""


class Choice(Part):
    value: str
    label: Text
    hint: Text = {}
    show_if: Expr | None = None


class QuestionType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"


class Check(Part):
    """A rule that the answers must meet, with the sentence if they do not."""

    rule: Expr
    message: Text


class Question(Part):
    name: Name
    type: QuestionType
    label: Text
    short: Text = Field({}, description="its name beside an answer; else the label")
    hint: Text = {}
    why: Text = {}
    legal: str = ""
    required: bool = True
    show_if: Expr | None = None
    options: list[Choice] = []
    scheme: str = ""
    unit: Text = {}
    min: Decimal | None = None
    max: Decimal | None = None
    max_length: int = 200
    pattern: str = ""
    pattern_message: Text = {}
    checks: list[Check] = []
    prefill: Literal["", "name", "identity", "email", "phone"] = ""
    sample: str | bool | list[str] | None = None

    @property
    def title(self) -> Text:
        """What an answer is called where it is shown, not asked."""
        return self.short or self.label


class Page(Part):
    name: Name
    title: Text
    intro: Text = {}
    show_if: Expr | None = None
    questions: list[Question]


class Paper(Fact):
    """A paper the applicant hands in; `paper` names it in the pack's register."""

    paper: Name
    required_if: Expr | None = None
    offered_if: Expr | None = None
    why: Text = {}
    legal: str = ""


class Amount(Part):
    """A named intermediate value of a fee, shown as a line of its explanation."""

    name: Name
    title: Text
    value: Expr


class Fee(Fact):
    code: Code
    title: Text
    payee: Code
    amount: Expr
    when: Expr | None = None
    let: list[Amount] = []
    legal: str = ""


class Free(Fact):
    """Why nothing is charged; shown where a price would stand."""

    why: Text
    legal: str = ""


class StepKind(StrEnum):
    INTAKE = "intake"
    REVIEW = "review"
    INSPECTION = "inspection"
    PAYMENT = "payment"
    APPROVAL = "approval"


class ChecklistItem(Part):
    name: Name
    title: Text


class Sees(Part):
    """What the step's officer may see; left out means the whole file."""

    pages: list[Name]
    papers: list[Name] = []


class Step(Part):
    title: Text
    kind: StepKind = StepKind.REVIEW
    needs: list[Name] = []
    when: Expr | None = None
    by: Post | None = None
    within: Span | None = None
    four_eyes: list[Name] = []
    sees: Sees | None = None
    checklist: list[ChecklistItem] = []
    may_reject: bool = False


class Pause(StrEnum):
    """What may stop a legal clock: a correction or a payment that the applicant
    owes, and a reported outage of an agency that has a step of the case open."""

    CORRECTION = "correction"
    PAYMENT = "payment"
    OUTAGE = "outage"


class Clock(Fact):
    """The legal promise: working time from `starts`, halted by `stops`."""

    total: Span
    starts: Literal["submitted", "complete"] = "complete"
    stops: list[Pause] = [Pause.CORRECTION, Pause.PAYMENT]
    counting: Literal["exact", "whole_days"] = "whole_days"
    remind: Span = "1 wd"
    answer_within: Span = "10 wd"
    on_expiry: Literal["overdue", "deemed_approval"] = "overdue"
    legal: str = ""


class Output(Fact):
    title: Text
    template: str = Field("", description="a file of templates/; else the house's")
    series: Code
    number: str = Field(description="with {seq}, {year}, {month_roman}")
    valid: Span | None = None
    begins: Expr | None = Field(None, description="first day; else the day of issue")
    ends: Expr | None = Field(None, description="last day; else `valid` decides")
    holder: Name = Field(description="the question that names the permit's holder")
    claims: list[Name] = Field(description="questions printed and signed")
    public: list[Name] = Field([], description="claims that anybody may see")
    conditions: list[Text] = []
    handover: list[Literal["online", "counter", "home"]] = Field(
        ["online"],
        description="how the holder gets it; at a counter and at home against a code",
    )


class Standard(Part):
    """The service-standard components that are not computed from the rest.

    PermenPANRB 15/2014: requirements, procedure, time, fee and product come
    from the other parts; these complete the fourteen.
    """

    complaints: Text
    facilities: Text
    competence: Text
    supervision: Text
    staff: Text
    guarantee: Text
    safety: Text
    evaluation: Text


class Expect(Part):
    """What must come out; a key left out is not checked."""

    pages: list[Name] | None = None
    papers: list[Name] | None = None
    fee: Decimal | None = None
    due: Span | None = None
    steps: list[Name] | None = None
    refused: list[Name] | None = Field(None, description="questions that are refused")


class Example(Part):
    """An application that runs as a test; `given` may hold channel, on_behalf."""

    name: str
    today: str = Field("", description="the day of filing; else 2026-01-05")
    given: dict[str, object]
    expect: Expect


class Kind(StrEnum):
    PERMIT = "permit"
    NON_PERMIT = "non_permit"
    TAX = "tax"
    IDENTITY = "identity"
    VEHICLE = "vehicle"
    INVESTMENT = "investment"
    CONSULTATION = "consultation"


class Service(Part):
    """One service, whole."""

    code: Code
    version: int = Field(ge=1)
    kind: Kind
    title: Text
    summary: Text
    words: dict[str, list[str]] = {}
    topic: Code
    agency: Code
    partners: list[Code] = []
    minutes: int = Field(15, description="how long filling in the form takes")
    number: str = Field(description="case number, with {seq} and {year}")
    series: Code
    legal_basis: list[LegalBasis]
    eligibility: list[Text] = []
    form: list[Page]
    papers: list[Paper] = []
    fees: list[Fee] = []
    free: Free | None = None
    procedure: dict[Name, Step]
    clock: Clock
    output: Output | None = None
    channels: list[Literal["online", "counter", "home"]] = ["online", "counter", "home"]
    standard: Standard
    examples: list[Example]
    paused: Text = Field({}, description="why the service takes no applications now")

    @property
    def questions(self) -> dict[str, Question]:
        return {q.name: q for page in self.form for q in page.questions}


__all__ = [
    "Agency",
    "Amount",
    "CalendarData",
    "Check",
    "ChecklistItem",
    "Choice",
    "Clock",
    "Code",
    "Confidence",
    "Example",
    "Expect",
    "Expr",
    "Fact",
    "Fee",
    "Free",
    "Holiday",
    "Hours",
    "IdentityScheme",
    "Kind",
    "LegalBasis",
    "Mall",
    "Merchant",
    "Name",
    "Output",
    "Pack",
    "Page",
    "Paper",
    "PaperType",
    "Part",
    "Pause",
    "Post",
    "Question",
    "QuestionType",
    "RateTable",
    "Role",
    "Season",
    "Sees",
    "Service",
    "Span",
    "Standard",
    "Step",
    "StepKind",
    "Text",
    "Topic",
]
