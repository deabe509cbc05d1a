"""What holds for any history of a legal clock."""

from datetime import UTC, datetime, timedelta
from itertools import cycle

from hypothesis import given, strategies as st

from satupintu.cases import clock
from satupintu.cases.clock import Counting, Tick, TickKind
from satupintu.kernel.spans import Span
from satupintu.kernel.tests.jakarta import CALENDAR

START = datetime(2026, 2, 1, tzinfo=UTC)
FAR = datetime(2027, 6, 1, tzinfo=UTC)
SLACK = timedelta(milliseconds=1)
countings = st.sampled_from(["exact", "whole_days"])
totals = st.integers(1, 20).map(lambda n: Span.parse(f"{n} wd"))
gaps = st.lists(st.integers(1, 10 * 24 * 60), min_size=1, max_size=9)


def history(minutes: list[int]) -> list[Tick]:
    """A start, then pauses and resumptions in turn, this many minutes apart."""
    moments = [
        START + timedelta(minutes=sum(minutes[: n + 1])) for n in range(len(minutes))
    ]
    kinds = cycle((TickKind.PAUSE, TickKind.RESUME))
    found = [Tick(moments[0], TickKind.START)]
    found += [Tick(at, kind) for at, kind in zip(moments[1:], kinds, strict=False)]
    return found


running = gaps.map(history).filter(
    lambda ticks: clock.state(ticks) is clock.ClockState.RUNNING
)


def used(ticks: list[Tick], counting: Counting, now: datetime) -> float:
    return clock.elapsed(ticks, CALENDAR, counting=counting, now=now)


def due(ticks: list[Tick], counting: Counting, total: Span) -> datetime:
    end = clock.due_at(ticks, CALENDAR, counting=counting, total=total)
    assert end is not None
    return end


@given(ticks=gaps.map(history), counting=countings, later=st.integers(0, 100_000))
def test_used_time_only_grows(
    ticks: list[Tick], counting: Counting, later: int
) -> None:
    now = ticks[-1].at
    after = now + timedelta(minutes=later)
    assert used(ticks, counting, now) <= used(ticks, counting, after) + 1e-9


@given(ticks=gaps.map(history), now=st.integers(0, 400_000))
def test_whole_days_never_count_more_than_exact_time(
    ticks: list[Tick], now: int
) -> None:
    moment = START + timedelta(minutes=now)
    exact = used(ticks, "exact", moment)
    assert used(ticks, "whole_days", moment) <= exact + 1e-9
    assert exact <= clock.gross(ticks, CALENDAR, now=moment) + 1e-9


@given(ticks=running, counting=countings, total=totals)
def test_the_due_time_is_worked_or_a_close_of_office(
    ticks: list[Tick], counting: Counting, total: Span
) -> None:
    end = due(ticks, counting, total)
    day = CALENDAR.local_date(end)
    if end > ticks[-1].at + SLACK:
        assert CALENDAR.is_working_day(day)
        close = CALENDAR.close_of(day)
        assert close is not None
        assert CALENDAR.is_open(end - SLACK)
        if counting == "whole_days":
            assert end == close


@given(ticks=running, counting=countings, total=totals)
def test_exactly_the_total_is_used_when_it_is_due(
    ticks: list[Tick], counting: Counting, total: Span
) -> None:
    before = used(ticks, counting, ticks[-1].at)
    if before >= float(total.amount):
        return
    end = due(ticks, counting, total)
    assert abs(used(ticks, counting, end) - float(total.amount)) < 1e-6
    assert used(ticks, counting, end - timedelta(seconds=1)) < float(total.amount)


@given(
    ticks=running,
    counting=countings,
    total=totals,
    wait=st.integers(0, 20_000),
    pause=st.integers(0, 20_000),
)
def test_a_pause_never_shortens_the_promise(
    ticks: list[Tick], counting: Counting, total: Span, wait: int, pause: int
) -> None:
    end = due(ticks, counting, total)
    stopped = ticks[-1].at + timedelta(minutes=wait)
    resumed = stopped + timedelta(minutes=pause)
    if stopped > end:
        return
    more = [*ticks, Tick(stopped, TickKind.PAUSE), Tick(resumed, TickKind.RESUME)]
    assert due(more, counting, total) >= end - SLACK


@given(ticks=running, total=totals, wait=st.integers(0, 20_000))
def test_a_pause_of_no_length_changes_nothing_in_exact_time(
    ticks: list[Tick], total: Span, wait: int
) -> None:
    end = due(ticks, "exact", total)
    moment = ticks[-1].at + timedelta(minutes=wait)
    if moment > end:
        return
    more = [*ticks, Tick(moment, TickKind.PAUSE), Tick(moment, TickKind.RESUME)]
    assert abs(due(more, "exact", total) - end) < SLACK
    assert abs(used(more, "exact", FAR) - used(ticks, "exact", FAR)) < 1e-9


@given(ticks=running, counting=countings, total=totals, more=st.integers(1, 10))
def test_a_longer_promise_ends_later(
    ticks: list[Tick], counting: Counting, total: Span, more: int
) -> None:
    longer = Span(total.amount + more, total.unit)
    assert due(ticks, counting, longer) >= due(ticks, counting, total)
