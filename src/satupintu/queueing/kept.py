"""How well the forecasts of a day did, for whoever runs the hall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from satupintu.catalogue import service as catalogue
from satupintu.queueing.models import Said

LATE = 5.0  # minutes after the range that was said


def forecasts_kept(*, mall: str, day: date) -> tuple[float, int] | None:
    """(share of the day's ranges, 8 in 10, that came true; how many) or None."""
    start, end = catalogue.day_bounds(day)
    rows = Said.objects.filter(
        mall=mall, at__gte=start, at__lt=end, truth__isnull=False
    )
    found = rows.aggregate(
        count=Count("id"),
        kept=Count("id", filter=Q(truth__gte=F("q10"), truth__lte=F("q90"))),
    )
    return (found["kept"] / found["count"], found["count"]) if found["count"] else None


@dataclass(frozen=True, slots=True)
class Score:
    """Forecasts of a day against the truth; minutes. `lead`: joined, or later.

    `error` is the mean of how far the middle was off, `simple` that of position
    times mean over counters; `late`: the share called more than five minutes later
    than the range said.
    """

    lead: str
    count: int
    error: float
    simple: float
    kept: float
    late: float


def scores(*, mall: str, day: date) -> list[Score]:
    """How well the day's forecasts did; nothing for leads without a known truth."""
    start, end = catalogue.day_bounds(day)
    rows = Said.objects.filter(
        mall=mall, at__gte=start, at__lt=end, truth__isnull=False
    ).values_list("lead", "q10", "q50", "q90", "simple", "truth")
    by_lead: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for lead, *numbers in rows.order_by("lead", "id"):
        by_lead[lead].append(tuple(float(n or 0) for n in numbers))
    return [_score(lead, found) for lead, found in sorted(by_lead.items())]


def _score(lead: str, found: Sequence[tuple[float, ...]]) -> Score:
    count = len(found)
    return Score(
        lead=lead,
        count=count,
        error=sum(abs(truth - q50) for _q10, q50, _q90, _s, truth in found) / count,
        simple=sum(abs(truth - s) for _q10, _q50, _q90, s, truth in found) / count,
        kept=sum(q10 <= truth <= q90 for q10, _q50, q90, _s, truth in found) / count,
        late=sum(truth > q90 + LATE for _q10, _q50, q90, _s, truth in found) / count,
    )
