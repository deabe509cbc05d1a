"""A page hears its topic and nothing else; what it missed; and how it ends."""

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest

from satupintu.kernel import live, tenancy
from satupintu.kernel.live import Hint, Place, topic_of
from satupintu.kernel.models import Tenant
from satupintu.live import hub as hubs, listening
from satupintu.live.app import LiveApp
from satupintu.live.listening import Ear, _parameters
from satupintu.live.replay import Replay
from satupintu.live.tests.loop import play
from satupintu.queueing.announcements import CallView

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Page:
    """A browser's side of one request to the application."""

    def __init__(self, app, path, *, method="GET", headers=(), query=b""):
        self.sent: asyncio.Queue[bytes] = asyncio.Queue()
        self.leave = asyncio.Event()
        self.status, self.headers = 0, dict[bytes, bytes]()
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query,
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers],
        }
        self.task = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self):
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
        else:
            await self.sent.put(message["body"])

    async def hears(self) -> str:
        async with asyncio.timeout(5):
            return (await self.sent.get()).decode()

    async def close(self) -> None:
        self.leave.set()
        await self.task


def app(calls=(), **options) -> LiveApp:
    async def read(place: Place):
        return list(calls)

    return LiveApp(replay=Replay(read), listens=False, **options)


@pytest.fixture
def zone(tenant):
    return live.ticket("zone:mpp:a")


def test_a_page_hears_its_topic_and_no_other(zone):
    other = live.ticket("zone:mpp:b")

    async def script():
        made = app()
        page = Page(made, f"/live/{zone}")
        assert "event: beat" in await page.hears()
        made.hub.publish(Hint(topic_of(other), "call", {"number": "B-001"}, 1))
        made.hub.publish(Hint(topic_of(zone), "call", {"number": "A-001"}, 2))
        heard = await page.hears()
        assert heard == 'id: 2\nevent: call\ndata: {"number":"A-001"}\n\n'
        assert page.status == 200
        assert page.headers[b"content-type"].startswith(b"text/event-stream")
        await page.close()
        assert made.hub.count == 0

    play(script())


def test_the_same_topic_of_another_mall_stays_unheard(zone):
    elsewhere = Tenant.objects.create(slug="elsewhere", name="Elsewhere")
    with tenancy.scope(elsewhere):
        theirs = topic_of(live.ticket("zone:mpp:a"))

    async def script():
        made = app()
        page = Page(made, f"/live/{zone}")
        await page.hears()
        made.hub.publish(Hint(theirs, "call", {"number": "X-001"}))
        made.hub.tell_all("resync")
        assert "X-001" not in await page.hears()
        await page.close()

    play(script())


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/live/forged", "GET", (), 403),
        ("/live/", "GET", (), 403),
        ("/elsewhere", "GET", (), 404),
        ("/live/{zone}", "POST", (), 405),
        ("/live/{zone}", "GET", (("Origin", "https://evil.example"),), 403),
        ("/live/{zone}", "GET", (("Origin", "null"),), 403),
        ("/healthz", "GET", (), 200),
    ],
)
def test_answers_what_is_no_stream_with_a_status(zone, path, method, headers, status):
    async def script():
        page = Page(app(), path.format(zone=zone), method=method, headers=headers)
        await page.hears()
        await page.task
        assert page.status == status

    play(script())


def test_lets_own_pages_on_another_port_read(zone):
    async def script():
        own = "http://localhost:8000"
        page = Page(app(), f"/live/{zone}", headers=[("Origin", own)])
        await page.hears()
        assert page.headers[b"access-control-allow-origin"] == own.encode()
        assert b"access-control-allow-credentials" not in page.headers
        await page.close()

    play(script())


@pytest.mark.parametrize(
    "asked",
    [{"headers": [("Last-Event-ID", "41")]}, {"query": b"last=41"}],
    ids=["by the browser", "at first"],
)
def test_replays_what_a_display_missed_and_a_little_before(zone, asked):
    calls = [
        CallView(n, "call", f"A-{n:03}", "12", "left", AT, 70.0)
        for n in (20, 22, 41, 42)
    ]

    async def script():
        page = Page(app(calls), f"/live/{zone}", **asked)
        heard = await page.hears()
        assert [line for line in heard.split("\n") if line.startswith("id")] == [
            "id: 22",
            "id: 41",
            "id: 42",
        ]
        assert '"age":70' in heard
        await page.close()

    play(script())


def test_cuts_off_a_page_that_does_not_read(zone):
    async def script():
        made = app()
        listener = made.hub.join(topic_of(zone))
        for n in range(hubs.MOST_WAITING + 1):
            made.hub.publish(Hint(topic_of(zone), "call", {}, n))
        assert await listener.next(1) is None

    play(script())


def test_says_that_it_is_alive_while_nothing_happens(zone):
    async def script():
        page = Page(app(beat=0.001), f"/live/{zone}")
        await page.hears()
        assert await page.hears() == "event: beat\ndata: {}\n\n"
        await page.close()

    play(script())


def test_refuses_more_pages_than_one_visitor_has(tenant):
    ticket = live.ticket("visit:1")

    async def script():
        made = app()
        for _ in range(hubs.MOST_PER_PLACE["visit"]):
            made.hub.join(topic_of(ticket))
        page = Page(made, f"/live/{ticket}")
        await page.task
        assert page.status == 503

    play(script())


def test_listens_again_after_the_database_was_away(zone, monkeypatch):
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.01)

    async def script():
        heard: asyncio.Queue[Hint] = asyncio.Queue()
        again = asyncio.Event()
        ear = Ear(heard.put_nowait, again.set)
        running = asyncio.ensure_future(ear.run())
        async with asyncio.timeout(10):
            while not ear.is_open:
                await asyncio.sleep(0.01)
            _tell("not a hint")
            _tell(live._payload(topic_of(zone).tenant_id.hex, "t", "e", {}, None))
            assert (await heard.get()).event == "e"
            _end_listener()
            await again.wait()
        running.cancel()

    play(script())


def _tell(payload: str) -> None:
    with psycopg.connect(**_parameters(), autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, payload])


def _end_listener() -> None:
    with psycopg.connect(**_parameters(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )
