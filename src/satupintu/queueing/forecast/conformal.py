"""Quantiles moved to where the truth was: split-conformal, each end by itself.

Pure. A shift is in widths of the raw band (q10 to q90, plus `ROOM` minutes), so that
one shift fits short and long waits alike; there is one for each end, queue and
bucket of lead (how long a wait is foretold). `calibrate` takes the quantile of what
the band missed by; `learn` follows each new truth a little, so that a change is not
answered only at the next nightly calibration.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

ROOM = 2.0
GAMMA = 0.02
# What the band leaves out at each end.
TAIL = 0.1
# Lead buckets: below ten minutes, below thirty, longer.
LEADS = (10.0, 30.0)
# Shifts rest on so many truths at least, and move an end by two widths at most.
ENOUGH, MOST = 50, 2.0


class Shift(NamedTuple):
    """How far the low and the high end move, in widths of the raw band."""

    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A raw forecast and what came true, in minutes."""

    q10: float
    q50: float
    q90: float
    truth: float


def bucket(minutes: float) -> int:
    """The lead bucket of a foretold median."""
    return sum(minutes >= limit for limit in LEADS)


def calibrate(told: Sequence[Told]) -> Shift:
    """The shifts with which the truths would have been in the band; none if too few."""
    if len(told) < ENOUGH:
        return Shift()
    low = sorted((t.q10 - t.truth) / _width(t.q10, t.q90) for t in told)
    high = sorted((t.truth - t.q90) / _width(t.q10, t.q90) for t in told)
    # The finite-sample rank of split-conformal prediction.
    place = min(len(told), math.ceil((1 - TAIL) * (len(told) + 1))) - 1
    return Shift(-_bounded(low[place]), _bounded(high[place]))


def learn(shift: Shift, told: Told, *, gamma: float = GAMMA) -> Shift:
    """The shift after one more truth: q += gamma (miss - 0.1), at each end."""
    low, _, high = shifted(told.q10, told.q50, told.q90, shift)
    return Shift(
        _bounded(shift.low - gamma * ((told.truth < low) - TAIL)),
        _bounded(shift.high + gamma * ((told.truth > high) - TAIL)),
    )


def shifted(
    q10: float, q50: float, q90: float, shift: Shift
) -> tuple[float, float, float]:
    """The calibrated quantiles; in order, and never below zero."""
    width = _width(q10, q90)
    low = max(0.0, min(q50, q10 + shift.low * width))
    return low, q50, max(q50, q90 + shift.high * width)


def _width(q10: float, q90: float) -> float:
    return q90 - q10 + ROOM


def _bounded(shift: float) -> float:
    return max(-MOST, min(MOST, shift))
