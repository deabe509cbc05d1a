"""Opening hours of a week: half-open ranges such as `07:30-12:00`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from satupintu.kernel.errors import Misconfigured

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGE = re.compile(r"^(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2})$")
_DAY = 24 * 60
_MINUTE = 60_000_000


class BadHours(Misconfigured):
    """Opening hours that cannot be read."""

    code = "bad_hours"


@dataclass(frozen=True, slots=True)
class Range:
    """From `first` to `last`, in minutes since local midnight."""

    first: int
    last: int

    @property
    def minutes(self) -> int:
        return self.last - self.first

    @property
    def start(self) -> time:
        return time(*divmod(self.first, 60))

    @property
    def end(self) -> time:
        """The closing time; midnight (24:00) is shown as 23:59."""
        return time(23, 59) if self.last == _DAY else time(*divmod(self.last, 60))

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def read_week(hours: object) -> tuple[tuple[Range, ...], ...]:
    """The ranges of Monday to Sunday. Raises `BadHours` naming the day."""
    return tuple(read_ranges(day, getattr(hours, day)) for day in WEEKDAYS)


def worked(ranges: Sequence[Range], passed: int) -> tuple[int, int]:
    """(done, total) working microseconds of a day, `passed` since midnight."""
    done = total = 0
    for span in ranges:
        start, end = span.first * _MINUTE, span.last * _MINUTE
        total += end - start
        if passed > start:
            done += min(passed, end) - start
    return done, total


def read_ranges(day: str, texts: Sequence[str]) -> tuple[Range, ...]:
    """The ranges of one day, which `day` names in the sentence of `BadHours`."""
    ranges = [_read(day, text) for text in texts]
    for before, after in pairwise(ranges):
        if after.first < before.last:
            raise BadHours(f"On {day}, {after} begins before {before} has ended.")
    return tuple(ranges)


def _read(day: str, text: str) -> Range:
    match = _RANGE.match(text.strip())
    if match is None:
        raise BadHours(f"On {day}, “{text}” is not a range; write 07:30-12:00.")
    first, last = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
    if not 0 <= first < last <= _DAY:
        raise BadHours(f"On {day}, “{text}” does not end after it begins.")
    return Range(first, last)
