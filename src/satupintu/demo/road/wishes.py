"""Who asks for a home visit on a demonstration day: the same each time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.service import AreaBook
from satupintu.courier.service import PlaceGiven
from satupintu.demo.script import Road
from satupintu.routing.points import Point, metres_between

DELIVERIES = 0.26
# Permits that are only printed in the morning: fetched in the middle of the day.
PRINTED_LATE = 0.35
PRIORITY = 0.14
READY, READY_LATE = 7 * 60, 11 * 60
# Officers are not sent further than this from the nearest base, in metres.
FAR = 14_000
NEAR = 7_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `hours`: the wanted beginnings of windows, in order."""

    number: int
    kind: str
    service: str
    needs: tuple[str, ...]
    place: PlaceGiven
    ready_at: datetime | None
    hours: float


def wishes(road: Road, day: date, count: int) -> list[Wish]:
    """This many, spread over the areas around the bases."""
    draw = random.Random(f"road {day}")  # noqa: S311 - a play
    areas = _areas()
    weights = [weight for _code, weight in areas]
    codes = draw.choices([code for code, _weight in areas], weights, k=count)
    return [_wish(road, day, n, code, draw) for n, code in enumerate(codes)]


def _wish(road: Road, day: date, number: int, area: str, draw: random.Random) -> Wish:
    home = catalogue.home_visits()
    kind = "deliver" if draw.random() < DELIVERIES else "file"
    ready = READY_LATE if draw.random() < PRINTED_LATE else READY
    needs = [n.code for n in home.needs if n.priority]
    return Wish(
        number=number,
        kind=kind,
        service=draw.choice(home.services).service,
        needs=(draw.choice(needs),) if needs and draw.random() < PRIORITY else (),
        place=_place(road, area, draw),
        ready_at=catalogue.moment_of(day, ready) if kind == "deliver" else None,
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
