"""The functions that a pack may call in an expression.

Numbers arrive and leave as doubles, dates as CEL timestamps at midnight UTC
(the hour means nothing; see `kernel.expressions`). A function that cannot
answer raises `FunctionError` with a sentence for the pack's author.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol

from satupintu.kernel.errors import Invalid
from satupintu.kernel.spans import add_months as months_later

# Decimal numbers of up to 15 digits survive a trip through a double; one digit
# less leaves room for the rounding of the few operations that a formula has.
DIGITS = 14

Value = float | int | str | bool | datetime | list[str] | None
Function = Callable[..., Value]


class FunctionError(Invalid):
    """A function was given something that it cannot answer."""

    code = "bad_function_call"


class Rates(Protocol):
    """One table of rates as it was in force from `since` (an ISO date) on."""

    @property
    def code(self) -> str: ...
    @property
    def since(self) -> str: ...
    @property
    def keys(self) -> Sequence[str]: ...
    @property
    def rates(self) -> Mapping[str, Decimal]: ...


class WorkingDays(Protocol):
    """What the date functions need of a working calendar."""

    def is_working_day(self, day: date, /) -> bool: ...


def exact(value: float) -> Decimal:
    """The decimal number that a double stands for: 100.49999999999999 is 100.5."""
    return Decimal(f"{value:.{DIGITS}g}")


def timestamp(day: date) -> datetime:
    """A date as expressions see it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(value: object, function: str) -> date:
    if not isinstance(value, datetime):
        raise FunctionError(f"{function}() needs a date, not {value!r}.")
    return value.date()


def _number(value: object, function: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"{function}() needs a number, not {value!r}.")
    return float(value)


def _to_unit(value: object, unit: object, rounding: str, function: str) -> float:
    step = exact(_number(unit, function))
    if step <= 0:
        raise FunctionError(f"{function}() needs a unit above 0.")
    steps = exact(_number(value, function)) / step
    return float(steps.quantize(Decimal(1), rounding=rounding) * step)


def round_(value: object, unit: object = 1.0) -> float:
    """To the nearest `unit` (1 if left out), half up."""
    return _to_unit(value, unit, ROUND_HALF_UP, "round")


def floor(value: object, unit: object = 1.0) -> float:
    """Down to a whole number of `unit`."""
    return _to_unit(value, unit, ROUND_FLOOR, "floor")


def ceil(value: object, unit: object = 1.0) -> float:
    """Up to a whole number of `unit`: `ceil(days, 30)`."""
    return _to_unit(value, unit, ROUND_CEILING, "ceil")


def minimum(*values: object) -> float:
    """The smallest of the numbers."""
    return min(_number(value, "min") for value in _some(values, "min"))


def maximum(*values: object) -> float:
    """The largest of the numbers."""
    return max(_number(value, "max") for value in _some(values, "max"))


def _some(values: tuple[object, ...], function: str) -> Sequence[object]:
    flat = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    if not flat:
        raise FunctionError(f"{function}() needs at least one number.")
    return flat


def absolute(value: object) -> float:
    """Without its sign."""
    return abs(_number(value, "abs"))


def mod(value: object, by: object) -> float:
    """The remainder of a division."""
    if _number(by, "mod") == 0:
        raise FunctionError("mod() cannot divide by 0.")
    return math.fmod(_number(value, "mod"), _number(by, "mod"))


def percent(value: object, rate: object) -> float:
    """`rate` percent of `value`: `percent(nsr, 25)`."""
    return _number(value, "percent") * _number(rate, "percent") / 100.0


def date_(text: object) -> datetime:
    """`date('2026-01-31')`."""
    try:
        return timestamp(date.fromisoformat(str(text)))
    except ValueError:
        raise FunctionError(
            f"date() needs a date such as '2026-01-31', not {text!r}."
        ) from None


def days_between(start: object, end: object) -> float:
    """Days from `start` to `end`; negative if `end` comes first."""
    return float((_day(end, "days_between") - _day(start, "days_between")).days)


def months_between(start: object, end: object) -> float:
    """Completed months from `start` to `end`."""
    first, last = _day(start, "months_between"), _day(end, "months_between")
    if last < first:
        return -months_between(end, start)
    months = (last.year - first.year) * 12 + last.month - first.month
    return float(months - (months_later(first, months) > last))


