"""Forecasts against the truth: of each queue, each agency, and the whole mall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from satupintu.catalogue import service as catalogue
from satupintu.queueing.forecast import shown
from satupintu.queueing.models import Said

LATE = 5.0
# The simulation is to beat the formula by so much, and the band to hold so many.
BETTER, HOLDS = 0.3, (0.75, 0.85)
# Of so many it is counted how often ranges came true; more would cost and not tell.
NEWEST = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, what the formula would have said, and the truth. Minutes."""

    q10: float
    q50: float
    q90: float
    simple: float
    truth: float


@dataclass(frozen=True, slots=True)
class Score:
    """How good the forecasts of a group were; errors in minutes, others shares.

    `error` and `simple_error` are mean absolute errors, of the median and of people
    ahead times mean by counters. `pinball` is the loss of the three quantiles.
    `coverage`: truths within the 80 % band. `late`: called more than five minutes
    later than the median said; `after`: than the end of the band.
    """

    count: int
    error: float
    simple_error: float
    pinball: tuple[float, float, float]
    coverage: float
    late: float
    after: float

    @property
    def better(self) -> float:
        """By which share the error is below the formula's."""
        return 1 - self.error / self.simple_error if self.simple_error else 0.0

    @property
    def is_good(self) -> bool:
        return self.better >= BETTER and HOLDS[0] <= self.coverage <= HOLDS[1]


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """The scores of a span; groups without a known truth are left out."""

    all: Score | None
    agencies: dict[str, Score]
    queues: dict[str, Score]


def scoreboard(
    *, mall: str, start: datetime, end: datetime, lead: str = "joined"
) -> Scoreboard:
    """The scores of what was said from `start` to `end` (half-open).

    `lead` as in `Said`. Raises `catalogue.NoSuchMall`.
    """
    agencies = {q.code: q.agency for q in catalogue.mall(mall).queues}
    rows = Said.objects.filter(
        mall=mall, lead=lead, at__gte=start, at__lt=end, truth__isnull=False
    ).order_by("at", "id")
    groups: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        groups[row.queue].append(
            Told(row.q10, row.q50, row.q90, row.simple, row.truth or 0.0)
        )
    by_agency: dict[str, list[Told]] = defaultdict(list)
    for queue, told in groups.items():
        if queue in agencies:
            by_agency[agencies[queue]] += told
    everything = [one for told in groups.values() for one in told]
    return Scoreboard(
        score(everything) if everything else None,
        {agency: score(told) for agency, told in sorted(by_agency.items())},
        {queue: score(told) for queue, told in sorted(groups.items())},
    )


def share_kept(
    *, mall: str, start: datetime, end: datetime, least: int = 1
) -> float | None:
    """The share of visitors who were called within the range that they read.

    Not the calibrated band, but its rounded words: what people were told. Of the
    newest forecasts from `start` to `end`; None if fewer than `least` were tested.
    """
    rows = (
        Said.objects.filter(mall=mall, at__gte=start, at__lt=end)
        .filter(truth__isnull=False)
        .order_by("-at")
        .values_list("q10", "q50", "q90", "truth")[:NEWEST]
    )
    kept = [_came_true(q10, q50, q90, truth or 0.0) for q10, q50, q90, truth in rows]
    return sum(kept) / len(kept) if len(kept) >= least else None


def _came_true(q10: float, q50: float, q90: float, truth: float) -> bool:
    told = shown.say(q10, q50, q90, now=0)
    return told.low <= truth <= told.high


def score(told: Sequence[Told]) -> Score:
    """The figures of at least one forecast with its truth."""
    count = len(told)
    return Score(
        count=count,
        error=sum(abs(t.truth - t.q50) for t in told) / count,
        simple_error=sum(abs(t.truth - t.simple) for t in told) / count,
        pinball=(
            sum(pinball(t.truth, t.q10, 0.1) for t in told) / count,
            sum(pinball(t.truth, t.q50, 0.5) for t in told) / count,
            sum(pinball(t.truth, t.q90, 0.9) for t in told) / count,
        ),
        coverage=sum(t.q10 <= t.truth <= t.q90 for t in told) / count,
        late=sum(t.truth > t.q50 + LATE for t in told) / count,
        after=sum(t.truth > t.q90 + LATE for t in told) / count,
    )


def pinball(truth: float, quantile: float, share: float) -> float:
    """The loss of a quantile: being late and being early weigh by its share."""
    off = truth - quantile
    return max(share * off, (share - 1) * off)
