"""How many officers have time left in a window: a measure of how sure it is.

Whether the window can be promised is the engine's to say; this is quick and rough.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import numpy as np

from satupintu.courier.days import DayEngine
from satupintu.courier.models import HomeVisit, StopKind
from satupintu.courier.problem import needs_of
from satupintu.routing.values import Window, Worker


def free_officers(found: DayEngine, row: HomeVisit, window: Window) -> int:
    """How many officers could do this visit, and are idle for long enough."""
    needs = needs_of(row)
    seconds = row.minutes * 60 + _usual_ride(found)
    return sum(
        needs <= worker.skills and _free(found, worker, window) >= seconds
        for worker in found.layout.problem.workers
    )


def _usual_ride(found: DayEngine) -> int:
    if "ride" not in found.memo:
        found.memo["ride"] = int(np.median(found.layout.problem.ride))
    return found.memo["ride"]


def longest_idle(found: DayEngine, worker: Worker, window: Window) -> int:
    """Seconds for which the officer is idle at a stretch, beginning in the window."""
    return max(
        (last - first for first, last in _gaps(found, worker, window)), default=0
    )


def _free(found: DayEngine, worker: Worker, window: Window) -> int:
    key = (worker.id, window)
    if key not in found.memo:
        pieces = _gaps(found, worker, window)
        idle = (min(last, window.end) - first for first, last in pieces)
        found.memo[key] = sum(idle)
    return found.memo[key]


def _gaps(
    found: DayEngine, worker: Worker, window: Window
) -> Iterator[tuple[int, int]]:
    """From when until when the officer neither rides nor works, from the window's
    beginning on; only what begins before its end."""
    here = found.layout.where[uuid.UUID(worker.id)].place
    second, free_from = found.rows.second, worker.start
    for stop in found.layout.ahead.get(uuid.UUID(worker.id), []):
        begin, leave = second(stop.begins_at), second(stop.leaves_at)
        there = here if stop.kind == StopKind.REST else stop.visit_id
        # Between two stops one rides, and has the rest of the time.
        yield from _within(free_from, begin - found.ride(here, there, worker), window)
        free_from, here = leave, there
    yield from _within(free_from, worker.end, window)


def _within(first: int, last: int, window: Window) -> Iterator[tuple[int, int]]:
    first = max(first, window.start)
    if first < min(last, window.end):
        yield first, last
