"""Who comes on a demonstration day: made from a seed, the same each time."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.queueing.service import Wanted

# How busy the counters are over the day by those who come for their first errand,
# against what they can serve; by hour
# from opening. Two peaks, as the visits of real malls show.
PROFILE = (0.95, 1.15, 1.2, 1.0, 0.7, 0.75, 1.0, 0.85, 0.5, 0.3)
LOAD, MORE = 0.55, 1.15
SEVERAL = 0.22
PRIORITY = 0.12
BOOKED = 0.15
REMOTE = 0.06
# Most speak the pack's first language; few of a kiosk's others.
FIRST_LANGUAGE = 0.93


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes at a moment of the hall's clock."""

    at: datetime
    wanted: tuple[Wanted, ...]
    group: str
    language: str
    via: str
    booked_for: datetime | None
    key: str


def arrivals(
    mall: Mall, opening: datetime, closing: datetime, free: Collection[str] = ()
) -> list[Arrival]:
    """Everybody of the day, in the order in which they come.

    To the queues of the counters that are left `free` more people come: there is
    somebody to call for whoever sits down there.
    """
    draw = random.Random(f"{mall.code} {opening:%F}")  # noqa: S311 - a play
    found: list[Arrival] = []
    for queue in mall.queues:
        is_left = any(c.code in free and queue.code in c.queues for c in mall.counters)
        load = LOAD * (MORE if is_left else 1)
        found += _of_queue(mall, queue, opening, closing, load, draw)
    return sorted(found, key=lambda one: one.at)


def service_minutes(queue: Queue, draw: random.Random) -> float:
    """How long an errand takes: lognormal around the pack's mean, CV 0.6."""
    sigma = math.sqrt(math.log(1 + 0.6**2))
    return draw.lognormvariate(math.log(queue.minutes) - sigma**2 / 2, sigma)


def _of_queue(
    mall: Mall,
    queue: Queue,
    opening: datetime,
    closing: datetime,
    load: float,
    draw: random.Random,
) -> Iterator[Arrival]:
    at, number = opening - timedelta(minutes=10), 0
    last = closing - timedelta(minutes=queue.cutoff + 5)
    while True:
        hour = max(0, int((at - opening).total_seconds() // 3600))
        share = PROFILE[min(hour, len(PROFILE) - 1)]
        gap = queue.minutes / (capacity(mall, queue) * load * share)
        at += timedelta(minutes=draw.expovariate(1 / gap))
        if at >= last:
            return
        if at < opening:
            continue
        number += 1
        yield _arrival(
            mall, queue, at, f"demo {opening:%F} {queue.code} {number}", draw
        )


def capacity(mall: Mall, queue: Queue) -> float:
    """Counters that serve the queue; a shared one counts for its share."""
    return sum(
        1 / len(counter.queues)
        for counter in mall.counters
        if queue.code in counter.queues
    )


def _arrival(
    mall: Mall, queue: Queue, at: datetime, key: str, draw: random.Random
) -> Arrival:
    wanted = [_errand(queue, draw)]
    if draw.random() < SEVERAL:
        wanted += [_errand(q, draw) for q in _others(mall, queue, draw)]
    group = draw.choice(mall.groups).code if draw.random() < PRIORITY else ""
    booked_for, via = None, "kiosk"
    if queue.booking and draw.random() < BOOKED:
        via, booked_for = "booking", _slot(at, queue.booking.slot)
    elif draw.random() < REMOTE:
        via = "remote"
    return Arrival(
        at=at,
        wanted=tuple(wanted),
        group=group,
        language=_language(mall, draw),
        via=via,
        booked_for=booked_for,
        key=key,
    )


def _others(mall: Mall, queue: Queue, draw: random.Random) -> list[Queue]:
    """One or two more queues, the busy ones sooner."""
    others = [q for q in mall.queues if q.code != queue.code]
    rates = [capacity(mall, q) / q.minutes for q in others]
    drawn = draw.choices(others, rates, k=draw.choice((1, 1, 2)))
    return list({q.code: q for q in drawn}.values())


def _language(mall: Mall, draw: random.Random) -> str:
    first, *others = mall.kiosk.languages
    if not others or draw.random() < FIRST_LANGUAGE:
        return first
    return draw.choice(others)


def _errand(queue: Queue, draw: random.Random) -> Wanted:
    return Wanted(queue.code, draw.choice(queue.errands).code)


def _slot(at: datetime, minutes: int) -> datetime:
    """The beginning of the next slot."""
    step = minutes * 60
    return datetime.fromtimestamp(math.ceil(at.timestamp() / step) * step, at.tzinfo)


def hours(mall: Mall, at: datetime) -> tuple[datetime, datetime] | None:
    """(opening, closing) of the mall on the local day of `at`; None on a day off."""
    open_ = catalogue.opening_hours(mall)
    zone = open_.calendar.zone
    here = at.astimezone(zone)
    ranges = open_.ranges(here.date())
    if not ranges:
        return None
    first, last = ranges[0].first, ranges[-1].last
    day = here.date()
    return catalogue.moment_of(day, first), catalogue.moment_of(day, last)


def next_day(mall: Mall, at: datetime) -> tuple[datetime, datetime]:
    """The hours of today if the mall opens today, else of the next day it does."""
    for ahead in range(30):
        found = hours(mall, at + timedelta(days=ahead))
        if found is not None:
            return found
    raise LookupError("the mall does not open within a month")
