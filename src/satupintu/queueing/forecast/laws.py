"""How long a service takes, and how often nobody comes: fitted, with shrinkage.

Pure. Minutes of a service (from the call to the end) are lognormal. Before any
was measured the pack's mean holds with a coefficient of variation of 0.8; that
counts as much as `PRIOR` measured services, and fades as real ones come in
(a normal-inverse-chi-squared update of the logarithms).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

PRIOR = 8.0
VARIATION = 0.8
# Of a hundred called, two do not come, until more is known.
ABSENT, ABSENT_PRIOR = 0.02, 50.0
NORMAL = NormalDist()
P95 = NORMAL.inv_cdf(0.95)
# A desk still busy beyond this share of all services is about to be free.
_LATEST = 0.995


@dataclass(frozen=True, slots=True)
class Law:
    """Lognormal minutes of a service; `no_show`: probability that nobody comes.

    `count` services were measured. `absent` minutes pass until a desk gives up.
    """

    median: float
    sigma: float
    count: int = 0
    no_show: float = ABSENT
    absent: float = 2.0

    @property
    def mean(self) -> float:
        return self.median * math.exp(self.sigma**2 / 2)

    @property
    def p95(self) -> float:
        return self.quantile(0.95)

    def quantile(self, share: float) -> float:
        """The minutes that `share` of services do not exceed; 0 < share < 1."""
        return self.median * math.exp(self.sigma * NORMAL.inv_cdf(share))

    def left(self, elapsed: float, share: float) -> float:
        """A quantile of the minutes that a service lasts on, after `elapsed`."""
        if elapsed <= 0:
            return self.quantile(share)
        done = NORMAL.cdf(math.log(elapsed / self.median) / self.sigma)
        done = min(done, _LATEST)
        start = max(elapsed, 1e-9) if done < _LATEST else self.quantile(done)
        return max(0.0, self.quantile(done + share * (1 - done)) - start)


def prior(mean: float) -> Law:
    """What is believed before the first measured service."""
    sigma = math.sqrt(math.log(1 + VARIATION**2))
    return Law(median=mean * math.exp(-(sigma**2) / 2), sigma=sigma)


def fit(
    measured: Sequence[float],
    *,
    mean: float,
    factors: Sequence[float] = (),
    called: int = 0,
    absent: int = 0,
) -> Law:
    """The law after the `measured` minutes; `mean` is the pack's.

    `factors` say how much longer each errand is than the queue's mean; the law is
    that of factor one. Of `called` visitors `absent` did not come. Services in
    which the end was forgotten (see `forgotten`) count as long, not as endless.
    """
    before = prior(mean)
    shares = factors or [1.0] * len(measured)
    pairs = zip(measured, shares, strict=True)
    logs = [math.log(max(0.2, minutes) / factor) for minutes, factor in pairs]
    share = (ABSENT * ABSENT_PRIOR + absent) / (ABSENT_PRIOR + called)
    if not logs:
        return Law(before.median, before.sigma, no_show=share)
    logs = _capped(logs, before)
    n = len(logs)
    average = sum(logs) / n
    spread = sum((x - average) ** 2 for x in logs)
    start = math.log(before.median)
    centre = (PRIOR * start + n * average) / (PRIOR + n)
    off = PRIOR * n / (PRIOR + n) * (average - start) ** 2
    variance = (PRIOR * before.sigma**2 + spread + off) / (PRIOR + n)
    return Law(math.exp(centre), math.sqrt(variance), n, no_show=share)


def forgotten(minutes: float, law: Law) -> bool:
    """Whether so long a service means that 'finish' was forgotten."""
    return minutes > 2 * law.p95


def _capped(logs: list[float], before: Law) -> list[float]:
    """Cut what is beyond twice the 95th percentile of the bulk of the services."""
    ordered = sorted(logs)
    if len(ordered) < 20:
        most = math.log(2 * before.p95)
        return [min(x, most) for x in logs] if ordered[-1] > most * 1.5 else logs
    # From the quartiles, which a few forgotten ends do not move.
    low, middle, high = (ordered[len(ordered) * q // 4] for q in (1, 2, 3))
    sigma = max(0.1, (high - low) / 1.349)
    most = middle + P95 * sigma + math.log(2)
    return [min(x, most) for x in logs]
