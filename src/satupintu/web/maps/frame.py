"""Which part of the earth is on a picture, and where. Pure.

Equirectangular, with the east-west scale of the middle latitude: true enough for a
city or a province, and undone by the same two lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log2, radians

from satupintu.catalogue.areas.outlines import METRES_A_DEGREE, Box
from satupintu.routing.points import Point

# At zoom 0 the equator is 256 pixels long, as on every web map.
METRES_AT_ZOOM_0 = 360 * METRES_A_DEGREE / 256
FARTHEST, NEAREST = 5, 18
MOST_NORTHERN = 85.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of `width` by `height` around a point; pixels from the top left."""

    centre: Point
    metres_a_pixel: float
    width: int
    height: int

    @classmethod
    def around(
        cls, box: Box, width: int, height: int, *, margin: float = 0.05
    ) -> Frame:
        """All of the box, with a margin (a share of the picture) on every side."""
        middle = box.middle
        high = (box.north - box.south) * METRES_A_DEGREE
        wide = (box.east - box.west) * METRES_A_DEGREE * _narrow(middle)
        room = 1 - 2 * margin
        scale = max(wide / (width * room), high / (height * room), 0.3)
        return cls(middle, scale, width, height)

    @classmethod
    def at(cls, centre: Point, zoom: int, width: int, height: int) -> Frame:
        """The zoom of web maps: one more shows half as much in each direction."""
        return cls(centre, METRES_AT_ZOOM_0 * _narrow(centre) / 2**zoom, width, height)

    @property
    def zoom(self) -> float:
        """The zoom of web maps that this scale is."""
        return log2(METRES_AT_ZOOM_0 * _narrow(self.centre) / self.metres_a_pixel)

    @property
    def pixels_a_degree(self) -> tuple[float, float]:
        """To the north, and to the east."""
        north = METRES_A_DEGREE / self.metres_a_pixel
        return north, north * _narrow(self.centre)

    @property
    def box(self) -> Box:
        """What the picture shows."""
        north_west, south_east = (
            self.unproject(0, 0),
            self.unproject(self.width, self.height),
        )
        return Box(south_east.lat, north_west.lon, north_west.lat, south_east.lon)

    def project(self, point: Point) -> tuple[float, float]:
        """The pixel of a point; outside of the picture too."""
        north, east = self.pixels_a_degree
        return (
            self.width / 2 + (point.lon - self.centre.lon) * east,
            self.height / 2 - (point.lat - self.centre.lat) * north,
        )

    def unproject(self, x: float, y: float) -> Point:
        """The point of a pixel."""
        north, east = self.pixels_a_degree
        return Point(
            self.centre.lat - (y - self.height / 2) / north,
            self.centre.lon + (x - self.width / 2) / east,
        )


def _narrow(point: Point) -> float:
    """How much shorter a degree to the east is than one to the north."""
    lat = max(-MOST_NORTHERN, min(MOST_NORTHERN, point.lat))
    return cos(radians(lat))
