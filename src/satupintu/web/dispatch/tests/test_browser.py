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


def test_a_stop_is_dragged_and_put_back_by_keys(
    page: Any, live_server: Any, room: Any
) -> None:
    page.context.add_cookies(
        [
            {"name": c.key, "value": c.value, "url": live_server.url}
            for c in room.client.cookies.values()
        ]
    )
    wati, joko, _last = room.visits
    page.goto(room.at("", visit=wati.id))
    look(page)

    tono = page.locator(f"#row-{room.home.shift('tono').id} .x-hit").bounding_box()
    stop = page.locator(f"#stop-{wati.id} rect").bounding_box()
    x, y = stop["x"] + stop["width"] / 2, stop["y"] + stop["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 8)
    page.mouse.move(x + 20, tono["y"] + tono["height"] / 2, steps=4)
    page.get_by_text("Fits.").wait_for()
    assert room.who(wati) == "Siti"
    page.mouse.up()
    page.get_by_text("Wati Peraga is now with Tono").wait_for()
    assert room.who(wati) == "Tono"

    # What does not fit is not sent, and says why.
    page.locator(f"#stop-{joko.id}").focus()
    page.keyboard.press(" ")
    page.get_by_text("Picked up: Joko Andai").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator("#say.is-bad").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowDown")
    page.locator("#say.is-good").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Joko Andai is now with Tono").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").wait_for()
    assert room.who(joko) == "Siti"
    page.goto(room.at("roster/"))
    look(page)
