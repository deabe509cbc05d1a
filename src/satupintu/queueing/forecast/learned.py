"""What a hall has learned from its own history: laws of service and calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.queueing import models
from satupintu.queueing.forecast.conformal import (
    ENOUGH,
    LEADS,
    Shift,
    Told,
    bucket,
    calibrate,
)
from satupintu.queueing.forecast.laws import Law, fit, prior
from satupintu.queueing.models import AT_COUNTER, Period, Said, State

# History that counts: services change slowly, the calibration less so.
SERVICES, FORECASTS = timedelta(days=60), timedelta(days=30)
Shifts = dict[int, Shift]


@dataclass(slots=True)
class _Found:
    """What a queue's history says."""

    minutes: list[float] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    called: int = 0
    absent: int = 0


def laws_of(mall: Mall) -> tuple[dict[str, Law], dict[str, Shifts]]:
    """By queue: its law (the pack's belief until one is fitted) and its shifts."""
    rows = {row.queue: row for row in models.Law.objects.filter(mall=mall.code)}
    laws, shifts = {}, {}
    for queue in mall.queues:
        row = rows.get(queue.code)
        shifts[queue.code] = read_shifts(row.shifts) if row else {}
        laws[queue.code] = (
            Law(row.median, row.sigma, row.count, row.no_show)
            if row
            else prior(queue.minutes)
        )
    return laws, shifts


def factor(queue: Queue, errand: str) -> float:
    """How much longer than its queue's mean an errand is, by the pack."""
    for known in queue.errands:
        if known.code == errand:
            return (known.minutes or queue.minutes) / queue.minutes
    return 1.0


def refit(*, mall: Mall, now: datetime) -> int:
    """Fit every queue of a mall from its history; returns how many services."""
    history = _history(mall, now)
    told = _told(mall, now)
    old = {row.queue: row for row in models.Law.objects.filter(mall=mall.code)}
    for queue in mall.queues:
        found = history[queue.code]
        law = fit(
            found.minutes,
            mean=queue.minutes,
            factors=found.factors,
            called=found.called,
            absent=found.absent,
        )
        before = old.get(queue.code)
        shifts = read_shifts(before.shifts) if before else {}
        for lead, group in told[queue.code].items():
            if len(group) >= ENOUGH:
                shifts[lead] = calibrate(group)
        models.Law.objects.update_or_create(
            mall=mall.code,
            queue=queue.code,
            defaults={
                "median": law.median,
                "sigma": law.sigma,
                "count": law.count,
                "no_show": law.no_show,
                "shifts": written_shifts(shifts),
                "fitted_at": now,
            },
        )
    return sum(len(found.minutes) for found in history.values())


def read_shifts(stored: Mapping[str, list[float]]) -> Shifts:
    """Shifts by lead bucket, from the row's JSON."""
    return {int(lead): Shift(*shift) for lead, shift in stored.items()}


def written_shifts(shifts: Shifts) -> dict[str, list[float]]:
    return {str(lead): list(shift) for lead, shift in sorted(shifts.items())}


def _history(mall: Mall, now: datetime) -> dict[str, _Found]:
    rows = (
        Period.objects.filter(mall=mall.code, at__gte=now - SERVICES, at__lt=now)
        .order_by("stop_id", "id")
        .values_list("stop_id", "queue", "state", "at", "stop__errand")
    )
    found: dict[str, _Found] = defaultdict(_Found)
    queues = {queue.code: queue for queue in mall.queues}
    for _stop, periods in groupby(rows.iterator(), key=lambda row: row[0]):
        for queue, errand, minutes, after in _turns(row[1:] for row in periods):
            if queue in queues:
                _note(found[queue], factor(queues[queue], errand), minutes, after)
    return found


def _note(found: _Found, share: float, minutes: float, after: str) -> None:
    found.called += 1
    if after == State.NO_SHOW:
        found.absent += 1
    elif after != State.WAITING:
        # A call that was taken back says nothing of how long services last.
        found.minutes.append(minutes)
        found.factors.append(share)


def _turns(
    periods: Iterable[tuple[str, str, datetime, str]],
) -> Iterable[tuple[str, str, float, str]]:
    """Each turn of a stop at a counter: queue, errand, minutes, the state after."""
    since: tuple[str, str, datetime] | None = None
    for queue, state, at, errand in periods:
        if state in AT_COUNTER:
            since = since or (queue, errand, at)
        elif since is not None:
            first, what, start = since
            yield first, what, (at - start).total_seconds() / 60, state
            since = None


def _told(mall: Mall, now: datetime) -> dict[str, dict[int, list[Told]]]:
    rows = Said.objects.filter(
        mall=mall.code, at__gte=now - FORECASTS, truth__isnull=False
    ).values_list("queue", "raw10", "q50", "raw90", "truth")
    found: dict[str, dict[int, list[Told]]] = defaultdict(
        lambda: {lead: [] for lead in range(len(LEADS) + 1)}
    )
    for queue, low, middle, high, truth in rows:
        told = Told(low, middle, high, truth or 0.0)
        found[queue][bucket(middle)].append(told)
    return found
