"""A stop is dragged to another officer, and put back with the keyboard; axe looks."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def look(page: Any) -> None:
    for width in (320, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        over = page.evaluate("document.documentElement.scrollWidth")
        assert over <= width, f"{page.url} scrolls sideways"


@pytest.fixture
def day(page: Any, live_server: Any, room: Any) -> Any:
    """The dispatcher's browser."""
    cookies = room.client.cookies.values()
    page.context.add_cookies(
        [{"name": c.key, "value": c.value, "url": live_server.url} for c in cookies]
    )
    return page


def test_a_stop_is_dragged_to_another_officer(day: Any, room: Any) -> None:
    wati = room.visits[0]
    day.goto(room.at("", visit=wati.id))
    look(day)

    tono = day.locator(f"#row-{room.home.shift('tono').id} .x-hit").bounding_box()
    stop = day.locator(f"#stop-{wati.id} rect").bounding_box()
    x, y = stop["x"] + stop["width"] / 2, stop["y"] + stop["height"] / 2
    day.mouse.move(x, y)
    day.mouse.down()
    day.mouse.move(x + 20, y + 8)
    day.mouse.move(x + 20, tono["y"] + tono["height"] / 2, steps=4)
    day.get_by_text("Fits.").wait_for()
    assert room.who(wati) == "Siti"
    day.mouse.up()
    day.get_by_text("Wati Peraga is now with Tono").wait_for()
    assert room.who(wati) == "Tono"


def test_a_stop_is_moved_by_keys_and_put_back(day: Any, room: Any) -> None:
    joko = room.visits[1]
    day.goto(room.at("roster/"))
    look(day)
    day.goto(room.at(""))

    # What does not fit is not sent, and says why.
    day.locator(f"#stop-{joko.id}").focus()
    day.keyboard.press(" ")
    day.get_by_text("Picked up: Joko Andai").wait_for()
    day.keyboard.press("ArrowRight")
    day.locator("#say.is-bad").wait_for()
    day.keyboard.press("Enter")
    day.keyboard.press("Escape")
    day.keyboard.press(" ")
    day.keyboard.press("ArrowDown")
    day.locator("#say.is-good").wait_for()
    day.keyboard.press("Enter")
    day.get_by_text("Joko Andai is now with Tono").wait_for()
    day.get_by_role("button", name="Undo").click()
    day.get_by_text("Taken back.").wait_for()
    assert room.who(joko) == "Siti"
