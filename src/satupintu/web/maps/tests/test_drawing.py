"""Maps: where things are on them, and how small they stay."""

import gzip
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given, strategies as st

from satupintu.catalogue import scaffold, service as catalogue
from satupintu.catalogue.areas.outlines import Box
from satupintu.routing.points import Point, metres_between
from satupintu.routing.travel.roads.building import build
from satupintu.routing.travel.roads.profile import Profile
from satupintu.web.maps.drawing import Pin, Route, base_map, picture_of
from satupintu.web.maps.frame import Frame
from satupintu.web.maps.lines import cut, path, thinned

EAST = Box(-6.35, 106.85, -6.15, 106.98)
MALL = Point(-6.2226, 106.8296)


def drawn(picture: Any) -> str:
    return Template("{% load maps %}{% map p %}").render(Context({"p": picture}))


@given(st.floats(0, 640), st.floats(0, 360), st.integers(8, 18))
def test_a_pixel_leads_to_its_point_and_back(x: float, y: float, zoom: int) -> None:
    frame = Frame.at(MALL, zoom, 640, 360)

    assert frame.project(frame.unproject(x, y)) == pytest.approx((x, y), abs=1e-5)


def test_a_kilometre_is_as_long_to_the_north_as_to_the_east() -> None:
    for lat in (-6.2, 11.5, 52.0):
        frame = Frame.at(Point(lat, 20), 13, 640, 360)
        middle = frame.unproject(320, 180)
        east, north = frame.unproject(420, 180), frame.unproject(320, 80)
        assert metres_between(middle, east) == pytest.approx(
            metres_between(middle, north), rel=0.001
        )


def test_the_whole_box_is_on_the_picture() -> None:
    frame = Frame.around(EAST, 640, 360)

    for lat in (EAST.south, EAST.north):
        for lon in (EAST.west, EAST.east):
            x, y = frame.project(Point(lat, lon))
            assert 0 <= x <= 640
            assert 0 <= y <= 360


def test_a_line_keeps_its_ends_and_what_can_be_seen() -> None:
    line = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0)]

    assert thinned(line) == [line[0], line[2], line[3]]
    assert thinned(line[:1]) == line[:1]


def test_a_ring_is_cut_at_the_edge() -> None:
    ring = cut([(-900.0, -900.0), (900.0, -900.0), (900.0, 900.0)], 100, 100)

    assert all(-12 <= x <= 112 and -12 <= y <= 112 for x, y in ring)
    assert cut([(200.0, 200.0), (300.0, 200.0), (300.0, 300.0)], 100, 100) == []


def test_path_data_is_short_and_leads_nowhere_for_a_mere_point() -> None:
    square = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.04), (1.0, 1.0)]

    assert path(square, is_closed=True) == "M10 10l10 0 0 10-10-10z"
    assert path([(1.0, 1.0), (1.01, 1.0)], is_closed=False) == ""


@pytest.mark.usefixtures("mall")
def test_a_day_s_map_is_small_valid_and_says_what_it_shows() -> None:
    stops = [Point(-6.2 + n / 90, 106.8 + (n * 7 % 13) / 90) for n in range(9)]
    pins = [Pin(p, "planned", str(n), f"Stop {n} <b>") for n, p in enumerate(stops)]
    picture = base_map(
        None, 588, 428, title="Routes", routes=[Route([MALL, *stops])], pins=pins
    )

    html = drawn(picture)
    found = re.search(r"<svg.*</svg>", html, re.S)
    assert found
    svg = ElementTree.fromstring(found[0])  # noqa: S314 (our own)

    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Routes"
    titles = [element.text for element in svg.iter("title")]
    assert "Duren Sawit" in titles
    assert "Stop 3 <b>" in titles
    assert "style" not in html
    assert "© Cahya DSN" in html
    assert len(html) < 40_000
    assert len(gzip.compress(html.encode())) < 15_000


@pytest.mark.usefixtures("mall")
def test_the_innermost_level_of_a_whole_city_stays_small() -> None:
    assert len(drawn(base_map(None, 640, 480, -1)).encode()) < 60_000


@pytest.mark.usefixtures("mall")
def test_a_near_map_draws_smaller_areas_than_a_far_one() -> None:
    far = {shape.title for shape in base_map(None, 640, 360).shapes}
    near_box = Box(-6.26, 106.87, -6.2, 106.95)
    near = {shape.title for shape in base_map(near_box, 640, 360).shapes}

    assert "Klender" not in far
    assert "Klender" in near


@pytest.mark.usefixtures("mall")
def test_pins_that_lead_somewhere_can_be_reached() -> None:
    html = drawn(base_map(EAST, pins=[Pin(MALL, "base", title="Mall", href="/x?a&b")]))

    assert 'role="group"' in html
    assert '<a href="/x?a&amp;b">' in html


@pytest.mark.django_db
def test_a_place_without_outlines_has_a_map_of_its_pins(tmp_path, now, tenant) -> None:
    scaffold.create(tmp_path / "pack", "daun-penh")
    catalogue.publish(tmp_path / "pack", now, staffed=False)

    html = drawn(base_map(EAST, pins=[Pin(Point(-6.2, 106.9), "here")]))

    assert "map-pin map-here" in html
    assert "map-sea" not in html


ROADS = """<osm version="0.6">
<node id="1" lat="-6.2" lon="106.90"/><node id="2" lat="-6.2" lon="106.91"/>
<node id="3" lat="-6.21" lon="106.91"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>
 <tag k="name" v="Jalan &lt;Raya&gt;"/></way>
<way id="2"><nd ref="2"/><nd ref="3"/><nd ref="1"/>
 <tag k="highway" v="residential"/></way></osm>"""


@pytest.mark.usefixtures("mall")
def test_streets_are_on_the_map_where_roads_were_built(tmp_path, now, settings) -> None:
    (tmp_path / "roads.osm").write_text(ROADS)
    settings.BASE = tmp_path
    build(tmp_path / "roads.osm", tmp_path / "roads", Profile(), now=now)
    corner = Point(-6.2, 106.905)

    near = drawn(picture_of(Frame.at(corner, 15, 640, 360)))
    far = drawn(picture_of(Frame.at(corner, 12, 640, 360)))

    assert 'class="map-main"' in near
    assert 'class="map-lane"' in near
    assert 'rotate(0)">Jalan &lt;Raya&gt;<' in near
    assert "OpenStreetMap contributors" in near
    assert "Raya" not in far
    assert far.count('"map-lane"') == 1
