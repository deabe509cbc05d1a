"""Roads in this process: a customizable contraction hierarchy (RoutingKit).

The order of nodes is found once, when roads are built. An hour's traffic, a flood or
a closure is only another set of weights on it, which takes milliseconds to a second.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import structlog
from pyroutingkit import INF_WEIGHT, CCHMetric, CCHTopology

from satupintu.routing.points import Point
from satupintu.routing.travel.base import UNREACHABLE, Floats, Seconds, degrees_of
from satupintu.routing.travel.great_circle import metres
from satupintu.routing.travel.roads.closures import Closure, factors
from satupintu.routing.travel.roads.network import Network
from satupintu.routing.travel.roads.profile import Profile
from satupintu.routing.travel.roads.snapping import Grid

log = structlog.get_logger(__name__)

TENTHS = 10  # weights are tenths of a second
DETOUR = 1.3  # between a road and a door, and between doors at one node
MOST_METRICS = 6
MOST_DOORS = 20_000
BESIDE = 60  # metres: doors this near to each other need no road


@dataclass(frozen=True, slots=True)
class _Snapped:
    """Nodes of the points, the ride from the door to them, and which have none."""

    nodes: npt.NDArray[np.uint32]
    seconds: Floats
    is_lost: npt.NDArray[np.bool_]


class Roads:
    """A network with its topology and the weights in use: shared by all who ask."""

    def __init__(self, network: Network, topology: CCHTopology, profile: Profile):
        self.network, self.topology, self.profile = network, topology, profile
        self.lock = Lock()
        # The same doors are asked for over and over.
        self.nearest = lru_cache(maxsize=MOST_DOORS)(Grid(network).nearest)
        self._metrics: OrderedDict[tuple[float, frozenset[Closure]], CCHMetric]
        self._metrics = OrderedDict()

    @classmethod
    def load(cls, folder: Path, profile: Profile) -> Roads:
        """What `roads.building.build` left in the folder. Raises `Misconfigured`."""
        network = Network.load(folder)
        topology = CCHTopology()
        topology.load(str(folder / "topology"))
        return cls(network, topology, profile)

    def metric(self, factor: float, closures: frozenset[Closure]) -> CCHMetric:
        """The weights of an hour; kept for a while. Call it under the lock."""
        key = (factor, closures)
        if key not in self._metrics:
            metric = CCHMetric(self.topology)
            metric.customize(self._weights(factor, closures))
            self._metrics[key] = metric
            while len(self._metrics) > MOST_METRICS:
                self._metrics.popitem(last=False)
        self._metrics.move_to_end(key)
        return self._metrics[key]

    def _weights(
        self, factor: float, closures: frozenset[Closure]
    ) -> npt.NDArray[np.uint32]:
        small = 1 + (factor - 1) * self.profile.lanes
        traffic = np.where(self.network.is_main, factor, small)
        tenths: Floats = self.network.seconds.astype(np.float64) * traffic * TENTHS
        if closures:
            tenths = tenths * factors(self.network, closures)
        whole: npt.NDArray[np.uint32] = np.clip(np.round(tenths), 1, INF_WEIGHT).astype(
            np.uint32
        )
        return whole


@dataclass(frozen=True, slots=True)
class Cch:
    """Riding times over the roads of an extract, by the hour.

    A point is ridden to from its nearest node, straight and slowly; one that is
    farther than 3 km from any road cannot be reached.
    """

    roads: Roads
    closures: frozenset[Closure] = frozenset()
    name: str = "cch"
    is_degraded: bool = False

    def with_closures(self, closures: Collection[Closure]) -> Cch:
        """The same roads, with some closed or slow."""
        return Cch(self.roads, frozenset(closures))

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
        """See `TravelTimes`. Where no road leads, the line is straight."""
        snapped = self._snap(points)
        line: list[Point] = []
        for n, point in enumerate(points):
            line.append(point)
            if n + 1 < len(points) and not snapped.is_lost[n : n + 2].any():
                line += self._ridden(
                    int(snapped.nodes[n]), int(snapped.nodes[n + 1]), at
                )
        return line

    def _times(
        self, origins: Sequence[Point], goals: Sequence[Point], at: datetime | None
    ) -> Seconds:
        if not (origins and goals):
            return np.zeros((len(origins), len(goals)), dtype=np.int32)
        straight = metres(degrees_of(origins), degrees_of(goals))
        start, end = self._snap(origins), self._snap(goals)
        with self.roads.lock:
            metric = self._metric(at)
            tenths = metric.distances_many_to_many(start.nodes, end.nodes)
        profile = self.roads.profile
        ride = tenths / TENTHS + start.seconds[:, None] + end.seconds[None, :]
        beside = straight * DETOUR * 3.6 / profile.to_door_kmh
        is_beside = (start.nodes[:, None] == end.nodes[None, :]) | (straight < BESIDE)
        ride = np.where(is_beside, np.minimum(beside, ride), ride)
        lost = start.is_lost[:, None] | end.is_lost[None, :]
        lost |= (tenths >= INF_WEIGHT) & ~is_beside
        ride = np.where(straight < 1, 0, np.ceil(ride) + profile.stop_s)
        ride = np.where(lost & (straight >= 1), UNREACHABLE, ride)
        return np.minimum(ride, UNREACHABLE).astype(np.int32)

    def _metric(self, at: datetime | None) -> CCHMetric:
        return self.roads.metric(self.roads.profile.factor(at), self.closures)

    def _snap(self, points: Sequence[Point]) -> _Snapped:
        degrees_of(points)
        found = [self.roads.nearest(point) for point in points]
        lost = np.array([near is None for near in found], dtype=bool)
        if lost.any():
            # Ids and numbers only: a place is somebody's home.
            log.warning("travel.off_the_roads", points=int(lost.sum()))
        pace = DETOUR * 3.6 / self.roads.profile.to_door_kmh
        return _Snapped(
            np.array([near[0] if near else 0 for near in found], dtype=np.uint32),
            np.array([near[1] * pace if near else 0.0 for near in found]),
            lost,
        )

    def _ridden(self, start: int, end: int, at: datetime | None) -> list[Point]:
        with self.roads.lock:
            seconds, nodes, _arcs = self._metric(at).query(start, end)
        if seconds >= INF_WEIGHT:
            return []
        network = self.roads.network
        return [Point(float(network.lat[n]), float(network.lon[n])) for n in nodes]
