"""One question as the page draws it, whether from a pack or from a view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from satupintu.kernel.localized import text

if TYPE_CHECKING:
    from satupintu.catalogue.schema import Question

GROUPS = frozenset({"choice", "choices", "boolean"})
_HTML_TYPE = {
    "date": "date",
    "email": "email",
    "phone": "tel",
    "password": "password",
}
_INPUT_MODE = {
    "number": "decimal",
    "integer": "numeric",
    "money": "numeric",
    "identity": "numeric",
    "code": "numeric",
    "email": "email",
    "phone": "tel",
}
_WIDTH = {
    "number": "w10",
    "integer": "w10",
    "date": "w10",
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
    max_length: int | None = None
    rows: int = 4
    accept: str = ""
    autocomplete: str = ""
    width: str = ""
    heading: bool = field(default=False)
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
        return _INPUT_MODE.get(self.kind, "")

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
        return ["true" if value else "false"]
    if isinstance(value, str):
        return [value]
    if isinstance(value, Iterable):
        return [str(item) for item in value]
    return [str(value)]


def _yes_no() -> tuple[Option, ...]:
    return (Option("true", _("Yes")), Option("false", _("No")))


def choose(options: Iterable[Option], values: Sequence[str]) -> tuple[Option, ...]:
    """The same options, those in `values` selected."""
    return tuple(replace(option, selected=option.value in values) for option in options)


def from_question(
    question: Question,
    *,
    value: object = None,
    error: str = "",
    options: Iterable[object] | None = None,
    heading: bool = False,
) -> Field:
    """A pack's question, in the active language.

    `value` is the raw list from the form or the stored answer. `options` narrows
    the choices to those that may be picked now (`schema.Choice`).
    """
    values = as_list(value)
    choices = question.options if options is None else options
    listed = tuple(
        Option(choice.value, text(choice.label), text(choice.hint))  # type: ignore[attr-defined]
        for choice in choices
    )
    kind = str(question.type.value)
    return Field(
        name=question.name,
        kind=kind,
        label=text(question.label),
        hint=text(question.hint),
        why=text(question.why),
        legal=question.legal,
        error=error,
        value=values[0] if values else "",
        options=choose(_yes_no() if kind == "boolean" else listed, values),
        required=question.required,
        unit=text(question.unit),
        max_length=question.max_length,
        autocomplete=_PREFILL.get(question.prefill, ""),
        heading=heading,
    )
