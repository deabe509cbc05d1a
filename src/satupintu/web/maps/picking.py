"""Choosing a point on a map in a form: by a click, by buttons, without JavaScript.

The pin stays in the middle and the map moves under it, so the whole state is a point
and a zoom, in three hidden fields. Every control is a submit button of the form that
stands around it: an `<input type="image">` over the map sends where it was clicked,
in pixels of one of `SIZES`; the buttons move and zoom. A view reads them like this:

    picked = picked_from(request.POST, start)
    if (again := moved(request.POST, picked)) is not None:
        picked = again          # show the form again; nothing else was asked for
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.routing.points import Point, is_on_earth
from satupintu.web.maps.drawing import Picture, picture_of
from satupintu.web.maps.frame import FARTHEST, NEAREST, Frame

WIDTH, HEIGHT = 640, 360
# The pictures of phones and of larger screens, as maps.css shows them. Of the map,
# which fills them, they show the middle.
SIZES = {"map_small": (288, 240), "map_large": (520, 320)}
# What phones do not show of the map at the left, and as much at the right.
INSET = (WIDTH - SIZES["map_small"][0] * HEIGHT // SIZES["map_small"][1]) // 2
STEP = 0.25  # of the picture, for one press of an arrow
USUAL_ZOOM = 14
_STEPS = {"north": (0, -1), "south": (0, 1), "west": (-1, 0), "east": (1, 0)}
_ZOOMS = {"in": 1, "out": -1}


@dataclass(frozen=True, slots=True)
class Picked:
    """A point, and how near the map around it is. `is_chosen`: by the person."""

    point: Point
    zoom: int = USUAL_ZOOM
    is_chosen: bool = False

    @property
    def frame(self) -> Frame:
        return Frame.at(self.point, self.zoom, WIDTH, HEIGHT)

    @property
    def lat(self) -> str:
        """For the hidden field: six digits are a tenth of a metre."""
        return f"{self.point.lat:.6f}"

    @property
    def lon(self) -> str:
        return f"{self.point.lon:.6f}"

    @property
    def scale(self) -> tuple[str, str]:
        """Degrees of a pixel, to the north and to the east, for the script."""
        north, east = self.frame.pixels_a_degree
        return f"{1 / north:.10f}", f"{1 / east:.10f}"

    @property
    def can_zoom_in(self) -> bool:
        return self.zoom < NEAREST

    @property
    def can_zoom_out(self) -> bool:
        return self.zoom > FARTHEST

    @property
    def place(self) -> str:
        """The areas around the point in words."""
        found = catalogue.area_at(self.point)
        if found is None:
            return _("Outside of the areas known here")
        return catalogue.areas().label(found.code)

    @property
    def picture(self) -> Picture:
        """The map around the point; the pin is drawn over it."""
        title = _("Map of %(place)s. The pin is in the middle.")
        title %= {"place": self.place}
        return picture_of(self.frame, title=title, clear=[self.point], inset=INSET)


def picked_from(data: Mapping[str, str], start: Picked) -> Picked:
    """What the hidden fields say; `start` where they say nothing that can be."""
    try:
        point = Point(float(data["lat"]), float(data["lon"]))
        zoom = int(data.get("zoom", start.zoom))
    except (KeyError, ValueError):
        return start
    if not is_on_earth(point):
        return start
    is_chosen = data.get("chosen") == "1"
    return Picked(point, max(FARTHEST, min(NEAREST, zoom)), is_chosen)


def moved(data: Mapping[str, str], picked: Picked) -> Picked | None:
    """Where a control of the map has led to; None if none was pressed."""
    pressed = data.get("map", "")
    if pressed in _ZOOMS:
        zoom = max(FARTHEST, min(NEAREST, picked.zoom + _ZOOMS[pressed]))
        return replace(picked, zoom=zoom)
    if pressed in _STEPS:
        right, down = _STEPS[pressed]
        return _by_pixels(picked, right * WIDTH * STEP, down * HEIGHT * STEP)
    return _clicked(data, picked)


def _clicked(data: Mapping[str, str], picked: Picked) -> Picked | None:
    for name, (width, height) in SIZES.items():
        try:
            x, y = float(data[f"{name}.x"]), float(data[f"{name}.y"])
        except (KeyError, ValueError):
            continue
        # Enter on the picture, without a pointer, sends its corner: no place is meant.
        if (x, y) == (0, 0) or not (isfinite(x) and isfinite(y)):
            return picked
        # What fills a frame of another shape is scaled by the larger ratio.
        scale = max(width / WIDTH, height / HEIGHT)
        return _by_pixels(picked, (x - width / 2) / scale, (y - height / 2) / scale)
    return None


def _by_pixels(picked: Picked, right: float, down: float) -> Picked:
    point = picked.frame.unproject(WIDTH / 2 + right, HEIGHT / 2 + down)
    if not is_on_earth(point):
        return picked
    return replace(picked, point=point, is_chosen=True)
