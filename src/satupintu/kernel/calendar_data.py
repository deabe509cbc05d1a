"""Which days and hours an agency works, from a pack's calendar.

What makes a day a working day, the strongest first:

1. the pack's days: `extra_working_day`, then `holiday` and `joint_leave`;
2. the package `holidays` for the pack's country. Dates that it only estimates
   (such as Eid in later years) are left out in years that the pack lists;
3. hours: a day without hours is off. A season (Ramadan, a half day) replaces
   the hours between its dates, the one listed last wins; but a weekday on which
   the agency never works stays off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import holidays as package

from satupintu.kernel.errors import Misconfigured
from satupintu.kernel.hours import Range, read_week

Title = Mapping[str, str]
Week = tuple[tuple[Range, ...], ...]


class BadCalendar(Misconfigured):
    """A calendar that cannot be used, or a moment that it does not reach."""

    code = "bad_calendar"


class HoursLike(Protocol):
    """Ranges like `07:30-12:00` for each weekday."""

    @property
    def mon(self) -> Sequence[str]: ...
    @property
    def tue(self) -> Sequence[str]: ...
    @property
    def wed(self) -> Sequence[str]: ...
    @property
    def thu(self) -> Sequence[str]: ...
    @property
    def fri(self) -> Sequence[str]: ...
    @property
    def sat(self) -> Sequence[str]: ...
    @property
    def sun(self) -> Sequence[str]: ...


class HolidayLike(Protocol):
    @property
    def date(self) -> str: ...
    @property
    def title(self) -> Title: ...
    @property
    def kind(self) -> str: ...


class SeasonLike(Protocol):
    @property
    def start(self) -> str: ...
    @property
    def end(self) -> str: ...
    @property
    def title(self) -> Title: ...
    @property
    def hours(self) -> HoursLike: ...


class CalendarLike(Protocol):
    """The calendar of a pack, see `catalogue.schema.CalendarData`."""

    @property
    def country(self) -> str: ...
    @property
    def hours(self) -> HoursLike: ...
    @property
    def holidays(self) -> Sequence[HolidayLike]: ...
    @property
    def seasons(self) -> Sequence[SeasonLike]: ...
    @property
    def agencies(self) -> Mapping[str, HoursLike]: ...


@dataclass(frozen=True, slots=True)
class Season:
    start: date
    end: date
    title: Title
    week: Week


@dataclass(frozen=True, slots=True)
class DayRules:
    """The hours of any day. `off` and `extra` are the pack's days, with titles."""

    week: Week
    seasons: Sequence[Season]
    off: Mapping[date, Title]
    extra: Mapping[date, Title]
    country: str

    @classmethod
    def read(cls, data: CalendarLike, agency: str | None) -> DayRules:
        """From a pack's data. Raises `BadCalendar` or `BadHours`."""
        own = data.agencies.get(agency) if agency else None
        week = read_week(own or data.hours)
        if not any(week):
            raise BadCalendar("The calendar has no working hours on any day.")
        off, extra = _listed(data.holidays)
        seasons = [_season(season) for season in data.seasons]
        return cls(week, seasons, off, extra, data.country)

    def hours(self, day: date, national: frozenset[date]) -> tuple[Range, ...]:
        """The ranges of a day; `national` are the package's holidays of its year."""
        usual = self.week[day.weekday()]
        seasonal = self._in_season(day, usual)
        if day in self.extra:
            return seasonal or usual or next(hours for hours in self.week if hours)
        if day in self.off or day in national or not usual:
            return ()
        return seasonal

    def national(self, year: int) -> frozenset[date]:
        """The holidays of the package. Raises `BadCalendar` for a country it lacks."""
        if not self.country:
            return frozenset()
        found = _of_package(self.country, year)
        if all(day.year != year for day in self.off):
            return frozenset(found)
        return frozenset(day for day, name in found.items() if "estimated" not in name)

    def _in_season(self, day: date, usual: tuple[Range, ...]) -> tuple[Range, ...]:
        for season in reversed(self.seasons):
            if season.start <= day <= season.end:
                return season.week[day.weekday()]
        return usual


def _of_package(country: str, year: int) -> Mapping[date, str]:
    try:
        probe = package.country_holidays(country)
        languages = [name for name in probe.supported_languages if name[:2] == "en"]
        return package.country_holidays(
            country, years=year, language=languages[0] if languages else None
        )
    except NotImplementedError:
        raise BadCalendar(
            f"The package “holidays” does not know the country {country}; "
            "leave it out and list the holidays in the pack."
        ) from None


Named = dict[date, Title]


def _listed(days: Sequence[HolidayLike]) -> tuple[Named, Named]:
    """(days off, extra working days), by date."""
    off: Named = {}
    extra: Named = {}
    for day in days:
        into = extra if day.kind == "extra_working_day" else off
        into[_date(day.date)] = day.title
    return off, extra


def _season(season: SeasonLike) -> Season:
    start, end = _date(season.start), _date(season.end)
    if end < start:
        raise BadCalendar(f"The season from {start} to {end} ends before it starts.")
    return Season(start, end, season.title, read_week(season.hours))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCalendar(f"“{text}” is not a date; write 2026-03-19.") from None
