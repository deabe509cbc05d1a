"""A place on the ground. Pure."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_METRES = 6_371_008.8  # mean radius


class Point(NamedTuple):
    """Degrees north and east (WGS 84), in this order."""

    lat: float
    lon: float


def metres_between(one: Point, other: Point) -> float:
    """The length of the great circle between two points."""
    south, north = radians(one.lat), radians(other.lat)
    rise = sin((north - south) / 2) ** 2
    turn = sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(rise + cos(south) * cos(north) * turn))


def is_on_earth(point: Point) -> bool:
    """Whether both numbers are finite and within their bounds."""
    return -90 <= point.lat <= 90 and -180 <= point.lon <= 180
