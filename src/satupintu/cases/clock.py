"""The legal clock: how much of the promised time is used, and when it ends.

Pure. A case's clock is a list of ticks, oldest first: `start`, then `pause` and
`resume` in turn (the time in which the applicant must act), then `stop`. The
*gross* time is what the applicant lives through; the *legal* time runs only
between `start` or `resume` and the next `pause` or `stop`. Both are counted in
working time on the agency's calendar (`kernel.calendar`).

Two ways of counting the legal time, as a service says:

`exact`       shares of working days: half a morning is half a morning. The
              promise ends when the total has run. Splitting a running time by a
              pause of no length changes nothing.
`whole_days`  Indonesian practice: the day of an event does not count, not even
              when the event comes before the office opens. A running time counts
              the working days after its first date that it lasts to the close
              of, and the promise ends at the close of office of the last day. So
              "5 working days" accepted on a Thursday end at the close of office
              of the next Thursday; a pause on the following Monday has used one
              day (the Friday), and after a return on Tuesday four remain.

Deemed approval (*fiktif positif*): UU 30/2014 art. 53, as amended by UU 6/2023
(Cipta Kerja). An application that is complete must be decided within the time
that the sector's rule sets, or within 5 working days if it sets none; without a
decision in that time it counts as granted by law. The decision is therefore
dated at the exact minute that `due_at` gives, however late a sweep notices it:
a decision made at or before that minute counts, one after it does not. Time in
which the applicant had to act (a correction, a payment) is not the agency's and
does not run.

A pause for an *outage* is no event of that kind: it costs the applicant exactly
the working time that was lost, also in whole days, where a pause of five minutes
would else cost a day. The promise then ends as much later: three of ten hours of
a counted day are 0.3 days, and the promise ends when 0.3 of the next working day
have passed (see `cases.standstill` and decision 18).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.spans import BadSpan, Span, Unit

Counting = Literal["exact", "whole_days"]
OUTAGE = "outage"  # `schema.Pause.OUTAGE`
# Positions are sums of shares of days; far less than a second of working time.
_SAME = 1e-9


class TickKind(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


class ClockState(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


_AFTER = {
    TickKind.START: ClockState.RUNNING,
    TickKind.RESUME: ClockState.RUNNING,
    TickKind.PAUSE: ClockState.PAUSED,
    TickKind.STOP: ClockState.STOPPED,
}
_MAY_FOLLOW = {
    None: {TickKind.START},
    TickKind.START: {TickKind.PAUSE, TickKind.STOP},
    TickKind.PAUSE: {TickKind.RESUME, TickKind.STOP},
    TickKind.RESUME: {TickKind.PAUSE, TickKind.STOP},
    TickKind.STOP: set[TickKind](),
}


@dataclass(frozen=True, slots=True)
class Tick:
    """An event of the clock; the `reason` of a pause is `schema.Pause`."""

    at: datetime
    kind: TickKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` (included) to `end` (not included)."""

    start: datetime
    end: datetime
    reason: str = ""


def is_well_formed(ticks: Sequence[Tick]) -> bool:
    """Whether the ticks follow each other as they must, in time and in kind."""
    before: Tick | None = None
    for tick in ticks:
        if tick.kind not in _MAY_FOLLOW[before.kind if before else None]:
            return False
        if before is not None and tick.at < before.at:
            return False
        before = tick
    return True


def state(ticks: Sequence[Tick]) -> ClockState:
    """What the clock does after its last tick."""
    return _AFTER[ticks[-1].kind] if ticks else ClockState.NOT_STARTED


def running(ticks: Sequence[Tick], now: datetime) -> Iterator[Interval]:
    """The times in which the legal clock ran, up to `now`."""
    return _spells(ticks, now, ClockState.RUNNING)


def pauses(ticks: Sequence[Tick], now: datetime) -> Iterator[Interval]:
    """The times in which it stood still, up to `now`, each with its reason."""
    return _spells(ticks, now, ClockState.PAUSED)


def _spells(
    ticks: Sequence[Tick], now: datetime, wanted: ClockState
) -> Iterator[Interval]:
    ends = [tick.at for tick in ticks[1:]] + [now]
    for tick, end in zip(ticks, ends, strict=True) if ticks else ():
        end = min(end, now)
        if _AFTER[tick.kind] is wanted and tick.at < end:
            yield Interval(tick.at, end, tick.reason)


def elapsed(
    ticks: Sequence[Tick],
    calendar: WorkingCalendar,
    *,
    counting: Counting,
    now: datetime,
) -> float:
    """Working days of the promise that are used at `now`."""
    if counting == "exact":
        return math.fsum(
            calendar.position(spell.end) - calendar.position(spell.start)
            for spell in running(ticks, now)
        )
    counted = [_whole_days(s, calendar) for s in running(own_ticks(ticks), now)]
    whole = math.fsum(last - first for first, last in counted)
    return whole - _lost(counted, _outages(ticks, calendar, now))


