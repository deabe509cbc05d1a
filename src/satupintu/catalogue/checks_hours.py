"""Checks of a mall's opening hours, its special days, and its queues' hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from satupintu.catalogue.checks_pack import is_date
from satupintu.catalogue.schema_base import Hours
from satupintu.catalogue.schema_mall import Mall, Queue, Special
from satupintu.catalogue.source import Path_
from satupintu.kernel.hours import WEEKDAYS, BadHours, Range, read_ranges

Said = tuple[Path_, str, str]
Week = dict[str, tuple[Range, ...]]

_NO_RANGE = "Write ranges in their order, such as 07:30-12:00."


def check_hours(mall: Mall) -> Iterator[Said]:
    """What is wrong with the hours of the mall, its queues and special days."""
    yield from _week(("hours",), mall.hours)
    for index, queue in enumerate(mall.queues):
        if queue.hours:
            yield from _week(("queues", index, "hours"), queue.hours)
        yield from _against_mall(mall, index, queue)
        yield from _cutoff(mall, index, queue)
    yield from _specials(mall)


def week_of(hours: Hours) -> Week:
    """The ranges by weekday; a day that cannot be read has none."""
    return {day: _ranges(day, getattr(hours, day)) for day in WEEKDAYS}


def queue_week(mall: Mall, queue: Queue) -> Week:
    """When the queue is open in a usual week."""
    return week_of(queue.hours or mall.hours)


def _ranges(day: str, texts: Sequence[str]) -> tuple[Range, ...]:
    try:
        return read_ranges(day, texts)
    except BadHours:
        return ()


def _week(path: Path_, hours: Hours) -> Iterator[Said]:
    for day in WEEKDAYS:
        try:
            read_ranges(day, getattr(hours, day))
        except BadHours as error:
            yield (*path, day), error.sentence, _NO_RANGE
    if not any(getattr(hours, day) for day in WEEKDAYS):
        yield path, "It is never open.", "Give hours for at least one weekday."


def _against_mall(mall: Mall, index: int, queue: Queue) -> Iterator[Said]:
    """Nobody can come in while the mall is closed."""
    if not queue.hours:
        return
    doors = week_of(mall.hours)
    for day, ranges in week_of(queue.hours).items():
        for each in ranges:
            if not any(
                d.first <= each.first and each.last <= d.last for d in doors[day]
            ):
                yield (
                    ("queues", index, "hours", day),
                    f"On {day}, {each} is outside the hours of the mall.",
                    "Open the mall for it, or change the hours of the queue.",
                )


def _cutoff(mall: Mall, index: int, queue: Queue) -> Iterator[Said]:
    for day, ranges in queue_week(mall, queue).items():
        if ranges and ranges[-1].last - ranges[0].first <= queue.cutoff:
            yield (
                ("queues", index, "cutoff"),
                f"No number is given out for “{queue.code}” on {day}: the cutoff "
                f"of {queue.cutoff} minutes is as long as the day.",
                "Shorten the cutoff.",
            )
            return


def _specials(mall: Mall) -> Iterator[Said]:
    seen: list[Special] = []
    for index, special in enumerate(mall.specials):
        here: Path_ = ("specials", index)
        if not is_date(special.date):
            todo = "Write it as 2026-01-31."
            yield (*here, "date"), f"“{special.date}” is not a date.", todo
        try:
            read_ranges(special.date, special.hours)
        except BadHours as error:
            yield (*here, "hours"), error.sentence, _NO_RANGE
        if any(_same_day(special, other) for other in seen):
            yield (
                (*here, "date"),
                f"{special.date} stands twice for the same queues.",
                "Keep one of them.",
            )
        seen.append(special)


def _same_day(one: Special, other: Special) -> bool:
    if one.date != other.date:
        return False
    # A day for some queues beside one for all is an exception to it.
    return (not one.queues and not other.queues) or bool(
        set(one.queues) & set(other.queues)
    )
