"""Booking over HTTP as a citizen does it, and what goes wrong on the way."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import altcha
import pytest
from django.test import Client
from icalendar import Calendar
from tests.pages import Seen, visit

from satupintu.appointments import service as appointments
from satupintu.web.booking import proof

pytestmark = pytest.mark.django_db

RENEW = "mall=uji&e=paspor.perpanjang"
TIMES = f"/en/appointments/times/?{RENEW}&day=2026-11-25"


def follow(seen: Seen, ending: str) -> Seen:
    """Press the link that ends so."""
    return visit(seen.client, urljoin(seen.url, seen.link(ending)))


def solved(now: Any) -> str:
    """A proof of work, as the browser's worker would send it."""
    challenge = proof.new_challenge(now, counter=7)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def hold(hall: Any, clock: str = "09:00", client: Any = None) -> Seen:
    """A guest chooses a time and stands before the form."""
    page = visit(client or Client(), TIMES)
    at = hall.at(clock).isoformat()
    return page.send("at", at=at, proof=solved(hall.mall.now))


def confirm(seen: Seen, **typed: str) -> Seen:
    given: Any = {"name": "Ani Lestari", "contact": "ani@contoh.example"} | typed
    return seen.send("key", **given)


def test_a_guest_books_from_the_errand_to_the_code(hall: Any, run_jobs: Any) -> None:
    start = visit(Client(), "/en/appointments/")
    page = start.send("e", e=["paspor.perpanjang"])
    assert "24 places" in page.text
    assert "Bring: The old passport" in page.text

    page = follow(page, "day=2026-11-25#times")
    form = page.send("at", at=hall.at("09:00").isoformat(), proof=solved(hall.mall.now))
    assert form.status == 200
    assert "Kept for you until 10:10" in form.text

    booked = confirm(form)

    assert "Your appointment is booked" in booked.text
    assert "Be there by 08:50" in booked.text
    assert "The old passport" in booked.text
    code = re.search(r"\b[FHJKLMNRSVWXYZ]{6}\b", booked.text)
    assert code is not None
    found = appointments.booking(booked.path.strip("/").rpartition("/")[2])
    assert (found.code, found.name, found.language) == (code[0], "Ani Lestari", "en")
    assert booked.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_a_signed_in_citizen_needs_no_proof_and_types_nothing(
    hall: Any, mall: Any
) -> None:
    page = visit(mall.client("melati"), TIMES)
    assert "proof" not in page.form("at").names

    form = page.send("at", at=hall.at("09:00").isoformat())
    booked = form.send("key")

    assert "Your appointment is booked" in booked.text
    mine = visit(booked.client, "/en/appointments/mine/")
    assert mine.link(booked.path) == booked.path


def test_the_calendar_says_in_words_what_is_free(hall: Any) -> None:
    for n in range(2):
        for clock in ("08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"):
            hall.book(clock, who=f"{n}{clock[:2]}{clock[3:]}@contoh.example")
    page = visit(Client(), f"/en/appointments/times/?{RENEW}&month=2026-11")

    assert "30 closed" not in page.text
    assert 'aria-label="Wednesday, 25 November, 10 places free"' in page.html
    full = visit(Client(), TIMES)
    assert "09:00 full" in full.text
    december = visit(Client(), f"/en/appointments/times/?{RENEW}&month=2026-12")
    assert "1 Stocktaking" in december.text
    assert "24 Joint leave, Christmas" in december.text


@pytest.mark.parametrize(
    "query",
    ["mall=uji", "mall=uji&e=paspor.lain", "mall=uji&e=loket.tanya", "mall=x&e=a.b"],
)
def test_refuses_what_cannot_be_booked_with_a_sentence(hall: Any, query: str) -> None:
    page = visit(Client(), f"/en/appointments/times/?{query}")

    assert page.status in (404, 409, 422)
    assert "Traceback" not in page.text


@pytest.mark.parametrize(
    "given",
    ["", "not base64", "e30=", "forged", "old"],
)
def test_a_guest_without_a_good_proof_holds_nothing(
    hall: Any, clock: Any, given: str
) -> None:
    page = visit(Client(), TIMES)
    if given == "forged":
        challenge = altcha.create_challenge(
            "PBKDF2/SHA-256", 1, counter=1, hmac_secret="mine", hmac_key_secret="mine"
        )
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        given = altcha.Payload(challenge, solution).to_base64()
    if given == "old":
        given = solved(clock.now)
        clock.forward(minutes=21)
    again = page.send("at", at=hall.at("09:00").isoformat(), proof=given)

    assert again.status == 422
    assert "not a robot" in again.text
    assert hall.left("09:00", now=clock.now) == 2


