"""How long a service at a counter usually takes: eight of ten."""

from __future__ import annotations

from satupintu.catalogue.schema_mall import Queue
from satupintu.queueing.forecast import laws
from satupintu.queueing.models import Law

LOW, HIGH = 0.1, 0.9


def usual_minutes(*, mall: str, queue: Queue, errand: str = "") -> tuple[int, int]:
    """Minutes that eight of ten services last, by the fitted law of the queue.

    Until one is fitted, what is believed of the pack's minutes; an errand with
    minutes of its own is as much longer or shorter.
    """
    row = Law.objects.filter(mall=mall, queue=queue.code).first()
    law = laws.Law(row.median, row.sigma) if row else laws.prior(queue.minutes)
    own = next((e.minutes for e in queue.errands if e.code == errand), None)
    factor = (own or queue.minutes) / queue.minutes
    low, high = (law.quantile(share) * factor for share in (LOW, HIGH))
    return max(1, round(low)), max(2, round(high))
