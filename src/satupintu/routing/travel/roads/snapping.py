"""The nearest node to a place, by a grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from satupintu.routing.points import Point, metres_between
from satupintu.routing.travel.roads.network import Network

CELL = 0.003  # degrees, some 300 m
MOST_RINGS = 10  # cells around the own one: some 3 km
_ACROSS = 1_000_000


class Grid:
    """Nodes at which a door may be, by cells."""

    def __init__(self, network: Network) -> None:
        self._network = network
        nodes = np.flatnonzero(network.snappable)
        rows = np.floor(network.lat[nodes] / CELL).astype(np.int64)
        columns = np.floor(network.lon[nodes] / CELL).astype(np.int64)
        keys = rows * _ACROSS + columns
        order = np.argsort(keys, kind="stable")
        self._keys, self._nodes = keys[order], nodes[order]

    def nearest(self, point: Point) -> tuple[int, float] | None:
        """The node and how far it is in metres; None if there is none within 3 km."""
        row, column = int(point.lat // CELL), int(point.lon // CELL)
        found: tuple[int, float] | None = None
        for ring in range(MOST_RINGS + 1):
            near = self._best(point, self._in_ring(row, column, ring))
            if near and (found is None or near[1] < found[1]):
                found = near
            # A node further out could still be nearer, but not by a whole ring.
            if found and found[1] < ring * CELL * 100_000:
                break
        return found

    def _in_ring(self, row: int, column: int, ring: int) -> npt.NDArray[np.int64]:
        sides = range(-ring, ring + 1)
        spans = [
            (r * _ACROSS + column - ring, r * _ACROSS + column + ring)
            for r in (row - ring, row + ring)
        ]
        spans += [
            (key, key)
            for r in sides[1:-1]
            for key in ((row + r) * _ACROSS + column - ring, (row + r) * _ACROSS
                        + column + ring)
        ]  # fmt: skip
        return np.concatenate([self._between(*span) for span in dict.fromkeys(spans)])

    def _between(self, first: int, last: int) -> npt.NDArray[np.int64]:
        low = np.searchsorted(self._keys, first, side="left")
        high = np.searchsorted(self._keys, last, side="right")
        return self._nodes[low:high]

    def _best(
        self, point: Point, nodes: npt.NDArray[np.int64]
    ) -> tuple[int, float] | None:
        if not len(nodes):
            return None
        north = self._network.lat[nodes] - point.lat
        east = (self._network.lon[nodes] - point.lon) * np.cos(np.radians(point.lat))
        node = int(nodes[np.argmin(north * north + east * east)])
        place = Point(float(self._network.lat[node]), float(self._network.lon[node]))
        return node, metres_between(point, place)
