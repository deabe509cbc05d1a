"""What changes on a kiosk: which queues take numbers, how long they wait."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.queueing import service as queueing
from satupintu.queueing.leases import EnoughLeased, LeasedBlock, lease_numbers
from satupintu.queueing.service import ForecastView, Status
from satupintu.web.kiosk.paired import Kiosk
from satupintu.web.kiosk.ticket import STALE, range_words

BLOCK = 5
LOW = 3  # a kiosk with fewer numbers of a prefix gets a new block


def state_of(kiosk: Kiosk) -> dict[str, Any]:
    """The clock that the kiosk shows and stamps tickets with, and the state of every
    queue, with the words for each language, as JSON."""
    mall, now = kiosk.mall, kiosk.now
    forecasts = queueing.queue_forecasts(mall=mall.code)
    known: dict[str, dict[str, Status]] = {}
    shut: dict[str, str] = {}
    for language in kiosk.languages:
        with translation.override(language):
            known[language] = queueing.statuses(mall=mall, now=now)
            shut[language] = _shut(known[language])
    return {
        "now": now.isoformat(),
        "speed": kiosk.speed,
        "day": catalogue.local_day(now).isoformat(),
        "shut": shut,
        "queues": {
            queue.code: _queue(mall, queue, known, forecasts, now)
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
