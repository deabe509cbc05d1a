"""Outlines as borders that neighbours share, so that none overlap or gape. Pure.

A border (arc) is a chain of points; an area is polygons of rings of borders, each
named by its number, or by `~number` where it is followed backwards. That is
TopoJSON's own way of writing them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians

from satupintu.routing.points import Point

Ring = tuple[int, ...]
Polygon = tuple[Ring, ...]  # the outer ring, then its holes
METRES_A_DEGREE = 111_195.0
MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """South, west, north, east, in degrees. Nothing here crosses the date line."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        """Whether the point lies within, or within `margin` degrees of it."""
        return (
            self.south - margin <= point.lat <= self.north + margin
            and self.west - margin <= point.lon <= self.east + margin
        )

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        return not (
            other.south > self.north
            or other.north < self.south
            or other.west > self.east
            or other.east < self.west
        )

    @property
    def middle(self) -> Point:
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)


def box_of(points: Sequence[Point]) -> Box:
    """The smallest box around at least one point."""
    lats, lons = [p.lat for p in points], [p.lon for p in points]
    return Box(min(lats), min(lons), max(lats), max(lons))


def box_around(boxes: Sequence[Box]) -> Box:
    """The smallest box around at least one box."""
    return Box(
        min(b.south for b in boxes),
        min(b.west for b in boxes),
        max(b.north for b in boxes),
        max(b.east for b in boxes),
    )


@dataclass(frozen=True)
class Outlines:
    """The borders, and by code of an area its polygons."""

    arcs: Sequence[Sequence[Point]] = ()
    polygons: Mapping[str, Sequence[Polygon]] = field(default_factory=dict)
    _boxes: dict[str, Box] = field(default_factory=dict, compare=False)
    _drawn: dict[Ring, list[Point]] = field(default_factory=dict, compare=False)

    def ring(self, ring: Ring) -> list[Point]:
        """The points of a ring; the first is not repeated at the end."""
        if ring not in self._drawn:
            self._drawn[ring] = chained(self.arcs, ring)
        return self._drawn[ring]

    def rings(self, code: str) -> Iterator[list[Point]]:
        """Every ring of an area, outer ones and holes; none if it has no outline."""
        for polygon in self.polygons.get(code, ()):
            for ring in polygon:
                yield self.ring(ring)

    def box(self, code: str) -> Box | None:
        """The box around an area; None if it has no outline."""
        if code not in self.polygons:
            return None
        if code not in self._boxes:
            boxes = [box_of(ring) for ring in self.rings(code)]
            self._boxes[code] = box_around(boxes)
        return self._boxes[code]

    def holds(self, code: str, point: Point) -> bool:
        """Whether the point lies inside the area (even-odd rule)."""
        box = self.box(code)
        if box is None or not box.holds(point):
            return False
        return sum(_crossings(ring, point) for ring in self.rings(code)) % 2 == 1

    def metres_to(self, code: str, point: Point) -> float:
        """From the point to the area's nearest border."""
        return min((_to_ring(ring, point) for ring in self.rings(code)), default=1e12)

    def groups(self, codes: Sequence[str]) -> list[list[str]]:
        """The areas by which of them hang together over common borders."""
        beside: dict[int, list[str]] = {}
        for code in codes:
            for arc in self._arcs_of(code):
                beside.setdefault(arc, []).append(code)
        left, found = dict.fromkeys(codes), []
        while left:
            group, edge = [], [next(iter(left))]
            while edge:
                code = edge.pop()
                if code in left:
                    del left[code]
                    group.append(code)
                    edge += [c for arc in self._arcs_of(code) for c in beside[arc]]
            found.append(group)
        return found

    def _arcs_of(self, code: str) -> Iterator[int]:
        for polygon in self.polygons.get(code, ()):
            for ring in polygon:
                yield from (arc if arc >= 0 else ~arc for arc in ring)

    def inner_point(self, code: str) -> Point | None:
        """A point well inside the area's largest polygon; None without an outline."""
        outer = [self.ring(polygon[0]) for polygon in self.polygons.get(code, ())]
        if not outer:
            return None
        return _inside(max(outer, key=lambda ring: abs(_doubled_area(ring))))


def chained(arcs: Sequence[Sequence[Point]], ring: Ring) -> list[Point]:
    """The borders of a ring one after the other, each joint once."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[:-1])
    return points


def _edges(ring: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _crossings(ring: Sequence[Point], point: Point) -> int:
    """How many edges a ray to the east crosses."""
    lat, lon = point
    return sum(
        1
        for a, b in _edges(ring)
        if (a.lat > lat) != (b.lat > lat)
        and lon < a.lon + (lat - a.lat) * (b.lon - a.lon) / (b.lat - a.lat)
    )


def _to_ring(ring: Sequence[Point], point: Point) -> float:
    narrow = cos(radians(point.lat))
    flat = [
        ((p.lon - point.lon) * narrow * METRES_A_DEGREE, (p.lat - point.lat)
         * METRES_A_DEGREE)
        for p in ring
    ]  # fmt: skip
    pairs = zip(flat, [*flat[1:], flat[0]], strict=True)
    return min(_to_edge(a, b) for a, b in pairs)


def _to_edge(a: tuple[float, float], b: tuple[float, float]) -> float:
    """From the origin to the straight line between a and b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = -(a[0] * dx + a[1] * dy) / length if length else 0.0
    share = max(0.0, min(1.0, share))
    return hypot(a[0] + share * dx, a[1] + share * dy)


def _doubled_area(ring: Sequence[Point]) -> float:
    return sum(a.lon * b.lat - b.lon * a.lat for a, b in _edges(ring))


def _inside(ring: Sequence[Point]) -> Point:
    """The middle of the widest stretch on one of three lines across the ring."""
    box = box_of(ring)
    best = (0.0, ring[0])
    for share in (MIDDLE, 0.4, 0.6):
        lat = box.south + (box.north - box.south) * share
        cuts = sorted(
            a.lon + (lat - a.lat) * (b.lon - a.lon) / (b.lat - a.lat)
            for a, b in _edges(ring)
            if (a.lat > lat) != (b.lat > lat)
        )
        for west, east in zip(cuts[::2], cuts[1::2], strict=False):
            best = max(best, (east - west, Point(lat, (west + east) / 2)))
    return best[1]
