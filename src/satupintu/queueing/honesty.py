"""How often what visitors are shown comes true: the share said on their page.

Not the calibrated band of the forecast, but the rounded range that people read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from satupintu.queueing.forecast import shown
from satupintu.queueing.models import Said

DAYS = timedelta(days=14)
NEWEST = 1000
ENOUGH = 100


def share_in_range(*, mall: str, now: datetime) -> float | None:
    """The share of the last visitors who were called within their range.

    None until enough is known to say so.
    """
    rows = (
        Said.objects.filter(mall=mall, at__lt=now, at__gte=now - DAYS)
        .filter(truth__isnull=False)
        .order_by("-at")
        .values_list("q10", "q50", "q90", "truth")[:NEWEST]
    )
    kept = [_holds(q10, q50, q90, truth) for q10, q50, q90, truth in rows]
    return sum(kept) / len(kept) if len(kept) >= ENOUGH else None


def _holds(q10: float, q50: float, q90: float, truth: float | None) -> bool:
    said = shown.say(q10, q50, q90, now=0)
    return truth is not None and said.low <= truth <= said.high
