"""The tokens of an expression, and the rewriting that gives it one number kind.

See `kernel.expressions` for what is rewritten and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*)
  | (?P<string>[rRbB]{0,2}(?:"{3}.*?"{3}|'{3}.*?'{3}
        |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
  | (?P<float>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<integer>0[xX][0-9a-fA-F]+[uU]?|\d+[uU]?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign>&&|\|\||==|!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r"\d+")
MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})
WORDS = frozenset({"true", "false", "null", "in"})
# These give a whole number in CEL, which would not mix with the answers.
WHOLE = frozenset({"size", "int"})
ANSWERED = "answered"
ANSWERED_PREFIX = "answered__"


class Sort(Enum):
    STRING = auto()
    FLOAT = auto()
    INTEGER = auto()
    WORD = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source; `at` counts characters from 0."""

    sort: Sort
    text: str
    at: int


def read(source: str) -> list[Token]:
    """The tokens without spaces and comments. Never fails: the parser judges."""
    return [
        Token(Sort[kind.upper()], match[0], match.start())
        for match in _TOKEN.finditer(source)
        if (kind := str(match.lastgroup)) != "space"
    ]


def is_sign(tokens: list[Token], index: int, text: str) -> bool:
    """Whether the token at `index` exists and is the sign `text`."""
    if not 0 <= index < len(tokens):
        return False
    return tokens[index].sort is Sort.SIGN and tokens[index].text == text


def is_method(tokens: list[Token], index: int) -> bool:
    """Whether the word at `index` follows a dot."""
    return is_sign(tokens, index - 1, ".")


def is_call(tokens: list[Token], index: int) -> bool:
    """Whether a round bracket follows the word at `index`."""
    return is_sign(tokens, index + 1, "(")


def opens_index(tokens: list[Token], index: int) -> bool:
    """Whether the `[` at `index` takes an element, and does not begin a list."""
    if index == 0:
        return False
    before = tokens[index - 1]
    if before.sort is Sort.WORD:
        return before.text not in WORDS
    return before.sort is Sort.STRING or before.text in (")", "]", "}")


def bound_names(tokens: list[Token]) -> frozenset[str]:
    """The variables of `xs.exists(x, ...)` and its relatives."""
    return frozenset(
        tokens[i + 2].text
        for i, token in enumerate(tokens[:-2])
        if token.text in MACROS and is_method(tokens, i) and is_call(tokens, i)
    )


def asked_names(tokens: list[Token]) -> frozenset[str]:
    """The names inside `answered(name)`."""
    return frozenset(
        tokens[i + 2].text for i in range(len(tokens) - 3) if _is_answered(tokens, i)
    )


def rewritten(tokens: list[Token]) -> str:
    """The source that CEL compiles: whole numbers as doubles, and our macros."""
    out: list[str] = []
    closers: list[str] = []
    in_index = 0
    skip_to = 0
    for i, token in enumerate(tokens):
        if i < skip_to:
            continue
        if _is_answered(tokens, i):
            out.append(ANSWERED_PREFIX + tokens[i + 2].text)
            skip_to = i + 4
        elif token.sort is Sort.INTEGER:
            out.append(_number(token.text, keep=in_index > 0))
        elif token.sort is Sort.WORD:
            out.append(_word(tokens, i, keep=in_index > 0))
        elif token.text in ("(", "["):
            index = token.text == "[" and opens_index(tokens, i)
            in_index += index
            closers.append(_closer(tokens, i, index=index, in_index=in_index))
            out.append(token.text + _opening(tokens, i))
        elif token.text in (")", "]"):
            closer = closers.pop() if closers else token.text
            in_index -= closer == "]i"
            out.append(closer.removesuffix("i"))
        else:
            out.append(token.text)
    return " ".join(out)


def _is_answered(tokens: list[Token], index: int) -> bool:
    return (
        tokens[index].text == ANSWERED
        and not is_method(tokens, index)
        and is_call(tokens, index)
        and is_sign(tokens, index + 3, ")")
        and tokens[index + 2].sort is Sort.WORD
    )


def _number(text: str, *, keep: bool) -> str:
    return text if keep or not _PLAIN.fullmatch(text) else text + ".0"


def _word(tokens: list[Token], index: int, *, keep: bool) -> str:
    text = tokens[index].text
    if keep or text not in WHOLE or not _is_function(tokens, index):
        return text
    return f"double({text}"


def _is_function(tokens: list[Token], index: int) -> bool:
    return is_call(tokens, index) and not is_method(tokens, index)


def _closer(tokens: list[Token], at: int, *, index: bool, in_index: int) -> str:
    """What must stand where this bracket closes; `]i` marks an index."""
    if tokens[at].text == "[":
        return "]i" if index else "]"
    wraps = at > 0 and tokens[at - 1].text in WHOLE and not in_index
    return "))" if wraps and _is_function(tokens, at - 1) else ")"


def _opening(tokens: list[Token], at: int) -> str:
    """Rates are those in force `today`: the first argument is put in here."""
    rate = at > 0 and tokens[at - 1].text == "rate" and _is_function(tokens, at - 1)
    return "today, " if rate and tokens[at].text == "(" else ""
