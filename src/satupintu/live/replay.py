"""What a display missed while it was away: read once for all who ask at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError
from django.utils import timezone

from satupintu.kernel import tenancy
from satupintu.kernel.live import Place
from satupintu.kernel.memory import as_one_request
from satupintu.kernel.models import Tenant
from satupintu.live.hub import encode
from satupintu.queueing import announcements
from satupintu.queueing.announcements import OVERLAP, CallView

# After a break of the network all displays come back within moments.
FRESH_SECONDS = 1.0
Reader = Callable[[Place], Awaitable[list[CallView]]]
_threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="replay")


class Replay:
    """The calls of the last minutes, by zone, each read at most once a second."""

    def __init__(self, read: Reader | None = None) -> None:
        self._read = read or _in_thread
        self._known: dict[Place, tuple[float, asyncio.Task[list[CallView]]]] = {}

    async def since(self, place: Place, last: int) -> bytes:
        """The events after the id `last`, and a few before it; b'' if none.

        Only zones have a history; on other pages a look at the server is enough.
        """
        if not place.topic.startswith("zone:"):
            return b""
        calls = await self._calls(place)
        return b"".join(
            encode("call", call.as_data(), call.id)
            for call in calls
            if call.id > last - OVERLAP
        )

    def _calls(self, place: Place) -> asyncio.Task[list[CallView]]:
        now = asyncio.get_running_loop().time()
        for old in [p for p, (until, _) in self._known.items() if until < now]:
            del self._known[old]
        if place not in self._known:
            task = asyncio.ensure_future(self._read(place))
            self._known[place] = (now + FRESH_SECONDS, task)
        return self._known[place][1]


async def _in_thread(place: Place) -> list[CallView]:
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(_threads, _calls, place)
    except DatabaseError:
        # Once it is back, everybody is told to look for themselves.
        return []


@as_one_request()
def _calls(place: Place) -> list[CallView]:
    _, mall, zone = place.topic.split(":")
    tenant = Tenant.objects.filter(pk=place.tenant_id).first()
    if tenant is None:
        return []
    with tenancy.scope(tenant):
        return announcements.last_calls(mall=mall, zone=zone, now=timezone.now())