def test_the_same_form_sent_twice_holds_once(hall: Any) -> None:
    page, sent = visit(Client(), TIMES), solved(hall.mall.now)
    at = hall.at("09:00").isoformat()

    first, second = (page.send("at", at=at, proof=sent) for _n in range(2))

    assert first.path == second.path
    assert hall.left("09:00") == 1


def test_what_was_typed_is_kept_when_the_hold_was_lost(hall: Any, clock: Any) -> None:
    form = hold(hall)
    clock.forward(minutes=11)
    for who in ("budi", "citra"):
        hall.book("09:00", who=f"{who}@contoh.example", now=clock.now)

    lost = confirm(form)
    assert lost.status == 409
    assert lost.form("key").values["name"] == ["Ani Lestari"]
    assert "Wednesday, 25 November 2026, 08:00" in lost.text

    booked = lost.send("key", at=hall.at("10:00").isoformat())
    assert "Your appointment is booked" in booked.text
    assert "10:00" in booked.text


def test_a_wrong_form_says_what_to_put_right(hall: Any) -> None:
    wrong = confirm(hold(hall), name="", contact="ani at home")

    assert wrong.status == 422
    assert wrong.wrong == {"name", "contact"}
    assert "Your appointment is booked" in confirm(wrong).text


def test_choosing_another_time_keeps_the_place_in_the_form(hall: Any) -> None:
    form = hold(hall)
    page = follow(form, "day=2026-11-25")

    again = page.send("at", at=hall.at("10:00").isoformat())

    assert again.path == form.path
    assert (hall.left("09:00"), hall.left("10:00")) == (2, 1)


def test_moving_and_cancelling_from_the_letter(hall: Any) -> None:
    booked = confirm(hold(hall))
    someone = Client()  # who has the address needs no session

    page = visit(someone, f"{booked.path}move/")
    assert "stays yours until you take another time" in page.text
    moved = page.send("at", at=hall.at("10:30").isoformat())
    assert "10:30" in moved.text

    asked = visit(someone, f"{booked.path}cancel/")
    assert "Cancel this appointment?" in asked.text
    gone = asked.send("csrfmiddlewaretoken")
    assert "This appointment is cancelled" in gone.text
    assert visit(someone, f"{booked.path}move/").status == 409


def test_letting_a_hold_go_frees_it_at_once(hall: Any) -> None:
    form = hold(hall)

    form.send("key", button=("drop", "1"))

    assert hall.left("09:00") == 2
    assert visit(Client(), form.path).status == 404


def test_an_address_that_is_guessed_or_altered_shows_nothing(hall: Any) -> None:
    booked = confirm(hold(hall))
    altered = booked.path[:-2] + ("A/" if booked.path[-2] != "A" else "B/")

    for path in (altered, "/en/appointments/xxxxxxxxxxxxxxxxxxxxxx/"):
        for ending in ("", "move/", "cancel/", "calendar.ics"):
            assert visit(Client(), path + ending).status == 404