def own_ticks(ticks: Sequence[Tick]) -> list[Tick]:
    """The ticks without the pauses for outages."""
    kept: list[Tick] = []
    in_outage = False
    for tick in ticks:
        begins = tick.kind is TickKind.PAUSE and tick.reason == OUTAGE
        ends = in_outage and tick.kind is TickKind.RESUME
        if not begins and not ends:
            kept.append(tick)
        in_outage = begins
    return kept


Share = tuple[float, float]  # from one position on the calendar to another


def _whole_days(spell: Interval, calendar: WorkingCalendar) -> Share:
    """The days that count: after the first date, and lasted to the close of."""
    first = _next_day(spell.start, calendar)
    last = math.floor(calendar.position(spell.end) + _SAME)
    return float(first), float(max(first, last))


def _outages(
    ticks: Sequence[Tick], calendar: WorkingCalendar, now: datetime
) -> list[Share]:
    return [
        (calendar.position(pause.start), calendar.position(pause.end))
        for pause in pauses(ticks, now)
        if pause.reason == OUTAGE
    ]


def _lost(counted: Sequence[Share], outages: Sequence[Share]) -> float:
    """How much of the counted time was lost to outages."""
    return math.fsum(
        max(0.0, min(last, end) - max(first, start))
        for first, last in counted
        for start, end in outages
    )


def _next_day(event: datetime, calendar: WorkingCalendar) -> int:
    """The position from which whole days count after an event."""
    return calendar.position_after(calendar.local_date(event))


def due_at(
    ticks: Sequence[Tick],
    calendar: WorkingCalendar,
    *,
    counting: Counting,
    total: Span,
) -> datetime | None:
    """When the promise ends if the clock runs on; None while it does not run.

    `total` is in working days or working hours; a span of the ordinary calendar
    (`14 d`, `2 months`) runs through nights and holidays, and pauses push its
    end back by their length. Raises nothing: the past may be due as well.
    """
    if state(ticks) is not ClockState.RUNNING:
        return None
    last = ticks[-1].at
    if total.unit is Unit.WORKING_DAYS:
        if counting == "whole_days":
            return _close_of_office(ticks, calendar, float(total.amount))
        used = elapsed(ticks, calendar, counting=counting, now=last)
        left = max(0.0, float(total.amount) - used)
        return calendar.at(calendar.position(last) + left)
    if total.unit is Unit.WORKING_HOURS:
        minutes = math.fsum(
            calendar.minutes_between(spell.start, spell.end)
            for spell in running(ticks, last)
        )
        return calendar.later(last, max(0.0, float(total.amount) * 60 - minutes))
    stood = sum((p.end - p.start for p in pauses(ticks, last)), timedelta())
    return calendar.add(ticks[0].at, total) + stood


def _close_of_office(
    ticks: Sequence[Tick], calendar: WorkingCalendar, days: float
) -> datetime:
    """The end in whole days, and as much later as outages took of them."""
    own = own_ticks(ticks)
    last = own[-1].at
    counted = [_whole_days(spell, calendar) for spell in running(own, last)]
    left = max(0.0, days - math.fsum(b - a for a, b in counted))
    outages = _outages(ticks, calendar, ticks[-1].at)
    first = _next_day(last, calendar)
    end = first + math.ceil(left - _SAME) + _lost(counted, outages)
    for start, stop in outages:
        # One that began after the end as it stands now took nothing of it.
        if first < stop and start < end - _SAME:
            end += stop - max(start, first)
    return calendar.at(end)


def remaining(
    ticks: Sequence[Tick],
    calendar: WorkingCalendar,
    *,
    counting: Counting,
    total: Span,
    now: datetime,
) -> float:
    """Working days of the promise that are left at `now`; 0 when it is over.

    Raises `BadSpan` for a promise that is not in working days or hours.
    """
    if total.unit is Unit.WORKING_DAYS:
        used = elapsed(ticks, calendar, counting=counting, now=now)
        return max(0.0, float(total.amount) - used)
    due = due_at(ticks, calendar, counting=counting, total=total)
    if not total.is_working:
        raise BadSpan(f"{total} is not working time; compare the due date instead.")
    return max(0.0, calendar.between(now, due)) if due else 0.0


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Whether the promise is broken at `now`: a decision at `due` is in time."""
    return due is not None and now > due


def gross(ticks: Sequence[Tick], calendar: WorkingCalendar, *, now: datetime) -> float:
    """Working days from the start to the stop or `now`, pauses included."""
    if not ticks:
        return 0.0
    return max(0.0, calendar.between(ticks[0].at, _end_of(ticks, now)))


def gross_time(ticks: Sequence[Tick], *, now: datetime) -> timedelta:
    """The same in ordinary time, nights and holidays included."""
    if not ticks:
        return timedelta()
    return max(timedelta(), _end_of(ticks, now) - ticks[0].at)


def _end_of(ticks: Sequence[Tick], now: datetime) -> datetime:
    stopped = ticks[-1].kind is TickKind.STOP
    return min(ticks[-1].at, now) if stopped else now


def remind_at(due: datetime, calendar: WorkingCalendar, before: Span) -> datetime:
    """When the officers are reminded: `before` the promise ends."""
    return calendar.subtract(due, before)
