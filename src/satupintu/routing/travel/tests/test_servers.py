"""OSRM and Valhalla over HTTP: big tables, islands, and servers that are down."""

import socket
from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest
from django.test import override_settings

from satupintu.kernel.errors import Misconfigured
from satupintu.routing.points import Point
from satupintu.routing.travel import configured
from satupintu.routing.travel.base import UNREACHABLE, NoRoadTimes, TravelTimes
from satupintu.routing.travel.great_circle import GreatCircle
from satupintu.routing.travel.osrm import Osrm
from satupintu.routing.travel.roads.profile import Profile
from satupintu.routing.travel.served import Served
from satupintu.routing.travel.standing_in import REST_SECONDS, WithStandIn
from satupintu.routing.travel.tests import servers
from satupintu.routing.travel.tests.servers import ISLAND, Server, ride, serve
from satupintu.routing.travel.valhalla import Valhalla, decoded

DOORS = [Point(-6.2 + n / 1000, 106.8 + (n * 7 % 31) / 1000) for n in range(120)]
FIVE_PM = datetime(2026, 11, 24, 17)  # noqa: DTZ001 (local time of the place)
PLAIN = Profile(stop_s=45)


@pytest.fixture(params=["osrm", "valhalla"])
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Server, Served]]:
    kind = {"osrm": Osrm, "valhalla": Valhalla}[request.param]
    with serve(getattr(servers, request.param)) as server:
        yield server, kind(server.address, timeout=2, profile=PLAIN)


def test_a_big_table_is_asked_for_in_pieces_and_put_together(both) -> None:
    server, travel = both

    times = travel.matrix(DOORS)

    assert times.shape == (120, 120)
    assert times.dtype == np.int32
    for a, b in ((0, 1), (0, 119), (51, 3), (100, 49)):
        meant = ride(DOORS[a], DOORS[b])
        assert meant is not None
        assert times[a, b] == pytest.approx(meant + 45, abs=1.5)
    assert not times.diagonal().any()
    assert len(server.asked) == 9


def test_rows_are_those_of_the_matrix(both) -> None:
    _, travel = both
    to, back = travel.rows(DOORS[2], DOORS[:60])

    times = travel.matrix(DOORS[:60])
    assert (to == times[2]).all()
    assert (back == times[:, 2]).all()
    assert travel.matrix([]).shape == (0, 0)


def test_rush_hours_are_ours(both) -> None:
    _, travel = both
    usual, late = travel.matrix(DOORS[:9]), travel.matrix(DOORS[:9], FIVE_PM)

    assert (late - 45)[0, 8] == pytest.approx((usual - 45)[0, 8] * 1.45, abs=2)


def test_where_no_road_leads_nobody_rides(both) -> None:
    _, travel = both

    assert travel.matrix([DOORS[0], ISLAND])[0, 1] == UNREACHABLE


def test_osrm_does_not_take_the_nearest_road_of_another_country() -> None:
    sea = Point(0.0, 50.0)
    with serve(servers.osrm) as server:
        times = Osrm(server.address).matrix([DOORS[0], sea, DOORS[1]])

    assert times[0, 1] == times[1, 2] == UNREACHABLE
    assert times[0, 2] < UNREACHABLE


def test_a_path_begins_and_ends_at_the_doors(both) -> None:
    _, travel = both
    line = travel.path(DOORS[:3])

    assert line[0] == DOORS[0]
    assert line[-1] == DOORS[2]
    assert travel.path(DOORS[:1]) == DOORS[:1]


def test_an_encoded_line_is_read() -> None:
    line = decoded("_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI")

    assert [tuple(round(n, 3) for n in point) for point in line] == [
        (38.5, -120.2), (40.7, -120.95), (43.252, -126.453),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (b"<html>", "no JSON"),
        (b"{}", "another form"),
        (b'{"code": "Ok", "durations": [[1]], "sources_to_targets": [[1]]}', "form"),
        (b'{"code": "NoSegment", "message": "far from roads"}', "far from|form"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_a_sentence(both, broken, said) -> None:
    server, travel = both
    server.broken = broken

    with pytest.raises(NoRoadTimes, match=said) as caught:
        travel.matrix(DOORS[:3])
    assert travel.name in caught.value.sentence


def test_what_the_server_says_about_an_error_is_passed_on(both) -> None:
    _, travel = both
    big = type(travel)(travel.address, block=500)

    with pytest.raises(NoRoadTimes, match=r"it answered 400, (Too many|Path)"):
        big.matrix(DOORS)


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_a_server_that_is_down_is_said(nowhere: str) -> None:
    with pytest.raises(NoRoadTimes, match="cannot be reached"):
        Osrm(nowhere, timeout=0.5).matrix(DOORS[:2])


def test_a_stand_in_is_seen_and_given_up_when_the_server_is_back(nowhere) -> None:
    clock = [0.0]
    estimate = GreatCircle()
    with serve(servers.osrm) as server:
        osrm = Osrm(nowhere, timeout=0.5)
        travel: TravelTimes = WithStandIn(osrm, estimate, seconds=lambda: clock[0])

        assert (travel.matrix(DOORS[:3]) == estimate.matrix(DOORS[:3])).all()
        assert travel.is_degraded
        assert travel.name == "osrm"

        # Not asked again at once: every page would wait for it.
        object.__setattr__(osrm, "address", server.address)
        travel.rows(DOORS[0], DOORS[:3])
        assert server.asked == []
        clock[0] = REST_SECONDS + 1
        travel.rows(DOORS[0], DOORS[:3])
        assert len(server.asked) == 2
        assert not travel.is_degraded


@override_settings(SATUPINTU_TRAVEL="osrm", SATUPINTU_TRAVEL_STAND_IN=False)
def test_without_a_stand_in_a_silent_server_stops_the_planning(nowhere: str) -> None:
    configured._served.cache_clear()
    with override_settings(SATUPINTU_TRAVEL_URL=nowhere):
        travel = configured.travel_times()
        with pytest.raises(NoRoadTimes):
            travel.matrix(DOORS[:2])
    configured._served.cache_clear()


def test_straight_lines_answer_until_roads_are_built(tmp_path, settings) -> None:
    settings.BASE, settings.SATUPINTU_TRAVEL = tmp_path, ""
    slow = GreatCircle(speed_kmh=10)
    assert configured.travel_times(slow) is slow

    settings.SATUPINTU_TRAVEL = "cch"
    with pytest.raises(Misconfigured, match="satupintu roads build"):
        configured.travel_times()
