"""A guest's booking in a real browser: the proof of work, one press, axe."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from satupintu.appointments import service as appointments

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def look(page: Any) -> None:
    """Axe finds nothing, and nothing runs out of the page, narrow or wide."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        over = page.evaluate("document.documentElement.scrollWidth")
        assert over <= width, f"{page.url} scrolls sideways"


def test_a_guest_books_moves_and_waits_in_the_browser(page: Any, hall: Any) -> None:
    # The other time of the morning is full, so that the page shows all there is.
    for n in range(2):
        hall.book("08:00", who=f"u{n}@contoh.example")
    page.goto("/en/appointments/")
    look(page)
    page.locator("summary", has_text="Passports").click()
    page.get_by_label("Renew a passport").check()
    page.get_by_role("button", name="See free days").click()
    page.locator("a[href*='day=2026-11-25']").click()
    page.get_by_text("Checked: you are not a robot.").wait_for()
    look(page)

    # Pressed twice: one hold.
    page.locator(".b-t label", has_text="09:00").click()
    page.locator(".b-keep").dblclick()
    page.get_by_role("heading", name="Who comes?").wait_for()
    look(page)
    assert hall.left("09:00") == 1
    page.get_by_label("Name of the person").fill("Ani Lestari")
    page.get_by_label("E-mail address or phone").fill("ani@contoh.example")
    page.locator(".b-keep").dblclick()
    page.get_by_role("heading", name="Your appointment is booked").wait_for()
    look(page)
    token = page.url.rstrip("/").rpartition("/")[2]
    assert appointments.booking(token).is_confirmed

    page.get_by_role("link", name="Move to another time").click()
    look(page)
    page.get_by_role("link", name="Tell me when one is free").click()
    look(page)
    page.get_by_role("button", name="Join the waiting list").click()
    page.get_by_text("You are the first.").wait_for()
    look(page)
