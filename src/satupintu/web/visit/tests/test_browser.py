"""The page in a real browser: it follows the hall, and everybody can read it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from satupintu.web.visit.tests.phone import ADVERTS, PERMITS, REGISTRY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What a hint of the stream would do, without a stream.
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
# Khmer stacks signs under its letters: a low line cuts them off.
LOW_KHMER = """[...document.querySelectorAll("body *")].filter((one) => {
  const own = [...one.childNodes].some((n) => n.nodeType === 3
    && /[\\u1780-\\u17b3]/.test(n.data));
  const style = getComputedStyle(one);
  return own && !one.closest(".vh, svg") && one.offsetHeight
    && parseFloat(style.lineHeight) < 1.8 * parseFloat(style.fontSize);
}).map((one) => one.outerHTML.slice(0, 120))"""


def _check(page, where):
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"
    assert page.evaluate(OVER) <= 0, f"{where} runs out of the page"


def test_follows_the_hall_and_rings_when_called(phone, page):
    page.set_viewport_size({"width": 360, "height": 740})
    mine = phone.ticket(PERMITS, REGISTRY)
    phone.ticket()
    phone.foresee(mine, 10, 20)
    page.goto(f"/v/{mine.token}/?lang=en")
    page.get_by_text("10–20 minutes").wait_for()
    page.get_by_text("Not ready? Let others go first").click()
    page.get_by_text("30 minutes").click()
    phone.foresee(mine, 5, 15, at=phone.clock.now)
    page.evaluate(LOOK)
    page.get_by_text("5–15 minutes").first.wait_for()
    # What was opened and chosen stays so while the page follows.
    assert page.locator("#push").get_attribute("open") is not None
    assert page.locator("input[value='30']").is_checked()
    assert page.locator("#said").inner_text() == "5–15 minutes"

    phone.call()
    page.evaluate(LOOK)
    page.locator("[data-state=called]").wait_for()
    assert page.locator(".v-door .c").inner_text() == "1"
    assert page.locator("#said").inner_text().endswith("please go to counter 1")
    _check(page, "called")


def test_everybody_can_read_it(phone, page):
    """Each page in the language with the highest letters, at the smallest width."""
    held, missed = phone.ticket(PERMITS, REGISTRY), phone.ticket(ADVERTS)
    first = phone.call()
    phone.hall.act("start", phone.mall.rini, first)
    phone.hall.act("hold", phone.mall.rini, first, reason="KTP", only_here=True)
    phone.hall.act("no_show", phone.mall.rini, phone.call())
    later = phone.ticket(PERMITS)
    phone.foresee(later, 40, 60, reason="break")
    places = {
        f"/v/{held.token}/": "held",
        f"/v/{missed.token}/": "missed",
        f"/v/{later.token}/": "waiting",
        f"/v/{later.token}/errands/": "errands",
        "/join/rasuna-said/": "join",
        "/v/nothing/": "gone",
    }
    page.set_viewport_size({"width": 320, "height": 640})
    for place, name in places.items():
        page.goto(f"{place}?lang=id")
        assert page.evaluate(OVER) <= 0, f"{name} runs out of the page"
        page.goto(f"{place}?lang=km")
        assert page.locator("html").get_attribute("lang") == "km"
        assert page.evaluate(LOW_KHMER) == [], name
        _check(page, name)
    page.set_viewport_size({"width": 1280, "height": 740})
    page.goto(f"/v/{later.token}/?lang=en")
    _check(page, "waiting, wide")
