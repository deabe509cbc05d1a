"""The film of a day as a picture at a moment, and what a script needs to move it.

Geometry in pixels of a picture `WIDTH` by `HEIGHT`, laid over the map. Seconds count
from local midnight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, pi, sin

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import Film, FilmOfficer, FilmVisit, Leg
from satupintu.kernel.localized import text
from satupintu.routing.points import Point
from satupintu.routing.travel.base import NoRoadTimes
from satupintu.routing.travel.configured import travel_times
from satupintu.web.dispatch.film_words import stop_title
from satupintu.web.maps.drawing import Picture, Pin, base_map
from satupintu.web.maps.lines import Pixel, path, thinned

WIDTH, HEIGHT = 900, 560
TINTS = 5  # colours of bases in the style sheet
RING, SLOTS = 30, 10  # around a base, where its officers stand


@dataclass(frozen=True, slots=True)
class Track:
    """A ride on the map; `share` of it is behind."""

    path: str
    tint: int
    share: float

    @property
    def css(self) -> str:
        if self.share >= 1:
            return "is-past"
        return "is-now" if self.share > 0 else "is-ahead"


@dataclass(frozen=True, slots=True)
class Dot:
    """A visit on the map; `state` is "" before it was promised."""

    x: str
    y: str
    kind: str
    state: str
    is_late: bool
    title: str


@dataclass(frozen=True, slots=True)
class Man:
    """An officer on the map."""

    x: str
    y: str
    tint: int
    text: str
    doing: str
    title: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The picture at `now`; `script` is the whole day for the browser."""

    picture: Picture
    tracks: Sequence[Track]
    dots: Sequence[Dot]
    men: Sequence[Man]
    bases: Sequence[tuple[int, str]]
    script: Mapping[str, object]


@dataclass(slots=True)
class _Drawing:
    """What is drawn so far."""

    film: Film
    now: datetime
    picture: Picture
    origin: datetime
    tracks: list[Track]
    men: list[Man]
    moves: list[list[list[object]]]

    def second(self, at: datetime) -> int:
        return round((at - self.origin).total_seconds())


def scene_of(film: Film, now: datetime) -> Scene:
    """The map with everybody on it."""
    home = catalogue.home_visits()
    pins = [Pin(Point(b.lat, b.lon), "base", title=text(b.name)) for b in home.bases]
    picture = base_map(width=WIDTH, height=HEIGHT, pins=pins)
    origin = catalogue.day_bounds(film.day)[0]
    drawing = _Drawing(film, now, picture, origin, [], [], [])
    tints = {base.code: n % TINTS for n, base in enumerate(home.bases)}
    slots: dict[str, int] = {}
    for officer in film.officers:
        slot = slots.setdefault(officer.base, 0)
        slots[officer.base] += 1
        _add_officer(drawing, officer, tints.get(officer.base, 0), slot)
    # The script has those on the map first, in the order of their dots.
    visits = sorted(film.visits, key=lambda visit: visit.point is None)
    placed = [visit for visit in visits if visit.point is not None]
    return Scene(
        picture=picture,
        tracks=drawing.tracks,
        dots=[_dot(drawing, visit) for visit in placed],
        men=drawing.men,
        bases=[(tints[b.code], text(b.name)) for b in home.bases if b.code in slots],
        script={
            "start": drawing.second(film.starts_at),
            "end": drawing.second(film.ends_at),
            "men": drawing.moves,
            "visits": [_states(drawing, visit) for visit in visits],
        },
    )


def _add_officer(drawing: _Drawing, officer: FilmOfficer, tint: int, slot: int) -> None:
    """The officer's marker, rides and moves. Who is at the base stands beside it."""
    base = officer.legs[0].start
    parked = _parked(drawing.picture.project(base), slot)
    shown = officer.leg_at(drawing.now)
    moves: list[list[object]] = []
    where: Pixel = parked
    for leg in officer.legs:
        line = _line(drawing.picture, leg, base, parked)
        number = -1
        share = leg.share_at(drawing.now)
        if leg.moves:
            number = len(drawing.tracks)
            drawn = path(thinned(line), is_closed=False)
            drawing.tracks.append(Track(drawn, tint, round(share, 4)))
        if leg is shown:
            where = _along(line, share)
        first, last = drawing.second(leg.from_at), drawing.second(leg.until_at)
        x, y = line[-1]
        moves.append([first, last, leg.doing, number, round(x, 1), round(y, 1)])
    drawing.moves.append(moves)
    name = f"{officer.name} · {officer.badge}"
    x, y = where
    short = officer.badge[-2:]
    man = Man(f"{x:.1f}", f"{y:.1f}", tint, short, shown.doing, name)
    drawing.men.append(man)


def _parked(base: Pixel, slot: int) -> Pixel:
    """A place on rings around the base, so that nobody hides behind another."""
    angle = 2 * pi * (slot % SLOTS) / SLOTS - pi / 2
    far = RING + (slot // SLOTS) * RING * 0.8
    return base[0] + far * cos(angle), base[1] + far * sin(angle)


def _line(picture: Picture, leg: Leg, base: Point, parked: Pixel) -> list[Pixel]:
    """The leg in pixels: a point, or along the roads."""
    ends = {base: parked}
    start = ends.get(leg.start) or picture.project(leg.start)
    goal = ends.get(leg.goal) or picture.project(leg.goal)
    if not leg.moves:
        return [start]
    between = _roads(leg.start, leg.goal)[1:-1]
    return [start, *(picture.project(point) for point in between), goal]


@lru_cache(maxsize=4096)
def _roads(start: Point, goal: Point) -> Sequence[Point]:
    """Kept: the same rides are asked for again and again."""
    try:
        return travel_times().path([start, goal])
    except NoRoadTimes:
        return [start, goal]


def _along(line: Sequence[Pixel], share: float) -> Pixel:
    """The pixel after this share of the line's length."""
    sizes = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
    left = share * sum(sizes)
    for (a, b), size in zip(pairwise(line), sizes, strict=True):
        if left <= size and size > 0:
            part = left / size
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= size
    return line[-1]


def _dot(drawing: _Drawing, visit: FilmVisit) -> Dot:
    assert visit.point is not None  # noqa: S101 - only those with a place
    x, y = drawing.picture.project(visit.point)
    return Dot(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        kind=visit.kind,
        state=visit.state_at(drawing.now),
        is_late=visit.is_late_at(drawing.now),
        title=stop_title(visit),
    )


def _states(drawing: _Drawing, visit: FilmVisit) -> list[object]:
    """[[second, state], …] and when it was late, or None."""
    late = visit.late_from
    turns = [[drawing.second(turn.at), turn.state] for turn in visit.turns]
    return [turns, None if late is None else drawing.second(late)]
