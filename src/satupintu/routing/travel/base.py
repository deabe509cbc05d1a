"""The port: what the planner and the maps ask of whoever knows the roads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Invalid, Refused
from satupintu.routing.points import Point, is_on_earth

Seconds: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Nobody rides there: a day, which fits into no shift, yet sums of it fit into int32.
UNREACHABLE = 86_400


class NoRoadTimes(Refused):
    """Whoever knows the roads does not answer; nothing was changed."""

    code = "no_road_times"
    status = 503


class NotOnEarth(Invalid):
    """A point's numbers are no degrees."""

    code = "not_on_earth"


class TravelTimes(Protocol):
    """Riding times between points, in whole seconds.

    `at` is the local time of the place: its hour and weekday choose the traffic.
    Without it times are those of a usual hour. Times never depend on the order of
    `points`, the diagonal is 0, and what cannot be reached is `UNREACHABLE`.
    All methods raise `NoRoadTimes` when no answer can be had, `NotOnEarth` when a
    point is none.
    """

    @property
    def name(self) -> str:
        """The adapter, as the setting names it."""

    @property
    def is_degraded(self) -> bool:
        """Whether a stand-in answers because the chosen one does not."""

    def matrix(self, points: Sequence[Point], at: datetime | None = None) -> Seconds:
        """From each (row) to each (column): int32, n x n."""

    def rows(
        self, origin: Point, points: Sequence[Point], at: datetime | None = None
    ) -> tuple[Seconds, Seconds]:
        """From the origin to each point, and from each back: two int32 of n."""

    def path(self, points: Sequence[Point], at: datetime | None = None) -> list[Point]:
        """The line to draw from the first over all to the last."""


def degrees_of(points: Sequence[Point]) -> Floats:
    """n x 2, latitude and longitude. Raises `NotOnEarth`."""
    if not all(is_on_earth(point) for point in points):
        raise NotOnEarth(_("This place has no valid coordinates. Choose it again."))
    return np.array(points, dtype=np.float64).reshape(-1, 2)
