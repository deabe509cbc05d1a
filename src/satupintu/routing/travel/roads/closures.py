"""Roads that are flooded, closed or slow for a while."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satupintu.routing.points import Point
from satupintu.routing.travel.roads.network import Floats, Network


@dataclass(frozen=True, slots=True)
class Closure:
    """Where riding takes longer: inside a polygon, or on ways of OpenStreetMap.

    `factor` is of time; without one nobody rides there.
    """

    polygon: tuple[Point, ...] = ()
    ways: tuple[int, ...] = ()
    factor: float | None = None


def factors(network: Network, closures: Collection[Closure]) -> Floats:
    """One of each arc: 1 as usual, infinite where it is closed. The worst one holds."""
    found = np.ones(len(network.tail))
    for closure in closures:
        worse = np.inf if closure.factor is None else max(closure.factor, 0.05)
        hit = _touched(network, closure)
        found[hit] = np.maximum(found[hit], worse)
    return found


def _touched(network: Network, closure: Closure) -> npt.NDArray[np.bool_]:
    hit = np.zeros(len(network.tail), dtype=bool)
    if closure.ways:
        numbers = np.flatnonzero(np.isin(network.way_id, closure.ways))
        hit |= np.isin(network.way, numbers)
    if len(closure.polygon) > 2:
        hit |= _ends_inside(network, closure.polygon)
    return hit


def _ends_inside(network: Network, polygon: Sequence[Point]) -> npt.NDArray[np.bool_]:
    """Arcs that begin or end inside: water at a node stops those who come to it."""
    inside = _inside(np.asarray(network.lat), np.asarray(network.lon), polygon)
    ends: npt.NDArray[np.bool_] = inside[network.tail] | inside[network.head]
    return ends


def _inside(
    lat: Floats, lon: Floats, polygon: Sequence[Point]
) -> npt.NDArray[np.bool_]:
    """Even-odd rule for every node; only those in the polygon's box are looked at."""
    south, north = min(p.lat for p in polygon), max(p.lat for p in polygon)
    west, east = min(p.lon for p in polygon), max(p.lon for p in polygon)
    near = np.flatnonzero(
        (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    )
    y, x = lat[near], lon[near]
    odd = np.zeros(len(near), dtype=bool)
    for a, b in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if a.lat == b.lat:
            continue
        crosses = (a.lat > y) != (b.lat > y)
        cut = a.lon + (y - a.lat) * (b.lon - a.lon) / (b.lat - a.lat)
        odd ^= crosses & (x < cut)
    found = np.zeros(len(lat), dtype=bool)
    found[near[odd]] = True
    return found
