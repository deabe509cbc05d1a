"""One question as the page draws it, whether from a pack or from a view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from satupintu.catalogue import answers as shapes
from satupintu.kernel.localized import text

if TYPE_CHECKING:
    from satupintu.catalogue.schema import Choice, IdentityScheme, Question

Raw = Mapping[str, Sequence[str]]
DATE_PARTS = ("day", "month", "year")
_DIGITS = {"day": 2, "month": 2, "year": 4}
GROUPS = frozenset({"choice", "choices", "boolean", "date"})
_HTML_TYPE = {
    "email": "email",
    "phone": "tel",
    "password": "password",
}
_INPUT_MODE = {
    "number": "decimal",
    "integer": "numeric",
    "money": "numeric",
    "code": "numeric",
    "email": "email",
    "phone": "tel",
}
_WIDTH = {
    "number": "w10",
    "integer": "w10",
    "code": "w10",
    "money": "w20",
    "identity": "w20",
    "phone": "w20",
}
_AUTOCOMPLETE = {
    "email": "email",
    "phone": "tel",
    "password": "current-password",
    "code": "one-time-code",
}
# What a pack's prefill means to the browser (WCAG 2.2, 1.3.5).
_PREFILL = {"name": "name", "email": "email", "phone": "tel"}


@dataclass(frozen=True, slots=True)
class Option:
    """A radio button, a tick box or an entry of a list."""

    value: str
    label: str
    hint: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three boxes of a date."""

    name: str
    label: str
    value: str
    length: int


@dataclass(frozen=True, slots=True)
class Field:
    """What `components/field.html` needs. `kind` is a `QuestionType` value, or
    `password`, `code`, `select`, `checkbox` or `file`.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    why: str = ""
    legal: str = ""
    error: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    unit: str = ""
    parts: tuple[Part, ...] = ()
    max_length: int | None = None
    rows: int = 4
    accept: str = ""
    autocomplete: str = ""
    width: str = ""
    digits: bool = False
    heading: bool = False
    """True where the page asks only this: the label becomes the page's h1."""

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def grouped(self) -> bool:
        return self.kind in GROUPS

    @property
    def type(self) -> str:
        return _HTML_TYPE.get(self.kind, "text")

    @property
    def box(self) -> str:
        """The input type of one option."""
        return "checkbox" if self.kind == "choices" else "radio"

    @property
    def input_mode(self) -> str:
        return "numeric" if self.digits else _INPUT_MODE.get(self.kind, "")

    @property
    def css_width(self) -> str:
        return self.width or _WIDTH.get(self.kind, "")

    @property
    def fill_in(self) -> str:
        return self.autocomplete or _AUTOCOMPLETE.get(self.kind, "off")

    @property
    def described_by(self) -> str:
        parts = []
        if self.hint:
            parts.append(f"{self.id}-hint")
        if self.error:
            parts.append(f"{self.id}-error")
        return " ".join(parts)


def as_list(value: object) -> list[str]:
    """An answer, raw or typed, as the strings that the form would send."""
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, str):
        return [value]
    if isinstance(value, Iterable):
        return [str(item) for item in value]
    return [str(value)]


def _yes_no() -> tuple[Option, ...]:
    return (Option("yes", _("Yes")), Option("no", _("No")))


def choose(options: Iterable[Option], values: Sequence[str]) -> tuple[Option, ...]:
    """The same options, those in `values` selected."""
    return tuple(replace(option, selected=option.value in values) for option in options)


def date_parts(name: str, raw: Raw) -> tuple[Part, ...]:
    """The day, month and year as they were typed."""
    labels = (_("Day"), _("Month"), _("Year"))
    return tuple(
        Part(f"{name}_{part}", label, _first(raw, f"{name}_{part}"), _DIGITS[part])
        for part, label in zip(DATE_PARTS, labels, strict=True)
    )


def date_raw(name: str, value: object) -> dict[str, list[str]]:
    """A date (or its ISO form) as the browser would send it."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return {}
    numbers = (day.day, day.month, day.year)
    return {f"{name}_{p}": [str(n)] for p, n in zip(DATE_PARTS, numbers, strict=True)}


def _first(raw: Raw, name: str) -> str:
    values = raw.get(name)
    return values[0] if values else ""


def _typed(question: Question, value: object, raw: Raw | None) -> Raw:
    """What was sent for the question; else the stored answer, as it would be sent."""
    names = {question.name, *(f"{question.name}_{part}" for part in DATE_PARTS)}
    if raw and names & set(raw):
        return raw
    if isinstance(value, list | tuple) and question.type.value != "choices":
        return {question.name: [str(item) for item in value]}
    return shapes.typed(question, value)


def from_question(
    question: Question,
    *,
    value: object = None,
    raw: Raw | None = None,
    error: str = "",
    options: Iterable[Choice] | None = None,
    scheme: IdentityScheme | None = None,
    heading: bool = False,
) -> Field:
    """A pack's question, in the active language.

    `value` is the stored answer; `raw`, all that the browser sent, wins. `options`
    are the choices offered now, `scheme` how a personal number is written.
    """
    if question.type.value != "identity":
        scheme = None
    typed = _typed(question, value, raw)
    values = list(typed.get(question.name, []))
    kind = question.type.value
    return Field(
        name=question.name,
        kind=kind,
        label=text(question.label),
        hint=_hint(question, scheme),
        why=text(question.why),
        legal=question.legal,
        error=error,
        value=values[0] if values else "",
        options=choose(_offered(question, options), values),
        required=question.required,
        unit=text(question.unit),
        parts=date_parts(question.name, typed) if kind == "date" else (),
        max_length=question.max_length,
        autocomplete=_PREFILL.get(question.prefill, ""),
        digits=bool(scheme and scheme.example.isdigit()),
        heading=heading,
    )


def _offered(
    question: Question, options: Iterable[Choice] | None
) -> tuple[Option, ...]:
    if question.type.value == "boolean":
        return _yes_no()
    choices = question.options if options is None else options
    return tuple(Option(c.value, text(c.label), text(c.hint)) for c in choices)


def _hint(question: Question, scheme: IdentityScheme | None) -> str:
    hint = text(question.hint)
    if not scheme or not scheme.example:
        return hint
    example = _("Example: %(number)s") % {"number": scheme.example}
    return f"{hint} {example}".strip()
