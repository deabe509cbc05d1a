"""Nominatim and Photon over HTTP: how near, only inside, and when they are silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from satupintu.routing.geocoding.base import Bounds, Found, Precision
from satupintu.routing.geocoding.gazetteer import Gazetteer
from satupintu.routing.geocoding.served import REST_SECONDS, Nominatim, Photon, Served
from satupintu.routing.points import Point
from satupintu.routing.travel.tests.servers import Answer, Server, serve


class TwoHalves:
    """A place with an east and a west, between the equator and ten degrees."""

    def search(self, words: str, area: str, limit: int) -> Sequence[str]:
        return [code for code in ("east", "west") if code in words.lower()][:limit]

    def code_at(self, point: Point) -> str:
        if not (0 <= point.lat <= 10 and -10 <= point.lon <= 10):
            return ""
        return "east" if point.lon > 0 else "west"

    def is_within(self, code: str, outer: str) -> bool:
        return code == outer

    def label(self, code: str) -> str:
        return code.title()

    def centre(self, code: str) -> Point:
        return Point(5, 5 if code == "east" else -5)

    def bounds(self, area: str) -> Bounds | None:
        west, east = {"east": (0, 10), "west": (-10, 0)}.get(area, (-10, 10))
        return Bounds(0, west, 10, east)


PLACES = [
    ("Jl. Umpama 12", 3.0, 4.0, 30, "house"),
    ("Jl. Umpama", 3.1, 4.1, 26, "street"),
    ("Umpama", 3.2, -4.0, 18, "district"),
    ("Jl. Umpama, elsewhere", 60.0, 4.0, 26, "street"),
]


def nominatim(path: str, query: dict[str, str], _body: Any) -> Answer:
    assert path == "/search"
    assert query["format"] == "jsonv2"
    assert query["bounded"] == "1"
    if "nothing" in query["q"]:
        return 200, []
    return 200, [
        {"lat": str(lat), "lon": str(lon), "display_name": name, "place_rank": rank}
        for name, lat, lon, rank, _ in PLACES
    ]


def photon(path: str, query: dict[str, str], _body: Any) -> Answer:
    assert path == "/api/"
    if "nothing" in query["q"]:
        return 200, {"type": "FeatureCollection", "features": []}
    features = [
        {
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"name": name, "type": kind},
        }
        for name, lat, lon, _, kind in PLACES
    ]
    return 200, {"type": "FeatureCollection", "features": features}


@pytest.fixture(params=["nominatim", "photon"])
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Server, Served]]:
    areas = TwoHalves()
    kind = {"nominatim": Nominatim, "photon": Photon}[request.param]
    with serve(globals()[request.param]) as server:
        clock = [0.0]
        made = kind(
            server.address, areas, Gazetteer(areas), timeout=2, seconds=lambda: clock[0]
        )
        setattr(made, "clock", clock)  # noqa: B010 (for the test alone)
        yield server, made


def test_each_place_says_how_near_it_is_and_in_which_area(both) -> None:
    _, geocoder = both

    assert geocoder.find("jl umpama 12") == [
        Found(Point(3.0, 4.0), "Jl. Umpama 12", Precision.ADDRESS, "east"),
        Found(Point(3.1, 4.1), "Jl. Umpama", Precision.STREET, "east"),
        Found(Point(3.2, -4.0), "Umpama", Precision.AREA, "west"),
    ]
    assert len(geocoder.find("jl umpama 12", limit=1)) == 1


def test_only_places_inside_the_area_are_answered(both) -> None:
    server, geocoder = both

    assert [place.area for place in geocoder.find("umpama", "west")] == ["west"]
    _, query, _ = server.asked[-1]
    assert query.get("viewbox", query.get("bbox")).startswith("-10")


def test_what_the_server_does_not_know_the_gazetteer_may(both) -> None:
    _, geocoder = both

    (found,) = geocoder.find("nothing, East")
    assert (found.precision, found.area) == (Precision.AREA, "east")
    assert not geocoder.is_degraded
    assert geocoder.find("  ") == []


@pytest.mark.parametrize("broken", [b"<html>", b"{}", b'[{"lat": 1}]', b"7"])
def test_a_server_that_answers_nonsense_is_left_alone_for_a_while(both, broken) -> None:
    server, geocoder = both
    server.broken = broken

    assert geocoder.find("East") == Gazetteer(TwoHalves()).find("East")
    assert geocoder.is_degraded
    server.broken = None
    geocoder.find("East")
    assert len(server.asked) == 1
    geocoder.clock[0] = REST_SECONDS + 1
    assert geocoder.find("East")[0].precision is Precision.ADDRESS
    assert not geocoder.is_degraded
