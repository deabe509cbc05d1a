"""Who asks for a home visit on a demonstration day: the same on each day, so that a
day can be played again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.service import AreaBook
from satupintu.courier.service import PlaceGiven
from satupintu.demo.script import Road
from satupintu.routing.points import Point, metres_between

PRIORITY = 0.14
# Officers are not sent further than this from the nearest base, in metres.
FAR = 14_000
NEAR = 7_000


@dataclass(frozen=True, slots=True)
class Wish:
    """Help with an application. `hours`: how late in the day, 0 to 1, one would have
    the officer come."""

    number: int
    service: str
    needs: tuple[str, ...]
    place: PlaceGiven
    hours: float


def wishes(road: Road, count: int) -> list[Wish]:
    """The first so many, spread over the areas around the bases."""
    areas = _areas()
    codes, weights = [code for code, _ in areas], [weight for _, weight in areas]
    return [_wish(road, number, codes, weights) for number in range(count)]


def _wish(
    road: Road, number: int, codes: Sequence[str], weights: Sequence[float]
) -> Wish:
    draw = random.Random(f"road wish {number}")  # noqa: S311 - a play
    (area,) = draw.choices(codes, weights)
    home = catalogue.home_visits()
    needs = [n.code for n in home.needs if n.priority]
    return Wish(
        number=number,
        service=draw.choice(home.services).service,
        needs=(draw.choice(needs),) if needs and draw.random() < PRIORITY else (),
        place=_place(road, area, draw),
        hours=draw.random(),
    )


def _place(road: Road, code: str, draw: random.Random) -> PlaceGiven:
    point = _point_in(catalogue.areas(), code, draw)
    number = draw.randint(1, 180)
    return PlaceGiven(
        address=f"{draw.choice(road.streets)} No. {number}, {_title(code)}",
        landmark=draw.choice(road.landmarks),
        area=code,
        lat=round(point.lat, 5),
        lon=round(point.lon, 5),
        precision="picked",
    )


def _title(code: str) -> str:
    return catalogue.areas().by_code[code].title


def _areas() -> list[tuple[str, float]]:
    """Innermost areas that officers ride to; those near a base weigh more."""
    home, book = catalogue.home_visits(), catalogue.areas()
    bases = [Point(base.lat, base.lon) for base in home.bases]
    found = []
    for area in book.of_level(-1):
        metres = min(metres_between(area.centre, base) for base in bases)
        served = not home.areas or any(book.is_within(area.code, a) for a in home.areas)
        if served and area.is_placed and metres < FAR:
            found.append((area.code, 1.0 if metres < NEAR else 0.35))
    return found


def _point_in(book: AreaBook, code: str, draw: random.Random) -> Point:
    """Somewhere within the outline of the area; its middle if it has none."""
    box, middle = book.outlines.box(code), book.by_code[code].centre
    if box is None:
        return middle
    for _try in range(60):
        point = Point(
            draw.uniform(box.south, box.north), draw.uniform(box.west, box.east)
        )
        if book.outlines.holds(code, point):
            return point
    return middle


def wanted(wish: Wish, beginnings: Sequence[datetime]) -> list[datetime]:
    """The order in which the windows of the day suit, the best first."""
    if not beginnings:
        return []
    first = int(wish.hours * len(beginnings)) % len(beginnings)
    late = list(beginnings[first:])
    return [*late, *reversed(beginnings[:first])]
