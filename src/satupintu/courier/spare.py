"""How many officers have time left in a window: a measure of how sure it is.

Whether the window can be promised is the engine's to say; this is quick and rough.
"""

from __future__ import annotations

import uuid

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


def _free(found: DayEngine, worker: Worker, window: Window) -> int:
    key = (worker.id, window)
    if key not in found.memo:
        found.memo[key] = _idle(found, worker, window)
    return found.memo[key]


def _idle(found: DayEngine, worker: Worker, window: Window) -> int:
    """Seconds of the window in which the officer neither rides nor works."""
    start, end = max(window.start, worker.start), min(window.end, worker.end)
    idle, free_from = 0, worker.start
    here = found.layout.where[uuid.UUID(worker.id)].place
    second = found.rows.second
    for stop in found.layout.ahead.get(uuid.UUID(worker.id), []):
        begin, leave = second(stop.begins_at), second(stop.leaves_at)
        there = here if stop.kind == StopKind.REST else stop.visit_id
        # Between two stops one rides, and has the rest of the time.
        has_until = begin - found.ride(here, there, worker)
        idle += max(0, min(has_until, end) - max(free_from, start))
        free_from, here = leave, there
    return idle + max(0, end - max(free_from, start))
