"""A clock of its own shows another time; every other shows the real one exactly."""

from datetime import UTC, datetime, timedelta, timezone

from satupintu.kernel.clocks import REAL, Clock

SET = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def test_it_runs_from_where_it_was_set_and_can_be_asked_backwards() -> None:
    fast = Clock(real_at=SET, shown_at=MORNING, speed=20)
    later = SET + timedelta(minutes=3)

    assert fast.shows(later) == MORNING + timedelta(hours=1)
    assert fast.real(MORNING + timedelta(hours=1)) == later


def test_what_stands_still_was_read_when_it_was_stopped() -> None:
    still = Clock(real_at=SET, shown_at=MORNING, speed=0)

    assert still.shows(SET + timedelta(hours=5)) == MORNING
    assert still.real(MORNING + timedelta(hours=5)) == SET


def test_the_real_time_is_exact_to_the_microsecond() -> None:
    here = timezone(timedelta(hours=7))
    now = datetime(2099, 12, 31, 23, 59, 59, 999_999, tzinfo=here)

    assert REAL.shows(now) == REAL.real(now) == now
