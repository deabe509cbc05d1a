"""Where a visitor with several errands best goes next: the advice, on the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing import nextcounter, service as queueing
from satupintu.queueing.nextcounter import Errand, Wait
from satupintu.queueing.service import ForecastView, StopView, VisitView
from satupintu.web.visit.page import Advice
from satupintu.web.visit.range import STALE


def advice_of(mall: Mall, visit: VisitView, now: datetime) -> Advice | None:
    """Which planned errand to do after the present one; None without forecasts."""
    planned = [stop for stop in visit.stops if stop.state == "planned"]
    if not planned or visit.ended_at is not None:
        return None
    known = {
        code: forecast
        for code, forecast in queueing.queue_forecasts(mall=mall.code).items()
        if now - forecast.at <= STALE
    }
    if not any(stop.queue in known for stop in planned):
        return None
    here = visit.current
    zone = mall.queue(here.queue).zone if here else visit.zone
    found = nextcounter.advise(
        [_errand(mall, stop, now) for stop in planned],
        zone=zone,
        wait=lambda code, at: _wait(mall, known, code, at),
        walk=lambda a, b: mall.walk_minutes(a, b) if a else mall.walk,
        current=planned[0].id,
    )
    if found is None:
        return None
    stop = next(each for each in planned if each.id == found.order[0].id)
    forecast = known.get(stop.queue)
    return Advice(
        stop=stop,
        walk=max(1, round(found.walk)),
        low=forecast.low if forecast else None,
        high=forecast.high if forecast else None,
        moves=stop.id != planned[0].id,
    )


def _errand(mall: Mall, stop: StopView, now: datetime) -> Errand:
    queue = mall.queue(stop.queue)
    closing = queueing.closing(mall, queue, now)
    left = (closing - now).total_seconds() / 60 if closing else 0.0
    own = next((e.minutes for e in queue.errands if e.code == stop.errand), None)
    return Errand(
        id=stop.id,
        queue=queue.code,
        zone=queue.zone,
        minutes=own or queue.minutes,
        closes=left,
    )


def _wait(mall: Mall, known: Mapping[str, ForecastView], code: str, at: float) -> Wait:
    """The wait of one who joins `at` minutes from now.

    From what is foretold now it fades towards what the queue promises, which also
    stands for a queue without a forecast.
    """
    promise = float(mall.queue(code).promise)
    usual = Wait(promise, 2 * promise)
    forecast = known.get(code)
    if forecast is None:
        return usual
    return nextcounter.fading(Wait(forecast.q50, forecast.q90), usual, at)
