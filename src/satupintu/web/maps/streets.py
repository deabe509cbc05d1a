"""Streets on a picture, from the roads that were built for riding times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import atan2, degrees, hypot

import numpy as np
import numpy.typing as npt

from satupintu.routing.travel.roads.network import Network
from satupintu.routing.travel.roads.profile import KINDS
from satupintu.web.maps.frame import Frame
from satupintu.web.maps.lines import Pixel, path, thinned
from satupintu.web.maps.naming import LETTER, Name

# From which zoom on a class of roads is drawn, and how broad by then.
_FROM = {"motorway": 10, "trunk": 10, "primary": 11, "secondary": 12, "tertiary": 13,
         "unclassified": 14, "residential": 14, "living_street": 15, "service": 16,
         "track": 16, "path": 17}  # fmt: skip
_WIDTHS = ("lane", "street", "main", "trunk")
_BREADTH = {"motorway": 3, "trunk": 3, "primary": 2, "secondary": 1, "tertiary": 1}
_NEAR, _FAR = 15, 13  # from here on roads have their full breadth; nearly so
NAMED_FROM = 15
MOST_POINTS = 9_000
STRAY = 0.8


@dataclass(frozen=True, slots=True)
class Streets:
    """Path data by breadth, narrow ones first, and the names with their places."""

    paths: tuple[tuple[str, str], ...]
    names: tuple[tuple[Name, float], ...]


@lru_cache(maxsize=64)
def streets_on(network: Network, frame: Frame) -> Streets:
    """What of the network is on the picture, main roads first where it is too much."""
    drawn: dict[str, list[str]] = {width: [] for width in _WIDTHS}
    longest: dict[str, tuple[float, Name, float]] = {}
    left = MOST_POINTS
    for way, kind in _visible(network, frame):
        line = _line(network, frame, way)
        left -= len(line)
        if left < 0:
            break
        drawn[_width(kind, frame.zoom)].append(path(line, is_closed=False))
        name = network.names[int(network.way_name[way])]
        if name and frame.zoom >= NAMED_FROM - 0.5:
            found = _straightest(name, line, frame)
            if found and found[0] > longest.get(name, (0.0,))[0]:
                longest[name] = found
    names = tuple((name, turn) for _, name, turn in longest.values())
    return Streets(tuple((w, "".join(drawn[w])) for w in _WIDTHS if drawn[w]), names)


def _width(kind: str, zoom: float) -> str:
    less = (zoom < _NEAR - 0.5) + (zoom < _FAR - 0.5)
    return _WIDTHS[max(_BREADTH.get(kind, 0) - less, 0)]


def _visible(network: Network, frame: Frame) -> Iterator[tuple[int, str]]:
    """The ways whose box meets the picture's and whose class is drawn so far away."""
    south, west, north, east = _boxes(network)
    box = frame.box
    on = (south <= box.north) & (north >= box.south)
    on &= (west <= box.east) & (east >= box.west)
    starts = np.array([_FROM[kind] - 0.5 for kind in KINDS])
    on &= starts[network.way_kind] <= frame.zoom
    ways = np.flatnonzero(on)
    for way in ways[np.argsort(network.way_kind[ways], kind="stable")].tolist():
        yield way, KINDS[int(network.way_kind[way])]


Boxes = tuple[npt.NDArray[np.float64], ...]


@lru_cache(maxsize=2)
def _boxes(network: Network) -> Boxes:
    """South, west, north, east of every way."""
    starts = network.way_start[:-1]
    lat, lon = network.lat[network.way_nodes], network.lon[network.way_nodes]
    return (
        np.minimum.reduceat(lat, starts),
        np.minimum.reduceat(lon, starts),
        np.maximum.reduceat(lat, starts),
        np.maximum.reduceat(lon, starts),
    )


def _line(network: Network, frame: Frame, way: int) -> list[Pixel]:
    first, last = network.way_start[way : way + 2]
    nodes = network.way_nodes[int(first) : int(last)]
    north, east = frame.pixels_a_degree
    x = frame.width / 2 + (network.lon[nodes] - frame.centre.lon) * east
    y = frame.height / 2 - (network.lat[nodes] - frame.centre.lat) * north
    return thinned(list(zip(x.tolist(), y.tolist(), strict=True)), STRAY)


def _straightest(
    name: str, line: list[Pixel], frame: Frame
) -> tuple[float, Name, float] | None:
    """The longest straight stretch on the picture that the name fits on."""
    best: tuple[float, Name, float] | None = None
    for (ax, ay), (bx, by) in pairwise(line):
        x, y, long = (ax + bx) / 2, (ay + by) / 2, hypot(bx - ax, by - ay)
        is_on = 0 <= x <= frame.width and 0 <= y <= frame.height
        if not is_on or long < len(name) * LETTER * 0.9:
            continue
        if best is None or long > best[0]:
            turn = degrees(atan2(by - ay, bx - ax))
            upright = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
            best = (long, (name, (x, y), long), upright)
    return best
