"""A dispatcher plays a day again: a page for each moment, which a script moves."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

from satupintu.courier.models import HomeVisit, Shift
from satupintu.courier.tests.home import WEDNESDAY, at
from satupintu.web.dispatch.tests.room import signed_in
from satupintu.web.dispatch.tests.test_browser import RULES

FILM = "film/"


@pytest.fixture
def played(room: Any) -> Any:
    """Wati was visited in time, at Joko's nobody was at home; it is Thursday."""
    wati, joko, _last = room.visits
    shift = room.home.shift("siti").id
    Shift.objects.filter(pk=shift).update(state="open", opened_at=at("08:00"))
    seen = (
        (wati, "done", "", "10:00", "10:20", "10:50"),
        (joko, "failed", "not_home", "12:50", "13:05", "13:15"),
    )
    for visit, state, outcome, riding, arrived, ended in seen:
        HomeVisit.objects.filter(pk=visit.id).update(
            state=state,
            outcome=outcome,
            shift_id=shift,
            riding_at=at(riding),
            arrived_at=at(arrived),
            ended_at=at(ended),
        )
    room.clock.now = at("09:00", WEDNESDAY.replace(day=26))
    account = get_user_model().objects.get(pk=room.actor.account_id)
    room.client = signed_in(account)
    return room


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'data-count="(\w+)">(\d+)<', page)
    return {name: int(count) for name, count in found}


def shown(page: str) -> list[str]:
    """The events that a browser without scripts shows, the last first."""
    listed = page.split("data-news")[1].split("</ol>")[0]
    items = re.findall(r"<li ([^>]*)><time>([^<]*)</time><span>([^<]*)", listed)
    return [f"{time} {words}" for given, time, words in items if "hidden" not in given]


def test_a_moment_of_the_day_needs_no_script(played: Any) -> None:
    page = played.page(FILM, at="11:30")
    assert counts(page) == {"done": 1, "way": 0, "left": 2, "failed": 0, "late": 0}
    assert "<time data-clock>11:30</time>" in page
    assert shown(page)[0].startswith("10:50 Siti is done at Wati Peraga")
    assert "nobody at home" not in " ".join(shown(page))
    assert 'data-state="done"' in page

    at_door = played.page(FILM, at="13:10")
    assert counts(at_door)["way"] == 1
    assert 'data-doing="door"' in at_door
    late = played.page(FILM, at="17:30")
    assert counts(late) == {"done": 1, "way": 0, "left": 1, "failed": 1, "late": 1}
    assert any("nobody at home" in words for words in shown(late))


def test_the_form_and_its_neighbours_lead_to_other_moments(played: Any) -> None:
    page = played.page(FILM)
    assert "<time data-clock>08:00</time>" in page
    assert "at=08%3A30" in page
    for wrong in ("nonsense", "25:00", "99"):
        assert "<time data-clock>08:00</time>" in played.page(FILM, at=wrong)
    assert "<time data-clock>17:30</time>" in played.page(FILM, at="23:00")


def test_today_goes_up_to_now_and_is_fetched_again(room: Any) -> None:
    room.clock.now = at("09:40")
    page = room.page(FILM)
    assert "<time data-clock>09:40</time>" in page
    assert "data-follows" in page
    data = re.search(r'id="film-data"[^>]*>(.*?)</script>', room.page(FILM + "now/"))
    assert data
    script = json.loads(data[1])
    assert script["end"] == (9 * 60 + 40) * 60
    assert len(script["men"]) == 2
    assert len(script["visits"]) == 3


def test_an_empty_day_says_so(room: Any) -> None:
    page = room.page(FILM, day="2026-12-05")
    assert "Nobody rides on this day." in page
    assert "data-film" not in page
    room.clock.now = at("06:00")
    assert "This day has not begun yet." in room.page(FILM)


def test_others_may_not_see_it(room: Any) -> None:
    client = room.home.mall.client("rini")
    for path in (FILM, FILM + "now/"):
        assert client.get(f"/en/dispatch/{path}").status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_day_is_played_paused_and_wound(
    page: Any, live_server: Any, played: Any
) -> None:
    cookies = played.client.cookies.values()
    page.context.add_cookies(
        [{"name": c.key, "value": c.value, "url": live_server.url} for c in cookies]
    )
    page.goto(played.at(FILM, at="10:40"))
    clock = page.locator("[data-clock]")
    page.get_by_text("1200×").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Play").click()
    page.locator("[data-count=done]", has_text="1").wait_for()
    page.get_by_role("button", name="Pause").click()
    assert clock.text_content() > "10:50"
    assert "at=1" in page.url

    slide = page.get_by_label("Time of the day")
    slide.focus()
    slide.fill(str(13 * 3600))
    assert clock.text_content() == "13:00"
    page.keyboard.press("ArrowRight")
    assert clock.text_content() == "13:05"
    assert page.locator(".f-man[data-doing=door]").count() == 1 + 1  # and the legend
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
