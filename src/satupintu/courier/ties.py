"""What links of visits mean for a plan: who does the second visit, and after what."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import replace

from satupintu.courier.dayrows import DayRows, rides
from satupintu.courier.models import HomeVisit, State
from satupintu.routing.values import Task

# Why a link does not hold (any more).
GONE, FAILED, ORDER, AWAY, LATE = "gone", "failed", "order", "away", "late"


def tie(
    rows: DayRows,
    tasks: MutableMapping[uuid.UUID, Task],
    behind: Mapping[uuid.UUID, uuid.UUID],
    *,
    under_way: Collection[uuid.UUID],
    alone: Collection[uuid.UUID],
) -> dict[uuid.UUID, str]:
    """Bind the tasks of linked visits; returns, by second visit, why a link does not
    hold.

    `behind`: by visit, the shift that is assumed to have done it. `alone` are visits
    whose promise is only kept without their link.
    """
    loose = {}
    for first, second in rows.links():
        if second.pk not in tasks:
            continue
        if first is None or first.state == State.FAILED:
            loose[second.pk] = FAILED if first else GONE
        elif {first.pk, second.pk} & set(alone):
            loose[second.pk] = LATE
        elif first.pk not in tasks:
            shift = behind.get(first.pk) or first.shift_id
            if shift in {each.pk for each in rows.shifts if rides(each)}:
                task = tasks[second.pk]
                tasks[second.pk] = replace(task, worker=task.worker or str(shift))
            else:
                loose[second.pk] = AWAY
        elif second.pk in under_way:
            loose[second.pk] = ORDER
        else:
            _bind(rows, tasks, first, second)
    return loose


def _bind(
    rows: DayRows,
    tasks: MutableMapping[uuid.UUID, Task],
    first: HomeVisit,
    second: HomeVisit,
) -> None:
    """Both are ahead. What is in the bag already needs not be collected."""
    task = tasks[second.pk]
    if not second.carries or second.pk in rows.in_bags:
        tasks[second.pk] = replace(task, after=str(first.pk))
        return
    folders = max(1, first.collects)
    tasks[first.pk] = replace(tasks[first.pk], collect=0)
    tasks[second.pk] = replace(task, mate=str(first.pk), deliver=folders, ready=0)
