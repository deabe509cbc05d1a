"""The range that people see: round, calm, and with a reason when it moves far."""

from hypothesis import given, strategies as st

from satupintu.queueing.forecast.shown import CALM, STEP, Range, be_here_in, say


def test_a_range_is_in_steps_of_five_and_never_a_point():
    assert say(20, 27, 38, now=0) == Range(0, 20, 35)
    assert say(0, 0, 0.2, now=0) == Range(0, 0, 5)


def test_what_fits_stands():
    before = Range(0, 20, 35)
    assert say(19, 26, 37, now=1, before=before) is before


def test_a_move_has_its_reason():
    before = Range(0, 20, 35)
    moved = say(40, 50, 70, now=1, before=before, later="break", sooner="left")
    assert (moved.low, moved.high, moved.reason) == (45, 65, "break")
    back = say(5, 8, 11, now=2, before=moved, later="break", sooner="left")
    assert (back.low, back.high, back.reason) == (5, 10, "left")


def test_be_here_leaves_time_for_the_way():
    assert be_here_in(12, walk=3) == 8
    assert be_here_in(2, walk=3) == 0


minutes = st.floats(0, 120)


@given(st.lists(st.tuples(minutes, minutes, minutes, st.floats(0, 6)), max_size=30))
def test_no_range_moves_far_without_a_reason(forecasts):
    now, before = 0.0, None
    for a, b, c, passed in forecasts:
        now += passed
        low, middle, high = sorted((a, b, c))
        shown = say(low, middle, high, now=now, before=before)
        assert 0 <= shown.low < shown.high
        if before is not None and not shown.reason:
            gone = shown.at - before.at
            # Nobody can be called before now, and no range is narrower than a step.
            was_low, was_high = max(0, before.low - gone), before.high - gone
            assert abs(shown.low - was_low) <= CALM + 1
            assert shown.high >= was_high - CALM - 1
            assert shown.high <= max(was_high + CALM, shown.low + STEP)
        before = shown
