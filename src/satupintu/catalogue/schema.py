"""What a service is, as data. The published JSON Schema is made from this file.

A pack's YAML is validated into these classes; a published version is their
JSON, whole and immutable. Expressions (`Expr`) are CEL, see `kernel.expressions`;
their names are the questions of the form, `today`, `channel` and `on_behalf`.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Post = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(@[a-z][a-z0-9-]*)?$")
]
Expr = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Text = Annotated[dict[str, str], Field(description="language code -> text")]
Span = Annotated[
    str,
    Field(
        pattern=r"^\d+(\.\d+)? ?(wd|wh|d|h|min|month|months|y)$",
        description="5 wd (working days), 8 wh (working hours), 90 d, 6 months, 5 y",
    ),
]


class Confidence(StrEnum):
    """How sure we are of a fact. Anything but `found` is shown as unverified."""

    FOUND = "found"
    DERIVED = "derived"
    MEMORY = "memory"
    ASSUME = "assume"


class Part(BaseModel):
    """Base of every part: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Part):
    """A part that states something about the world, with its source."""

    confidence: Confidence = Confidence.FOUND
    source: str = ""


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
    CORRECTION = "correction"
    PAYMENT = "payment"


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
    channels: list[Literal["online", "counter", "ajib"]] = ["online", "counter", "ajib"]
    standard: Standard
    examples: list[Example]
    paused: Text = Field({}, description="why the service takes no applications now")

    @property
    def questions(self) -> dict[str, Question]:
        return {q.name: q for page in self.form for q in page.questions}


class Topic(Part):
    code: Code
    title: Text
    summary: Text = {}
    icon: str = "door"


class Agency(Part):
    code: Code
    name: Text
    short: Text
    floor: str = ""


class Role(Part):
    code: Name
    title: Text


class PaperType(Part):
    """An entry of the pack's register of papers."""

    code: Name
    title: Text
    hint: Text = {}
    source: str = Field("", description="the register that holds it (once-only)")
    vault: bool = Field(True, description="kept for the next application")
    valid: Span | None = None
    types: list[Literal["pdf", "jpg", "png"]] = ["pdf", "jpg", "png"]
    max_mb: int = 5


class Hours(Part):
    """Opening of one weekday: half-open ranges of local time, `07:30-12:00`."""

    mon: list[str] = []
    tue: list[str] = []
    wed: list[str] = []
    thu: list[str] = []
    fri: list[str] = []
    sat: list[str] = []
    sun: list[str] = []


class Holiday(Fact):
    date: str
    title: Text
    kind: Literal["holiday", "joint_leave", "extra_working_day"] = "holiday"


class Season(Fact):
    """Other hours between two dates, both included (Ramadan, half days)."""

    start: str
    end: str
    title: Text
    hours: Hours


class CalendarData(Part):
    """The working calendar as data; see `kernel.calendar`."""

    country: str = Field("", description="country code for the package `holidays`")
    hours: Hours
    holidays: list[Holiday] = []
    seasons: list[Season] = []
    agencies: dict[Code, Hours] = {}


class RateTable(Fact):
    """A table of rates: keys joined by `/` in the order of `keys` -> value."""

    code: Code
    title: Text
    keys: list[Name]
    since: str
    rates: dict[str, Decimal]
    legal: str = ""


class Merchant(Part):
    """Who is paid by QR; the tags of the EMVCo payload."""

    scheme: Literal["qris", "khqr"]
    name: str
    city: str
    postal: str = ""
    mcc: str = "9399"
    acquirer: str
    pan: str = ""
    merchant_id: str
    criteria: str = ""
    national_id: str = ""


class IdentityScheme(Part):
    """How a personal number is checked: a `python-stdnum` module, or a pattern."""

    code: str
    title: Text
    stdnum: str = ""
    pattern: str = ""
    example: str = ""


class Pack(Part):
    """Everything of a country or city that is not one service."""

    code: Code
    name: Text
    place: Text
    country: str
    currency: str
    decimals: int = 0
    time_zone: str
    languages: list[str]
    contact: dict[str, str] = {}
    address: Text = {}
    hours_text: Text = {}
    identity_schemes: list[IdentityScheme] = []
    merchant: Merchant | None = None
    agencies: list[Agency]
    roles: list[Role]
    topics: list[Topic]
    papers: list[PaperType]
    calendar: CalendarData
    tables: list[RateTable] = []
