"""The working calendar: when an agency works, and working time counted on it.

A *position* is the number of working days since the epoch, as a float: the
whole part counts working days that are over, the fraction is the share of
today's working minutes that has passed. It stands still at night, in breaks and
on days off. `at` is its inverse and gives the earliest moment: a whole number
is a close of office, never the next morning.

    Thursday 07:30          n
    Thursday 11:45          n + 0.5
    Thursday 16:00          n + 1        at(n + 1) is this moment
    Friday 07:00            n + 1

What makes a day a working day is said in `kernel.calendar_data`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from satupintu.kernel.calendar_data import BadCalendar, CalendarLike, DayRules
from satupintu.kernel.hours import Range, worked
from satupintu.kernel.spans import Span, Unit, add_months

EPOCH_YEAR = 2020
_YEARS = range(1970, 2201)
MICROSECONDS = 60_000_000
# Sums of fractions of days drift by about 1e-13; this is three hundred-thousandths
# of a second of working time, and far above that.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class _Year:
    """Per day of the year: ranges, and days and minutes worked before it.

    Their totals come last; `first`, `first_minute` are those before the year.
    """

    ranges: tuple[tuple[Range, ...], ...]
    days_before: tuple[int, ...]
    minutes_before: tuple[int, ...]
    working: tuple[date, ...]
    first: int
    first_minute: int

    @property
    def days(self) -> int:
        return self.days_before[-1]

    @property
    def minutes(self) -> int:
        return self.minutes_before[-1]


class WorkingCalendar:
    """When one agency works. Immutable; years are computed once, on demand."""

    def __init__(self, rules: DayRules, zone: ZoneInfo) -> None:
        self.zone = zone
        self._rules = rules
        self._years: dict[int, _Year] = {}

    @classmethod
    def build(
        cls, data: CalendarLike, time_zone: str, agency: str | None = None
    ) -> WorkingCalendar:
        """From a pack's data, with the agency's own hours if it has any.

        Raises `BadCalendar` with a sentence for an unknown time zone, hours that
        cannot be read, a wrong date, or a week without any hours.
        """
        return cls(DayRules.read(data, agency), _zone(time_zone))

    def is_working_day(self, day: date) -> bool:
        """Whether the agency works at all on this day."""
        return bool(self.ranges(day))

    def usually_works(self, day: date) -> bool:
        """Whether the agency works on this weekday in an ordinary week."""
        return bool(self._rules.week[day.weekday()])

    def ranges(self, day: date) -> tuple[Range, ...]:
        """The working ranges of a local day, in minutes from midnight; half-open."""
        return self._year(day.year).ranges[day.timetuple().tm_yday - 1]

    def hours(self, day: date) -> list[tuple[time, time]]:
        """The working ranges of a local day as times; 24:00 is shown as 23:59."""
        return [(start.start, start.end) for start in self.ranges(day)]

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is inside working time."""
        day, passed = self._local(at)
        return any(
            r.first * MICROSECONDS <= passed < r.last * MICROSECONDS
            for r in self.ranges(day)
        )

    def opening(self, day: date) -> datetime | None:
        """When work starts on this day; None on a day off."""
        ranges = self.ranges(day)
        return self._moment(day, ranges[0].first * MICROSECONDS) if ranges else None

    def close_of(self, day: date) -> datetime | None:
        """The close of office of this day; None on a day off."""
        ranges = self.ranges(day)
        return self._moment(day, ranges[-1].last * MICROSECONDS) if ranges else None

    def position(self, at: datetime) -> float:
        """Working days from the epoch to `at`, see the module's text."""
        day, passed = self._local(at)
        year = self._year(day.year)
        index = day.timetuple().tm_yday - 1
        whole = year.first + year.days_before[index]
        ranges = year.ranges[index]
        if not ranges:
            return float(whole)
        done, total = worked(ranges, passed)
        return float(whole + 1) if done >= total else whole + done / total

    def position_after(self, day: date) -> int:
        """The position when this local day is over, worked or not."""
        year = self._year(day.year)
        return year.first + year.days_before[day.timetuple().tm_yday]

    def at(self, position: float) -> datetime:
        """The earliest moment with this position. Raises `BadCalendar` far away."""
        nearest = round(position)
        if abs(position - nearest) < _SAME:
            position = float(nearest)
        index = _ceil(position) - 1
        year = self._year_holding(index)
        day = year.working[index - year.first]
        return self._after(day, position - index)

    def add(self, at: datetime, span: Span) -> datetime:
        """`span` later. Working days keep the share of the day: one working day
        from half past a morning is the same share of the next working morning."""
        match span.unit:
            case Unit.WORKING_DAYS:
                return self.at(self.position(at) + float(span.amount))
            case Unit.WORKING_HOURS:
                return self.later(at, float(span.amount) * 60)
            case Unit.MONTHS | Unit.YEARS:
                here = at.astimezone(self.zone)
                months = int(span.amount * (12 if span.unit is Unit.YEARS else 1))
                day = add_months(here.date(), months)
                return datetime.combine(day, here.time(), tzinfo=self.zone)
            case _:
                return at + span.delta()

    def subtract(self, at: datetime, span: Span) -> datetime:
        """`span` earlier, for reminders; months and years are refused."""
        match span.unit:
            case Unit.WORKING_DAYS:
                return self.at(self.position(at) - float(span.amount))
            case Unit.WORKING_HOURS:
                return self.later(at, -float(span.amount) * 60)
            case _:
                return at - span.delta()

    def later(self, at: datetime, minutes: float) -> datetime:
        """The earliest moment with `minutes` of working time after `at`."""
        return self._at_minute(self._minute(at) + minutes)

    def between(self, start: datetime, end: datetime) -> float:
        """Working days from `start` to `end`; negative if `end` comes first."""
        return self.position(end) - self.position(start)

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Working minutes from `start` to `end`."""
        return self._minute(end) - self._minute(start)

    def local_date(self, at: datetime) -> date:
        """The date on the agency's clocks."""
        return at.astimezone(self.zone).date()

    def _local(self, at: datetime) -> tuple[date, int]:
        """(local date, microseconds since local midnight)."""
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone has no working position")
        here = at.astimezone(self.zone)
        seconds = here.hour * 3600 + here.minute * 60 + here.second
        return here.date(), seconds * 1_000_000 + here.microsecond

    def _moment(self, day: date, microseconds: int) -> datetime:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local
        local = midnight + timedelta(microseconds=microseconds)
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def _after(self, day: date, share: float) -> datetime:
        """The moment of `day` at which this share (0-1] of its time has passed."""
        ranges = self.ranges(day)
        total = sum(r.minutes for r in ranges) * MICROSECONDS
        left = total if share >= 1 else round(share * total)
        for span in ranges:
            size = span.minutes * MICROSECONDS
            if left <= size:
                return self._moment(day, span.first * MICROSECONDS + left)
            left -= size
        return self._moment(day, ranges[-1].last * MICROSECONDS)

    def _minute(self, at: datetime) -> float:
        day, passed = self._local(at)
        year = self._year(day.year)
        index = day.timetuple().tm_yday - 1
        done, _ = worked(year.ranges[index], passed)
        return year.first_minute + year.minutes_before[index] + done / MICROSECONDS

    def _at_minute(self, minute: float) -> datetime:
        """The earliest moment with this many working minutes since the epoch."""
        minute = round(minute, 6)
        number = EPOCH_YEAR
        while minute <= self._year(number).first_minute:
            number -= 1
        while minute > (y := self._year(number)).first_minute + y.minutes:
            number += 1
        inside = minute - y.first_minute
        day_of_year = bisect_left(y.minutes_before, inside) - 1
        day = date(number, 1, 1) + timedelta(days=day_of_year)
        worth = y.minutes_before[day_of_year + 1] - y.minutes_before[day_of_year]
        return self._after(day, (inside - y.minutes_before[day_of_year]) / worth)

    def _year_holding(self, index: int) -> _Year:
        """The year with the working day of this index."""
        number = EPOCH_YEAR
        while index < self._year(number).first:
            number -= 1
        while index >= (year := self._year(number)).first + year.days:
            number += 1
        return year

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        if known is None:
            if number not in _YEARS:
                raise BadCalendar(f"The calendar does not reach the year {number}.")
            known = self._years[number] = self._compute(number)
        return known

    def _compute(self, number: int) -> _Year:
        national = self._rules.national(number)
        first = date(number, 1, 1)
        length = (date(number + 1, 1, 1) - first).days
        days = [first + timedelta(days=n) for n in range(length)]
        ranges = tuple(self._rules.hours(day, national) for day in days)
        minutes = [sum(r.minutes for r in of_day) for of_day in ranges]
        days_before = tuple(accumulate((bool(m) for m in minutes), initial=0))
        minutes_before = tuple(accumulate(minutes, initial=0))
        first_day, first_minute = self._start(
            number, days_before[-1], minutes_before[-1]
        )
        return _Year(
            ranges=ranges,
            days_before=days_before,
            minutes_before=minutes_before,
            working=tuple(d for d, m in zip(days, minutes, strict=True) if m),
            first=first_day,
            first_minute=first_minute,
        )

    def _start(self, number: int, days: int, minutes: int) -> tuple[int, int]:
        """Working days and minutes from the epoch to the start of the year."""
        if number == EPOCH_YEAR:
            return 0, 0
        if number > EPOCH_YEAR:
            before = self._year(number - 1)
            return before.first + before.days, before.first_minute + before.minutes
        after = self._year(number + 1)
        return after.first - days, after.first_minute - minutes


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadCalendar(
            f"There is no time zone “{name}”; write one such as Asia/Jakarta."
        ) from None


def _ceil(position: float) -> int:
    whole = int(position // 1)
    return whole if position == whole else whole + 1
