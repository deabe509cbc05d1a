"""Pictures of the place: areas, routes, pins and names. Geometry; templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Literal

from django.utils.translation import get_language, gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.areas.area import Area
from satupintu.catalogue.areas.book import AreaBook
from satupintu.catalogue.areas.outlines import Box
from satupintu.routing.points import Point
from satupintu.routing.travel import configured
from satupintu.web.maps.frame import Frame
from satupintu.web.maps.lines import Pixel, area_of, cut, middle_of, path, thinned
from satupintu.web.maps.naming import Label, place_names
from satupintu.web.maps.streets import Streets, streets_on

TINTS = 5
SMALLEST = 1.5  # square pixels; smaller islands are not drawn
AREA_ACROSS = 34  # pixels: smaller ones are drawn as the areas around them

RouteKind = Literal["plain", "chosen", "done"]
PinKind = Literal["dot", "planned", "done", "risk", "open", "base", "here", "officer"]


@dataclass(frozen=True, slots=True)
class Route:
    """A line to draw, over its points (`TravelTimes.path`)."""

    points: Sequence[Point]
    kind: RouteKind = "plain"


@dataclass(frozen=True, slots=True)
class Pin:
    """A sign at a point. Every kind has a shape of its own, never a colour alone.

    `text` stands inside (two letters at most), `title` says it in words, and with
    `href` it leads somewhere.
    """

    point: Point
    kind: PinKind = "planned"
    text: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the picture: path data, its name, and one of `TINTS` tints."""

    path: str
    title: str
    tint: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the picture: path data and what it is."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A pin on the picture; x and y as SVG writes numbers."""

    x: str
    y: str
    pin: Pin


@dataclass(frozen=True, slots=True)
class Picture:
    """A map, ready for `{% map %}`."""

    frame: Frame
    title: str
    shapes: Sequence[Shape]
    labels: Sequence[Label]
    streets: Sequence[Label]
    roads: Sequence[Line]
    routes: Sequence[Line]
    signs: Sequence[Sign]
    credit: str

    @property
    def has_links(self) -> bool:
        """Whether it is more than an image."""
        return any(sign.pin.href for sign in self.signs)

    def project(self, point: Point) -> tuple[float, float]:
        """The pixel of a point."""
        return self.frame.project(point)

    def unproject(self, x: float, y: float) -> Point:
        """The point of a pixel."""
        return self.frame.unproject(x, y)


def base_map(
    bounds: Box | None = None,
    width: int = 640,
    height: int = 360,
    level: int | None = None,
    *,
    title: str = "",
    routes: Sequence[Route] = (),
    pins: Sequence[Pin] = (),
) -> Picture:
    """A map of what lies within the bounds; without them, of the whole place.

    `level` is that of the areas to draw (0 outermost, -1 innermost); without one, the
    finest whose areas are not too small. `title` is what a screen reader says.
    """
    box = bounds or catalogue.areas().main_box or Box(-1, -1, 1, 1)
    frame = Frame.around(box, width, height)
    return picture_of(frame, level, title=title, routes=routes, pins=pins)


