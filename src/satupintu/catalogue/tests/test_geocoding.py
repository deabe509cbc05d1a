"""Addresses in words, without a server: areas always, streets where roads are."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from satupintu.catalogue import service as catalogue
from satupintu.routing.geocoding.base import Precision
from satupintu.routing.geocoding.served import Nominatim
from satupintu.routing.travel.roads.building import build
from satupintu.routing.travel.roads.profile import Profile

KLENDER = "31.75.07.1003"
ROADS = """<osm version="0.6">
<node id="1" lat="-6.2146" lon="106.9033"/><node id="2" lat="-6.2140" lon="106.9040"/>
<node id="3" lat="-6.1754" lon="106.8272"/><node id="4" lat="-6.1760" lon="106.8280"/>
<node id="5" lat="-6.2145" lon="106.9050"/>
%s</osm>"""
WAY = """<way id="%d"><nd ref="%d"/><nd ref="%d"/><tag k="highway" v="residential"/>
<tag k="name" v="%s"/></way>"""
NAMES = [(1, 2, "Jalan Melati Indah"), (2, 5, "Jalan Kenanga"), (3, 4, "Jalan Melati")]


@pytest.fixture
def roads(tmp_path: Path, now: datetime, settings: Any) -> None:
    """Three streets of two areas, and others so that “Jalan” says nothing."""
    more = [(1, 5, f"Jalan Lain{n}") for n in range(9)] + [(2, 3, ""), (3, 2, "")]
    ways = [WAY % (n, *way) for n, way in enumerate([*NAMES, *more], start=1)]
    extract = tmp_path / "roads.osm"
    extract.write_text(ROADS % "".join(ways))
    settings.BASE = tmp_path
    build(extract, tmp_path / "roads", Profile(), now=now)


@pytest.mark.usefixtures("mall")
def test_without_roads_the_middle_of_the_area_is_answered(settings, tmp_path) -> None:
    settings.BASE = tmp_path
    geocoder = catalogue.geocoder()

    (first, *_) = geocoder.find("Jl. Umpama 12 RT 3, Klender, Duren Sawit")

    assert (first.area, first.precision) == (KLENDER, Precision.AREA)
    assert first.point == catalogue.area(KLENDER).centre
    assert geocoder.find("melati", "31.75") == geocoder.find("melati", "31.75")
    assert catalogue.geocoder() is geocoder


@pytest.mark.usefixtures("mall", "roads")
def test_with_roads_a_street_is_found_in_the_area_that_is_named() -> None:
    geocoder = catalogue.geocoder()

    (first, *_) = geocoder.find("Jl. Melati Indah no. 4, Klender")
    assert first.precision is Precision.STREET
    assert first.label.startswith("Jalan Melati Indah, ")
    assert catalogue.area_at(first.point) == catalogue.area(first.area)

    (only, *rest) = geocoder.find("jalan melati", "31.71")
    assert only.label.startswith("Jalan Melati, Gambir")
    assert all(place.precision is Precision.AREA for place in rest)
    streets = [p for p in geocoder.find("jalan") if p.precision is Precision.STREET]
    assert streets == []


@pytest.mark.usefixtures("mall")
def test_a_server_is_asked_where_the_settings_name_one(settings, tmp_path) -> None:
    settings.BASE = tmp_path
    settings.SATUPINTU_GEOCODER = "nominatim"
    settings.SATUPINTU_GEOCODER_URL = "http://127.0.0.1:9"
    from satupintu.catalogue.areas import geocoding

    geocoding._made.clear()
    geocoder = catalogue.geocoder()
    geocoding._made.clear()

    assert isinstance(geocoder, Nominatim)
    assert geocoder.find("Klender")[0].area == KLENDER
    assert geocoder.is_degraded
