"""Choosing a point: by buttons, by a click, with and without JavaScript."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import QueryDict
from django.test import Client

from satupintu.routing.points import Point, metres_between
from satupintu.web.maps.naming import LETTER
from satupintu.web.maps.picking import INSET, WIDTH, Picked, moved, picked_from
from satupintu.web.maps.tests.urls import START

FIELDS = f"lat={START.lat}&lon={START.lon}&zoom=14&chosen=0"


def press(more: str) -> Picked | None:
    data = QueryDict(f"{FIELDS}&{more}").dict()
    return moved(data, picked_from(data, START))


@pytest.mark.parametrize(
    ("button", "lat", "lon"),
    [("north", 1, 0), ("south", -1, 0), ("east", 0, 1), ("west", 0, -1)],
)
def test_an_arrow_moves_the_pin_its_way(button: str, lat: int, lon: int) -> None:
    picked = press(f"map={button}")

    assert picked is not None
    assert picked.is_chosen
    north, east = picked.point.lat - START.point.lat, picked.point.lon - START.point.lon
    assert (round(north * 100), round(east * 100)) != (0, 0)
    assert (north > 1e-6) - (north < -1e-6) == lat
    assert (east > 1e-6) - (east < -1e-6) == lon


@pytest.mark.parametrize(
    ("click", "right", "down"),
    [
        ("map_small.x=144&map_small.y=120", 0, 0),
        ("map_small.x=244&map_small.y=120", 150, 0),  # 288 x 240 shows 432 x 360
        ("map_large.x=260&map_large.y=0", 0, -180),
    ],
)
def test_a_click_is_where_the_finger_was(click: str, right: int, down: int) -> None:
    picked = press(click)

    assert picked is not None
    meant = START.frame.unproject(320 + right, 180 + down)
    assert metres_between(picked.point, meant) < 1


def test_enter_on_the_picture_without_a_pointer_moves_nothing() -> None:
    picked = press("map_small.x=0&map_small.y=0")

    assert picked is not None
    assert metres_between(picked.point, START.point) < 0.2
    assert not picked.is_chosen


def test_zooming_stops_at_both_ends_and_keeps_the_point() -> None:
    for button, zoom, then in (("in", 18, 18), ("in", 14, 15), ("out", 5, 5)):
        picked = moved({"map": button}, Picked(START.point, zoom))
        assert picked == Picked(START.point, then)


def test_another_button_of_the_form_is_not_ours() -> None:
    assert press("go=1") is None


@pytest.mark.parametrize(
    "forged", ["lat=x&lon=1", "lat=nan&lon=1", "lat=91&lon=0", "", "lat=1&lon=1&zoom=x"]
)
def test_forged_fields_leave_the_map_where_it_was(forged: str) -> None:
    assert picked_from(QueryDict(forged).dict(), START) == START


def test_no_click_leaves_the_earth() -> None:
    pole = Picked(Point(89.99, 179.99), 5)

    for more in (
        {"map": "north"},
        {"map": "east"},
        {"map_large.x": "1e300", "map_large.y": "inf"},
        {"map_large.x": "1e9", "map_large.y": "5"},
    ):
        assert moved(more, pole) == pole


@pytest.mark.usefixtures("mall")
def test_the_script_gets_the_picture_and_the_words(client: Client) -> None:
    answer = client.get("/en/map/?lat=-6.2146&lon=106.9033&zoom=14")

    assert "Duren Sawit, East Jakarta" in answer.content.decode()
    assert client.get("/en/map/?lat=1e9&lon=0").status_code == 404
    assert client.get("/en/map/").status_code == 404
    sea = client.get("/en/map/?lat=0&lon=0&zoom=9").content.decode()
    assert "Outside of the areas known here" in sea


def chosen(page: Any) -> Point:
    done = page.locator("#done").inner_text()
    lat, lon, is_chosen = done.split()
    assert is_chosen == "True"
    return Point(float(lat), float(lon))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("satupintu.web.maps.tests.urls")
@pytest.mark.usefixtures("mall")
def test_a_point_is_chosen_in_the_browser(page: Any) -> None:
    """By clicks alone; then by dragging and by keys."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/en/try/")
    page.locator(".map-small").click(position={"x": 244, "y": 120})
    page.get_by_role("button", name="Show it nearer").click()
    page.get_by_label("Street").press("Enter")
    meant = START.frame.unproject(470, 180)
    assert metres_between(chosen(page), meant) < 30

    page.goto("/en/try/script/")
    screen = page.locator("[data-map-screen]")
    box = screen.bounding_box()
    scale = max(box["width"] / 640, box["height"] / 360)
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 130, steps=4)
    page.mouse.up()
    screen.press("ArrowRight")
    with page.expect_response("**/map/?**zoom=15"):
        screen.press("+")
    page.locator(".map-view[data-zoom='15']").wait_for()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Go on").click()
    meant = START.frame.unproject(320 + 60 / scale + 12, 180 - 30 / scale)
    assert metres_between(chosen(page), meant) < 30


@pytest.mark.django_db
@pytest.mark.usefixtures("mall")
def test_phones_show_the_names_of_the_areas_around_and_none_is_cut() -> None:
    labels = Picked(Point(-6.2190, 106.9000)).picture.labels

    assert len(labels) >= 3
    for label in labels:
        half = len(label.text) * LETTER / 2
        assert float(label.x) - half >= INSET
        assert float(label.x) + half <= WIDTH - INSET
