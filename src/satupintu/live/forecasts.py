"""Keeps the forecasts of waiting fresh: after each event of a hall, and in between.

A process of its own: a forecast takes half a second of a core, and beside the open
pages it would hold them up. The work is done under a database lock per mall, so
that of several such processes only one computes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from satupintu.catalogue import service as catalogue
from satupintu.kernel import tenancy
from satupintu.kernel.live import Place
from satupintu.kernel.memory import as_one_request
from satupintu.kernel.models import Tenant
from satupintu.live.listening import Ear

EVERY_SECONDS = 15.0
# Presses come in bursts; one forecast answers them all.
GATHER_SECONDS = 1.0
# In a large hall it rests this many times as long as it worked.
REST = 2.0
T = TypeVar("T")
_log = logging.getLogger(__name__)
# Renews the forecasts of a mall (its code) at a moment, if that is due.
Compute = Callable[[str, datetime], object]


class Forecasts:
    """Asks `refresh` for each hall with news, and for all `halls` from time to time."""

    def __init__(
        self,
        refresh: Callable[[Place], None],
        halls: Callable[[], list[Place]],
        *,
        every: float = EVERY_SECONDS,
        gather: float = GATHER_SECONDS,
    ) -> None:
        self._refresh = refresh
        self._halls = halls
        self._every = every
        self._gather = gather
        self._wanted: set[Place] = set()
        self._news = asyncio.Event()
        self._all_at = 0.0
        self._rest = 0.0

    def wake(self, place: Place) -> None:
        """Something happened; if it was in a hall, its forecasts are renewed soon."""
        if place.topic.startswith("hall:"):
            self._wanted.add(place)
            self._news.set()

    async def run(self) -> None:
        """Never returns; ends by being cancelled."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix="forecasts") as thread:
            while True:
                wanted = await self._gathered()
                if loop.time() >= self._all_at:
                    known = await loop.run_in_executor(thread, _afresh(self._halls))
                    wanted |= set(known)
                    self._all_at = loop.time() + self._every
                began = loop.time()
                for place in sorted(wanted, key=str):
                    work = partial(self._refresh, place)
                    await loop.run_in_executor(thread, _afresh(work))
                self._rest = REST * (loop.time() - began)

    async def _gathered(self) -> set[Place]:
        """The halls with news; it may be none when it is time to look at all."""
        left = self._all_at - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, left)):
                await self._news.wait()
        except TimeoutError:
            return set()
        await asyncio.sleep(max(self._gather, self._rest))
        self._news.clear()
        wanted, self._wanted = self._wanted, set()
        return wanted


async def keep_fresh(compute: Compute) -> None:
    """Listen and compute; never returns."""
    forecasts = Forecasts(refresher(compute), halls)
    ear = Ear(lambda hint: forecasts.wake(hint.place), lambda: None)
    await asyncio.gather(ear.run(), forecasts.run())


def halls() -> list[Place]:
    """The hall of every mall of every tenant."""
    found = []
    try:
        for tenant in Tenant.objects.all():
            with tenancy.scope(tenant):
                found += [Place(tenant.id, f"hall:{code}") for code in _malls()]
    except DatabaseError:
        _log.warning("live.no_halls")
    return found


def refresher(compute: Compute) -> Callable[[Place], None]:
    """A `refresh` for `Forecasts`: in the tenant's scope, by one process at a time.

    What goes wrong is logged; the next event tries again.
    """

    def refresh(place: Place) -> None:
        try:
            tenant = Tenant.objects.get(pk=place.tenant_id)
            with tenancy.scope(tenant), transaction.atomic():
                if _is_first(place):
                    compute(place.topic.partition(":")[2], timezone.now())
        except Exception:
            _log.exception("live.forecast_failed")

    return refresh


def _afresh(work: Callable[[], T]) -> Callable[[], T]:
    """The same, as one piece of work with its own memory and connection."""

    def run() -> T:
        with as_one_request():
            return work()

    return run


def _malls() -> list[str]:
    try:
        return [mall.code for mall in catalogue.malls()]
    except catalogue.NoPack:
        return []


def _is_first(place: Place) -> bool:
    """Whether no other process is computing for this hall; held to the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"forecast:{place.tenant_id}:{place.topic}"],
        )
        return bool(cursor.fetchone()[0])
