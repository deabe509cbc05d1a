"""What is wrong with an expression, before it is published.

Faults are sentences for the author of a pack, in plain English like those of a
compiler. An expression without faults was read, uses only names, options and
functions that exist, and was tried on sample answers of the right kinds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from satupintu.kernel.evaluation import Expression, ExpressionError, Unknown, compile
from satupintu.kernel.functions import FUNCTIONS, Function, timestamp
from satupintu.kernel.tokens import (
    ANSWERED,
    MACROS,
    WHOLE,
    WORDS,
    Sort,
    Token,
    bound_names,
    is_call,
    is_method,
    is_sign,
    read,
)


class Kind(StrEnum):
    """The kinds of values in expressions."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


BASE_NAMES: dict[str, str] = {
    "today": "date",
    "channel": "text",
    "on_behalf": "boolean",
}
# Every type of question, and the kind of its answer.
_KINDS: dict[str, Kind] = {
    "number": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "money": Kind.NUMBER,
    "date": Kind.DATE,
    "boolean": Kind.BOOLEAN,
    "choices": Kind.LIST,
    "list": Kind.LIST,
}
_SAMPLES: dict[Kind, tuple[object, ...]] = {
    Kind.NUMBER: (2.0, 0.0, 12.5, 1_000_000.0),
    Kind.TEXT: ("x", ""),
    Kind.BOOLEAN: (True, False),
    Kind.DATE: (timestamp(date(2026, 3, 31)), timestamp(date(1990, 7, 14))),
    Kind.LIST: (["x"], []),
}
_METHODS = MACROS | {"startsWith", "endsWith", "contains", "matches"}
_INSTEAD = {
    "size": "size(x)",
    "getFullYear": "year(x)",
    "getMonth": "month(x)",
    "getDayOfWeek": "weekday(x)",
    "int": "floor(x)",
}
_OWN = WHOLE | {ANSWERED, "string"}
_MOST_TRIES = 200
_ESCAPE = re.compile(r"\\(.)")

Options = Mapping[str, Collection[str]]


def check(
    source: str,
    names: Mapping[str, str],
    functions: Mapping[str, Function] = FUNCTIONS,
    *,
    wants: Kind | None = None,
    options: Options | None = None,
) -> list[str]:
    """The faults of an expression as sentences; empty if there are none.

    `names` maps every name that may be used to its question type; `today`,
    `channel` and `on_behalf` are always known. `options` holds the values of
    the choice questions: a comparison with any other value is a fault. `wants`
    is the kind that the result must have.
    """
    known = {**BASE_NAMES, **names}
    try:
        expression = compile(source)
    except ExpressionError as why:
        return [why.sentence]
    tokens = read(source)
    faults = [
        *_unknown_names(expression, tokens, known),
        *_unknown_functions(tokens, functions),
        *_nulls(tokens),
        *_unknown_options(tokens, options or {}),
    ]
    return faults or _tried(expression, known, functions, wants, options or {})


def _unknown_names(
    expression: Expression, tokens: list[Token], known: Mapping[str, str]
) -> Iterable[str]:
    for name in sorted(expression.names - known.keys()):
        yield f"There is no question named {name}{_meant(name, known)}."
    for name in sorted(bound_names(tokens) & known.keys()):
        yield f"{name} is a question already; name the element otherwise."


def _unknown_functions(
    tokens: list[Token], functions: Mapping[str, Function]
) -> Iterable[str]:
    for i, token in enumerate(tokens):
        if token.sort is not Sort.WORD or not is_call(tokens, i):
            continue
        if token.text in WORDS:
            continue
        method = is_method(tokens, i)
        known = _METHODS if method else _OWN | functions.keys()
        if token.text in known:
            continue
        instead = _INSTEAD.get(token.text)
        hint = f"; write {instead}" if instead else _meant(token.text, known)
        shown = f".{token.text}()" if method else f"{token.text}()"
        yield f"There is no function {shown}{hint}."


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?".rstrip("?") if close else ""


