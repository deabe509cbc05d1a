"""Spans of time as packs write them: `5 wd`, `8 wh`, `90 d`, `6 months`, `5 y`.

wd   working days, of the agency's calendar     d      days
wh   working hours, of the agency's calendar    h      hours
                                                min    minutes
                                                months, y
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import ngettext

from satupintu.kernel.errors import Invalid

_FORM = re.compile(r"^(\d+(?:\.\d+)?) ?(wd|wh|d|h|min|months?|y)$")


class Unit(StrEnum):
    WORKING_DAYS = "wd"
    WORKING_HOURS = "wh"
    DAYS = "d"
    HOURS = "h"
    MINUTES = "min"
    MONTHS = "months"
    YEARS = "y"


WORKING = frozenset({Unit.WORKING_DAYS, Unit.WORKING_HOURS})
_FIXED = {
    Unit.DAYS: timedelta(days=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.MINUTES: timedelta(minutes=1),
}


class BadSpan(Invalid):
    """A span that cannot be read, or cannot be used in this way."""

    code = "bad_span"


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of a unit; never negative."""

    amount: Decimal
    unit: Unit

    @classmethod
    def parse(cls, source: str) -> Span:
        """Read `5 wd`. Raises `BadSpan`."""
        return _parse(source)

    @property
    def is_working(self) -> bool:
        """Whether it counts on a working calendar only."""
        return self.unit in WORKING

    def delta(self) -> timedelta:
        """As a fixed duration. Raises `BadSpan` for working time, months, years."""
        if self.unit not in _FIXED:
            raise BadSpan(f"{self} is not a fixed duration; write it in d, h or min.")
        return _FIXED[self.unit] * float(self.amount)

    def after(self, start: date) -> date:
        """The date this long after `start`: days, months or years.

        A day that the month does not have becomes its last day. Raises
        `BadSpan` for a unit that is not made of whole days.
        """
        if self.unit is Unit.DAYS:
            return start + timedelta(days=int(self.amount))
        if self.unit not in (Unit.MONTHS, Unit.YEARS):
            raise BadSpan(
                f"{self} does not lead to a date; write it in d, months or y."
            )
        months = self.amount * (12 if self.unit is Unit.YEARS else 1)
        if months != months.to_integral_value():
            raise BadSpan(f"{self} is not a whole number of months.")
        return add_months(start, int(months))

    def text(self) -> str:
        """In the active language: `5 working days`."""
        number = self.amount
        shown = str(int(number)) if number == int(number) else f"{number.normalize():f}"
        return _forms(self.unit, 1 if number == 1 else 2) % {"n": shown}

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


@lru_cache(maxsize=1024)
def _parse(source: str) -> Span:
    match = _FORM.match(source.strip())
    if match is None:
        raise BadSpan(
            f"“{source}” is not a span of time. Write a number and a unit: "
            "5 wd (working days), 8 wh (working hours), 90 d, 6 months, 5 y."
        )
    unit = "months" if match[2] == "month" else match[2]
    return Span(Decimal(match[1]), Unit(unit))


def add_months(start: date, months: int) -> date:
    """`months` later; a day that the month does not have becomes its last day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _forms(unit: Unit, n: int) -> str:
    """The wording for one (1) or several (2)."""
    match unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(n)s working day", "%(n)s working days", n)
        case Unit.WORKING_HOURS:
            return ngettext("%(n)s working hour", "%(n)s working hours", n)
        case Unit.DAYS:
            return ngettext("%(n)s day", "%(n)s days", n)
        case Unit.HOURS:
            return ngettext("%(n)s hour", "%(n)s hours", n)
        case Unit.MINUTES:
            return ngettext("%(n)s minute", "%(n)s minutes", n)
        case Unit.MONTHS:
            return ngettext("%(n)s month", "%(n)s months", n)
        case Unit.YEARS:
            return ngettext("%(n)s year", "%(n)s years", n)
