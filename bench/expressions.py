"""How long a compiled expression takes: `python -m bench.expressions`.

Goal: under 2 µs for a simple one. Prints microseconds per evaluation, the best
of several rounds, since other processes share the machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")

ROUNDS, TIMES = 9, 5_000
GOAL = 2.0
EXPRESSIONS = (
    ("one name", "kind == 'commercial'"),
    ("two names", "kind == 'commercial' && area > 3"),
    ("arithmetic", "area * 25000 * 0.25"),
    ("an unanswered name", "note == 'x'"),
    ("a list", "'shop' in uses"),
    ("a function", "years_between(start, today) >= 17"),
    ("a rate", "area * rate('sign', zone)"),
)


def best(action: Callable[[], object]) -> float:
    """Microseconds of one call in the fastest round."""
    action()
    seconds = []
    for _ in range(ROUNDS):
        started = perf_counter()
        for _ in range(TIMES):
            action()
        seconds.append(perf_counter() - started)
    return min(seconds) / TIMES * 1e6


def facts() -> dict[str, object]:
    """Thirty answers, of which an expression uses two or three."""
    from satupintu.kernel.expressions import timestamp

    return {f"other_{n}": "x" for n in range(24)} | {
        "kind": "commercial",
        "area": 12.5,
        "zone": "a",
        "uses": ["shop", "home"],
        "start": timestamp(date(2000, 1, 31)),
        "note": None,
        "today": timestamp(date(2026, 11, 19)),
    }


class Signs:
    """A table with one rate."""

    code, since, keys = "sign", "2026-01-01", ("zone",)

    def __init__(self) -> None:
        from decimal import Decimal

        self.rates = {"a": Decimal(25000)}


def main() -> None:
    from satupintu.kernel import expressions

    known = facts()
    functions = expressions.FUNCTIONS | {"rate": expressions.rate_function([Signs()])}
    for title, source in EXPRESSIONS:
        compiled = expressions.compile(source)
        took = best(lambda compiled=compiled: compiled.evaluate(known, functions))
        print(f"{title:20} {took:6.2f} µs   {source}")
    simple = expressions.compile(EXPRESSIONS[0][1])
    took = best(lambda: simple.evaluate(known, functions))
    print(f"goal for one name: {GOAL} µs, {'met' if took < GOAL else 'MISSED'}")
    print(f"from the cache       {best(lambda: expressions.compile(source)):6.2f} µs")


if __name__ == "__main__":
    main()