def event_of(content: bytes) -> Any:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_the_calendar_file_carries_time_place_and_sequence(hall: Any) -> None:
    booked = confirm(hold(hall))
    answer = Client().get(f"{booked.path}calendar.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    event = event_of(answer.content)
    assert event["DTSTART"].dt == hall.at("09:00")
    assert event["SUMMARY"] == "Renew a passport"
    assert "floor 1" in event["LOCATION"]
    appointments.move(
        token=booked.path.strip("/").rpartition("/")[2],
        at=hall.at("10:00"),
        now=hall.mall.now,
    )
    later = event_of(Client().get(f"{booked.path}calendar.ics").content)
    assert (later["UID"], later["SEQUENCE"]) == (event["UID"], 1)


def test_a_time_taken_a_moment_ago_says_so_and_shows_what_is_left(hall: Any) -> None:
    page = visit(Client(), TIMES)
    for who in ("budi", "citra"):
        hall.book("09:00", who=f"{who}@contoh.example")

    again = page.send(
        "at", at=hall.at("09:00").isoformat(), proof=solved(hall.mall.now)
    )

    assert "This time has just been taken" in again.text
    assert "09:00 full" in again.text
    assert "Wednesday, 25 November" in again.text


@pytest.mark.parametrize("at", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_time_out_of_this_world_is_refused(hall: Any, at: str) -> None:
    again = visit(Client(), TIMES).send("at", at=at, proof=solved(hall.mall.now))
    assert "This time cannot be booked" in again.text


def test_a_service_leads_to_its_errand(hall: Any) -> None:
    page = visit(Client(), "/en/appointments/?service=sip-dokter")

    assert page.path == "/en/appointments/times/"
    assert "Renew a passport" in page.text
    none = visit(Client(), "/en/appointments/?service=reklame")
    assert "no appointments for this service" in none.text


def test_a_case_is_booked_for_by_its_owner_only(hall: Any, mall: Any) -> None:
    case = mall.file()
    address = f"/en/appointments/?case={case.number}"

    page = visit(mall.client("melati"), address)
    form = page.send("at", at=hall.at("09:00", "2026-11-25").isoformat())
    booked = form.send("key")
    token = booked.path.strip("/").rpartition("/")[2]
    assert appointments.booking(token).case_id == case.pk

    for client in (Client(), mall.client("budi"), mall.client("rini")):
        assert visit(client, address).status == 404
        assert visit(client, f"{TIMES}&case={case.number}").status == 404


def test_the_waiting_list_from_joining_to_the_better_time(
    hall: Any, clock: Any
) -> None:
    others = [
        hall.book(clock_time, who=f"{n}{clock_time[:2]}{clock_time[3:]}@contoh.example")
        for n in range(2)
        for clock_time in (
            "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30",
            "13:00", "13:30", "14:00", "14:30",
        )
    ]  # fmt: skip
    appointments.close_hours(
        mall="uji", queue="paspor", day=clock.now.date(), hours="", reason="Rapat",
        actor=hall.mall.putri, now=clock.now,
    )  # fmt: skip
    page = visit(Client(), f"/en/appointments/times/?{RENEW}")
    assert "Sooner than 26 November 2026?" in page.text

    form = follow(page, f"waiting/?{RENEW}")
    wrong = form.send("first", first="2026-11-30", last="2026-11-25",
                      proof=solved(clock.now))  # fmt: skip
    assert wrong.status == 422
    typed: Any = {"name": "Dedi", "contact": "dedi@contoh.example"}
    entry = wrong.send("first", first="2026-11-25", last="2026-11-25",
                       proof=solved(clock.now), **typed)  # fmt: skip
    assert "You are the first." in entry.text

    appointments.cancel(token=others[0].token, now=clock.now)
    appointments.offer_places(now=clock.now)
    offered = visit(Client(), entry.path)
    assert "Wednesday, 25 November 2026, 08:00" in offered.text

    booked = offered.send("do", button=("do", "accept"))
    assert "Your appointment is booked" in booked.text
    clock.forward(minutes=1)
    late = offered.send("do", button=("do", "accept"))
    assert late.path == booked.path


def test_staff_see_their_agencys_day_and_change_its_hours(hall: Any, mall: Any) -> None:
    hall.book("09:00")
    office = "/en/office/appointments/?mall=uji&queue=paspor&day=2026-11-25"
    page = visit(mall.client("rini"), office)
    assert "Ani Lestari" in page.text
    assert "kind" not in page.html.split("Hours of this day")[1]

    done = page.send("errand", errand="perpanjang", at=hall.at("09:00").isoformat(),
                     name="Citra", contact="citra@contoh.example")  # fmt: skip
    assert "Booked. The code is" in done.text
    for who in ("tuti", "melati"):  # another agency's, and no staff at all
        assert visit(mall.client(who), office).status == 403
    none = visit(mall.client("yudi"), office)
    assert "Your agency gives no appointments" in none.text

    manager = visit(mall.client("putri"), office)
    wrong = manager.send("kind", kind="closed", hours="nine", reason="Rapat")
    assert wrong.status == 422
    closed = wrong.send("kind", kind="closed", hours="09:00-10:00", reason="Rapat")
    assert "lie in closed hours" in closed.text or "lies in closed hours" in closed.text
    assert "Rapat (Putri)" in closed.text
    opened = closed.send("end", button=closed.form("end").buttons[0])
    assert "As in the pack." in opened.text

    form = opened.form("cancel")
    silent = opened.send("cancel", button=form.buttons[0], why=" ")
    assert "Give the reason" in silent.text
    told = silent.send("cancel", button=form.buttons[0], why="Listrik padam")
    assert "Cancelled, and told to the visitor." in told.text


def test_the_page_of_a_service_links_to_its_appointments(hall: Any) -> None:
    page = visit(Client(), "/en/services/sip-dokter/")
    assert follow(page, "?service=sip-dokter").path == "/en/appointments/times/"

    without = visit(Client(), "/en/services/reklame/")
    assert not [link for link in without.links if "appointments/?service" in link]
