"""The one database connection over which a live process hears all hints."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

from satupintu.kernel.live import CHANNEL, Hint, read_hint

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
_log = logging.getLogger(__name__)
# A server that vanished without a word is noticed after half a minute.
_KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


class Ear:
    """Listens for as long as it runs, and again after the database was away.

    `heard` gets each hint; `again` is called when hints may have been missed.
    """

    def __init__(
        self, heard: Callable[[Hint], None], again: Callable[[], None]
    ) -> None:
        self.is_open = False
        self._heard = heard
        self._again = again

    async def run(self) -> None:
        """Never returns; ends by being cancelled."""
        pause, is_first = FIRST_PAUSE, True
        while True:
            try:
                await self._listen(is_first=is_first)
            except (psycopg.Error, OSError) as error:
                _log.warning("live.database_away", extra={"why": type(error).__name__})
            if self.is_open:
                self.is_open, is_first, pause = False, False, FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self, *, is_first: bool) -> None:
        opened = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
        async with opened:
            await opened.execute(f"LISTEN {CHANNEL}")
            self.is_open = True
            if not is_first:
                self._again()
            async for notification in opened.notifies():
                self._take(notification.payload)

    def _take(self, payload: str) -> None:
        try:
            hint = read_hint(payload)
        except ValueError:
            _log.warning("live.not_a_hint")
            return
        self._heard(hint)


def _parameters() -> dict[str, Any]:
    """Where the database is, as Django has it, for a connection without Django."""
    given = connection.settings_dict
    names = {
        "dbname": given["NAME"],
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    options = {
        name: value
        for name, value in given["OPTIONS"].items()
        if isinstance(value, str)
    }
    return {
        **_KEEPALIVE,
        "connect_timeout": 5,
        "application_name": "satupintu-live",
        **options,
        **{name: value for name, value in names.items() if value},
    }
