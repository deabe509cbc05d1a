"""The errands of a mall as one may choose them, with the wait that each has now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.kernel.localized import text
from satupintu.queueing import service as queueing
from satupintu.queueing.service import Status
from satupintu.web.visit.range import STALE


@dataclass(frozen=True, slots=True)
class Choice:
    """One errand; `value` is what its box sends."""

    value: str
    title: str
    bring: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A queue with its errands. Without a forecast `low` and `high` are None."""

    queue: Queue
    title: str
    floor: str
    status: Status
    choices: tuple[Choice, ...]
    low: int | None
    high: int | None

    @property
    def is_open(self) -> bool:
        return self.status.takes_numbers

    @property
    def holds_chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def offers_of(
    mall: Mall,
    now: datetime,
    *,
    chosen: Collection[str] = (),
    without: Collection[str] = (),
) -> list[Offer]:
    """Every queue of the mall, open ones first; `without` are errands to leave out."""
    statuses = queueing.statuses(mall=mall, now=now)
    forecasts = queueing.queue_forecasts(mall=mall.code)
    offers = []
    for queue in mall.queues:
        forecast = forecasts.get(queue.code)
        known = forecast is not None and now - forecast.at <= STALE
        offers.append(
            Offer(
                queue=queue,
                title=text(queue.title),
                floor=mall.zone(queue.zone).floor,
                status=statuses[queue.code],
                choices=_choices(queue, chosen, without),
                low=forecast.low if forecast and known else None,
                high=forecast.high if forecast and known else None,
            )
        )
    shown = [offer for offer in offers if offer.choices]
    return sorted(shown, key=lambda offer: not offer.is_open)


def _choices(
    queue: Queue, chosen: Collection[str], without: Collection[str]
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value=value,
            title=text(errand.title),
            bring=text(errand.bring or queue.bring),
            chosen=value in chosen,
        )
        for errand in queue.errands
        if (value := f"{queue.code}/{errand.code}") not in without
    )
