"""Every button twice, late, stale, in another window: a true sentence, no change."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.pages import Seen, visit

from satupintu.appointments import service as appointments
from satupintu.web.booking.tests.test_journey import TIMES, confirm, follow, hold

pytestmark = pytest.mark.django_db


def token_of(seen: Seen) -> str:
    return seen.path.strip("/").rpartition("/")[2]


def test_a_form_left_open_after_cancelling_says_that_it_is_cancelled(hall: Any) -> None:
    form = hold(hall)
    appointments.cancel(token=token_of(confirm(form)), now=hall.mall.now)

    late = confirm(form)

    assert "This appointment is cancelled" in late.text
    assert "somebody else" not in late.text


def test_letting_go_in_another_window_leads_to_the_free_days(hall: Any) -> None:
    form = hold(hall)
    gone = form.send("key", button=("drop", "1"))
    assert "The time was let go" in gone.text

    late = confirm(form)
    assert "no longer kept" in late.text
    assert "key" not in late.html.split("<main")[1].split("<form")[-1]
    days = follow(late, "e=paspor.perpanjang")
    assert days.status == 200

    # And let go after it was confirmed: it stays booked, and says so.
    form = hold(hall, "10:00")
    confirm(form)
    late = form.send("key", button=("drop", "1"))
    assert "It was confirmed before" in late.text
    assert appointments.booking(token_of(form)).is_confirmed


def test_the_same_person_twice_at_one_time_finds_a_way_out(hall: Any) -> None:
    confirm(hold(hall))
    twice = confirm(hold(hall))
    assert twice.status == 409
    assert "cannot be in two places" in twice.text

    # Another time instead, in the same form.
    page = follow(twice, "day=2026-11-25")
    again = page.send("at", at=hall.at("10:00").isoformat())
    assert "Your appointment is booked" in confirm(again).text


def test_moving_to_the_time_that_it_has_says_so(hall: Any) -> None:
    booked = confirm(hold(hall))
    page = visit(Client(), f"{booked.path}move/")

    same = page.send("at", at=hall.at("09:00").isoformat())

    assert "at this time already" in same.text
    assert "has been moved" not in same.text
    assert "has been moved" in page.send("at", at=hall.at("10:00").isoformat()).text


def test_moving_and_cancelling_from_old_pages_shows_the_appointment_and_why(
    hall: Any, clock: Any
) -> None:
    booked = confirm(hold(hall))
    move, cancel = (visit(Client(), f"{booked.path}{w}/") for w in ("move", "cancel"))
    clock.now = hall.at("09:00")

    for late in (
        move.send("at", at=hall.at("10:00").isoformat()),
        cancel.send("csrfmiddlewaretoken"),
    ):
        assert late.status == 409
        assert "can no longer be moved or cancelled" in late.text
        assert "Renew a passport" in late.text


def test_a_visitor_who_is_late_is_not_told_that_it_is_over(
    hall: Any, clock: Any
) -> None:
    booked = confirm(hold(hall))

    clock.now = hall.at("09:15")
    late = visit(Client(), booked.path)
    assert "check in now" in late.text
    assert "kept until 09:15" in late.text

    clock.forward(minutes=1)
    over = visit(Client(), booked.path)
    assert "This appointment is over" in over.text
    assert "Hold the QR" not in over.text


def test_an_old_hold_does_not_keep_one_from_a_new_time(hall: Any, clock: Any) -> None:
    form = hold(hall)
    page = follow(form, "day=2026-11-25")
    clock.forward(minutes=61)

    late = page.send("at", at=hall.at("10:00").isoformat())
    assert "no longer kept" in late.text
    assert "hold" not in late.form("at").names
    assert "proof" in late.form("at").names


def test_another_time_for_what_is_booked_already_leads_to_it(hall: Any) -> None:
    form = hold(hall)
    page = follow(form, "day=2026-11-25")
    booked = confirm(form)

    again = page.send("at", at=hall.at("10:00").isoformat())

    assert again.path == booked.path
    assert "Your appointment is booked" in again.text
    assert (hall.left("09:00"), hall.left("10:00")) == (1, 2)


def test_nothing_chosen_is_asked_for_on_the_same_page(hall: Any) -> None:
    page = visit(Client(), "/en/appointments/").send("e")

    assert page.status == 422
    assert "Choose at least one errand" in page.text
    assert "What do you come for?" in page.text


def test_a_time_kept_in_another_window_is_listed_and_may_be_let_go(
    hall: Any, mall: Any
) -> None:
    melati = mall.client("melati")
    forms = [hold(hall, clock, client=melati) for clock in ("09:00", "10:00")]
    more = hold(hall, "11:00", client=melati)
    assert "You are keeping a time here already" in more.text

    mine = follow(more, "/appointments/mine/")
    assert "It is not booked yet" in mine.text
    assert mine.link(forms[1].path) == forms[1].path
    forms[0].send("key", button=("drop", "1"))
    assert "Who comes?" in hold(hall, "11:00", client=melati).text


def test_the_page_of_a_case_leads_to_its_appointment(hall: Any, mall: Any) -> None:
    case = mall.file()
    address = f"/en/cases/{case.number}/"
    melati = mall.client("melati")

    days = follow(visit(melati, address), f"?case={case.number}")
    booked = days.send("at", at=hall.at("09:00").isoformat()).send("key")

    page = visit(melati, address)
    assert page.link(booked.path) == booked.path
    assert "Wednesday, 25 November 2026, 09:00" in page.text


def test_around_midnight_the_day_is_that_of_the_mall(hall: Any, clock: Any) -> None:
    """The clocks of Jakarta: in UTC both moments are on the same day."""
    clock.now = hall.at("23:59")
    late = visit(Client(), TIMES)  # an old link to a day that is over
    assert "Thursday, 26 November" in late.text

    clock.now = hall.at("00:00", "2026-11-26")
    today = visit(Client(), TIMES.replace("2026-11-25", "2026-11-26"))
    assert "Thursday, 26 November" in today.text
    assert 'aria-label="Thursday, 26 November, 24 places free"' in today.html
    stale = late.send("at", at=hall.at("09:00").isoformat())
    assert stale.status in (409, 422)
