"""A morning at the counter without a mouse, in a real browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from satupintu.queueing import service as queueing
from satupintu.web.counter.tests.hall import HALL, Hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


class Keys:
    """Rini's hands on the keyboard."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, key: str, then: str = "") -> None:
        """Press a key; with `then`, wait until the page reads so."""
        self.page.keyboard.press(key)
        if then:
            self.page.get_by_text(re.compile(then)).first.wait_for()

    def tab_to(self, selector: str) -> None:
        """Press Tab until this has the focus."""
        for _step in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"no way to {selector} with the Tab key")

    def look(self) -> None:
        """Nothing for axe to complain of, nothing to scroll sideways for."""
        for width, height in ((360, 740), (1366, 768)):
            self.page.set_viewport_size({"width": width, "height": height})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} is {wide} wide at {width}"
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def hall(mall: Any, settings: Any) -> Hall:
    """Nine o'clock, whatever time it is; nothing is heard but the clock."""
    settings.SATUPINTU_LIVE_URL = None
    shown = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    queueing.set_hall_clock(mall=HALL, shown=shown, speed=1, now=timezone.now())
    clock = type("At", (), {"now": shown})
    return Hall(mall, clock)


@pytest.fixture
def keys(hall: Hall, page: Any, live_server: Any) -> Keys:
    cookies = hall.mall.client("rini").cookies.items()
    page.context.add_cookies(
        [{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies]
    )
    return Keys(page)


def test_a_morning_by_keyboard_only(hall: Hall, keys: Keys) -> None:
    first, second = hall.come(name="Melati Contoh"), hall.come()
    _sit_down(keys, first.number)
    keys.press("n", f"Called {first.number}")
    keys.press("s", f"Serving {first.number}")
    keys.look()
    third = _type_in_a_field_while_others_come(hall, keys)
    assert hall.state(first) == "serving"
    _hold_and_find_again(hall, keys, first)
    keys.press("s", f"Serving {first.number}")
    keys.press("p", f"Transfer {first.number}")
    keys.look()
    keys.press("Escape", "File together")
    keys.press("n", f"Called {second.number}")
    keys.press("x", "Ready")
    assert hall.state(second) == "no_show"
    _rest_and_ask_for_help(keys, third.number)
    _switch_the_letters_off(keys)
    assert hall.state(third) == "waiting"


def _sit_down(keys: Keys, number: str) -> None:
    keys.page.goto("/en/counter/")
    keys.look()
    keys.tab_to("a[href*='counter=loket1']")
    keys.press("Enter", "From which lines")
    keys.press("Enter", f"Next: {number}")  # the button has the focus
    keys.look()


def _type_in_a_field_while_others_come(hall: Hall, keys: Keys) -> queueing.VisitView:
    """Letters in a field are letters, and what is typed stays."""
    page = keys.page
    keys.tab_to("#address")
    page.keyboard.type("nxt")
    assert page.input_value("#address") == "nxt"
    visitor = hall.come()
    page.evaluate("document.body.dispatchEvent(new Event('live'))")
    page.get_by_text(visitor.number).first.wait_for()
    assert page.input_value("#address") == "nxt"
    assert page.evaluate("document.activeElement.id") == "address"
    return visitor


def _hold_and_find_again(hall: Hall, keys: Keys, held: queueing.VisitView) -> None:
    keys.press("F8")  # the list
    keys.press("F8")  # the middle
    keys.press("t", f"Hold {held.number}")
    keys.look()
    keys.press("Control+Enter", "Held and missed")
    assert hall.state(held) == "on_hold"
    keys.press("/")
    keys.page.keyboard.type(held.number)
    keys.press("Enter", "is held")
    keys.tab_to(".c-file .d-btn")
    keys.press("Enter", f"Called {held.number}")


def _rest_and_ask_for_help(keys: Keys, number: str) -> None:
    keys.press("i", "Until I am back")
    keys.press("Enter", "Back at")
    keys.press("n", f"Next: {number}")
    keys.press("F9", "Call for help in silence")
    keys.look()
    keys.tab_to(".c-file a.d-btn")
    keys.press("Enter", f"Next: {number}")


def _switch_the_letters_off(keys: Keys) -> None:
    keys.press("?", "Switch the letter keys off")
    keys.look()
    keys.tab_to("button[name=keys]")
    keys.press("Enter", "Letter keys are off")
    keys.press("n")
    keys.page.wait_for_timeout(300)
