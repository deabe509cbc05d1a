"""Asking for a home visit over HTTP, as a citizen does, without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from tests.pages import visit

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.kernel.localized import text
from satupintu.web.home.tests.street import opened, send_where, sent

pytestmark = pytest.mark.django_db


def test_a_citizen_asks_from_the_service_to_the_promise(
    street: Any, letters: Any
) -> None:
    client = street.client("melati")
    start = visit(client, "/en/home-visit/?service=penelitian")
    assert "Officers may not take money or tips" in start.text
    ready = start.send("service")
    assert "about 20 minutes" in ready.text
    assert "We fetch them ourselves from Dukcapil" in ready.text
    point = send_where(ready.send("key"))
    assert "Klender, Duren Sawit" in point.text
    needs = point.send("lat")
    when = needs.send("name", phone="0812 0000 1111", needs=["elderly"])
    assert "Only times that we can promise" in when.text
    (made,) = visits(street)
    free = street.free(made.token)[0]
    check = when.send("at", at=sent(free))
    for words in ("Our promise", "Jl. Umpama 12", "Elderly"):
        assert words in check.text
    live = check.send("key")

    assert live.path == f"/en/h/{made.token}/"
    (booked,) = visits(street)
    assert (booked.state, booked.phone) == ("booked", "+6281200001111")
    assert booked.from_at == free.from_at
    letter = letters("An officer comes on")
    assert f"/h/{made.token}/" in letter.body
    assert b"BEGIN:VEVENT" in client.get(live.link("calendar.ics")).content


def test_a_visit_belongs_to_a_draft_from_the_first_minute(street: Any) -> None:
    client = street.client("melati")
    visit(client, "/en/home-visit/prepare/?service=penelitian").send("key")

    (made,) = visits(street)
    (draft,) = cases.drafts_of(street.mall.melati)
    assert made.errands[0].draft_id == draft.pk


def visits(street: Any) -> Any:
    account_id = street.mall.melati.account_id
    return courier.visits_of(account_id=account_id, now=street.now)


def test_starting_twice_leads_to_the_visit_that_there_is(street: Any) -> None:
    client = street.client("melati")
    ready = visit(client, "/en/home-visit/prepare/?service=penelitian")

    first, second = ready.send("key"), ready.send("key")
    third = visit(client, ready.url).send("key")

    assert first.path == second.path == third.path
    assert len(visits(street)) == 1


def test_says_what_is_missing_and_keeps_what_was_typed(street: Any) -> None:
    made = street.asked("melati", place=None)
    client = street.client("melati")
    page = opened(client, made.token, "where")

    wrong = send_where(page, address="x", words="Nirgendwo")
    assert (wrong.status, wrong.wrong) == (422, {"address", "words"})
    assert wrong.form("address").values["landmark"] == ["Pagar hijau"]
    # One name, several areas: the person chooses.
    unclear = send_where(page, words="Kebon")
    assert unclear.wrong == {"words"}
    assert "Do you mean one of these?" in unclear.text
    # The lists, level by level, with all that was typed.
    lists = send_where(page, words="", button=("in", "31.75"))
    assert "Duren Sawit" in lists.text
    assert lists.form("address").values["landmark"] == ["Pagar hijau"]


def test_what_is_too_long_or_no_number_is_said_and_not_cut(street: Any) -> None:
    made = street.asked("melati", place=None)
    client = street.client("melati")
    words = "pagar hijau " * 30
    long = send_where(opened(client, made.token, "where"), landmark=words)
    assert (long.status, long.wrong) == (422, {"landmark"})
    assert "This is too long: 359 letters. Shorten it to 200." in long.text
    assert long.form("address").values["landmark"] == [words.strip()]

    needs = send_where(long).send("lat")
    wrong = needs.send("name", name="x" * 300, phone="12 ab")
    assert wrong.wrong == {"name", "phone"}
    assert "too long: 300 letters" in wrong.text
    assert "This is not a phone number." in wrong.text
    assert "e-mail" not in wrong.text.partition("Whom do we visit?")[0]
    assert courier.home_visit(token=made.token, now=street.now).name == made.name


def test_every_paper_is_named_once_for_several_services(street: Any) -> None:
    client = street.client("melati")
    query = "?service=sip-dokter&service=penelitian"
    page = visit(client, f"/en/home-visit/prepare/{query}")

    assert page.text.count("Registration certificate") == 1
    assert "Professional registration (STR)" not in page.text
    assert "Your identity card" in page.text
    titles = [text(each.title) for each in _papers("surat_kampus", "proposal")]
    assert [title for title in titles if title in page.text] == []


def _papers(*codes: str) -> Any:
    return [each for each in catalogue.pack().papers if each.code in codes]


def test_a_pin_in_another_area_is_asked_about(street: Any) -> None:
    made = street.asked()
    page = opened(street.client("melati"), made.token, "point")
    far: Any = {"lat": "-6.1751", "lon": "106.8272", "chosen": "1"}

    asked = page.send("lat", **far)
    assert "but you wrote Klender" in asked.text
    sure = asked.send("lat", button=("sure", "1"), **far)

    assert sure.path.endswith("/needs/")
    found = courier.home_visit(token=made.token, now=street.now)
    assert found.precision == "picked"
    assert found.area != made.area


def test_a_pin_in_the_sea_is_refused_whatever_the_person_says(street: Any) -> None:
    made = street.asked()
    page = opened(street.client("melati"), made.token, "point")
    sea: Any = {"lat": "-5.837", "lon": "106.9", "chosen": "1"}

    for button in (None, ("sure", "1")):
        refused = page.send("lat", button=button, **sea)
        assert refused.status == 409
        assert "do not ride to this place" in refused.text
    with pytest.raises(courier.NotServed):
        courier.set_place(
            token=made.token,
            place=replace(street.place(), lat=-5.837, lon=106.9, precision="picked"),
            actor=street.mall.melati,
            now=street.now,
        )
    kept = courier.home_visit(token=made.token, now=street.now)
    assert (kept.lat, kept.precision) == (made.lat, "area")


def test_a_press_on_the_map_moves_the_pin_without_javascript(street: Any) -> None:
    made = street.asked()
    page = opened(street.client("melati"), made.token, "point")

    pressed: Any = {"map_small.x": "200", "map_small.y": "60"}
    moved = page.send("lat", **pressed)

    assert moved.path.endswith("/point/")
    before, after = page.form("lat").values, moved.form("lat").values
    assert after["lat"] != before["lat"]
    assert after["chosen"] == ["1"]


def test_a_window_that_went_meanwhile_costs_nothing_else(street: Any) -> None:
    made = street.asked()
    window = street.free(made.token)[0]
    client = street.client("melati")
    check = visit(client, f"/en/home-visit/{made.token}/check/", {"at": sent(window)})

    # Overnight the window has passed.
    street.clock.forward(days=2)
    gone = check.send("key")

    assert gone.status == 409
    assert "not free any more" in gone.text
    kept = courier.home_visit(token=made.token, now=street.now)
    assert (kept.state, kept.address) == ("asked", made.address)


FORGED = ("", "x/y", "2026-11-25", "1/2/3", "0001-01-01T00:00Z/9999-01-01T00:00Z")


@pytest.mark.parametrize("at", FORGED)
def test_forged_times_are_refused_with_a_sentence(street: Any, at: str) -> None:
    made = street.asked()
    client = street.client("melati")

    page = client.post(f"/en/home-visit/{made.token}/check/", {"at": at, "key": "k"})

    assert page.status_code == 422
    assert courier.home_visit(token=made.token, now=street.now).state == "asked"


def test_another_citizen_gets_nowhere_with_her_address(street: Any) -> None:
    made = street.asked()
    budi, nobody = street.client("budi"), Client()

    for name in ("where", "point", "needs"):
        assert opened(budi, made.token, name).status == 404
        assert "/sign-in/" in opened(nobody, made.token, name).url
    window = sent(street.free(made.token)[0])
    answer = budi.post(
        f"/en/home-visit/{made.token}/check/", {"at": window, "key": "k"}
    )
    assert answer.status_code in (302, 404)
    check = visit(budi, f"/en/home-visit/{made.token}/check/", {"at": window})
    assert "Jl. Umpama" not in check.text
    assert courier.home_visit(token=made.token, now=street.now).state == "asked"


def test_moves_and_cancels_with_the_address_and_the_end_of_the_phone_number(
    street: Any, letters: Any
) -> None:
    made = street.booked(phone="0812 0000 1234")
    guest = Client()
    later = next(w for w in street.free(made.token) if w.from_at > made.until_at)
    when = visit(guest, f"/en/home-visit/{made.token}/when/")
    assert "stays yours until" in when.text
    check = when.send("at", at=sent(later))
    assert "Jl. Umpama" not in check.text
    assert check.send("key").wrong == {"proof"}
    assert courier.home_visit(token=made.token, now=street.now).moves == 0
    live = check.send("key", proof="1234")
    assert courier.home_visit(token=made.token, now=street.now).from_at == later.from_at
    assert letters("Your new time")

    cancel = visit(guest, live.link("/cancel/"))
    wrong = cancel.send("reason", reason="Iseng", proof="0000")
    assert (wrong.status, wrong.wrong) == (422, {"proof"})
    assert wrong.form("reason").values["reason"] == ["Iseng"]
    done = wrong.send("reason", reason="Saya sembuh", proof="1234")
    assert "Nobody comes" in done.text
    assert courier.home_visit(token=made.token, now=street.now).state == "cancelled"
    assert letters("Your home visit is cancelled")
    # Again is harmless.
    assert cancel.send("reason", proof="1234").status == 200


def test_the_number_cannot_be_guessed_and_without_one_the_name_is_asked(
    street: Any,
) -> None:
    made = street.booked(phone="0812 0000 1234")
    cancel = visit(Client(), f"/en/h/{made.token}/cancel/")
    for n in range(5):
        assert cancel.send("reason", proof=f"000{n}").status == 422
    locked = cancel.send("reason", proof="1234")
    assert locked.status == 429
    assert "Try again in an hour" in locked.text
    assert courier.home_visit(token=made.token, now=street.now).state == "booked"
    # Who is signed in is not asked.
    own = visit(street.client("melati"), f"/en/h/{made.token}/cancel/").send("reason")
    assert "Nobody comes" in own.text

    other = street.booked("budi", phone="")
    cancel = visit(Client(), f"/en/h/{other.token}/cancel/")
    assert cancel.send("reason", proof="Melati").status == 422
    assert "Nobody comes" in cancel.send("reason", proof=f" {other.name} ").text


def test_what_cannot_be_done_at_home_is_refused(street: Any) -> None:
    client = street.client("melati")

    many = "?service=a&service=b&service=c&service=d"
    for query, status in (("", 422), ("?service=bukan", 409), (many, 422)):
        page = visit(client, f"/en/home-visit/prepare/{query}")
        assert page.status == status, query
    forged = client.post("/en/home-visit/prepare/", {"service": "bukan", "key": "k"})
    assert forged.status_code == 409
