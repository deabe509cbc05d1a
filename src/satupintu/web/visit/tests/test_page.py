"""Each state of a visit has its page, and no address but one's own opens anything."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from satupintu.catalogue import service as catalogue
from satupintu.queueing import notices, outages, remote
from satupintu.web.visit import facts
from satupintu.web.visit.tests.phone import ADVERTS, PERMITS, REGISTRY


def test_shows_place_range_and_until_when_to_be_there(phone):
    phone.ticket()
    mine = phone.ticket()
    phone.foresee(mine, 10, 20)
    page = phone.open(mine)
    for said in (
        mine.number,
        "place 2 in line",
        "10–20 minutes",
        "Updated 10:00",
        "Be on floor 1 before 10:05",
        "Identity card, tax number, business address",
        "counter 1–",
    ):
        assert said in page.text, said
    assert "of 10 people" not in page.text  # not measured yet


def test_says_how_often_ranges_came_true_once_that_is_known(phone, monkeypatch):
    monkeypatch.setattr(facts, "_ENOUGH", 12)
    mine = phone.ticket()
    phone.foresee(mine, 10, 20)
    # Of what was said, 8.3 of ten came true: nobody is promised more.
    phone.said(7, truth=12)
    phone.said(2, truth=20)
    phone.said(2, truth=40)
    assert "of 10 people" not in phone.open(mine).text
    cache.clear()
    phone.said(1, truth=12)
    assert "8 of 10 people are called within" in phone.open(mine).text


def test_who_has_just_come_reads_what_the_kiosk_said(phone):
    mine = phone.ticket()
    phone.expect("izin-usaha", 20)
    assert "20–25 minutes" in phone.open(mine).text
    phone.wait(3)  # by then there should be a forecast of one's own
    assert "is not known right now" in phone.open(mine).text


def test_says_nothing_where_nothing_is_known(phone):
    mine = phone.ticket()
    assert "is not known right now" in phone.open(mine).text
    phone.foresee(mine, 10, 20)
    phone.wait(2)
    assert "10–20 minutes" in phone.open(mine).text
    phone.wait(2)
    assert "5–15 minutes" in phone.open(mine).text
    phone.wait(7)
    assert "is not known right now" in phone.open(mine).text


def test_a_call_is_one_big_sign(phone):
    mine = phone.ticket()
    phone.call()
    page = phone.open(mine)
    assert "Please go to counter 1" in page.text
    assert 'data-state="called"' in page.html
    assert "Let others go first" not in page.text


def test_tells_each_state_in_its_own_words(phone):
    mine = phone.ticket(PERMITS, REGISTRY)
    rini = phone.mall.rini
    serving = phone.call()
    phone.hall.act("start", rini, serving)
    assert "You are at counter 1" in phone.open(mine).text
    phone.hall.act("hold", rini, serving, reason="Fetch a copy", only_here=True)
    page = phone.open(mine)
    assert "Your number is on hold Fetch a copy" in page.text
    assert "go back to counter 1" in page.text


def test_a_missed_number_says_what_to_do(phone):
    mine = phone.ticket()
    serving = phone.call()
    phone.hall.act("no_show", phone.mall.rini, serving)
    page = phone.open(mine)
    assert "We called you, and you were not there" in page.text
    assert "Tell any officer before 11:00" in page.text
    assert "I am here: tell the staff" in page.text
    phone.wait(61)
    assert "Take a new number" in phone.open(mine).text


def test_one_who_never_came_is_told_so_and_may_still_come(phone):
    mine = phone.afar()
    phone.wait(1)
    phone.ticket()
    phone.call()
    phone.wait(60)
    remote.miss_absent(mall=mine.mall, now=phone.clock.now)
    page = phone.open(mine)
    assert "You were not in the building when your turn came" in page.text
    assert "I am in the building" in page.text
    phone.post(mine, "arrive")
    # Nobody has seen this visitor yet: anybody could say so, from anywhere.
    assert "Ask at a kiosk" in phone.post(mine, "help").text


def test_an_appointment_is_named(phone):
    booked = phone.clock.now + timedelta(minutes=30)
    mine = phone.ticket(via="booking", booked_for=booked)
    assert "Your appointment is at 10:30." in phone.open(mine).text


def test_ends_with_thanks_and_a_summary(phone):
    mine = phone.ticket(PERMITS)
    phone.hall.serve(phone.mall.rini, phone.call(), minutes=0)
    page = phone.open(mine)
    assert "1 errand done in 0 minutes" in page.text
    assert "Finished at 10:00 at counter 1" in page.text
    assert "http-equiv" not in page.html


def test_lists_all_errands_of_the_day(phone):
    mine = phone.ticket(PERMITS, REGISTRY)
    phone.hall.serve(phone.mall.rini, phone.call(), minutes=0)
    page = phone.open(mine)
    assert "2 errands today" in page.text
    assert page.html.count('class="v-stop done"') == 1
    assert page.html.count('class="v-stop on"') == 1


def test_says_that_a_system_is_down_and_what_the_office_tells(phone):
    mine = phone.ticket()
    agency = catalogue.mall().queue("izin-usaha").agency
    outages.report_down(
        mall=mine.mall,
        agency=agency,
        reason="Power is out",
        until=None,
        actor=phone.mall.putri,
        now=phone.clock.now,
    )
    notices.say(
        mall=mine.mall,
        text={"id": "Silakan keluar", "en": "Please leave by the stairs"},
        until=phone.clock.now + timedelta(minutes=30),
        actor=phone.mall.putri,
        now=phone.clock.now,
    )
    page = phone.open(mine)
    assert "Power is out" in page.text
    assert "You keep your place" in page.text
    assert "Please leave by the stairs" in page.text


def test_after_closing_time_tells_whom_to_ask(phone):
    mine = phone.ticket()
    phone.wait(6 * 60 + 30)
    assert "Please ask a member of staff" in phone.open(mine).text


@pytest.mark.parametrize("lang", ["id", "en", "km"])
def test_speaks_the_languages_of_the_kiosk(phone, lang):
    mine = phone.ticket(PERMITS, ADVERTS)
    phone.foresee(mine, 10, 20)
    page = phone.open(mine, lang=lang)
    assert f'<html lang="{lang}">' in page.html
    assert page.headers["Content-Language"] == lang
    errand = catalogue.mall().queue("izin-usaha").errands[0]
    assert errand.title[lang] in page.text
    # Remembered for these pages, without saying it again.
    again = phone.client.get(f"/v/{mine.token}/")
    assert f'<html lang="{lang}">' in again.text
    assert phone.client.cookies["satupintu_visit_language"]["path"] == "/v/"


def test_speaks_the_language_of_the_ticket_first(phone):
    mine = phone.ticket(language="km")
    assert '<html lang="km">' in phone.client.get(f"/v/{mine.token}/").text


def test_keeps_the_address_to_itself(phone):
    mine = phone.ticket()
    answer = phone.client.get(f"/v/{mine.token}/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", answer.text)


@pytest.mark.parametrize(
    "part", ["", "now/", "leave/", "errands/", "push/", "arrive/", "help/", "messages/"]
)
def test_a_forged_or_old_address_opens_nothing(phone, part):
    mine = phone.ticket()
    for token in ("x" * 22, mine.token[:-1], "%00", "a" * 500):
        for method in (phone.client.get, phone.client.post):
            assert method(f"/v/{token}/{part}").status_code in (400, 404, 405)
    phone.wait(24 * 60)
    answer = phone.client.post(f"/v/{mine.token}/{part}")
    assert answer.status_code in (404, 405)
    assert mine.number not in answer.text


def test_needs_no_script_and_little_data(phone):
    mine = phone.ticket(PERMITS, REGISTRY)
    answer = phone.client.get(f"/v/{mine.token}/")
    refresh = f'content="30;url={reverse("visit", args=[mine.token])}"'
    assert f'<noscript><meta http-equiv="refresh" {refresh}>' in answer.text
    assert len(answer.content) < 16_000