def _nulls(tokens: list[Token]) -> Iterable[str]:
    if any(t.sort is Sort.WORD and t.text == "null" for t in tokens):
        yield "null is not used here; ask answered(name) or !answered(name)."


def _unknown_options(tokens: list[Token], options: Options) -> Iterable[str]:
    for name, value in _comparisons(tokens):
        allowed = options.get(name)
        if allowed is not None and value not in allowed:
            yield f"“{value}” is not an option of {name}{_meant(value, allowed)}."


def _comparisons(tokens: list[Token]) -> Iterable[tuple[str, str]]:
    """(name, text) for `name == 'text'`, `'text' in name`, `name in ['text']`."""
    for i, token in enumerate(tokens):
        if token.text not in ("==", "!=", "in") or token.sort is Sort.STRING:
            continue
        sides = tokens[i - 1 : i] + tokens[i + 1 : i + 2]
        names = [t.text for t in sides if t.sort is Sort.WORD]
        texts = [_text(t) for t in sides if t.sort is Sort.STRING]
        if token.text == "in" and is_sign(tokens, i + 1, "["):
            texts = [_text(t) for t in _until_close(tokens, i + 2)]
        if len(names) == 1 and not is_method(tokens, i - 1):
            yield from ((names[0], text) for text in texts)


def _until_close(tokens: list[Token], start: int) -> Iterable[Token]:
    inside = itertools.takewhile(lambda t: t.text != "]", tokens[start:])
    return (t for t in inside if t.sort is Sort.STRING)


def _text(token: Token) -> str:
    return _ESCAPE.sub(r"\1", token.text.strip("rR")[1:-1])


def _tried(
    expression: Expression,
    known: Mapping[str, str],
    functions: Mapping[str, Function],
    wants: Kind | None,
    options: Options,
) -> list[str]:
    """What goes wrong on samples: a wrong kind once, or a failure every time."""
    failures: list[str] = []
    worked = False
    for facts in _samples(sorted(expression.names), known, options):
        try:
            result = expression.evaluate(facts, functions)
        except ExpressionError as why:
            failures.append(why.sentence)
            continue
        worked = True
        fault = _wrong_kind(result, wants)
        if fault:
            return [fault]
    kinds = [f for f in failures if "go together" in f or "do not fit" in f]
    if kinds:
        return kinds[:1]
    return failures[:1] if failures and not worked else []


def _samples(
    names: Sequence[str], known: Mapping[str, str], options: Options
) -> Iterable[dict[str, object]]:
    values = [_values(_kind(known[name]), options.get(name)) for name in names]
    combinations = itertools.islice(itertools.product(*values), _MOST_TRIES)
    base = {"today": timestamp(date(2026, 11, 19)), "channel": "online"}
    for combination in combinations:
        yield base | {"on_behalf": False} | dict(zip(names, combination, strict=True))


def _values(kind: Kind, options: Collection[str] | None) -> Sequence[object]:
    if options and kind is Kind.TEXT:
        return tuple(options)
    if options and kind is Kind.LIST:
        return ([*options], [], *([value] for value in options))
    return _SAMPLES[kind]


def _kind(question_type: str) -> Kind:
    return _KINDS.get(str(question_type), Kind.TEXT)


def _wrong_kind(result: object, wants: Kind | None) -> str:
    if wants is None or isinstance(result, Unknown):
        return ""
    got = _kind_of(result)
    if got is wants:
        return ""
    return f"The result must be a {_WORDS[wants]}; it is a {_WORDS[got]}."


_WORDS = {
    Kind.NUMBER: "number",
    Kind.TEXT: "text",
    Kind.BOOLEAN: "yes or no (a comparison)",
    Kind.DATE: "date",
    Kind.LIST: "list",
}


def _kind_of(value: object) -> Kind:
    match value:
        case bool():
            return Kind.BOOLEAN
        case int() | float():
            return Kind.NUMBER
        case str() | None:
            return Kind.TEXT
        case list():
            return Kind.LIST
        case _:
            return Kind.DATE
