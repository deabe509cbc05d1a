"""Everybody presses at the same moment, again and again, from several processes."""

from __future__ import annotations

import multiprocessing
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
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(crew))
    turns = WARM_UP + calls // len(crew)
    groups = [crew[n::PROCESSES] for n in range(PROCESSES)]
    results = context.Queue()
    workers = [
        context.Process(target=_work, args=(g, turns, mark, port, barrier, results))
        for g in groups
    ]
    for worker in workers:
        worker.start()
    took = [ms for _ in workers for ms in results.get()]
    for worker in workers:
        worker.join()
    return took


def _work(
    crew: list[Clerk],
    turns: int,
    mark: str,
    port: int,
    barrier: Barrier,
    results: multiprocessing.Queue[list[float]],
) -> None:
    import django

    django.setup()
    press = presser(port) if port else call_next

    def clerk(one: Clerk) -> list[float]:
        mine = []
        with hall.scope():
            for turn in range(turns):
                seen = hall.at_counter(one)
                barrier.wait()
                began = time.perf_counter()
                press(one, seen, f"{mark} {one.counter} {turn}")
                mine.append((time.perf_counter() - began) * 1000)
        return mine[WARM_UP:]

    with ThreadPoolExecutor(len(crew)) as threads:
        results.put([ms for mine in threads.map(clerk, crew) for ms in mine])


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
