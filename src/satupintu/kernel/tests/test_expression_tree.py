from __future__ import annotations

from typing import Any

import pytest

from satupintu.kernel.expression_tree import tree_of
from satupintu.kernel.expressions import ExpressionError

A, B = ["name", "a"], ["name", "b"]


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a > 2 && !b", ["&&", [">", A, ["is", 2.0]], ["!", B]]),
        ("a || b && a", ["||", A, ["&&", B, A]]),
        ("a - b - 1", ["-", ["-", A, B], ["is", 1.0]]),
        ("(a + b) * 2", ["*", ["+", A, B], ["is", 2.0]]),
        (
            "a ? 'x' : b ? 'y' : 'z'",
            ["?", A, ["is", "x"], ["?", B, ["is", "y"], ["is", "z"]]],
        ),
        ("a in ['x']", ["in", A, ["list", ["is", "x"]]]),
        ("answered(a)", ["answered", "a"]),
        ("a.exists(x, x == 1)", ["exists", "x", A, ["==", ["name", "x"], ["is", 1.0]]]),
        ("a[0]", ["[]", A, ["is", 0.0]]),
        ("round(a, 10)", ["call", "round", A, ["is", 10.0]]),
        ("a.startsWith(r'\\d')", ["method", "startsWith", A, ["is", "\\d"]]),
        ("true // yes", ["is", True]),
    ],
)
def test_a_condition_becomes_a_tree(source: str, tree: list[Any]) -> None:
    assert tree_of(source) == tree


@pytest.mark.parametrize("source", ["a >", "{'k': 1}", "a.b", "b'x' == a", "a == 0x10"])
def test_what_a_tree_does_not_hold_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        tree_of(source)
