"""Outages in a legal clock: exactly what was lost, in any order of hearing of them."""

from datetime import datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given, strategies as st

from satupintu.cases import clock
from satupintu.cases.clock import Tick
from satupintu.cases.standstill import Hold, outages_of, with_outages
from satupintu.cases.tests.test_clock import ticks
from satupintu.cases.tests.test_clock_always import gaps, history
from satupintu.kernel.spans import Span
from satupintu.kernel.tests.jakarta import CALENDAR, at, local

START = "start 11-19 10:03"  # a Thursday; five whole days end on Thursday 26


def hold(start: str, end: str = "") -> Hold:
    """`hold("11-23 10:00", "11-23 12:00")`."""
    return Hold(at(*start.split()), at(*end.split()) if end else None)


def end(own: list[Tick], *holds: Hold, total: str = "5 wd", exact: bool = False) -> str:
    found = clock.due_at(
        with_outages(own, holds),
        CALENDAR,
        counting="exact" if exact else "whole_days",
        total=Span.parse(total),
    )
    return local(found) if found else ""


@pytest.mark.parametrize(
    ("holds", "due"),
    [
        # 51 of a Monday's 510 minutes are a tenth of a day: so much of the Friday
        # (450 minutes) after the five days is added, not a day.
        ([hold("11-23 10:00", "11-23 10:51")], "11-27 08:15"),
        # Twice the same time, in two outages that overlap, is lost once.
        (
            [hold("11-23 10:00", "11-23 10:51"), hold("11-23 10:20", "11-23 10:40")],
            "11-27 08:15",
        ),
        # At night, on a day that does not count, and on a Sunday nothing is lost.
        ([hold("11-23 20:00", "11-24 06:00")], "11-26 16:00"),
        ([hold("11-19 11:00", "11-19 15:00")], "11-26 16:00"),
        ([hold("11-21 08:00", "11-22 20:00")], "11-26 16:00"),
        # A whole day, from the evening before to the evening.
        ([hold("11-23 18:00", "11-24 18:00")], "11-27 16:30"),
        # The last hour of the last day; and once more while it is made up for.
        ([hold("11-26 15:09", "11-26 17:00")], "11-27 08:15"),
        (
            [
                hold("11-26 15:09", "11-26 17:00"),
                hold("11-27 08:00", "11-27 08:45"),
            ],
            "11-27 09:00",
        ),
        # After the end nothing is lost any more.
        ([hold("11-27 09:00", "11-27 10:00")], "11-26 16:00"),
        # It goes on: nobody knows yet.
        ([hold("11-23 10:00")], ""),
    ],
)
def test_whole_days_end_later_by_what_was_lost(holds: list[Hold], due: str) -> None:
    assert end(ticks(START), *holds) == due


def test_exact_time_and_hours_end_later_by_what_was_lost() -> None:
    lost = hold("11-20 08:00", "11-20 08:45")  # a tenth of a Friday
    assert end(ticks(START), lost, exact=True) == "11-26 10:54"
    morning = ticks("start 11-19 09:00")
    noon = hold("11-19 10:00", "11-19 11:00")
    assert end(morning, noon, total="2 wh") == "11-19 12:00"
    assert end(morning, noon, total="1 d") == "11-20 10:00"


def test_a_pause_of_the_applicant_stays_theirs() -> None:
    """Down before, during and after the correction: it is neither paused twice nor
    resumed before the applicant has answered."""
    own = ticks(START, "pause 11-23 11:00", "resume 11-24 09:00")
    laid = with_outages(own, [hold("11-23 10:00", "11-24 10:00")])
    assert clock.is_well_formed(laid)
    assert clock.own_ticks(laid) == own
    assert outages_of(laid) == [
        hold("11-23 10:00", "11-23 11:00"),
        hold("11-24 09:00", "11-24 10:00"),
    ]
    inside = with_outages(own[:2], [hold("11-23 12:00", "11-23 13:00")])
    assert inside == own[:2]
    assert clock.state(inside) is clock.ClockState.PAUSED


def test_the_order_of_hearing_does_not_matter() -> None:
    own = ticks(START, "pause 11-24 09:00", "resume 11-25 09:00")
    holds = [
        hold("11-20 10:00", "11-20 12:00"),
        hold("11-20 11:00", "11-23 09:00"),
        hold("11-24 08:00", "11-24 15:00"),
    ]
    ways = [with_outages(own, order) for order in permutations(holds)]
    assert all(way == ways[0] for way in ways)
    again = with_outages(clock.own_ticks(ways[0]), holds)
    assert again == ways[0]


offsets = st.integers(-5_000, 60_000).map(lambda n: timedelta(minutes=n))
lengths = st.integers(1, 6_000).map(lambda n: timedelta(minutes=n))
spans = st.lists(st.tuples(offsets, lengths), max_size=4)


@given(minutes=gaps, found=spans, total=st.integers(1, 9), exact=st.booleans())
def test_for_any_clock_and_any_outages(
    minutes: list[int],
    found: list[tuple[timedelta, timedelta]],
    total: int,
    exact: bool,
) -> None:
    own = history(minutes)
    first = own[0].at
    holds = [Hold(first + start, first + start + length) for start, length in found]
    laid = with_outages(own, holds)
    counting: clock.Counting = "exact" if exact else "whole_days"
    later = max([own[-1].at, *(h.end for h in holds if h.end)]) + timedelta(days=40)
    assert clock.is_well_formed(laid)
    assert clock.own_ticks(laid) == own

    def used(of: list[Tick], now: datetime) -> float:
        return clock.elapsed(of, CALENDAR, counting=counting, now=now)

    lost = used(own, later) - used(laid, later)
    spans_lost = [CALENDAR.between(h.start, h.end) for h in holds if h.end]
    assert -1e-9 <= lost <= sum(spans_lost) + 1e-9
    moments = [first + (later - first) * n / 7 for n in range(8)]
    counts = [used(laid, moment) for moment in moments]
    assert all(a <= b + 1e-9 for a, b in pairwise(counts))
    if clock.state(laid) is clock.ClockState.RUNNING:
        wanted = Span.parse(f"{total} wd")
        due = clock.due_at(laid, CALENDAR, counting=counting, total=wanted)
        plain = clock.due_at(own, CALENDAR, counting=counting, total=wanted)
        assert due is not None
        assert plain is not None
        assert due >= plain
