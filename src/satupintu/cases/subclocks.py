"""The clocks of single steps and agencies inside a case. Pure.

A step's clock runs from when it was opened until it is decided, and stands
still with the case's: while the applicant must act, no officer is late.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from satupintu.cases.clock import Interval, Tick, pauses
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.spans import Span, Unit


@dataclass(frozen=True, slots=True)
class Work:
    """One round of a step, as `cases.Task` has it."""

    step: str
    agency: str
    opened_at: datetime
    decided_at: datetime | None


def spells(work: Work, ticks: Sequence[Tick], now: datetime) -> list[Interval]:
    """The times in which the step could be worked on."""
    end = min(work.decided_at or now, now)
    found: list[Interval] = []
    start = work.opened_at
    for pause in pauses(ticks, now):
        if pause.end <= start or pause.start >= end:
            continue
        if pause.start > start:
            found.append(Interval(start, pause.start))
        start = pause.end
    if start < end:
        found.append(Interval(start, end))
    return found


def step_days(
    work: Work, ticks: Sequence[Tick], calendar: WorkingCalendar, *, now: datetime
) -> float:
    """Working days that the step has taken at `now`, pauses not counted."""
    return math.fsum(
        calendar.between(spell.start, spell.end) for spell in spells(work, ticks, now)
    )


def step_due_at(
    work: Work,
    ticks: Sequence[Tick],
    calendar: WorkingCalendar,
    *,
    within: Span,
    now: datetime,
) -> datetime:
    """When the step should be decided, counted exactly; pauses push it back.

    While a pause lasts, the answer is as if it ended `now`.
    """
    stood = [
        Interval(max(pause.start, work.opened_at), pause.end)
        for pause in pauses(ticks, now)
        if pause.end > work.opened_at
    ]
    due = calendar.add(work.opened_at, within)
    for pause in stood:
        if pause.start >= due:
            break
        due = _pushed(due, pause, calendar, within)
    return due


def _pushed(
    due: datetime, pause: Interval, calendar: WorkingCalendar, within: Span
) -> datetime:
    """`due` moved by the pause, in the time in which `within` is counted."""
    if within.unit is Unit.WORKING_DAYS:
        days = calendar.between(pause.start, pause.end)
        return calendar.at(calendar.position(due) + days)
    if within.unit is Unit.WORKING_HOURS:
        return calendar.later(due, calendar.minutes_between(pause.start, pause.end))
    return due + (pause.end - pause.start)


def agency_days(
    works: Iterable[Work],
    ticks: Sequence[Tick],
    calendars: Mapping[str, WorkingCalendar],
    *,
    now: datetime,
) -> dict[str, float]:
    """Working days per agency in which it had something to do.

    Steps of one agency that run at the same time count once.
    """
    by_agency: dict[str, list[Interval]] = {}
    for work in works:
        by_agency.setdefault(work.agency, []).extend(spells(work, ticks, now))
    return {
        agency: math.fsum(
            calendars[agency].between(spell.start, spell.end)
            for spell in _merged(found)
        )
        for agency, found in by_agency.items()
    }


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, oldest first."""
    merged: list[Interval] = []
    for interval in sorted(intervals, key=lambda i: i.start):
        if merged and interval.start <= merged[-1].end:
            end = max(merged[-1].end, interval.end)
            merged[-1] = Interval(merged[-1].start, end)
        else:
            merged.append(interval)
    return merged
