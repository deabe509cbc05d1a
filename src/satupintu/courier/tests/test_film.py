"""A day is told again as it went: everybody in one place, every visit counted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings, strategies as st

from satupintu.courier import service
from satupintu.courier.film import Film, FilmVisit, Turn, in_order
from satupintu.courier.legs import Halt, Leg, Span, legs_of
from satupintu.courier.models import HomeVisit, Shift
from satupintu.courier.tests.home import WEDNESDAY, at
from satupintu.courier.tests.test_progress import go
from satupintu.routing.points import Point

BASE, NORTH, SOUTH = Point(0, 0), Point(1, 0), Point(-1, 0)
EIGHT = datetime(2026, 11, 25, 8, tzinfo=UTC)
FIVE = EIGHT + timedelta(hours=9)
QUARTER = timedelta(minutes=15)


def clock(minutes: int) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def tell(halts: list[Halt], *spans: Span, until: datetime = FIVE) -> tuple[Leg, ...]:
    return legs_of(
        base=BASE,
        starts_at=EIGHT,
        ends_at=until,
        halts=halts,
        spans=spans,
        riding=lambda _start, _goal: QUARTER,
    )


def told(legs: tuple[Leg, ...]) -> list[tuple[int, str, Point]]:
    """When each leg begins in minutes after eight, what it is, and where to."""
    return [
        (int((leg.from_at - EIGHT).total_seconds() // 60), leg.doing, leg.goal)
        for leg in legs
    ]


def door(came: int, left: int, place: Point | None, ride: int | None = None) -> Halt:
    set_out = None if ride is None else clock(ride)
    return Halt(clock(came), clock(left), place, True, set_out)


def desk(came: int) -> Halt:
    return Halt(clock(came), clock(came), BASE, is_door=False)


@pytest.mark.parametrize(
    ("halts", "expected"),
    [
        ([], [(0, "waits", BASE)]),
        (
            [door(30, 60, NORTH, ride=10)],
            [
                (0, "waits", BASE),
                (10, "rides", NORTH),
                (30, "door", NORTH),
                (60, "waits", NORTH),
            ],
        ),
        # Nobody recorded when the ride to the base began.
        (
            [door(30, 60, NORTH, ride=10), desk(100)],
            [
                (0, "waits", BASE),
                (10, "rides", NORTH),
                (30, "door", NORTH),
                (60, "waits", NORTH),
                (85, "rides", BASE),
                (100, "waits", BASE),
            ],
        ),
        # At the desk while at a door: somebody's clock is wrong.
        (
            [door(30, 60, NORTH, ride=10), desk(40)],
            [
                (0, "waits", BASE),
                (10, "rides", NORTH),
                (30, "door", NORTH),
                (60, "waits", NORTH),
            ],
        ),
        # A place that is forgotten.
        (
            [door(30, 60, None)],
            [(0, "waits", BASE), (30, "door", BASE), (60, "waits", BASE)],
        ),
    ],
)
def test_an_officer_goes_from_stop_to_stop(
    halts: list[Halt], expected: list[tuple[int, str, Point]]
) -> None:
    assert told(tell(halts)) == expected


def test_a_ride_that_is_not_over_goes_on_after_now() -> None:
    legs = tell([door(60, 60, SOUTH, ride=20)], until=clock(40))
    assert told(legs)[-1] == (20, "rides", SOUTH)
    assert legs[-1].share_at(clock(40)) == 0.5
    # Nor does one that is still to come happen already.
    assert told(tell([door(60, 70, SOUTH, ride=40)], until=clock(40))) == [
        (0, "waits", BASE)
    ]
    assert told(tell([], until=EIGHT)) == [(0, "before", BASE)]


def test_who_is_away_waits_nowhere_but_finishes_the_visit() -> None:
    away = Span(clock(40), FIVE, "away")
    assert told(tell([door(30, 60, NORTH, ride=10)], away))[2:] == [
        (30, "door", NORTH),
        (60, "away", NORTH),
    ]


minutes = st.integers(-120, 700)
places = st.sampled_from([NORTH, SOUTH, BASE, None])
halts = st.builds(
    lambda came, stays, place, is_door, ride: Halt(
        clock(came),
        clock(came + stays),
        place,
        is_door,
        None if ride is None else clock(ride),
    ),
    *(minutes, st.integers(-30, 90), places, st.booleans(), st.none() | minutes),
)
spans = st.builds(
    lambda first, last: Span(clock(first), clock(last), "away"), minutes, minutes
)


@settings(max_examples=150, deadline=None)
@given(st.lists(halts, max_size=8), st.lists(spans, max_size=3))
def test_at_any_moment_an_officer_is_in_exactly_one_place(
    stops: list[Halt], away: list[Span]
) -> None:
    legs = tell(stops, *away)
    assert (legs[0].from_at, legs[0].start) == (EIGHT, BASE)
    assert legs[-1].until_at >= FIVE
    for before, after in pairwise(legs):
        assert before.until_at == after.from_at
        assert before.goal == after.start


turns = st.lists(
    st.tuples(
        minutes,
        st.sampled_from(["booked", "riding", "arrived", "done", "failed", "cancelled"]),
    ),
    min_size=1,
    max_size=6,
)


def a_visit(of: list[tuple[int, str]], until: int = 60) -> FilmVisit:
    return FilmVisit(
        id=uuid4(),
        kind="file",
        name="Wati",
        area="",
        point=None,
        from_at=clock(until - 120),
        until_at=clock(until),
        outcome="",
        shift_id=None,
        turns=in_order(Turn(clock(when), state) for when, state in of),
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(turns, max_size=6), minutes)
def test_counts_add_up_to_the_visits_of_the_day(
    days: list[list[tuple[int, str]]], when: int
) -> None:
    visits = tuple(a_visit(turns) for turns in days)
    film = Film(WEDNESDAY, EIGHT, FIVE, (), visits, (), False, False)
    counts = film.counts_at(clock(when))
    others = [v for v in visits if v.state_at(clock(when)) in ("", "cancelled")]
    assert counts.promised + len(others) == len(visits)
    assert 0 <= counts.late <= counts.promised


@pytest.mark.parametrize(
    ("turns", "late"),
    [
        ([(0, "booked")], 60),
        ([(0, "booked"), (50, "arrived"), (70, "done")], None),
        ([(0, "booked"), (61, "arrived")], 60),
        ([(0, "booked"), (50, "failed")], None),
        # Somebody came, had to go, and the next one came too late.
        ([(0, "booked"), (50, "arrived"), (55, "booked"), (65, "arrived")], 60),
    ],
)
def test_a_promise_is_broken_when_it_ends_and_nobody_has_come(
    turns: list[tuple[int, str]], late: int | None
) -> None:
    found = a_visit(turns)
    assert found.late_from == (None if late is None else clock(late))
    assert found.is_late_at(clock(90)) == (late is not None)


@pytest.fixture
def played(home: Any) -> Any:
    """Siti visits the first, rides to the second and falls ill; Tono takes over."""
    for name in ("siti", "tono"):
        home.officer(name)
        Shift.objects.filter(pk=home.shift(name).id).update(
            state="open", opened_at=at("08:01")
        )
    first = home.book("setiabudi", "08:00", name="Wati")
    second = home.book("tebet", "10:00", name="Joko")
    rider = home.rider("siti" if home.again(first).officer.name == "Siti" else "tono")
    for state, when in (("riding", "08:10"), ("arrived", "08:20"), ("done", "08:55")):
        go(home, first, state, at(when), actor=rider)
    rider = home.rider(home.again(second).officer.name.lower())
    go(home, second, "riding", at("10:00"), actor=rider)
    shift_id = home.again(second).shift_id
    service.officer_away(
        shift_id=shift_id, reason="ill", actor=home.dispatcher, now=at("10:10")
    )
    other = home.rider(home.again(second, at("10:11")).officer.name.lower())
    go(home, second, "riding", at("10:20"), actor=other)
    go(home, second, "arrived", at("10:40"), actor=other)
    return home, first, second, shift_id


def film(now: datetime) -> Film:
    return service.film_day(day=WEDNESDAY, now=now)


def state(found: Film, visit_id: UUID, when: str) -> str:
    return next(v for v in found.visits if v.id == visit_id).state_at(at(when))


def test_a_day_is_told_from_its_rows(played: Any) -> None:
    _home, first, second, ill = played
    with CaptureQueriesContext(connection) as seen:
        found = film(at("11:00"))
    about_the_day = [q for q in seen if "courier_" in q["sql"] or "journal" in q["sql"]]
    assert len(about_the_day) == 7

    assert (found.starts_at, found.ends_at) == (at("08:00"), at("11:00"))
    assert found.goes_on
    clocks = ("08:05", "08:15", "08:30", "09:00")
    states = [state(found, first.id, when) for when in clocks]
    assert states == ["booked", "riding", "arrived", "done"]
    # Of the ride that was broken off it is known that it was, and until when.
    clocks = ("10:05", "10:15", "10:30", "10:50")
    states = [state(found, second.id, when) for when in clocks]
    assert states == ["riding", "booked", "riding", "arrived"]
    officer = next(o for o in found.officers if o.shift_id == ill)
    assert officer.leg_at(at("10:30")).doing == "away"
    kinds = [event.kind for event in found.events if event.kind != "told"]
    assert kinds == ["opened", "opened", "arrived", "done", "away", "let_go", "arrived"]
    away = next(event for event in found.events if event.kind == "away")
    assert (away.at, away.reason, away.shift_id) == (at("10:10"), "ill", ill)


def test_what_is_forgotten_is_not_told(played: Any) -> None:
    _home, first, _second, _ill = played
    HomeVisit.objects.filter(pk=first.id).update(
        name="", lat=None, lon=None, erased_at=at("11:00")
    )
    Shift.objects.update(reason="")
    found = film(at("23:00"))
    assert found.is_forgotten
    assert found.counts_at(at("11:00")).done == 1
    assert not any(event.reason for event in found.events)


def test_a_day_without_anybody_is_empty(home: Any) -> None:
    found = film(at("12:00"))
    assert not found.officers
    assert not found.visits
    assert not found.events
