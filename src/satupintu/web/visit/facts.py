"""What a visitor's page is made of, read for one visit."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import tenancy
from satupintu.queueing import notices, service as queueing
from satupintu.queueing.forecast.scoreboard import share_kept
from satupintu.queueing.notices import NoticeView
from satupintu.queueing.service import VisitView
from satupintu.web.visit.advice import advice_of
from satupintu.web.visit.page import Facts

_COUNTED = 600  # seconds
# What is said of ranges is said of two weeks, and of a hundred people at least.
_SPAN, _ENOUGH = timedelta(days=14), 100


def facts_of(visit: VisitView, now: datetime) -> Facts:
    """Everything about one visit at `now` (the mall's clock)."""
    mall = catalogue.mall(visit.mall)
    stop = visit.current
    waits = stop is not None and stop.state == "waiting" and visit.ended_at is None
    return Facts(
        mall=mall,
        visit=visit,
        now=now,
        statuses=queueing.statuses(mall=mall, now=now),
        line=(
            queueing.waiting(mall=mall.code, queues=[stop.queue], now=now)
            if stop is not None and waits
            else ()
        ),
        coverage=_coverage(mall, now),
        advice=advice_of(mall, visit, now),
        joining=(
            queueing.queue_forecasts(mall=mall.code).get(stop.queue)
            if stop is not None and waits and stop.forecast is None
            else None
        ),
    )


def notices_of(visit: VisitView, now: datetime) -> list[NoticeView]:
    """What the office tells those who wait where this visitor is."""
    stop = visit.current
    return notices.current_notices(
        mall=visit.mall, queue=stop.queue if stop else "", now=now
    )


def _coverage(mall: Mall, now: datetime) -> float | None:
    """How often ranges come true; counted anew every ten minutes."""
    key = f"range-kept:{tenancy.current_id()}:{mall.code}"
    known = cache.get(key)
    if known is None:
        share = share_kept(mall=mall.code, start=now - _SPAN, end=now, least=_ENOUGH)
        known = -1.0 if share is None else share
        cache.set(key, known, _COUNTED)
    return None if known < 0 else float(known)
