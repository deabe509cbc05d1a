"""Asking at 360 pixels without JavaScript, and the page of the visit; axe looks."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from satupintu.courier import service as courier

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def plain(chromium: Any, live_server: Any, street: Any) -> Any:
    """Melati's phone: narrow, and no script of the page runs."""
    context = chromium.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
        bypass_csp=True,
    )
    context.set_default_timeout(15_000)
    cookies = street.client("melati").cookies.values()
    context.add_cookies(
        [{"name": c.key, "value": c.value, "url": live_server.url} for c in cookies]
    )
    yield context.new_page()
    context.close()


def look(plain: Any, page: Any) -> None:
    """The same page with scripts, for axe and the widths."""
    page.context.add_cookies(plain.context.cookies())
    page.goto(plain.url)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        over = page.evaluate("document.documentElement.scrollWidth")
        assert over <= width, f"{page.url} scrolls sideways"


def test_an_officer_is_asked_for_without_javascript(
    plain: Any, page: Any, street: Any
) -> None:
    plain.goto("/en/home-visit/?service=sip-dokter")
    look(plain, page)
    plain.get_by_role("button", name="Continue").click()
    look(plain, page)
    plain.get_by_role("button", name="Continue to the address").click()
    plain.get_by_label("Street and number").fill("Jl. Umpama 12")
    plain.get_by_label("Area").fill("Kebon")
    plain.get_by_role("button", name="Continue to the map").click()
    look(plain, page)
    plain.get_by_label("Kebon Pala, Makasar, East Jakarta").check()
    plain.get_by_role("button", name="Continue to the map").click()
    before = plain.locator("[name=lat]").input_value()
    plain.locator("[name=map_small]").click(position={"x": 200, "y": 60})
    assert plain.locator("[name=lat]").input_value() != before
    look(plain, page)
    plain.locator(".a-go, [name=sure]").click()
    if plain.locator("[name=sure]").count():
        plain.locator("[name=sure]").click()
    plain.get_by_label("Uses a wheelchair").check()
    look(plain, page)
    plain.get_by_role("button", name="Continue to the times").click()
    look(plain, page)
    plain.get_by_role("button", name="Look harder for me").click()
    plain.get_by_text("We looked again: no more windows").wait_for()
    plain.locator(".a-win label").first.click()
    plain.get_by_role("button", name="Continue").click()
    look(plain, page)
    plain.get_by_role("button", name="Ask the officer to come").click()
    plain.get_by_role("heading", name="Is it ready?").wait_for()
    look(plain, page)

    token = plain.url.rstrip("/").rpartition("/")[2]
    made = courier.home_visit(token=token, now=street.now)
    assert (made.state, made.is_priority) == ("booked", True)


def test_an_open_page_changes_when_the_officer_leaves(
    page: Any, street: Any, settings: Any
) -> None:
    made = street.booked()
    street.rides(made)
    page.goto(f"/en/h/{made.token}/")
    page.get_by_label("Two photographs").or_(
        page.locator(".a-tick input").first
    ).check()
    page.reload()
    assert page.locator(".a-tick input").first.is_checked()

    street.progress(made, "riding")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Ask for this code.").wait_for()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


def test_the_forms_of_a_visits_page_are_taken_from_a_real_browser(
    page: Any, street: Any
) -> None:
    made = street.booked(phone="0812 0000 1234")
    page.goto(f"/en/h/{made.token}/report/")
    page.get_by_label("What happened?").fill("Petugas meminta uang rokok.")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("The office has your report").wait_for()
    page.get_by_role("link", name="Cancel the visit").click()
    page.get_by_label("Last 4 digits of your phone number").fill("1234")
    page.get_by_role("button", name="Yes, cancel it").click()
    page.get_by_text("Nobody comes.").wait_for()
    seen = courier.home_visit(token=made.token, now=street.now)
    assert seen.state == "cancelled"
