"""The process that improves the plans of home visits, and watches over today's.

It thinks about a day soon after it has changed, and looks after today all the time.
Any number of them may run: what was thought about an old version is thrown away.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.utils import timezone

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier, thinking
from satupintu.kernel import tenancy
from satupintu.kernel.live import Hint
from satupintu.kernel.memory import as_one_request
from satupintu.kernel.models import Tenant
from satupintu.live.listening import Ear

NICENESS = 5  # after people who wait for a page, before background jobs
EVERY_SECONDS = 15.0
WATCH_SECONDS = 20.0
# Bookings come in bursts.
GATHER_SECONDS = 0.1
# It rests this many times as long as it worked.
REST = 1.0
_log = logging.getLogger(__name__)


class Planner:
    """Thinks when woken by a change, and looks by itself from time to time."""

    def __init__(
        self,
        think: Callable[[], int],
        watch: Callable[[], int],
        *,
        gather: float,
        prepare: Callable[[], object] = lambda: None,
    ) -> None:
        self._prepare = prepare
        self._think = think
        self._watch = watch
        self._gather = gather
        self._news = asyncio.Event()

    def hear(self, hint: Hint) -> None:
        """A day's plan may have changed."""
        if hint.place.topic.startswith("homes:"):
            self._news.set()

    def wake(self) -> None:
        """Hints may have been missed."""
        self._news.set()

    async def run(self) -> None:
        """Never returns; ends by being cancelled."""
        loop = asyncio.get_running_loop()
        watched_at = float("-inf")
        with ThreadPoolExecutor(1, thread_name_prefix="planner") as thread:
            await loop.run_in_executor(thread, self._prepare)
            while True:
                began = loop.time()
                if began - watched_at >= WATCH_SECONDS:
                    watched_at = began
                    await loop.run_in_executor(thread, self._watch)
                while await loop.run_in_executor(thread, self._think):
                    await asyncio.sleep(0)
                await asyncio.sleep(max(self._gather, REST * (loop.time() - began)))
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(EVERY_SECONDS):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()


def run_planner() -> None:
    """Plan until a signal asks to stop."""
    os.nice(NICENESS)
    asyncio.run(_plan())


async def _plan() -> None:
    planner = Planner(
        _afresh(think_once),
        _afresh(watch_once),
        gather=GATHER_SECONDS,
        prepare=thinking.warm_up,
    )
    ear = Ear(planner.hear, planner.wake)
    await asyncio.gather(ear.run(), planner.run())


def _afresh(work: Callable[[datetime], int]) -> Callable[[], int]:
    """For every tenant, as one piece of work with its own memory and connection."""

    def run() -> int:
        with as_one_request():
            return everywhere(work)

    return run


def everywhere(work: Callable[[datetime], int]) -> int:
    """Do this for every tenant that sends officers home; the sum of it.

    What goes wrong is logged; the next round tries again.
    """
    total = 0
    try:
        for tenant in Tenant.objects.all():
            with tenancy.scope(tenant):
                total += work(_now()) if catalogue.has_home_visits() else 0
    except Exception:
        _log.exception("planner.failed")
        return 0
    return total


def think_once(now: datetime) -> int:
    """One thought about each day that has changed; how many became better."""
    thoughts = [
        thinking.think(day=day, now=_now()) for day in thinking.days_to_think(now)
    ]
    return sum(thought.is_published for thought in thoughts)


def watch_once(now: datetime) -> int:
    """Look after today; 1 if its plan was written anew."""
    return int(thinking.watch(now=now))


def _now() -> datetime:
    """By the clock of the road."""
    return courier.road_time(now=timezone.now())
