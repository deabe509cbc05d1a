"""Reading TopoJSON, the part of it that outlines need. Pure.

What is read may come from anywhere, so nothing about it is taken for granted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from satupintu.catalogue.areas.outlines import Outlines, Polygon, Ring
from satupintu.routing.points import Point, is_on_earth

MAX_POINTS = 1_000_000
DIGITS = 6  # of a degree: a tenth of a metre


class BadTopology(ValueError):
    """The text is no such TopoJSON; the message is a sentence that says why."""


@dataclass
class Parts:
    """Borders as (lat, lon) pairs, and polygons by the id of their geometry."""

    arcs: list[list[Point]] = field(default_factory=list)
    polygons: dict[str, list[Polygon]] = field(default_factory=dict)

    def outlines(self) -> Outlines:
        return Outlines(self.arcs, self.polygons)


def parse(text: str) -> Parts:
    """The topology in a text. Raises `BadTopology`."""
    try:
        data = json.loads(text)
        if data["type"] != "Topology":
            raise BadTopology("This is no TopoJSON: its type is not “Topology”.")
        arcs = _arcs(data)
        return Parts(arcs, _polygons(data, arcs))
    except BadTopology:
        raise
    except (KeyError, TypeError, ValueError, RecursionError, OverflowError):
        raise BadTopology("This file has not the form of a TopoJSON.") from None


def _arcs(data: dict[str, Any]) -> list[list[Point]]:
    transform = data.get("transform")
    if sum(len(arc) for arc in data["arcs"]) > MAX_POINTS:
        raise BadTopology(f"The outlines have more than {MAX_POINTS} points.")
    arcs = [list(_points(arc, transform)) for arc in data["arcs"]]
    if not all(len(arc) > 1 and all(map(is_on_earth, arc)) for arc in arcs):
        raise BadTopology("A border has one point only, or one that is not on earth.")
    return arcs


def _points(arc: list[Any], transform: dict[str, Any] | None) -> Iterator[Point]:
    """With a transform, an arc is steps of whole numbers from its first point."""
    if transform is None:
        for lon, lat, *_height in arc:
            yield Point(round(float(lat), DIGITS), round(float(lon), DIGITS))
        return
    (x_scale, y_scale), (x_zero, y_zero) = transform["scale"], transform["translate"]
    x = y = 0
    for dx, dy, *_height in arc:
        x, y = x + dx, y + dy
        yield Point(
            round(y * y_scale + y_zero, DIGITS), round(x * x_scale + x_zero, DIGITS)
        )


def _polygons(
    data: dict[str, Any], arcs: Sequence[Sequence[Point]]
) -> dict[str, list[Polygon]]:
    found: dict[str, list[Polygon]] = {}
    for thing in data["objects"].values():
        for geometry in thing.get("geometries", [thing]):
            if geometry["type"] not in ("Polygon", "MultiPolygon"):
                raise BadTopology("An outline is neither Polygon nor MultiPolygon.")
            many = geometry["arcs"]
            polygons = many if geometry["type"] == "MultiPolygon" else [many]
            code = str(geometry["id"])
            for polygon in polygons:
                rings = tuple(_ring(ring, arcs, code) for ring in polygon)
                if not rings:
                    raise BadTopology(f"The outline of “{code}” has an empty polygon.")
                found.setdefault(code, []).append(rings)
    return found


def _ring(numbers: list[int], arcs: Sequence[Sequence[Point]], code: str) -> Ring:
    """Checked: the borders exist and lead from one to the next, and round."""
    ring = tuple(int(number) for number in numbers)
    if not ring or not all(-len(arcs) <= number < len(arcs) for number in ring):
        raise BadTopology(f"The outline of “{code}” names a border that is not there.")
    ends = [
        (arcs[n][0], arcs[n][-1]) if n >= 0 else (arcs[~n][-1], arcs[~n][0])
        for n in ring
    ]
    for (_, end), (start, _) in zip(ends, [*ends[1:], ends[0]], strict=True):
        if end != start:
            raise BadTopology(f"The outline of “{code}” does not close.")
    return ring
