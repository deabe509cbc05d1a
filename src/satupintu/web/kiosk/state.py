"""What changes on a kiosk: which queues take numbers, how long they wait."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.queueing import service as queueing
from satupintu.queueing.leases import EnoughLeased, LeasedBlock, lease_numbers
from satupintu.queueing.service import ForecastView, Status
from satupintu.web.kiosk.ticket import STALE, range_words

BLOCK = 5
LOW = 3  # a kiosk with fewer numbers of a prefix gets a new block


@dataclass(frozen=True, slots=True)
class Clock:
    """The mall's clock: `now`, and how many seconds of it pass in one."""

    now: datetime
    speed: float


def clock_of(mall: str, real: datetime) -> Clock:
    """The clock that the kiosk shows and stamps tickets with."""
    now = queueing.hall_time(mall=mall, now=real)
    later = queueing.hall_time(mall=mall, now=real + timedelta(minutes=1))
    return Clock(now, (later - now) / timedelta(minutes=1))


def state_of(mall: Mall, languages: Sequence[str], clock: Clock) -> dict[str, Any]:
    """The state of every queue, with the words for each language, as JSON."""
    forecasts = queueing.queue_forecasts(mall=mall.code)
    known: dict[str, dict[str, Status]] = {}
    shut: dict[str, str] = {}
    for language in languages:
        with translation.override(language):
            known[language] = queueing.statuses(mall=mall, now=clock.now)
            shut[language] = _shut(known[language])
    return {
        "now": clock.now.isoformat(),
        "speed": clock.speed,
        "day": catalogue.local_day(clock.now).isoformat(),
        "shut": shut,
        "queues": {
            queue.code: _queue(mall, queue, known, forecasts, clock.now)
            for queue in mall.queues
        },
    }


def lease_missing(
    *, mall: Mall, device_id: uuid.UUID, holds: Mapping[str, int], now: datetime
) -> list[LeasedBlock]:
    """New blocks for the prefixes of which the kiosk holds too few."""
    day = catalogue.local_day(now)
    blocks = []
    for queue in mall.queues:
        if holds.get(queue.prefix, 0) >= LOW or not _receives(mall, queue, now):
            continue
        with suppress(EnoughLeased):
            blocks.append(
                lease_numbers(
                    device_id=device_id,
                    day=day,
                    prefix=queue.prefix,
                    count=BLOCK,
                    now=now,
                )
            )
    return blocks


def _queue(
    mall: Mall,
    queue: Queue,
    known: Mapping[str, Mapping[str, Status]],
    forecasts: Mapping[str, ForecastView],
    now: datetime,
) -> dict[str, Any]:
    wait = _wait(forecasts.get(queue.code), now)
    says = {}
    for language, statuses in known.items():
        with translation.override(language):
            says[language] = _say(statuses[queue.code], wait)
    first = next(iter(known.values()))[queue.code]
    return {
        "open": first.takes_numbers,
        "say": says,
        "wait": wait,
        "hours": _hours(mall, queue, now),
    }


def _say(status: Status, wait: tuple[int, int] | None) -> str:
    if status.sentence:
        return status.sentence
    if wait is None:
        return ""
    low, high = wait
    if low == 0 and high <= 5:
        return range_words(low, high)
    return _("about %(range)s") % {"range": range_words(low, high)}


def _wait(forecast: ForecastView | None, now: datetime) -> tuple[int, int] | None:
    if forecast is None or now - forecast.at > STALE:
        return None
    return forecast.low, max(5, forecast.high)


def _shut(statuses: Mapping[str, Status]) -> str:
    """One sentence when no queue takes numbers; the reason if it is the same."""
    if any(status.takes_numbers for status in statuses.values()):
        return ""
    sentences = {status.sentence for status in statuses.values()}
    if len(sentences) == 1:
        return sentences.pop()
    return _("No queue takes numbers now.")


def _hours(mall: Mall, queue: Queue, now: datetime) -> list[tuple[int, int]]:
    """Minutes of today in which a kiosk without network may give numbers."""
    ranges = catalogue.opening_hours(mall, queue).ranges(catalogue.local_day(now))
    if not ranges:
        return []
    # Also in a break, which ends today; not so shortly before closing.
    return [(ranges[0].first, ranges[-1].last - queue.cutoff)]


def _receives(mall: Mall, queue: Queue, now: datetime) -> bool:
    return bool(_hours(mall, queue, now))
