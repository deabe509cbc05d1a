"""A formula as a person reads it: with titles, then with the numbers filled in.

Pieces keep values and texts, not finished strings, so that the same stored bill
reads right in every language: `Area × Rate = 12,5 m² × Rp25.000`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from satupintu.catalogue.published import Facts, Published
from satupintu.catalogue.schema import Part, QuestionType, Text
from satupintu.kernel.expressions import exact
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_date, format_money, format_number, round_money
from satupintu.kernel.tokens import Sort, Token, is_call, is_sign, read

_SIGNS = {"*": "×", "/": "÷", "-": "−", "&&": "∧", "||": "∨", "==": "=", "!=": "≠"}
_FUNCTIONS = {
    "round": _("rounded"),
    "floor": _("rounded down"),
    "ceil": _("rounded up"),
    "min": _("smallest of"),
    "max": _("largest of"),
    "abs": _("size of"),
}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Piece(Part):
    """A sign, a number, a text or a date; `title` names what it stands for."""

    kind: Literal["sign", "word", "number", "money", "text", "date"]
    value: str
    title: Text = Field(default_factory=dict)
    unit: Text = Field(default_factory=dict)
    currency: str = ""

    def name(self, language: str | None = None) -> str:
        """The title, or what `number` gives for a piece without one."""
        return text(self.title, language) or self.number(language)

    def number(self, language: str | None = None) -> str:
        """The value filled in."""
        match self.kind:
            case "number":
                shown = format_number(Decimal(self.value), language)
                unit = text(self.unit, language)
                return f"{shown}\u00a0{unit}" if unit else shown
            case "money":
                amount = round_money(Decimal(self.value), self.currency)
                return format_money(amount, self.currency, language)
            case "date":
                return format_date(datetime.fromisoformat(self.value), language)
            case "word":
                return str(_FUNCTIONS.get(self.value, self.value))
            case "text":
                return text(self.unit, language) or self.value
            case "sign":
                return self.value


class Formula(Part):
    """The pieces of a formula in order."""

    pieces: tuple[Piece, ...]

    def names(self, language: str | None = None) -> str:
        """`Area × Rate`."""
        return _joined([piece.name(language) for piece in self.pieces])

    def numbers(self, language: str | None = None) -> str:
        """`12.5 m² × 25,000`."""
        return _joined([piece.number(language) for piece in self.pieces])

    @property
    def is_plain(self) -> bool:
        """Whether it is one fixed number, with nothing to explain."""
        return len(self.pieces) == 1 and not self.pieces[0].title


def _joined(words: Sequence[str]) -> str:
    spaced = " ".join(words)
    for tight, loose in (("(", "( "), (")", " )"), (",", " ,"), ("%", " %")):
        spaced = spaced.replace(loose, tight)
    return spaced


def read_formula(
    published: Published, source: str, facts: Facts, titles: Mapping[str, Text]
) -> Formula:
    """The pieces of `source`. `titles` names intermediate values of the fee.

    Of `a ? b : c` only the branch that applies is shown; a call of `rate` is
    shown as the rate that it found, `percent(a, b)` as b % × a. The expression
    has been evaluated on `facts` before, so nothing here can be unknown.
    """
    reader = _Reader(published, source, facts, titles)
    return Formula(pieces=tuple(reader.pieces(read(source))))


@dataclass(frozen=True, slots=True)
class _Reader:
    published: Published
    source: str
    facts: Facts
    titles: Mapping[str, Text]

    def pieces(self, tokens: list[Token]) -> list[Piece]:
        tokens = self._taken(tokens)
        found: list[Piece] = []
        at = 0
        while at < len(tokens):
            more, at = self._next(tokens, at)
            found += more
        return found

    def _taken(self, tokens: list[Token]) -> list[Token]:
        """The branch of a top-level `a ? b : c` that applies."""
        question = _top_level(tokens, "?")
        if question is None:
            return tokens
        colon = _matching_colon(tokens, question)
        is_true = self._value(tokens[:question]) is True
        branch = tokens[question + 1 : colon] if is_true else tokens[colon + 1 :]
        return self._taken(branch)

    def _value(self, tokens: list[Token]) -> object:
        last = tokens[-1]
        part = self.source[tokens[0].at : last.at + len(last.text)]
        return self.published.value(part, self.facts)

    def _next(self, tokens: list[Token], at: int) -> tuple[list[Piece], int]:
        """The pieces that begin at `at`, and where the next ones begin."""
        token = tokens[at]
        if is_sign(tokens, at, "("):
            end = _closing(tokens, at)
            return _bracketed(self.pieces(tokens[at + 1 : end])), end + 1
        if token.sort is Sort.WORD and is_call(tokens, at):
            end = _closing(tokens, at + 1)
            return self._call(tokens[at : end + 1]), end + 1
        return [self._single(token)], at + 1

    def _call(self, call: list[Token]) -> list[Piece]:
        if call[0].text == "rate":
            return [_rate_piece(self.published, call, self._value(call))]
        parts = [self.pieces(part) for part in _arguments(call[2:-1])]
        if call[0].text == "percent" and len(parts) == 2:
            base, rate = parts
            sign = [_sign("%"), _sign("×")]
            return [*_bracketed(rate), *sign, *_bracketed(base)]
        listed = [piece for part in parts for piece in (_sign(","), *part)][1:]
        name = Piece(kind="word", value=call[0].text)
        return [name, _sign("("), *listed, _sign(")")]

    def _single(self, token: Token) -> Piece:
        match token.sort:
            case Sort.INTEGER | Sort.FLOAT:
                return Piece(kind="number", value=_plain(float(token.text)))
            case Sort.STRING:
                return Piece(kind="text", value=token.text[1:-1])
            case Sort.WORD:
                return _name_piece(self.published, token.text, self.facts, self.titles)
            case Sort.SIGN:
                return _sign(_SIGNS.get(token.text, token.text))


def _sign(text: str) -> Piece:
    return Piece(kind="sign", value=text)


def _bracketed(pieces: list[Piece]) -> list[Piece]:
    """In brackets, unless it is a single piece."""
    return pieces if len(pieces) == 1 else [_sign("("), *pieces, _sign(")")]


def _arguments(tokens: list[Token]) -> list[list[Token]]:
    """The arguments of a call, split at its own commas."""
    comma = _top_level(tokens, ",")
    if comma is None:
        return [tokens] if tokens else []
    return [tokens[:comma], *_arguments(tokens[comma + 1 :])]


def _top_level(tokens: list[Token], sign: str) -> int | None:
    depth = 0
    for i, token in enumerate(tokens):
        if token.sort is not Sort.SIGN:
            continue
        if depth == 0 and token.text == sign:
            return i
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
    return None


def _matching_colon(tokens: list[Token], question: int) -> int:
    open_questions, depth = 0, 0
    for i in range(question + 1, len(tokens)):
        sign = tokens[i].text
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0 and sign == "?":
            open_questions += 1
        elif depth == 0 and sign == ":":
            if open_questions == 0:
                return i
            open_questions -= 1
    return len(tokens)


def _closing(tokens: list[Token], opening: int) -> int:
    """Where the bracket that opens at `opening` closes."""
    depth = 0
    for i in range(opening, len(tokens)):
        if tokens[i].sort is Sort.SIGN:
            sign = tokens[i].text
            depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0:
            return i
    return len(tokens) - 1


def _rate_piece(published: Published, call: list[Token], value: object) -> Piece:
    code = call[2].text.strip("'\"") if len(call) > 2 else ""
    tables = [t for t in published.tables.values() if t.code == code]
    title = tables[-1].title if tables else {}
    number = value if isinstance(value, float) else 0.0
    return Piece(kind="number", value=_plain(number), title=title)


def _name_piece(
    published: Published, name: str, facts: Facts, titles: Mapping[str, Text]
) -> Piece:
    value = facts.get(name)
    question = published.questions.get(name)
    title = titles.get(name) or (question.title if question else {})
    match value:
        case bool():
            return Piece(kind="word", value=str(value).lower(), title=title)
        case float() if question and question.type is QuestionType.MONEY:
            currency = published.currency
            return Piece(
                kind="money", value=_plain(value), title=title, currency=currency
            )
        case float():
            unit = question.unit if question else {}
            return Piece(kind="number", value=_plain(value), title=title, unit=unit)
        case datetime():
            return Piece(kind="date", value=value.isoformat(), title=title)
        case _:
            options = question.options if question else []
            label = next((c.label for c in options if c.value == value), {})
            shown = str(value) if value is not None else name
            return Piece(kind="text", value=shown, title=title, unit=label)


def _plain(number: float) -> str:
    return f"{exact(number):f}"
