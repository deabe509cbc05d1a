"""Straight lines: exact, symmetric, and safe with anything that is no place."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from satupintu.routing.points import Point, metres_between
from satupintu.routing.travel.base import NotOnEarth, TravelTimes
from satupintu.routing.travel.great_circle import GreatCircle

MONAS, KOTA_TUA, BOGOR = (
    Point(-6.1754, 106.8272),
    Point(-6.1352, 106.8133),
    Point(-6.5971, 106.806),
)
places = st.builds(Point, st.floats(-80, 80), st.floats(-179, 179))
travel: TravelTimes = GreatCircle(speed_kmh=20, factor=1.4, extra_s=60)


def test_a_ride_is_the_straight_line_made_longer_plus_parking() -> None:
    times = travel.matrix([MONAS, KOTA_TUA])

    straight = metres_between(MONAS, KOTA_TUA)
    assert straight == pytest.approx(4728, abs=15)
    assert times[0, 1] == np.ceil(straight * 1.4 / (20 / 3.6)) + 60
    assert times.dtype == np.int32


def test_staying_takes_no_time_also_for_two_stops_at_one_door() -> None:
    times = travel.matrix([MONAS, MONAS, BOGOR])

    assert times[0, 1] == times[1, 0] == 0
    assert not times.diagonal().any()


@given(st.lists(places, min_size=1, max_size=6))
def test_rows_are_those_of_the_matrix(points: list[Point]) -> None:
    to, back = travel.rows(points[0], points)

    times = travel.matrix(points)
    assert (to == times[0]).all()
    assert (back == times[:, 0]).all()


def test_no_points_make_an_empty_table() -> None:
    assert travel.matrix([]).shape == (0, 0)
    assert [len(row) for row in travel.rows(MONAS, [])] == [0, 0]


@pytest.mark.parametrize("bad", [Point(95, 0), Point(0, float("nan")), Point(0, 999)])
def test_what_is_no_place_is_refused_with_a_sentence(bad: Point) -> None:
    with pytest.raises(NotOnEarth, match="coordinates"):
        travel.matrix([MONAS, bad])
