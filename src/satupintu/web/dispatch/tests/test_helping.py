"""A dispatcher helps a promise that is at risk, and sees what really happened."""

from __future__ import annotations

from typing import Any

from satupintu.courier import service as courier
from satupintu.courier.tests.home import at
from satupintu.notifications.models import Notification


def letters(run_jobs: Any, visit: Any, about: str) -> list[Any]:
    run_jobs()
    start = f"home:{visit.id}:{about}:"
    return list(Notification.objects.filter(dedupe__startswith=start))


def progress(
    room: Any, visit: Any, name: str, state: str, clock: str, **more: Any
) -> None:
    room.clock.now = at(clock)
    courier.set_progress(
        visit_id=visit.id,
        state=state,
        at=at(clock),
        actor=room.home.rider(name),
        now=at(clock),
        **more,
    )


def test_who_waits_in_the_rain_is_told_once_with_the_reason(
    room: Any, run_jobs: Any
) -> None:
    wati = room.visits[0]
    page = room.act("pause", who="all", minutes="180")
    assert "1 promise is at risk" in page
    shown = room.see(visit=wati.id)
    assert "Promises at risk · 1" in shown.text
    assert "told at" not in shown.text

    for _tap in range(2):
        page = room.act("tell", visit=wati.id, reason="rain")
        assert "Wati Peraga was told at 09:00: about 1" in page
        assert "told at 09:00" in room.see(visit=wati.id).text
    (letter,) = letters(run_jobs, wati, "delay")
    assert "hujan atau banjir menahan kami" in letter.body
    assert wati.token in letter.body

    assert "Choose why we come later" in room.act("tell", visit=wati.id, reason="x")
    kept = room.act("tell", visit=room.visits[2].id, reason="rain")
    assert "there is nothing to tell" in kept
    assert "Choose one of those shown" in room.act("tell", visit="x")


def test_a_visit_is_given_away_though_the_officer_rides_to_it(
    room: Any, run_jobs: Any
) -> None:
    wati = room.visits[0]
    courier.open_shift(shift_id=room.home.shift("siti").id, at=at("09:01"))
    progress(room, wati, "siti", "riding", "09:50")
    spot = f"{room.home.shift('tono').id}/best"
    assert "Siti is on the way. Whoever gives" in room.see(visit=wati.id).text
    # A page of before the ride changes nothing.
    assert "or it is over" in room.act("place", visit=wati.id, spot=spot)
    assert room.who(wati) == "Siti"
    asked = room.at("what-if/", visit=wati.id, shift=spot[:36], after="best")
    answer = room.client.get(asked).json()
    assert answer["feasible"], answer

    given = room.see(visit=wati.id).form("release").values
    page = room.act(**{k: v[0] for k, v in given.items() if v} | {"spot": spot})

    assert "Wati Peraga is now with Tono" in page
    assert "The citizen was told at 09:50 who comes, and when." in page
    (letter,) = letters(run_jobs, wati, "delay")
    assert "Tono" in letter.body
    again = room.act("place", visit=wati.id, spot=spot, release="1")
    assert "Nobody is on the way to this visit any more" in again


def test_called_back_a_visit_can_get_another_time(room: Any) -> None:
    wati = room.visits[0]
    progress(room, wati, "siti", "riding", "09:50")
    for _tap in range(2):
        assert "Siti is called back" in room.act("release", visit=wati.id)
    assert "Give this visit to" in room.page(visit=wati.id)
    progress(room, wati, "siti", "arrived", "10:00")
    assert "Nobody is on the way" in room.act("release", visit=wati.id)


def test_the_citizens_link_is_sent_and_never_shown(room: Any, run_jobs: Any) -> None:
    wati = room.visits[0]
    assert wati.token not in room.page(visit=wati.id)
    for _tap in range(2):
        page = room.act("link-again", visit=wati.id)
        assert "Wati Peraga gets the link" in page
    (letter,) = letters(run_jobs, wati, "link")
    assert wati.token in letter.body


def test_a_stop_that_is_over_says_what_happened(room: Any) -> None:
    wati = room.visits[0]
    progress(room, wati, "siti", "riding", "09:10")
    progress(room, wati, "siti", "arrived", "09:22")
    progress(
        room, wati, "siti", "failed", "09:29", outcome="not_home", note="Gate locked"
    )
    text = room.see(visit=wati.id).text
    for words in ("Rode out 09:10", "At the door 09:22", "Not done 09:29", "Siti"):
        assert words in " ".join(text.split())
    assert "nobody was at home" in text
    assert "Gate locked" in text
    assert "planned 10:" not in text
