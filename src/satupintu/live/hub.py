"""Who listens to what, and handing on what is heard. Runs in one event loop."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping

from satupintu.kernel.live import Hint, Place

# A page that is so far behind is cut off: it comes back and asks what it missed.
MOST_WAITING = 64
MOST_LISTENERS = 20_000
# One visitor's page on a few phones; displays and counters share their topics.
MOST_PER_PLACE = {"visit": 20}


class Full(Exception):
    """Too many listen already, to this topic or in all."""


class Listener:
    """One open page, and what it has not been sent yet."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._is_closed = False

    def put(self, message: bytes) -> None:
        """Keep a message for it; too many, and it is cut off."""
        if len(self._waiting) >= MOST_WAITING:
            self.close()
        else:
            self._waiting.append(message)
            self._news.set()

    def close(self) -> None:
        """End it: nothing more is sent."""
        self._is_closed = True
        self._news.set()

    async def next(self, seconds: float) -> bytes | None:
        """What came within this time (b'': nothing did); None when it has ended."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return b""
        if self._is_closed:
            return None
        self._news.clear()
        together = b"".join(self._waiting)
        self._waiting.clear()
        return together


class Hub:
    """The listeners by topic."""

    def __init__(self) -> None:
        self.count = 0
        self._places: dict[Place, set[Listener]] = {}

    def join(self, place: Place) -> Listener:
        """A new listener to the topic. Raises `Full`."""
        listeners = self._places.get(place, set())
        kind = place.topic.partition(":")[0]
        most = MOST_PER_PLACE.get(kind, MOST_LISTENERS)
        if self.count >= MOST_LISTENERS or len(listeners) >= most:
            raise Full
        listener = Listener(place)
        self._places.setdefault(place, set()).add(listener)
        self.count += 1
        return listener

    def leave(self, listener: Listener) -> None:
        """The page was closed, or it was cut off."""
        listeners = self._places.get(listener.place, set())
        if listener not in listeners:
            return
        listeners.remove(listener)
        self.count -= 1
        if not listeners:
            del self._places[listener.place]

    def publish(self, hint: Hint) -> None:
        """Hand a hint on to all who listen to its topic."""
        if listeners := self._places.get(hint.place):
            message = encode(hint.event, hint.data, hint.id)
            for listener in listeners:
                listener.put(message)

    def tell_all(self, event: str) -> None:
        """Hand an event on to everybody, whatever they listen to."""
        message = encode(event, {})
        for listeners in self._places.values():
            for listener in listeners:
                listener.put(message)


def encode(event: str, data: Mapping[str, object], id: int | None = None) -> bytes:
    """One event of a text/event-stream (HTML standard, section 9.2)."""
    lines = [] if id is None else [f"id: {id}"]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A line break in a name would begin another field.
    name = "".join(event.split())
    return "\n".join([*lines, f"event: {name}", f"data: {text}", "", ""]).encode()
