"""Rules and formulas of a pack: CEL, with one kind of number.

CEL (the Common Expression Language, package `common-expression-language`) is
safe and fast, but it refuses `2 + 2.5`: whole numbers and doubles do not mix.
A pack's author should not have to know. The convention here:

* Every number is a double. Answers of type number, integer and money arrive as
  `float`; the literal `25000` is compiled as `25000.0`; `size(xs)` gives a
  double. So `area * 25000`, `nsr * 0.25`, `size(xs) > 2`, `count >= 3` and
  `5 / 2` (2.5) all work. Only inside an index (`xs[0]`) do integers remain.
* Money is exact where it counts: a result is read with 14 significant digits
  (`functions.exact`), then rounded half up to the currency's smallest unit.
  Doubles keep 15 digits, so amounts below 10^12 with two decimals come out as
  on paper.
* Dates, and `today`, are timestamps at midnight UTC: they compare with `<`, and
  with `date('2026-01-31')`; `days_between`, `years_between` and the other
  functions of `kernel.functions` do the rest.
* A name without an answer is *unknown*, as in SQL: `a > 3` is unknown, but
  `false && a > 3` is false and `true || a > 3` is true. `evaluate` then returns
  `Unknown`; `holds` counts it as false. `answered(name)` asks for it.
* `rate('table', key, ...)` uses the rates in force `today`.

    facts: {"area": 12.5, "zone": "a", "renewal": True, "start": <UTC midnight>,
            "uses": ["shop"], "note": None, "today": ..., "channel": "online",
            "on_behalf": False}
"""

from satupintu.kernel.evaluation import (
    Expression,
    ExpressionError,
    Unknown,
    compile,
)
from satupintu.kernel.expression_checks import BASE_NAMES, Kind, check
from satupintu.kernel.functions import (
    FUNCTIONS,
    Function,
    Value,
    calendar_functions,
    exact,
    rate_function,
    timestamp,
)

__all__ = [
    "BASE_NAMES",
    "FUNCTIONS",
    "Expression",
    "ExpressionError",
    "Function",
    "Kind",
    "Unknown",
    "Value",
    "calendar_functions",
    "check",
    "compile",
    "exact",
    "rate_function",
    "timestamp",
]
