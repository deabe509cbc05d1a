"""A dispatcher looks at a day, and does something about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from satupintu.courier import service as courier
from satupintu.courier.models import PlannedStop
from satupintu.courier.tests.home import WEDNESDAY


def spot(room: Any, name: str, after: str = "best") -> str:
    return f"{room.home.shift(name).id}/{after}"


def test_a_day_shows_who_rides_where_and_when(room: Any) -> None:
    page = room.page()
    for words in ("Siti", "Tono", "1. Wati Peraga, visit", "Promises kept 100 %"):
        assert words in page
    assert "2 officers" in page
    assert "3 stops" in page
    assert "All promises are kept" in page
    assert "1. Wati Peraga" in room.page("now/")


def test_a_day_without_officers_leads_to_the_roster(room: Any) -> None:
    assert "Nobody rides on this day." in room.page(day="2026-12-05")
    assert "Timeline" in room.page(day="nonsense", officer="x", visit="y")


def test_staff_without_the_post_are_told_whom_to_ask(room: Any) -> None:
    client = room.home.mall.client("rini")
    for path in ("", "now/", "what-if/", "move/", "roster/"):
        assert client.get(f"/en/dispatch/{path}").status_code == 403
    answer = client.post("/en/dispatch/act/", {"do": "away"})
    assert answer.status_code == 403


def test_a_question_says_whether_a_visit_fits_and_changes_nothing(room: Any) -> None:
    wati, joko, _last = room.visits
    version = room.plan().version

    def ask(visit: Any, name: str, after: str) -> Any:
        shift = room.home.shift(name).id
        at = room.at("what-if/", visit=visit.id, shift=shift, after=after)
        return room.client.get(at).json()

    assert ask(wati, "tono", "first")["feasible"]
    assert ask(wati, "tono", "best")["words"][0] == "Fits."
    late = ask(wati, "siti", str(joko.id))
    assert not late["feasible"]
    assert "too late" in " ".join(late["words"])
    assert "The plan has changed" in ask(wati, "tono", str(joko.id))["words"][0]
    assert room.plan().version == version


def test_a_visit_is_given_to_another_officer_and_back(room: Any) -> None:
    wati = room.visits[0]
    assert room.who(wati) == "Siti"

    for _tap in range(2):
        page = room.act("place", visit=wati.id, spot=spot(room, "tono"))
        assert "Wati Peraga is now with Tono" in page
    assert room.who(wati) == "Tono"
    assert PlannedStop.objects.get(visit_id=wati.id).locked

    room.act("place", visit=room.visits[1].id, spot=spot(room, "tono"))
    page = room.act("undo")
    assert "Taken back." in page
    assert room.who(room.visits[1]) == "Siti"
    assert not PlannedStop.objects.get(visit_id=room.visits[1].id).locked
    assert "nothing to take back" in room.act("undo")


def test_what_does_not_fit_is_refused_with_words(room: Any) -> None:
    wati, joko, _last = room.visits
    page = room.act("place", visit=wati.id, spot=spot(room, "siti", str(joko.id)))
    assert "too late" in page
    page = room.act("place", visit=wati.id, spot=spot(room, "tono", str(joko.id)))
    assert "The plan has changed meanwhile" in page
    for wrong in ("", "x/y", "nonsense"):
        assert "Choose an officer" in room.act("place", visit=wati.id, spot=wrong)
    assert "Choose one of those shown" in room.act("lock", visit="x")
    assert "Choose one of the buttons" in room.act("nonsense")
    assert room.who(wati) == "Siti"


def test_a_stop_is_fixed_and_let_loose(room: Any) -> None:
    wati = room.visits[0]
    for _tap in range(2):
        assert "is fixed" in room.act("lock", visit=wati.id)
    assert "Unfix" in room.page(visit=wati.id)
    assert "may be moved" in room.act("unlock", visit=wati.id)


def test_an_officer_falls_ill_and_comes_back(room: Any) -> None:
    shift = room.home.shift("siti").id
    for _tap in range(2):
        page = room.act("away", shift=shift, reason="fever")
        assert "Siti does not ride." in page
    assert {room.who(visit) for visit in room.visits} == {"Tono"}
    assert "fever" in page
    assert "Rides again" in room.page(officer=shift)
    assert "Siti rides again." in room.act("back", shift=shift)


def test_rain_pauses_one_a_base_or_all(room: Any) -> None:
    shift = room.home.shift("siti").id
    for who in (f"shift/{shift}", "base/rasuna-said", "all"):
        page = room.act("pause", who=who, minutes="30")
        assert "Nobody of them rides until 09:30." in page
    assert "pause until 09:30" in page
    assert "Nobody of these rides" in room.act("pause", who="base/x", minutes="30")
    assert "Choose until when" in room.act("pause", who="all", minutes="31")
    assert "Choose whose riding" in room.act("pause", who="moon", minutes="30")


def test_nobody_left_is_said_with_reasons_and_a_window_that_works(room: Any) -> None:
    room.home.officer("wira", hours="15:00-20:00")
    for name in ("siti", "tono"):
        room.act("away", shift=room.home.shift(name).id)
    wati = room.visits[0]
    page = room.page()
    assert "nobody" in page
    assert "Wira does not ride then." in room.page(visit=wati.id)
    shown = room.see(visit=wati.id)
    assert "Ask the citizen first: +6281208860001" in shown.text
    assert "Agreed on the phone: book it" in shown.text
    form = shown.form("from")
    given = {name: values[0] for name, values in form.values.items()}
    done = room.act(**given)
    assert "Wati Peraga has " in done
    moved = courier.visit_by_id(visit_id=wati.id, now=room.clock.now)
    assert moved.from_at == datetime.fromisoformat(given["from"])
    assert room.who(wati) == "Wira"
    # A stale page offers what is gone.
    assert "Choose one of the windows" in room.act(**given | {"from": "soon"})


def test_many_visits_move_to_another_day(room: Any) -> None:
    room.home.officer("wira", days=(WEDNESDAY.replace(day=26),))
    chosen = [str(visit.id) for visit in room.visits[:2]]
    at = room.at("move/")
    assert "Wati Peraga" in room.page("move/", officer=room.home.shift("siti").id)
    data = {"visit": chosen, "to": "2026-11-26", "key": "k", "reason": "flood"}
    for _tap in range(2):
        page = room.client.post(at, data, follow=True).content.decode()
        assert "2 visits are on Thursday, 26 November now" in page
    assert len(room.plan().routes[0].stops) < 4
    for wrong in ({"to": "2026-11-26"}, {"visit": chosen, "to": "2026-11-28"}):
        page = room.client.post(at, wrong, follow=True).content.decode()
        assert "Choose the visits" in page or "Nobody rides on this day" in page
