"""Compiling and evaluating expressions; see `kernel.expressions`."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import cel

from satupintu.kernel.errors import Invalid
from satupintu.kernel.functions import FUNCTIONS, Function, Value
from satupintu.kernel.tokens import (
    ANSWERED_PREFIX,
    asked_names,
    bound_names,
    read,
    rewritten,
)

# Every failing call of a function would be logged beside the raised error.
logging.getLogger("cel").setLevel(logging.CRITICAL)

_NAME = re.compile(r"^[A-Za-z_]\w*$")
_SYNTAX = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)")
_UNDEFINED = re.compile(r"^Undefined variable or function: '(\w+)'")
_CALL = re.compile(
    r"^Function '(\w+)' error: Python function call failed: (\w+): (.*)"
    r"\. Check function arguments and their types\.$",
    re.DOTALL,
)


class ExpressionError(Invalid):
    """An expression that cannot be compiled, or whose values do not fit."""

    code = "bad_expression"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The result depends on `names`, which have no answer yet. Counts as false."""

    names: tuple[str, ...]

    def __bool__(self) -> bool:
        return False


class Expression:
    """A compiled expression. `names` and `functions` are those that it uses."""

    __slots__ = (
        "_asked",
        "_execute",
        "_has_more",
        "_read",
        "functions",
        "names",
        "source",
    )

    def __init__(self, source: str) -> None:
        self.source = source
        # Compiled as written first: an error then points into the author's text.
        _compiled(source)
        tokens = read(source)
        program = _compiled(rewritten(tokens))
        self._execute = program.execute
        used = program.references()
        self._asked = tuple(sorted(asked_names(tokens)))
        bound = bound_names(tokens)
        self._read = tuple(
            name
            for name in sorted(used["variables"])
            if name not in bound and not name.startswith(ANSWERED_PREFIX)
        )
        self.names = frozenset(self._read) | frozenset(self._asked)
        self.functions = frozenset(
            name for name in used["functions"] if _NAME.match(name) and name != "double"
        )
        self._has_more = bool(self._asked or self.functions)

    def evaluate(
        self,
        facts: Mapping[str, object],
        functions: Mapping[str, Function] = FUNCTIONS,
    ) -> Value | Unknown:
        """The value, or `Unknown`.

        Raises `ExpressionError` when kinds do not fit, a number is divided by
        zero, or a function refuses.
        """
        # A name without an answer is left out: then `&&` and `||` find their
        # result without it where they can.
        given: dict[str, object] = {}
        for name in self._read:
            value = facts.get(name)
            if value is not None:
                given[name] = value
        if self._has_more:
            self._add_more(given, facts, functions)
        try:
            result = self._execute(given)
        except (TypeError, ValueError, RuntimeError, ArithmeticError, KeyError) as why:
            return self._failed(why, given)
        except IndexError:
            raise ExpressionError("The list has no element at this place.") from None
        if result is True or result is False:
            return result
        return _value(self.source, result)

    def holds(
        self,
        facts: Mapping[str, object],
        functions: Mapping[str, Function] = FUNCTIONS,
    ) -> bool:
        """Whether it is certainly true. Raises `ExpressionError` as `evaluate`."""
        return self.evaluate(facts, functions) is True

    def _add_more(
        self,
        given: dict[str, object],
        facts: Mapping[str, object],
        functions: Mapping[str, Function],
    ) -> None:
        """What few expressions need: functions, and which names have an answer."""
        for name in self._asked:
            given[ANSWERED_PREFIX + name] = facts.get(name) not in (None, "", [])
        for name in self.functions:
            if name in functions:
                given[name] = functions[name]

    def _failed(self, why: Exception, given: Mapping[str, object]) -> Unknown:
        message = str(why)
        undefined = _UNDEFINED.match(message)
        if undefined and undefined[1] in self._read and undefined[1] not in given:
            return Unknown(tuple(n for n in self._read if n not in given))
        raise ExpressionError(_sentence(why, message, undefined)) from None

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


@lru_cache(maxsize=16384)
def compile(source: str) -> Expression:
    """The compiled expression, from a cache. Raises `ExpressionError`."""
    return Expression(source)


def _compiled(source: str) -> cel.Program:
    try:
        return cel.compile(source)
    except ValueError as why:
        raise ExpressionError(_syntax(source, str(why))) from None


def _value(source: str, result: object) -> Value:
    if isinstance(result, float) and not math.isfinite(result):
        raise ExpressionError(f"“{source}” divides by zero or gets too large.")
    if result is None or isinstance(result, bool | float | str | datetime | list):
        return result
    if isinstance(result, int):
        return float(result)
    raise ExpressionError(f"{type(result).__name__} is no kind of answer.")


def _syntax(source: str, message: str) -> str:
    """`Cannot read “a = 1” at character 3: write == to compare.`"""
    found = _SYNTAX.search(message)
    if found is None:
        return f"Cannot read “{source}”."
    line, column = int(found[1]), int(found[2])
    lines = source.split("\n")
    at = f"character {column}" + (f" of line {line}" if len(lines) > 1 else "")
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    return f"Cannot read “{source}” at {at}: {_hint(rest, found[3])}"


_HINTS = (
    (re.compile(r"=(?!=)"), "write == to compare."),
    (re.compile(r"and\b"), "write && for “and”."),
    (re.compile(r"or\b"), "write || for “or”."),
    (re.compile(r"not\b"), "write ! for “not”."),
    (re.compile(r"""["']"""), "a text is not closed, or stands where it does not fit."),
    (re.compile(r"$"), "something is missing at the end."),
)


def _hint(rest: str, reason: str) -> str:
    for pattern, hint in _HINTS:
        if pattern.match(rest):
            return hint
    if "missing ')'" in reason:
        return "a bracket is not closed."
    word = re.match(r"\w+|.", rest)
    return f"“{word[0]}” does not fit here." if word else "something does not fit."


def _sentence(why: Exception, message: str, undefined: re.Match[str] | None) -> str:
    called = _CALL.match(message)
    if called and called[2] == "FunctionError":
        return called[3]
    if called:
        return f"{called[1]}() was given values that it does not take."
    if undefined:
        return f"{undefined[1]} is not known here, or is used with the wrong kind."
    if isinstance(why, TypeError):
        return _kinds(message)
    if isinstance(why, KeyError):
        return f"There is no entry for {message}."
    return message.partition("\n")[0]


_KIND_WORDS = {
    "float": "number",
    "int": "number",
    "string": "text",
    "bool": "yes/no",
    "timestamp": "date",
    "datetime": "date",
    "list": "list",
    "null": "nothing",
}
_OPERANDS = re.compile(r"^Unsupported operation: (\w+) (\S+) (\w+)\.")


def _kinds(message: str) -> str:
    found = _OPERANDS.match(message)
    if found is None:
        return "The kinds of the values do not fit together."
    if found[2] == "%":
        return "% does not work here; write mod(a, b)."
    left, right = (_KIND_WORDS.get(found[n], found[n]) for n in (1, 3))
    return f"A {left} and a {right} do not go together with {found[2]}."
