"""The drawing of the legal and the real time."""

from satupintu.web.public.chart import draw


def test_holds_the_deadline_and_the_range_on_one_axis() -> None:
    chart = draw(5, 2, 3, 4)
    labels = [tick.label for tick in chart.ticks]
    assert labels == [0, 1, 2, 3, 4, 5, 6]
    assert chart.deadline == 260.0
    assert (chart.start, chart.width, chart.middle) == (110.0, 100.0, 160.0)


def test_grows_the_axis_when_it_takes_longer_than_the_law_allows() -> None:
    chart = draw(5, 6, 20, 70)
    assert chart.ticks[-1].label >= 70
    assert chart.start is not None
    assert chart.width is not None
    assert chart.start + chart.width <= 310.0


def test_draws_the_deadline_alone_when_nothing_is_known() -> None:
    assert draw(25, None, None, None).start is None


def test_never_draws_more_than_seven_ticks() -> None:
    for legal in (0.5, 1, 7, 14, 30, 45, 120, 365, 900):
        assert len(draw(legal, None, None, None).ticks) <= 8
