"""The ASGI application that keeps pages up to date: `GET /live/<ticket>`.

A stream of server-sent events per open page. It knows no session and sets no
cookie: the ticket says what may be heard, and events hold nothing personal.

    hub        who listens to what
    listening  one database connection that hears every hint
    replay     what a display missed
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import validate_host

from satupintu.kernel.live import BadTicket, topic_of
from satupintu.live.hub import Full, Hub, Listener, encode
from satupintu.live.listening import Ear
from satupintu.live.replay import Replay

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

BEAT_SECONDS = 15
RETRY_MILLISECONDS = 2000
PREFIX = "/live/"
# An event, not a comment: a page sees that the stream is alive.
BEAT = encode("beat", {})


class Refusal(Exception):
    """No stream: the HTTP status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class LiveApp:
    """One per process. `listens` is off in tests that feed the hub themselves."""

    def __init__(
        self,
        *,
        replay: Replay | None = None,
        listens: bool = True,
        beat: float = BEAT_SECONDS,
    ) -> None:
        self.hub = Hub()
        self._replay = replay or Replay()
        self._ear = Ear(self.hub.publish, self._again)
        self._listens = listens
        self._beat = beat
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def start(self) -> None:
        """Begin to listen to the database."""
        if self._listens:
            self._listening = asyncio.ensure_future(self._ear.run())

    async def stop(self) -> None:
        """End listening."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    def _again(self) -> None:
        self.hub.tell_all("resync")

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            state = {"alive": True, "listening": self._ear.is_open}
            await _say(send, 200, {**state, "listeners": self.hub.count})
            return
        try:
            origin = _own_origin(scope)
            listener = self._join(scope)
        except Refusal as refusal:
            await _say(send, refusal.status, {"error": refusal.why})
            return
        try:
            await self._stream(listener, scope, origin, receive, send)
        finally:
            self.hub.leave(listener)

    def _join(self, scope: Scope) -> Listener:
        path = str(scope["path"])
        if not path.startswith(PREFIX):
            raise Refusal(404, "There is nothing here.")
        if scope["method"] != "GET":
            raise Refusal(405, "Only GET.")
        try:
            return self.hub.join(topic_of(path.removeprefix(PREFIX)))
        except BadTicket as error:
            raise Refusal(403, error.sentence) from None
        except Full:
            raise Refusal(503, "Too many pages listen. Try again later.") from None

    async def _stream(
        self,
        listener: Listener,
        scope: Scope,
        origin: list[Header],
        receive: Receive,
        send: Send,
    ) -> None:
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            *origin,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        first = f"retry: {RETRY_MILLISECONDS}\n\n".encode() + BEAT
        last = _last_id(scope)
        if last is not None:
            first += await self._replay.since(listener.place, last)
        gone = asyncio.ensure_future(_gone(receive))
        gone.add_done_callback(lambda _: listener.close())
        try:
            await _write(send, first)
            while (news := await listener.next(self._beat)) is not None:
                await _write(send, news or BEAT)
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, status: int, data: dict[str, object]) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = json.dumps(data, ensure_ascii=False).encode()
    await send({"type": "http.response.body", "body": body})


def _own_origin(scope: Scope) -> list[Header]:
    """What lets a page of ours read the answer. Raises `Refusal` for others'."""
    given = _header(scope, b"origin")
    if not given:
        return []
    host = urlsplit(given).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise Refusal(403, "Only for pages of this host.")
    return [(b"access-control-allow-origin", given.encode()), (b"vary", b"Origin")]


def _last_id(scope: Scope) -> int | None:
    """The last event that the page has: by itself, or in the address at first."""
    query = parse_qs(bytes(scope.get("query_string", b"")).decode("latin-1"))
    for text in (_header(scope, b"last-event-id"), *query.get("last", [])):
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
    return None


def _header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""
