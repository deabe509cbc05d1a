"""What the adapters for servers share: tables in pieces, errors, times of the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from satupintu.routing.asking import NoAnswer
from satupintu.routing.points import Point
from satupintu.routing.travel.base import UNREACHABLE, NoRoadTimes, Seconds, degrees_of
from satupintu.routing.travel.roads.profile import Profile

Block = Sequence[Point]


@dataclass(frozen=True)
class Served:
    """Riding times from a server at `address`.

    Servers know the roads, not our rush hours: their times are multiplied by the
    factor of the hour, and `stop_s` is added, both of the profile. Tables are asked
    for in blocks of `block` by `block`, which servers limit.
    """

    address: str
    timeout: float = 10.0
    block: int = 50
    profile: Profile = field(default_factory=Profile)
    is_degraded: bool = False

    name = "served"

    def matrix(self, points: Sequence[Point], at: datetime | None = None) -> Seconds:
        """See `TravelTimes`."""
        return self._times(points, points, at)

    def rows(
        self, origin: Point, points: Sequence[Point], at: datetime | None = None
    ) -> tuple[Seconds, Seconds]:
        """See `TravelTimes`."""
        to, back = self._times([origin], points, at), self._times(points, [origin], at)
        return to[0], back[:, 0]

    def path(self, points: Sequence[Point], at: datetime | None = None) -> list[Point]:
        """See `TravelTimes`."""
        degrees_of(points)
        if len(points) < 2:
            return list(points)
        try:
            return [points[0], *self._line(points), points[-1]]
        except NoAnswer as error:
            raise self._silent(error) from None
        except (KeyError, TypeError, ValueError, IndexError):
            raise self._silent(NoAnswer("its answer has another form")) from None

    def _times(
        self, origins: Sequence[Point], goals: Sequence[Point], at: datetime | None
    ) -> Seconds:
        degrees_of([*origins, *goals])
        times = np.zeros((len(origins), len(goals)))
        try:
            for row, start in _blocks(origins, self.block):
                for column, end in _blocks(goals, self.block):
                    part = np.array(self._table(start, end), dtype=np.float64)
                    if part.shape != (len(start), len(end)):
                        raise ValueError
                    times[row : row + len(start), column : column + len(end)] = part
        except NoAnswer as error:
            raise self._silent(error) from None
        except (KeyError, TypeError, ValueError, IndexError):
            raise self._silent(NoAnswer("its answer has another form")) from None
        return self._ridden(times, origins, goals, at)

    def _ridden(
        self, times: Any, origins: Block, goals: Block, at: datetime | None
    ) -> Seconds:
        """The server's seconds as ours: of the hour, whole, NaN for no way."""
        ride = np.ceil(times * self.profile.factor(at)) + self.profile.stop_s
        ride = np.where(np.isfinite(ride), np.minimum(ride, UNREACHABLE), UNREACHABLE)
        same = degrees_of(origins)[:, None, :] == degrees_of(goals)[None, :, :]
        seconds: Seconds = np.where(same.all(axis=2), 0, ride).astype(np.int32)
        return seconds

    def _table(self, origins: Block, goals: Block) -> Any:
        """Rows of seconds; None where no road leads. Raises `NoAnswer`."""
        raise NotImplementedError

    def _line(self, points: Block) -> list[Point]:
        """The line over all points. Raises `NoAnswer`."""
        raise NotImplementedError

    def _silent(self, error: NoAnswer) -> NoRoadTimes:
        return NoRoadTimes(
            _(
                "Riding times cannot be had now: the road server %(name)s does not"
                " answer as it should (%(why)s). Try again in a minute; if it stays,"
                " tell the operator."
            ),
            name=self.name,
            why=str(error),
        )


def _blocks(points: Block, size: int) -> Iterator[tuple[int, Block]]:
    for first in range(0, len(points), size):
        yield first, points[first : first + size]
