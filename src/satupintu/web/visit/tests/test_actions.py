"""What visitors do on their page: once is enough, and too late changes nothing."""

from __future__ import annotations

import pytest
from tests.pages import visit as open_page

from satupintu.queueing import alarms
from satupintu.web.visit.tests.phone import ADVERTS, PERMITS, REGISTRY


def _pushed(phone, visit):
    return phone.hall.look(visit).current.pushed


def test_lets_others_go_first_and_takes_it_back(phone):
    mine = phone.ticket()
    phone.ticket()
    page = phone.open(mine)
    assert "about place" in page.text
    page = phone.post(mine, "push", minutes="10", seen="0")
    assert "Others go first until 10:10" in page.text
    assert _pushed(phone, mine) == 10
    page = phone.post(mine, "take-back")
    assert "You have your place back" in page.text
    assert _pushed(phone, mine) == 0


def test_a_double_tap_pushes_once(phone):
    mine = phone.ticket()
    for _tap in range(2):
        page = phone.post(mine, "push", minutes="20", seen="0")
        assert page.status == 200
    assert _pushed(phone, mine) == 20


def test_an_hour_is_all(phone):
    mine = phone.ticket()
    for seen in (0, 30):
        phone.post(mine, "push", minutes="30", seen=str(seen))
    page = phone.post(mine, "push", minutes="10", seen="60")
    assert page.status == 409
    assert "for an hour already" in page.text
    assert mine.number in page.text
    assert _pushed(phone, mine) == 60


@pytest.mark.parametrize("minutes", ["", "0", "-10", "1000", "ten", "10.5"])
def test_pushes_by_minutes_only(phone, minutes):
    mine = phone.ticket()
    assert phone.post(mine, "push", minutes=minutes, seen="0").status == 409
    assert _pushed(phone, mine) == 0


def test_whom_the_counter_called_cannot_push(phone):
    mine = phone.ticket()
    phone.call()
    for action in ("push", "take-back"):
        page = phone.post(mine, action, minutes="10", seen="0")
        assert page.status == 409
        assert "you were called" in page.text


def test_asks_before_leaving_and_leaves_once(phone):
    mine = phone.ticket(PERMITS, REGISTRY)
    assert "cannot be taken back" in phone.open(mine, "leave/").text
    for _tap in range(2):
        page = phone.post(mine, "leave")
        assert "You left the line" in page.text
    assert phone.hall.look(mine).end == "left"
    assert phone.call() is None


@pytest.mark.parametrize("action", ["push", "take-back", "arrive", "messages", "help"])
def test_after_leaving_each_button_answers_with_a_sentence(phone, action):
    mine = phone.ticket()
    phone.post(mine, "leave")
    page = phone.post(mine, action, minutes="10", seen="0", contact="")
    assert page.status == 409
    assert "This visit is over" in page.text


def test_an_address_that_is_opened_later_says_nothing_that_is_over(phone):
    mine = phone.ticket()
    phone.post(mine, "push", minutes="10", seen="0")
    said = "Others go first now"
    assert said in open_page(phone.client, f"/v/{mine.token}/?done=pushed").text
    phone.post(mine, "take-back")
    assert said not in open_page(phone.client, f"/v/{mine.token}/?done=pushed").text
    phone.post(mine, "leave")
    for done in ("pushed", "back", "help", "told", "untold", "added"):
        page = open_page(phone.client, f"/v/{mine.token}/?done={done}")
        assert 'role="status"' not in page.html


def test_nobody_leaves_from_the_counter(phone):
    mine = phone.ticket()
    phone.hall.act("start", phone.mall.rini, phone.call())
    page = phone.post(mine, "leave")
    assert page.status == 409
    assert "tell the officer there" in page.text


def test_goes_first_where_the_line_is_short(phone):
    mine = phone.ticket(PERMITS, ADVERTS, REGISTRY)
    phone.expect("bangunan-reklame", 60)
    phone.expect("dukcapil", 5)
    page = phone.open(mine)
    assert "Best go here next" in page.text
    page = page.send("stop")
    assert "Best go here next" in page.text
    assert "Do this first" not in page.text
    queues = [stop.queue for stop in phone.hall.look(mine).stops]
    assert queues == ["izin-usaha", "dukcapil", "bangunan-reklame"]
    for stop in ("", "x", str(mine.stops[0].id)):
        assert phone.post(mine, "first", stop=stop).status == 200
    assert [s.queue for s in phone.hall.look(mine).stops] == queues


def test_asks_for_help_by_number_only(phone):
    mine = phone.ticket(name="Melati")
    for _tap in range(2):
        assert "has been told" in phone.post(mine, "help").text
    [alarm] = alarms.open_alarms(mall=mine.mall, now=phone.clock.now)
    assert (alarm.kind, alarm.place, alarm.by) == ("help", mine.number, mine.number)


def test_whom_nobody_has_seen_is_not_offered_that_staff_come(phone):
    mine = phone.afar()
    phone.post(mine, "arrive")
    assert "Ask a member of staff" not in phone.open(mine).text
    assert phone.post(mine, "help").status == 409
    phone.call()
    assert "Ask a member of staff" in phone.open(mine).text


def test_adds_an_errand_once_and_keeps_the_number(phone):
    mine = phone.ticket()
    page = phone.open(mine, "errands/")
    for _tap in range(2):
        done = page.send("errand", errand="dukcapil/ktp")
        assert "You keep your number" in done.text
    assert [s.queue for s in phone.hall.look(mine).stops] == ["izin-usaha", "dukcapil"]


@pytest.mark.parametrize("errand", ["", "dukcapil", "dukcapil/x", "x/ktp", "/"])
def test_adds_only_what_there_is(phone, errand):
    mine = phone.ticket()
    page = phone.post(mine, "errands", errand=errand, key="k")
    assert page.status in (404, 422)
    assert len(phone.hall.look(mine).stops) == 1


def test_messages_go_where_the_visitor_says(phone):
    mine = phone.ticket()
    page = phone.post(mine, "messages", contact="0812 3456 7890")
    assert "•••7890" in page.text
    assert "34567890" not in page.text
    assert phone.hall.look(mine).contact == "+6281234567890"
    page = phone.post(mine, "messages", contact="")
    assert phone.hall.look(mine).contact == ""
    page = phone.post(mine, "messages", contact="not a number")
    assert page.status == 422


def test_a_browser_hears_of_its_visit_only(phone):
    mine = phone.ticket()
    given = {"endpoint": "https://evil.example/", "p256dh": "x", "auth": "y"}
    answer = phone.client.post(f"/v/{mine.token}/listen/", given)
    assert answer.status_code == 422


def test_who_joined_from_afar_says_when_he_is_here(phone):
    mine = phone.afar()
    page = phone.open(mine)
    assert "only once you are in the building" in page.text
    assert phone.post(mine, "help").status == 409
    assert phone.call() is None
    assert "Good that you are here" in phone.post(mine, "arrive").text
    assert phone.call().visit.number == mine.number
