"""A day that is over leaves nobody waiting for an officer who will not come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from satupintu.courier import service, thinking
from satupintu.courier.tests.home import WEDNESDAY, at

THURSDAY = WEDNESDAY + timedelta(days=1)


def test_whoever_was_not_visited_is_asked_for_another_time(home: Any) -> None:
    home.officer("siti")
    waiting = home.book("tebet", "10:00")

    assert service.close_day(day=WEDNESDAY, now=at("16:00")) == 0
    assert home.again(waiting).state == "booked"
    assert service.close_day(day=WEDNESDAY, now=at("20:00")) == 1

    given_up = home.again(waiting)
    assert (given_up.state, given_up.outcome) == ("failed", "no_time")
    after = service.visit_by_id(visit_id=given_up.next_id, now=at("20:00"))
    assert (after.state, after.attempt) == ("asked", 2)
    assert service.close_day(day=WEDNESDAY, now=at("21:00")) == 0


def test_who_is_at_a_door_says_what_came_of_it(home: Any) -> None:
    home.officer("siti")
    visit = home.book("tebet", "10:00")
    service.set_progress(
        visit_id=visit.id,
        state="arrived",
        at=at("10:10"),
        actor=home.rider("siti"),
        now=at("10:10"),
    )

    assert service.close_day(day=WEDNESDAY, now=at("20:00")) == 0
    assert home.again(visit).state == "arrived"


def test_the_planner_closes_days_that_nobody_closed(home: Any) -> None:
    home.officer("siti")
    waiting = home.book("tebet", "10:00")

    thinking.watch(now=at("07:00", THURSDAY))

    assert home.again(waiting).outcome == "no_time"


def test_a_permit_that_could_not_be_handed_over_lies_at_the_officers_base(
    home: Any,
) -> None:
    home.officer("tono", base="kembangan")
    visit = home.book("kembangan", "10:00", kind="deliver")
    service.set_progress(
        visit_id=visit.id,
        state="failed",
        outcome="not_home",
        at=at("10:30"),
        actor=home.rider("tono"),
        now=at("10:30"),
    )

    after = service.visit_by_id(visit_id=home.again(visit).next_id, now=at("11:00"))
    assert after.base == "kembangan"