def years_between(start: object, end: object) -> float:
    """Completed years from `start` to `end`: an age."""
    return float(int(months_between(start, end) / 12))


def add_days(start: object, days: object) -> datetime:
    """The date `days` later."""
    later = timedelta(days=int(_number(days, "add_days")))
    return timestamp(_day(start, "add_days") + later)


def add_months(start: object, months: object) -> datetime:
    """The date `months` later, at most the last day of that month."""
    count = int(_number(months, "add_months"))
    return timestamp(months_later(_day(start, "add_months"), count))


def add_years(start: object, years: object) -> datetime:
    """The date `years` later."""
    count = int(_number(years, "add_years")) * 12
    return timestamp(months_later(_day(start, "add_years"), count))


def year(day: object) -> float:
    return float(_day(day, "year").year)


def month(day: object) -> float:
    return float(_day(day, "month").month)


def weekday(day: object) -> float:
    """1 is Monday, 7 is Sunday."""
    return float(_day(day, "weekday").isoweekday())


FUNCTIONS: dict[str, Function] = {
    "round": round_,
    "floor": floor,
    "ceil": ceil,
    "min": minimum,
    "max": maximum,
    "abs": absolute,
    "mod": mod,
    "percent": percent,
    "date": date_,
    "days_between": days_between,
    "months_between": months_between,
    "years_between": years_between,
    "add_days": add_days,
    "add_months": add_months,
    "add_years": add_years,
    "year": year,
    "month": month,
    "weekday": weekday,
}


def rate_function(tables: Sequence[Rates]) -> Function:
    """`rate('reklame', zone, kind)`: the rate in force today.

    Several tables may share a code: each holds from its `since` on, until the
    next one. The keys are given in the order of the table's `keys`.
    """
    by_code: dict[str, list[Rates]] = {}
    for table in sorted(tables, key=lambda table: table.since):
        by_code.setdefault(table.code, []).append(table)

    def rate(today: object, code: object, *keys: object) -> float:
        versions = by_code.get(str(code))
        if versions is None:
            raise FunctionError(f"There is no table of rates named {code!r}.")
        day = _day(today, "rate").isoformat()
        table = next((t for t in reversed(versions) if t.since <= day), None)
        if table is None:
            since = versions[0].since
            raise FunctionError(f"The rates of {code} hold from {since} on only.")
        return _look_up(table, keys)

    return rate


def _look_up(table: Rates, keys: tuple[object, ...]) -> float:
    if len(keys) != len(table.keys):
        wanted = ", ".join(table.keys) or "no key"
        raise FunctionError(f"The table {table.code} is asked by {wanted}.")
    key = "/".join(_key(part) for part in keys)
    found = table.rates.get(key)
    if found is None:
        raise FunctionError(f"The table {table.code} has no rate for {key}.")
    return float(found)


def _key(part: object) -> str:
    if isinstance(part, bool):
        return str(part).lower()
    return f"{part:.{DIGITS}g}" if isinstance(part, float) else str(part)


def calendar_functions(calendar: WorkingDays) -> dict[str, Function]:
    """`working_days(from, n)` and `working_days_between(a, b)` on a calendar.

    The day of the event does not count: one working day from a Friday is the
    next Monday.
    """

    def working_days(start: object, days: object) -> datetime:
        day, left = _day(start, "working_days"), _number(days, "working_days")
        step = timedelta(days=1 if left >= 0 else -1)
        left = _bounded(abs(int(left)))
        while left:
            day += step
            left -= calendar.is_working_day(day)
        return timestamp(day)

    def working_days_between(start: object, end: object) -> float:
        first = _day(start, "working_days_between")
        last = _day(end, "working_days_between")
        if last < first:
            return -working_days_between(end, start)
        days = (first + timedelta(days=n + 1) for n in range(_span(first, last)))
        return float(sum(calendar.is_working_day(day) for day in days))

    return {
        "working_days": working_days,
        "working_days_between": working_days_between,
    }


# An answer such as 1000000 days must not keep a page busy.
_MOST = 5000


def _bounded(days: int) -> int:
    if days > _MOST:
        raise FunctionError(f"working_days() counts at most {_MOST} days.")
    return days


def _span(first: date, last: date) -> int:
    days = (last - first).days
    if days > 2 * _MOST:
        raise FunctionError(f"working_days_between() counts at most {_MOST} days.")
    return days
