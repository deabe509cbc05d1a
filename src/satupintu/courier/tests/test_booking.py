"""Promising windows, moving them and giving them back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from satupintu.courier import service
from satupintu.courier.models import DayPlan, HomeVisit, PlannedStop
from satupintu.courier.tests.home import TUESDAY, WEDNESDAY, at, clock
from satupintu.kernel import journal
from satupintu.kernel.errors import Refused


def test_only_windows_that_somebody_can_keep_are_open(home: Any) -> None:
    home.officer("siti", hours="08:00-12:30")
    visit = home.ask()

    found = home.offers(visit)

    assert [c for c, w in found.items() if w.is_open] == ["08:00", "10:00"]
    assert found["10:00"].sureness == "few"
    assert found["13:00"].why == "No officer works at this time."
    later = service.offers(token=visit.token, now=home.now)
    assert len(later) == 10
    assert later[0].day == TUESDAY
    assert not any(
        w.is_open for day in later if day.day != WEDNESDAY for w in day.windows
    )


def test_who_lacks_the_skill_or_the_base_is_not_offered(home: Any) -> None:
    home.officer("siti", skills=("trade",), base="cakung")
    doctor, sign = home.ask(), home.ask(services=("reklame",), needs=("hearing",))
    shop = home.ask(services=("reklame",))
    permit = home.ask("klender", kind="deliver", base="rasuna-said")

    assert not any(w.is_open for w in home.offers(doctor).values())
    shut = home.offers(sign)["10:00"].shut
    assert (shut.rule, len(shut.lacks)) == ("skill", 1)
    assert home.offers(shop)["10:00"].is_open
    assert not home.offers(permit)["10:00"].is_open


def test_a_closed_window_says_why_it_is_closed(home: Any) -> None:
    home.officer("siti", hours="10:00-10:50")
    home.book("setiabudi", "10:00")
    busy = home.offers(home.ask("setiabudi"))
    assert [w.shut.rule for w in busy.values()] == ["off", "busy", "off", "off", "off"]

    home.officer("tono", base="kembangan", hours="10:00-11:10")
    far = home.offers(home.ask("klender"))["10:00"].shut
    assert far.rule == "far"
    assert "none can be with you in time" in far.sentence


def test_a_booked_visit_has_a_place_within_its_promise(home: Any) -> None:
    home.officer("siti")

    visit = home.book("tebet", "10:00")

    assert (visit.state, visit.day) == ("booked", WEDNESDAY)
    assert at("10:00") <= visit.arrives_at + timedelta(minutes=30) <= at("12:30")
    assert visit.arrives_at <= at("11:50")
    assert visit.officer.name == "Siti"
    assert visit.told_at is None
    assert visit.eta is None
    (route,) = home.plan().routes
    assert [s.kind for s in route.stops if s.kind == "visit"] == ["visit"]
    assert home.plan().at_risk == ()
    assert [e.action for e in journal.entries(visit.id)] == [
        "home.asked",
        "home.booked",
    ]


def test_booked_for_today_is_told_a_time_at_once(home: Any) -> None:
    home.officer("siti", days=(TUESDAY,))

    visit = home.book("tebet", "13:00", day=TUESDAY)

    assert visit.told_at == at("13:00", TUESDAY)
    assert visit.eta.low == at("13:00", TUESDAY)
    # As wide as planning may still move it.
    assert visit.eta.high == at("15:00", TUESDAY)
    assert visit.eta.is_window


def test_the_same_booking_twice_changes_nothing(home: Any) -> None:
    home.officer("siti")
    visit = home.book("tebet", "10:00")
    version = home.plan().version

    assert home.take(visit, "10:00") == visit
    with pytest.raises(service.VisitFixed):
        home.take(visit, "13:00")
    assert home.plan().version == version


def test_too_late_unknown_and_past_windows_are_refused(home: Any) -> None:
    home.officer("siti", days=(TUESDAY, WEDNESDAY))
    visit = home.ask()

    def gone(first: str, day: date, now: Any = None) -> str:
        with pytest.raises(service.WindowGone) as refused:
            home.take(visit, first, day=day, now=now)
        return refused.value.sentence

    assert "13:00–15:00" in gone("10:00", TUESDAY)
    assert "Still free on that day" in gone("09:00", WEDNESDAY)
    assert "another day" in gone("10:00", TUESDAY - timedelta(days=1))
    assert gone("10:00", WEDNESDAY + timedelta(days=40))
    late = at("12:31", TUESDAY)
    assert home.offers(visit, now=late)
    assert "13:00" not in gone("13:00", TUESDAY, late).partition("day:")[2]
    home.take(visit, "15:00", day=TUESDAY, now=late)


def test_a_full_day_says_what_is_still_free(home: Any) -> None:
    home.officer("siti", hours="08:00-17:00")
    for _n in range(3):
        home.book("tebet", "10:00", services=("sip-dokter", "reklame"))
    visit = home.ask("tebet", services=("sip-dokter", "reklame"))

    assert not home.offers(visit)["10:00"].is_open
    with pytest.raises(service.WindowGone) as refused:
        home.take(visit, "10:00")

    assert at("13:00") in [first for first, _last in refused.value.free]
    assert home.again(visit).state == "asked"
    assert HomeVisit.objects.filter(state="booked").count() == 3


def test_moving_keeps_the_new_promise_before_the_old_one_goes(home: Any) -> None:
    home.officer("siti", days=(WEDNESDAY, date(2026, 11, 26)))
    visit = home.book("tebet", "10:00")

    def move(first: str, day: date) -> Any:
        return service.move_visit(
            token=visit.token,
            from_at=at(first, day),
            until_at=at(first, day) + timedelta(hours=2),
            key="move",
            actor=home.operator,
            now=home.now,
        )

    moved = move("13:00", WEDNESDAY)
    assert (clock(moved.from_at), moved.moves) == ("13:00", 1)
    thursday = move("08:00", date(2026, 11, 26))
    assert thursday.day == date(2026, 11, 26)
    assert move("08:00", date(2026, 11, 26)) == thursday
    assert not PlannedStop.objects.filter(shift__day=WEDNESDAY).exists()
    with pytest.raises(service.WindowGone):
        move("10:00", date(2026, 11, 27))
    assert home.again(visit) == thursday
    assert PlannedStop.objects.filter(visit_id=visit.id).count() == 1


def test_its_own_window_is_open_to_a_visit_that_moves(home: Any) -> None:
    home.officer("siti", hours="10:00-10:50")
    visit = home.book("setiabudi", "10:00")

    found = home.offers(visit)

    assert found["10:00"].is_own
    assert [c for c, w in found.items() if w.is_open] == ["10:00"]


def test_a_cancelled_visit_gives_its_place_back(home: Any, mall: Any) -> None:
    home.officer("siti", hours="10:00-10:50")
    visit, other = home.book("setiabudi", "10:00"), home.ask("setiabudi")
    assert not home.offers(other)["10:00"].is_open

    with pytest.raises(service.NoSuchVisit):
        service.cancel_visit(token=visit.token, actor=mall.budi, now=home.now)
    gone = service.cancel_visit(
        token=visit.token, reason="Sudah ke mal", actor=mall.melati, now=home.now
    )
    again = service.cancel_visit(token=visit.token, actor=mall.melati, now=home.now)

    assert (gone.state, gone.note) == ("cancelled", "Sudah ke mal")
    assert again == gone
    assert home.offers(other)["10:00"].is_open
    with pytest.raises(Refused):
        home.take(visit, "10:00")


def test_without_a_place_or_an_officer_nothing_is_promised(
    home: Any, mall: Any
) -> None:
    visit = home.ask()
    HomeVisit.objects.filter(pk=visit.id).update(lat=None, lon=None)
    with pytest.raises(service.NoPlaceYet):
        service.offers(token=visit.token, now=home.now)
    with pytest.raises(service.NoPlaceYet):
        home.take(visit, "10:00")

    other = home.ask()
    assert home.offers(other)["10:00"].why == "No officer rides on this day yet."
    with pytest.raises(service.WindowGone):
        home.take(other, "10:00")
    assert not DayPlan.objects.filter(version__gt=0).exists()


def test_a_permit_that_is_printed_later_is_fetched_then(home: Any) -> None:
    home.officer("siti")

    home.book("setiabudi", "10:00", kind="deliver", base="rasuna-said")
    late = home.book(
        "kuningan", "13:00", kind="deliver", base="rasuna-said", ready_at=at("11:00")
    )
    never = home.ask(
        "tebet", kind="deliver", base="rasuna-said", ready_at=at("08:00") + timedelta(2)
    )

    (route,) = home.plan().routes
    reload = next(s for s in route.stops if s.kind == "reload")
    assert at("11:00") <= reload.leaves_at < late.arrives_at
    assert not home.offers(never)["10:00"].is_open
