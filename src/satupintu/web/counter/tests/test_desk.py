"""The desk over HTTP, as a browser without JavaScript uses it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pages import visit

from satupintu.queueing import service as queueing
from satupintu.queueing.models import QueueForecast
from satupintu.web.counter import desk
from satupintu.web.counter.tests.hall import HALL, Hall, press


def test_an_officer_chooses_a_counter_and_its_queues(hall: Hall) -> None:
    hall.sit("wati", "loket2")
    rini = hall.mall.client("rini")
    page = visit(rini, "/en/counter/")
    assert "Wati" in page.text
    assert not [link for link in page.links if "loket2" in link]
    page = visit(rini, f"/en/counter/{page.link('counter=loket1')}")
    page = page.send("queue", queue=["izin-usaha"])
    assert "Counter 1" in page.text
    assert queueing.session_of(actor=hall.mall.rini) is not None


def test_a_counter_that_is_taken_refuses_with_a_sentence(hall: Hall) -> None:
    hall.sit("wati", "loket2")
    page = visit(hall.mall.client("rini"), "/en/counter/?counter=loket2")
    page = page.send("queue")
    assert (page.status, "Wati is signed in" in page.text) == (409, True)
    assert queueing.session_of(actor=hall.mall.rini) is None


def test_only_lines_of_the_own_agency_can_be_served(hall: Hall) -> None:
    page = visit(hall.mall.client("yudi"), "/en/counter/")
    assert [link for link in page.links if "counter=loket7" in link]
    assert not [link for link in page.links if "counter=loket1&" in link]
    answer = page.client.post(
        "/en/counter/open/", {"mall": HALL, "counter": "loket1", "queue": "izin-usaha"}
    )
    assert answer.status_code == 403


def test_calls_serves_and_goes_on_to_the_next(hall: Hall) -> None:
    first, second = hall.come(), hall.come()
    hall.sit()
    page = press(hall.desk(), "next")
    assert f"Called {first.number}" in page.text
    page = press(page, "start")
    assert f"Serving {first.number}" in page.text
    hall.clock.forward(minutes=6)
    page = press(page, "next")
    assert f"Called {second.number}" in page.text
    assert hall.state(first) == "finished"
    page = press(press(page, "start"), "next")
    assert "Nobody is waiting for your queues now." in page.text


def test_the_page_tells_how_long_and_what_else_is_planned(hall: Hall) -> None:
    visitor = hall.come(
        "izin-usaha/sip-dokter",
        "bpjs-kesehatan/jkn-daftar",
        name="Melati Contoh",
        language="en",
        needs=("wheelchair",),
    )
    hall.sit()
    page = press(press(hall.desk(), "next"), "start")
    for words in (visitor.number, "Melati Contoh", "wheelchair", "usually", "floor 3"):
        assert words in page.text, words


def test_the_next_errand_is_the_one_that_is_soonest_done(hall: Hall) -> None:
    three = ("izin-usaha/nib", "npwp/npwp-daftar", "bpjs-kesehatan/jkn-daftar")
    visitor = hall.come(*three)
    for queue, low, high in (("npwp", 60, 80), ("bpjs-kesehatan", 1, 3)):
        QueueForecast.objects.create(
            mall=HALL,
            queue=queue,
            at=hall.clock.now,
            waiting=9,
            counters=1,
            q10=low,
            q50=low,
            q90=high,
            low=low,
            high=high,
        )
    hall.sit()
    page = press(press(hall.desk(), "next"), "start")
    assert "joins the line of “Join JKN”" in page.text
    chosen = page.form("chosen").values["chosen"][0]
    press(page, "errand", chosen=chosen)
    states = [hall.state(visitor, place) for place in range(3)]
    assert states == ["finished", "planned", "waiting"]


# What each button makes of a visitor who is served (or only called).
ACTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "start": ("called", {}, "serving"),
    "recall": ("called", {}, "called"),
    "no-show": ("called", {}, "no_show"),
    "hold": ("serving", {"reason": "fetches a copy"}, "on_hold"),
    "transfer": ("serving", {"to": "bangunan-reklame/reklame"}, "waiting"),
    "errand": ("serving", {}, "finished"),
    "finish": ("serving", {}, "finished"),
    "next": ("serving", {}, "finished"),
}


def _page(hall: Hall, action: str) -> tuple[queueing.VisitView, Any]:
    """A fresh visitor in the state that this button is for, and the page then."""
    visitor = hall.come()
    page = press(hall.desk(), "next")
    assert f"Called {visitor.number}" in page.text
    return visitor, press(page, "start") if ACTIONS[action][0] == "serving" else page


def test_every_button_pressed_twice_acts_once(hall: Hall) -> None:
    hall.sit()
    for action, (_from, fields, becomes) in ACTIONS.items():
        visitor, page = _page(hall, action)
        other = hall.come()
        first = press(page, action, follow=False, **fields)
        before = hall.state(other)
        again = press(page, action, follow=False, **fields)
        assert (first.status, again.status) == (302, 302), action
        assert (hall.state(visitor), hall.state(other)) == (becomes, before), action
        hall.empty(visitor, other)


def test_every_button_of_a_stale_page_changes_nothing(hall: Hall) -> None:
    hall.sit()
    for action in ACTIONS:
        visitor, page = _page(hall, action)
        other = hall.come()
        press(hall.desk(), "next", follow=False)  # in another tab
        stale = press(page, action, **ACTIONS[action][1])
        assert stale.status == 409, action
        assert "Nothing was changed." in stale.text, action
        assert hall.state(other) == "called", action
        hall.empty(visitor, other)


def test_no_button_works_in_another_officers_session(hall: Hall) -> None:
    hall.sit()
    hall.sit("wati", "loket2")
    for action in ACTIONS:
        visitor, page = _page(hall, action)
        before = hall.state(visitor)
        page.client = hall.mall.client("wati")
        other = press(page, action, **ACTIONS[action][1])
        assert other.status in (403, 404, 409), action
        assert hall.state(visitor) == before, action
        hall.empty(visitor)


def test_a_visitor_of_another_agency_cannot_be_called(hall: Hall) -> None:
    visitor = hall.come("kesbangpol/lapor-ormas")
    hall.sit()
    page = press(hall.desk(), "call", stop=str(visitor.stops[0].id))
    assert page.status == 403
    assert hall.state(visitor) == "waiting"


def test_a_number_can_be_found_called_and_brought_back(hall: Hall) -> None:
    hall.come()
    second = hall.come()
    hall.sit()
    page = hall.desk(query=f"?find={second.number}").send("number")
    assert f"Called {second.number}" in page.text
    press(page, "no-show")
    page = hall.desk()
    assert "did not come" in page.text
    page = page.send("number", button=("number", second.number))
    assert hall.state(second) == "waiting"
    assert "There is no number X-1" in hall.desk(query="?find=X-1").text


def test_holding_needs_a_reason(hall: Hall) -> None:
    hall.sit()
    visitor, page = hall.serve()
    page = press(page, "hold", reason=" ")
    assert (page.status, "Say why" in page.text) == (422, True)
    assert hall.state(visitor) == "serving"
    assert "reason" in page.form("only_here").names


def test_breaks_have_an_end_and_wait_for_the_visitor(hall: Hall) -> None:
    hall.sit()
    _visitor, page = hall.serve()
    answer = page.client.post(
        "/en/counter/break/",
        {"key": "k", "session": page.form("session").values["session"], "minutes": 15},
        follow=True,
    )
    assert b"Finish with this visitor" in answer.content
    page = press(page, "finish")
    page = visit(page.client, "/en/counter/?panel=break")
    page = page.send("minutes", button=("minutes", "15"))
    assert "Back at 10:15" in page.text
    assert press(page, "next").status == 409
    sent = {"key": "k2", "session": page.form("session").values["session"]}
    answer = page.client.post("/en/counter/back/", sent, follow=True)
    assert b"The counter is free" in answer.content


def test_signing_out_waits_until_nobody_is_served(hall: Hall) -> None:
    session = hall.sit()
    _visitor, page = hall.serve()
    sent = {"key": "k", "session": str(session.id)}
    answer = page.client.post("/en/counter/close/", sent)
    assert answer.status_code == 409
    press(page, "finish")
    answer = page.client.post("/en/counter/close/", sent, follow=True)
    assert b"Choose your counter" in answer.content


def test_an_emergency_takes_two_presses_and_others_come(hall: Hall) -> None:
    hall.sit()
    hall.sit("wati", "loket2")
    page = hall.desk()
    sent = {"key": "k", "session": page.form("session").values["session"]}
    answer = page.client.post("/en/counter/alarm/", sent)
    assert b"Call for help in silence?" in answer.content
    other = hall.desk("wati")
    assert "Emergency at counter 1" not in other.text
    page.client.post("/en/counter/alarm/", sent | {"sure": "yes"})
    other = hall.desk("wati")
    assert "Emergency at counter 1" in other.text
    (come,) = [f for f in other._read.forms if "/come/" in f.action]
    other.client.post(come.action)
    assert "Wati is coming." in hall.desk().text


def test_letter_keys_can_be_switched_off(hall: Hall) -> None:
    hall.sit()
    page = hall.desk(query="?panel=keys")
    assert 'data-keys="on"' in page.html
    page = page.send("keys", button=("keys", "off"))
    assert 'data-keys="off"' in page.html


def test_the_fragment_holds_what_changes_and_no_field(hall: Hall) -> None:
    hall.sit()
    visitor = hall.come()
    page = visit(hall.mall.client("rini"), "/en/counter/live/")
    assert visitor.number in page.text
    assert "find" not in page.ids
    assert {"c-state", "c-list", "c-alarms", "c-cur", "c-work"} <= page.ids


def test_the_list_shows_lights_by_words_and_the_next_one_first(hall: Hall) -> None:
    hall.sit()
    hall.come()
    hall.clock.forward(minutes=50)
    hall.come(group="elderly")
    text = hall.desk().text
    assert "longer than promised" in text
    assert "in time" in text
    assert "priority:" in text


def test_of_a_long_line_the_page_draws_the_beginning(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_DRAWN", 2)
    first, second, third = hall.come(), hall.come(), hall.come()
    hall.sit()
    page = hall.desk()
    assert "Waiting · 3" in page.text
    assert "and 1 more" in page.text
    assert [v.number in page.text for v in (first, second, third)] == [1, 1, 0]
    whole = visit(page.client, f"/en/counter/{page.link('?all')}")
    assert "and 1 more" not in whole.text
    assert third.number in whole.text
    assert "Waiting · 2" in press(whole, "next").text
