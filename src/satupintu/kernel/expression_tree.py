"""A condition as a tree in JSON, for what evaluates it where CEL is not at hand.

An officer's phone shows the same questions as the web, without a network. It is
given each condition as nested lists, read here from the source once more:

    area > 2 && !(kind in ['a', 'b'])
    ["&&", [">", ["name", "area"], ["is", 2.0]],
           ["!", ["in", ["name", "kind"], ["list", ["is", "a"], ["is", "b"]]]]]

Other heads: "?", "[]" (an element), "-" (with one argument: the sign), "answered",
"call" (a function and its arguments), "method" (of a text), and the macros of CEL
lists ("exists", variable, list, condition). Numbers are doubles throughout.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from satupintu.kernel.evaluation import ExpressionError, compile
from satupintu.kernel.tokens import ANSWERED, MACROS, Sort, Token, read

Tree = list[Any]
# From the weakest to the strongest, as in CEL.
_BINARY = (
    ("||",),
    ("&&",),
    ("<", "<=", ">", ">=", "==", "!=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)
_WORDS = {"true": True, "false": False, "null": None}


def tree_of(source: str) -> Tree:
    """The tree of an expression. Raises `ExpressionError` if CEL cannot read it,
    or if it uses what a tree does not hold (maps, fields, bytes)."""
    compile(source)
    parser = _Parser(read(source), source)
    tree = parser.choice()
    if parser.peek():
        raise parser.fault()
    return tree


class _Parser:
    def __init__(self, tokens: Sequence[Token], source: str) -> None:
        self.tokens = tokens
        self.source = source
        self.at = 0

    def peek(self) -> str:
        """The next sign or word; "" at the end, and for texts and numbers a name."""
        if self.at >= len(self.tokens):
            return ""
        token = self.tokens[self.at]
        return "a text" if token.sort is Sort.STRING else token.text

    def take(self, wanted: str = "") -> Token:
        if self.at >= len(self.tokens) or (wanted and self.peek() != wanted):
            raise self.fault()
        self.at += 1
        return self.tokens[self.at - 1]

    def fault(self) -> ExpressionError:
        return ExpressionError(f"“{self.source}” cannot be taken along as a tree.")

    def choice(self) -> Tree:
        condition = self.binary(0)
        if self.peek() != "?":
            return condition
        self.take("?")
        yes = self.binary(0)
        self.take(":")
        return ["?", condition, yes, self.choice()]

    def binary(self, level: int) -> Tree:
        if level == len(_BINARY):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in _BINARY[level]:
            sign = self.take().text
            left = [sign, left, self.binary(level + 1)]
        return left

    def unary(self) -> Tree:
        if self.peek() in ("!", "-"):
            sign = self.take().text
            return [sign, self.unary()]
        return self.member()

    def member(self) -> Tree:
        tree = self.primary()
        while self.peek() in (".", "["):
            if self.take().text == "[":
                tree = ["[]", tree, self.choice()]
                self.take("]")
            else:
                tree = self.method(tree)
        return tree

    def method(self, of: Tree) -> Tree:
        name = self.take().text
        arguments = self.arguments()
        if name not in MACROS:
            return ["method", name, of, *arguments]
        if not arguments or arguments[0][0] != "name":
            raise self.fault()
        return [name, arguments[0][1], of, *arguments[1:]]

    def primary(self) -> Tree:
        token = self.take()
        if token.sort is Sort.STRING:
            return ["is", _text(token.text, self.fault())]
        if token.sort in (Sort.FLOAT, Sort.INTEGER):
            return ["is", self.number(token.text)]
        if token.text == "(":
            tree = self.choice()
            self.take(")")
            return tree
        if token.text == "[":
            return ["list", *self.until("]")]
        if token.sort is not Sort.WORD:
            raise self.fault()
        return self.word(token.text)

    def number(self, literal: str) -> float:
        try:
            return float(literal)
        except ValueError:  # 0x10 and 3u stay whole numbers, which trees do not hold
            raise self.fault() from None

    def word(self, text: str) -> Tree:
        if text in _WORDS:
            return ["is", _WORDS[text]]
        if self.peek() != "(":
            return ["name", text]
        arguments = self.arguments()
        if text == ANSWERED:
            return [ANSWERED, arguments[0][1]]
        return ["call", text, *arguments]

    def arguments(self) -> list[Tree]:
        self.take("(")
        return self.until(")")

    def until(self, closer: str) -> list[Tree]:
        found: list[Tree] = []
        while self.peek() != closer:
            found.append(self.choice())
            if self.peek() != closer:
                self.take(",")
        self.take(closer)
        return found


def _text(literal: str, fault: ExpressionError) -> str:
    """CEL writes texts as Python does, but for what Python alone has (`b''`)."""
    try:
        value = ast.literal_eval(literal)
    except (SyntaxError, ValueError):
        raise fault from None
    if not isinstance(value, str):
        raise fault
    return value
