"""Many clerks press again and again, from several processes: all at the same
moment, or each at a pace of their own."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

from bench import clerks as hall
from bench.clerks import CSRF, Clerk
from bench.client import Link

# Rounds that open connections and fill caches.
WARM_UP = 2
PROCESSES = 2
# Presses once: the clerk, who is at the counter, the key.
Press = Callable[[Clerk, uuid.UUID | None, str], None]


def rounds(crew: list[Clerk], calls: int, mark: str, port: int = 0) -> list[float]:
    """Milliseconds of every press; over HTTP if there is a port, else direct."""
    return [press for press, _desk in _run(crew, calls, mark, port, 0.0)]


def paced(
    crew: list[Clerk], calls: int, mark: str, port: int, seconds: float
) -> list[tuple[float, float]]:
    """The same over HTTP, each clerk about every so many `seconds`, who then looks
    at the desk, as a browser does: milliseconds of press, and until the desk."""
    return _run(crew, calls, mark, port, seconds)


def _run(
    crew: list[Clerk], calls: int, mark: str, port: int, pause: float
) -> list[tuple[float, float]]:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(crew))
    turns = WARM_UP + calls // len(crew)
    groups = [crew[n::PROCESSES] for n in range(PROCESSES)]
    results = context.Queue()
    workers = [
        context.Process(
            target=_work, args=(g, turns, mark, port, pause, barrier, results)
        )
        for g in groups
    ]
    for worker in workers:
        worker.start()
    took = [times for _ in workers for times in results.get()]
    for worker in workers:
        worker.join()
    return took


def _work(
    crew: list[Clerk],
    turns: int,
    mark: str,
    port: int,
    pause: float,
    barrier: Barrier,
    results: multiprocessing.Queue[list[tuple[float, float]]],
) -> None:
    import django

    django.setup()
    press = presser(port) if port else call_next
    look = looker(port)

    def clerk(one: Clerk) -> list[tuple[float, float]]:
        mine = []
        with hall.scope():
            barrier.wait()
            for turn in range(turns):
                seen = hall.at_counter(one)
                if pause:
                    time.sleep(random.uniform(0.0, 2.0) * pause)
                else:
                    barrier.wait()
                began = time.perf_counter()
                press(one, seen, f"{mark} {one.counter} {turn}")
                pressed = time.perf_counter()
                if pause:
                    look(one)
                shown = time.perf_counter()
                mine.append(((pressed - began) * 1000, (shown - began) * 1000))
        return mine[WARM_UP:]

    with ThreadPoolExecutor(len(crew)) as threads:
        results.put([times for mine in threads.map(clerk, crew) for times in mine])


def call_next(clerk: Clerk, seen: uuid.UUID | None, key: str) -> None:
    """The action itself."""
    from satupintu.queueing import service as queueing

    now = queueing.hall_time(mall=clerk.mall, now=datetime.now(UTC))
    called = queueing.call_next(
        session_id=uuid.UUID(clerk.session_id),
        key=key,
        actor=hall.actor_of(clerk),
        now=now,
        finishing=seen,
    )
    if called is None:
        raise RuntimeError(f"nobody waits for {clerk.counter}")


def presser(port: int) -> Press:
    """The button of the counter's page, over a connection for each thread."""
    links = threading.local()

    def press(clerk: Clerk, seen: uuid.UUID | None, key: str) -> None:
        if not hasattr(links, "link"):
            links.link = Link(port)
        fields = {
            "csrfmiddlewaretoken": CSRF,
            "session": clerk.session_id,
            "stop": str(seen or ""),
            "key": key,
        }
        headers = {
            "Cookie": clerk.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urllib.parse.urlencode(fields).encode()
        path = "/id/counter/do/next/"
        status, page = links.link.request("POST", path, headers, body)
        if status != 302:
            raise RuntimeError(f"{status}: {page[-2000:]!r}")

    return press


def looker(port: int) -> Callable[[Clerk], None]:
    """The desk, to which the answer to a press leads."""
    links = threading.local()

    def look(clerk: Clerk) -> None:
        if not hasattr(links, "link"):
            links.link = Link(port)
        cookie = {"Cookie": clerk.cookie}
        status, page = links.link.request("GET", "/id/counter/", cookie)
        if status != 200:
            raise RuntimeError(f"{status}: {page[-2000:]!r}")

    return look
