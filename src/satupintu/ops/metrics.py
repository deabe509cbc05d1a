"""Measures for Prometheus, right with several server processes.

Counters and histograms are kept in files that the processes share when
PROMETHEUS_MULTIPROC_DIR is set (`satupintu run` and `satupintu web` set it). The
state of queue and cases is asked from the database when somebody looks.
"""

import os
import threading
import time
from collections.abc import Iterable, Iterator

from django.db import connection
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_STATE_SECONDS = 15.0

REQUEST_SECONDS = Histogram(
    "satupintu_request_seconds",
    "Time to answer a request, by route name",
    ("method", "route"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
RESPONSES = Counter(
    "satupintu_responses", "Answers, by route name and status", ("route", "status")
)

_JOBS = """
    SELECT status::text, count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
"""
_LAG = """
    SELECT coalesce(extract(epoch FROM now() - min(event.at)), 0)
    FROM procrastinate_jobs AS job
    JOIN procrastinate_events AS event
      ON event.job_id = job.id AND event.type = 'deferred'
    WHERE job.status = 'todo' AND job.queue_name = 'events'
      AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""
_CASES = """
    SELECT count(*), count(*) FILTER (WHERE due_at < now())
    FROM cases_case WHERE closed_at IS NULL
"""


def observe_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. A made-up method cannot make a new series."""
    method = method if method in _METHODS else "other"
    REQUEST_SECONDS.labels(method, route).observe(seconds)
    RESPONSES.labels(route, str(status)).inc()


def exposition() -> bytes:
    """All measures in the text format of Prometheus."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        own = CollectorRegistry()
        own.register(_state)
        return generate_latest(REGISTRY) + generate_latest(own)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_state)
    return generate_latest(registry)


class _State(Collector):
    """What the database knows, asked at most every 15 seconds per process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = 0.0
        self._known: list[Metric] = []

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            if not self._known or time.monotonic() - self._at > _STATE_SECONDS:
                self._known = list(_read_state())
                self._at = time.monotonic()
        yield from self._known


def _read_state() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(_JOBS)
        counts = dict(cursor.fetchall())
        cursor.execute(_LAG)
        lag = float(cursor.fetchone()[0])
        cursor.execute(_CASES)
        open_cases, overdue = cursor.fetchone()
    jobs = GaugeMetricFamily("satupintu_jobs", "Background jobs", labels=["status"])
    for status in ("todo", "doing", "failed"):
        jobs.add_metric([status], counts.get(status, 0))
    yield jobs
    yield GaugeMetricFamily(
        "satupintu_outbox_lag_seconds", "Age of the oldest event not delivered", lag
    )
    yield GaugeMetricFamily("satupintu_cases_open", "Cases not decided", open_cases)
    yield GaugeMetricFamily(
        "satupintu_cases_overdue", "Open cases past their promise", overdue
    )


_state = _State()
