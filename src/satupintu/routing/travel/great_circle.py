"""Straight lines, made longer: for tests, and where there are no road data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from satupintu.routing.points import EARTH_METRES, Point
from satupintu.routing.travel.base import Floats, Seconds, degrees_of


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """A ride is the straight line times `factor`, at `speed_kmh`, plus `extra_s`.

    The factor is how much longer roads are than the straight line (1.3 to 1.4 in
    most cities); the extra seconds are for starting, turning in and parking, and
    fall on every ride that leads anywhere.
    """

    speed_kmh: float = 24.0
    factor: float = 1.35
    extra_s: int = 60
    name: str = "great_circle"
    is_degraded: bool = False

    def matrix(self, points: Sequence[Point], at: datetime | None = None) -> Seconds:
        """See `TravelTimes`. The hour makes no difference here."""
        degrees = degrees_of(points)
        return self._seconds(metres(degrees, degrees))

    def rows(
        self, origin: Point, points: Sequence[Point], at: datetime | None = None
    ) -> tuple[Seconds, Seconds]:
        """See `TravelTimes`. Both directions take the same time here."""
        there = self._seconds(metres(degrees_of([origin]), degrees_of(points)))[0]
        return there, there.copy()

    def path(self, points: Sequence[Point], at: datetime | None = None) -> list[Point]:
        """The points themselves."""
        degrees_of(points)
        return list(points)

    def _seconds(self, straight: Floats) -> Seconds:
        ride = np.ceil(straight * (self.factor * 3.6 / self.speed_kmh)) + self.extra_s
        return np.where(straight < 1, 0, ride).astype(np.int32)


def metres(origins: Floats, goals: Floats) -> Floats:
    """Great-circle lengths from each of n to each of m points: n x m."""
    south, north = np.radians(origins[:, :1]), np.radians(goals[:, 0])
    turn = np.radians(goals[:, 1] - origins[:, 1:])
    rise = np.sin((north - south) / 2) ** 2
    over = rise + np.cos(south) * np.cos(north) * np.sin(turn / 2) ** 2
    lengths: Floats = 2 * EARTH_METRES * np.arcsin(np.sqrt(np.minimum(over, 1.0)))
    return lengths
