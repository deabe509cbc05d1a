"""How fast the hall works just now, from the last services. Pure.

Each finished service says how long it took and how long its law expected. The
logarithms of these ratios are averaged with weights that halve every fourteen
services (so that about twenty count), and shrunk to "as usual": before any was
seen today, a day is believed to differ from its laws by `DAYS` (standard deviation
of the logarithm). What remains in doubt goes into the simulation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.forecast.state import Pace

DAYS = 0.1
KEEP = 0.95


def pace(served: Iterable[tuple[float, Law]], *, days: float = DAYS) -> Pace:
    """The pace after services of so many minutes each, newest first.

    A service counts with its law's own spread, and not beyond 2.5 of its standard
    deviations: one forgotten 'finish' must not slow the whole hall.
    """
    precision, total, weight = 1 / days**2, 0.0, 1.0
    for minutes, law in served:
        off = math.log(max(minutes, 0.05) / law.median)
        off = max(-2.5 * law.sigma, min(2.5 * law.sigma, off))
        precision += weight / law.sigma**2
        total += weight * off / law.sigma**2
        weight *= KEEP
        if weight < 0.01:
            break
    return Pace(math.exp(total / precision), math.sqrt(1 / precision))
