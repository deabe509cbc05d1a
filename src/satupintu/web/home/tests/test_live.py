"""The visit's own page on its day: who comes, the code, the hands, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.pages import Seen, visit

from satupintu.courier import service as courier
from satupintu.notifications import service as notifications

pytestmark = pytest.mark.django_db
STATEMENT = courier.Sheets("pernyataan", "Surat pernyataan", True, 3)


def page(token: str) -> Seen:
    return visit(Client(), f"/h/{token}/")


def test_who_comes_is_shown_when_the_officer_rides_and_not_before(
    street: Any, letters: Any
) -> None:
    made = street.booked()
    before = page(made.token)
    assert before.path == f"/en/h/{made.token}/"
    assert "Sari Misal" not in before.text
    assert made.door_code not in before.html
    # Hours before, planning may still move it: only the promise is told.
    assert "This is our promise" in before.text
    assert "13:00–15:00" in before.text
    assert "arrives at about" not in before.text

    rider = street.rides(made)
    street.progress(made, "riding")
    seen = page(made.token)
    assert rider.name in seen.text
    assert rider.badge in seen.text
    assert made.door_code in seen.text
    assert "You are the next stop" in seen.text
    assert "Klender" in seen.text
    # The address itself is nobody else's to read.
    assert "Jl. Umpama" not in seen.text
    letter = letters("Your officer is on the way")
    assert " ".join(made.door_code) in letter.body
    assert rider.name in letter.body

    street.progress(made, "arrived")
    assert "The officer is here" in page(made.token).text


def test_needs_are_for_the_person_only(street: Any) -> None:
    made = street.booked(needs=["ill"])

    own = visit(street.client("melati"), f"/en/h/{made.token}/")
    assert "Ill or has just given birth" in own.text
    for other in (Client(), street.client("budi")):
        seen = visit(other, f"/en/h/{made.token}/")
        assert "given birth" not in seen.html
        assert "The officer knows what you need." in seen.text


def test_card_and_code_are_there_when_the_officers_phone_is_silent_all_day(
    street: Any,
) -> None:
    made = street.booked()
    assert made.from_at is not None
    street.clock.forward(minutes=(made.from_at - street.now).seconds // 60 - 20)

    seen = page(made.token)

    assert courier.home_visit(token=made.token, now=street.now).state == "booked"
    assert made.door_code in seen.text
    assert "officer's card" in seen.text


def test_the_range_is_wider_and_says_so_when_the_phone_is_silent(street: Any) -> None:
    made = street.booked()
    assert made.from_at is not None
    street.clock.forward(minutes=(made.from_at - street.now).seconds // 60 - 55)
    street.rides(made)
    street.clock.forward(minutes=50)

    silent = page(made.token)

    assert "has no signal at the moment" in silent.text
    assert "<canvas" not in silent.html
    assert "Map of" not in silent.text


def test_papers_are_followed_hand_by_hand(street: Any, letters: Any) -> None:
    made = street.booked()
    planned = page(made.token)
    assert "you both scan the folder and sign the receipt" in planned.text
    rider = street.rides(made)
    street.progress(made, "riding")
    street.progress(made, "arrived")
    street.take(made, "F-2208", STATEMENT)
    street.progress(made, "done")

    seen = page(made.token)

    assert "folder F-2208" in seen.text
    assert f"Carried by officer {street.riders[rider.key][0].name}" in seen.text
    assert "3 sheets" in seen.text
    assert "signed" in seen.text
    assert "Is it ready?" not in seen.text
    assert letters("The officer has been with you")


def test_not_done_says_why_and_leads_to_the_next_attempt(
    street: Any, letters: Any
) -> None:
    made = street.booked()
    street.rides(made)
    street.progress(made, "riding")
    street.progress(made, "failed", outcome="rain", note="Kali Malang meluap.")

    seen = page(made.token)

    assert "Rain or flood stopped the officer" in seen.text
    assert "Kali Malang meluap." in seen.text
    after = courier.home_visit(token=made.token, now=street.now)
    assert after.next_id is not None
    following = courier.visit_by_id(visit_id=after.next_id, now=street.now)
    letter = letters("Your home visit could not be done")
    assert f"/h/{following.token}/" in letter.body
    again = visit(seen.client, seen.link(f"/en/h/{following.token}/"))
    assert "Choose a time" in again.text


def test_a_told_time_that_moves_is_told_anew(street: Any, letters: Any) -> None:
    made = street.booked()
    street.rides(made)
    shift_id = courier.home_visit(token=made.token, now=street.now).shift_id
    assert shift_id is not None
    courier.pause_riding(
        shift_ids=[shift_id],
        until=street.now + timedelta(hours=3, minutes=30),
        reason="Hujan",
        actor=street.dispatcher,
        now=street.now,
    )

    letter = letters("Your officer comes at about 14:30")

    assert "We now expect to be with you at about 14:30" in letter.body
    assert "Promised: between 13:00 and 15:00" in letter.body
    assert f"/h/{made.token}/" in letter.body


def test_what_the_office_moves_says_so_and_why(street: Any, letters: Any) -> None:
    made = street.booked()
    done = courier.move_many(
        visit_ids=[made.id],
        day=made.day + timedelta(days=1),
        reason="Petugas sakit",
        key="m",
        actor=street.dispatcher,
        now=street.now,
    )
    assert done.moved

    seen = page(made.token)
    assert "our office has moved your visit. Why: Petugas sakit." in seen.text
    assert seen.link(f"/en/home-visit/{made.token}/when/")
    assert "Why: Petugas sakit" in letters("Your new time").body

    # What the citizen then chooses is the citizen's own.
    window = street.free(made.token)[0]
    courier.move_visit(
        token=made.token,
        from_at=window.from_at,
        until_at=window.until_at,
        key="own",
        actor=street.mall.melati,
        now=street.now,
    )
    assert "our office has moved" not in page(made.token).text


def test_a_report_reaches_the_managers_once_and_not_the_officer(
    street: Any, run_jobs: Any
) -> None:
    made = street.booked()
    form = visit(Client(), f"/en/h/{made.token}/report/")
    short = form.send("words", words="x")
    assert (short.status, short.wrong) == (422, {"words"})

    for _n in range(2):
        done = form.send("words", words="Petugas meminta uang rokok.")
    run_jobs()

    assert "The office has your report" in done.text
    got = [
        letter.address
        for letter in notifications.mailbox()
        if letter.subject == "Report about a home visit"
    ]
    assert sorted(got) == [
        "dinda@dpmptsp.contoh.example",
        "putri@dpmptsp.contoh.example",
    ]
    for n in range(8):
        last = form.send("words", words=f"Yang ke-{n}: petugas aneh sekali.")
    assert last.status == 429


def test_an_unknown_address_says_what_to_do(street: Any) -> None:
    for path in ("", "now/", "photo/", "calendar.ics", "cancel/", "report/"):
        gone = visit(Client(), f"/en/h/unbekannt/{path}")
        assert gone.status == 404
        assert "Open the link in our message again" in gone.text
    assert visit(Client(), "/h/unbekannt/").status == 404


def test_nothing_of_it_is_kept_by_caches_or_told_to_others(street: Any) -> None:
    answer = Client().get(f"/en/h/{street.booked().token}/")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