def picture_of(
    frame: Frame,
    level: int | None = None,
    *,
    title: str = "",
    routes: Sequence[Route] = (),
    pins: Sequence[Pin] = (),
    clear: Sequence[Point] = (),
    inset: int = 0,
) -> Picture:
    """A map of exactly this frame, without names at `clear`; see `base_map`.

    With an `inset`, small screens show so many pixels less at the left and the right,
    and an area whose middle is not seen is named where it is.
    """
    book = catalogue.areas()
    drawn = _drawn(book, frame, level, get_language() or "", inset)
    signs = [_sign(frame, pin) for pin in pins]
    taken = [pin.point for pin in pins if pin.kind != "dot"]
    kept = [frame.project(point) for point in [*taken, *clear]]
    streets, credits = Streets((), ()), [book.credit]
    if (built := configured.roads()) is not None:
        streets = streets_on(built.network, frame)
        credits.append(built.network.about.credit)
    labels, along = place_names(drawn.names, streets.names, frame, kept, inset)
    return Picture(
        frame=frame,
        title=title or _("Map"),
        shapes=drawn.shapes,
        labels=labels,
        streets=along,
        roads=[Line(data, width) for width, data in streets.paths],
        routes=[line for route in routes if (line := _line(frame, route)).path],
        signs=signs,
        credit=" · ".join(filter(None, credits)),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The areas on a frame, and their names with how much room there is for them."""

    shapes: tuple[Shape, ...]
    names: tuple[tuple[str, tuple[float, float], float], ...]


@lru_cache(maxsize=128)
def _drawn(
    book: AreaBook, frame: Frame, level: int | None, language: str, inset: int
) -> _Drawn:
    """Kept: the same few pictures are asked for again and again."""
    visible = _visible(book, frame, level)
    tints = {area.code: n for n, area in enumerate(book.of_level(0))}
    shapes, names = [], []
    for area in visible:
        rings = _rings(book, frame, area)
        data = "".join(path([*ring, ring[0]], is_closed=True) for ring in rings)
        if not data:
            continue
        outermost = [a.code for a in book.around(area.code)][-1]
        shapes.append(Shape(data, area.title, tints.get(outermost, 0) % TINTS))
        largest = max(rings, key=area_of)
        at, room = frame.project(area.centre), sqrt(area_of(largest))
        if inset:
            at, room = _seen_of(largest, at, frame, inset) or (at, room)
        names.append((area.title, at, room))
    return _Drawn(tuple(shapes), tuple(names))


def _seen_of(
    ring: list[Pixel], middle: Pixel, frame: Frame, inset: int
) -> tuple[Pixel, float] | None:
    """Where an area is named whose middle is not seen, and how much room there is."""
    if inset < middle[0] < frame.width - inset and 0 < middle[1] < frame.height:
        return None
    moved = [(x - inset, y) for x, y in ring]
    seen = cut(moved, frame.width - 2 * inset, frame.height)
    if len(seen) < 3 or area_of(seen) < SMALLEST:
        return None
    x, y = middle_of(seen)
    return (x + inset, y), sqrt(area_of(seen))


def _visible(book: AreaBook, frame: Frame, level: int | None) -> list[Area]:
    """The areas of a level that are on the picture."""
    levels = range(len(book.levels) - 1, -1, -1) if level is None else [level]
    found: list[Area] = []
    for number in levels:
        found = [
            area
            for area in book.of_level(number)
            if (box := book.outlines.box(area.code)) and box.meets(frame.box)
        ]
        if found and (level is not None or _across(book, frame, found) >= AREA_ACROSS):
            return found
    return found


def _across(book: AreaBook, frame: Frame, areas: Sequence[Area]) -> float:
    """How large such an area is on the picture, in pixels."""
    north, east = frame.pixels_a_degree
    boxes = [box for area in areas if (box := book.outlines.box(area.code))]
    sizes = sorted((b.north - b.south) * (b.east - b.west) for b in boxes)
    return sqrt(sizes[len(sizes) // 2] * north * east)


def _rings(book: AreaBook, frame: Frame, area: Area) -> list[list[tuple[float, float]]]:
    """The rings of an area in pixels. Borders are thinned one by one, so that
    neighbours still share them."""
    found = []
    for polygon in book.outlines.polygons.get(area.code, ()):
        for ring in polygon:
            points: list[tuple[float, float]] = []
            for number in ring:
                border = _border(book, frame, number if number >= 0 else ~number)
                points += (border if number >= 0 else border[::-1])[:-1]
            whole = cut(points, frame.width, frame.height)
            if len(whole) > 2 and area_of(whole) >= SMALLEST:
                found.append(whole)
    return found


@lru_cache(maxsize=8192)
def _border(book: AreaBook, frame: Frame, number: int) -> list[tuple[float, float]]:
    return thinned([frame.project(point) for point in book.outlines.arcs[number]])


def _line(frame: Frame, route: Route) -> Line:
    line = thinned([frame.project(point) for point in route.points])
    return Line(path(line, is_closed=False), route.kind)


def _sign(frame: Frame, pin: Pin) -> Sign:
    x, y = frame.project(pin.point)
    return Sign(f"{x:.1f}", f"{y:.1f}", pin)
