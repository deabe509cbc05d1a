"""Formulas of queues with many counters: a start for what is then simulated.

Pure. `load` is arrivals per minute times mean minutes of service (in Erlang).
"""

from __future__ import annotations

import math


def wait_probability(load: float, counters: int) -> float:
    """Erlang C: the share of visitors who have to wait at all; 1 if overloaded."""
    if load <= 0:
        return 0.0
    if counters <= load:
        return 1.0
    blocked = 1.0
    for k in range(1, counters + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1 - load / counters * (1 - blocked))


def late_probability(load: float, counters: int, mean: float, minutes: float) -> float:
    """Erlang C: the share of visitors who wait longer than `minutes`."""
    if counters <= load:
        return 1.0
    spare = (counters - load) / mean
    return wait_probability(load, counters) * math.exp(-spare * minutes)


def counters_for(
    load: float, mean: float, minutes: float, share: float, most: int = 1000
) -> int:
    """The fewest counters with which `share` wait at most `minutes` (Erlang C)."""
    counters = max(1, math.ceil(load))
    while counters < most:
        if late_probability(load, counters, mean, minutes) <= 1 - share:
            break
        counters += 1
    return min(counters, most)
