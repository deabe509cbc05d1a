"""What came true of what was said, and what the calibration learns from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery

from satupintu.queueing import models
from satupintu.queueing.forecast.conformal import Shift, Told, bucket, learn
from satupintu.queueing.forecast.learned import read_shifts, written_shifts
from satupintu.queueing.models import Call, Said

_OPEN = timedelta(hours=12)


def fill_truths(*, mall: str, now: datetime) -> int:
    """Note the true wait of those who were called; returns how many.

    Nothing is noted for one who moved the turn themselves: who let others go
    first, was sent on to another queue, or was not in the building when said.
    """
    first_call = (
        Call.objects.filter(stop=OuterRef("stop"), kind="call", at__gte=OuterRef("at"))
        .order_by("at")
        .values("at")[:1]
    )
    told = list(
        Said.objects.filter(mall=mall, truth=None, at__gte=now - _OPEN, at__lte=now)
        .filter(stop__pushed=0, stop__queue=F("queue"))
        .filter(Q(stop__visit__arrived_at__lte=F("at")))
        .annotate(called_at=Subquery(first_call, output_field=DateTimeField()))
        .filter(called_at__isnull=False)
        .order_by("called_at", "id")
    )
    for said in told:
        said.truth = (said.called_at - said.at).total_seconds() / 60
    Said.objects.bulk_update(told, ["truth"])
    _learn(mall, told)
    return len(told)


def _learn(mall: str, told: Sequence[Said]) -> None:
    queues = {said.queue for said in told}
    if not queues:
        return
    laws = list(
        models.Law.objects.select_for_update()
        .filter(mall=mall, queue__in=queues)
        .order_by("queue")
    )
    for law in laws:
        shifts = read_shifts(law.shifts)
        for said in told:
            if said.queue != law.queue or said.truth is None:
                continue
            lead = bucket(said.q50)
            one = Told(said.raw10, said.q50, said.raw90, said.truth)
            shifts[lead] = learn(shifts.get(lead, Shift()), one)
        law.shifts = written_shifts(shifts)
    models.Law.objects.bulk_update(laws, ["shifts"])
