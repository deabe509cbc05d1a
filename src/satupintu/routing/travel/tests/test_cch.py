"""Times over roads: the shortest way, by the hour, around floods, from any door."""

import heapq
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from satupintu.kernel.errors import Misconfigured
from satupintu.routing.points import Point, metres_between
from satupintu.routing.travel.base import UNREACHABLE
from satupintu.routing.travel.cch import Cch, Roads
from satupintu.routing.travel.roads.building import build
from satupintu.routing.travel.roads.closures import Closure
from satupintu.routing.travel.roads.profile import Profile
from satupintu.routing.travel.roads.reading import NoExtract

EXTRACT = Path(__file__).parent / "data" / "centre.osm.pbf"
NOW = datetime(2026, 11, 24, 9)  # noqa: DTZ001 (local time of the place)
FIVE_PM, NIGHT = NOW.replace(hour=17), NOW.replace(hour=3)
PLAIN = Profile(signal_s=0, stop_s=0)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Cch:
    """The centre of a real city, built, kept and loaded again."""
    folder = tmp_path_factory.mktemp("home") / "roads"
    build(EXTRACT, folder, Profile(), now=NOW)
    return Cch(Roads.load(folder, Profile()))


@pytest.fixture(scope="module")
def doors(city: Cch) -> list[Point]:
    network, chance = city.roads.network, random.Random(4)
    nodes = chance.choices(np.flatnonzero(network.snappable).tolist(), k=25)
    return [
        Point(
            float(network.lat[n]) + chance.gauss(0, 0.0002),
            float(network.lon[n]) + chance.gauss(0, 0.0002),
        )
        for n in nodes
    ]


def shortest(city: Cch, start: int) -> dict[int, float]:
    """Dijkstra on the same arcs: slow, and sharing nothing with the adapter."""
    network = city.roads.network
    arcs = defaultdict(list)
    for tail, head, seconds in zip(
        network.tail.tolist(),
        network.head.tolist(),
        network.seconds.tolist(),
        strict=True,
    ):
        arcs[tail].append((head, seconds))
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        time, node = heapq.heappop(queue)
        if time > best[node]:
            continue
        for head, seconds in arcs[node]:
            if time + seconds < best.get(head, 1e9):
                best[head] = time + seconds
                heapq.heappush(queue, (time + seconds, head))
    return best


def test_times_are_those_of_the_shortest_way(city: Cch) -> None:
    network = city.roads.network
    nodes = np.flatnonzero(network.snappable)[::97][:20]
    points = [Point(float(network.lat[n]), float(network.lon[n])) for n in nodes]

    times = city.matrix(points)

    best = shortest(city, int(nodes[0]))
    for column, node in enumerate(nodes[1:], start=1):
        if metres_between(points[0], points[column]) > 100:
            meant = best[int(node)] + city.roads.profile.stop_s
            # Each arc is rounded to a tenth of a second.
            assert times[0, column] == pytest.approx(meant, rel=0.02, abs=3)


def test_everybody_reaches_everybody_but_not_in_the_same_time(
    city: Cch, doors: list[Point]
) -> None:
    times = city.matrix(doors)

    assert times.dtype == np.int32
    assert not times.diagonal().any()
    assert times.max() < 3600
    assert (times != times.T).any(), "one-way streets make a difference"


def test_rows_are_those_of_the_matrix(city: Cch, doors: list[Point]) -> None:
    times, (to, back) = city.matrix(doors), city.rows(doors[3], doors)

    assert (to == times[3]).all()
    assert (back == times[:, 3]).all()
    assert [len(row) for row in city.rows(doors[3], [])] == [0, 0]


def test_the_afternoon_is_slower_than_the_night(city: Cch, doors: list[Point]) -> None:
    night, usual, late = (city.matrix(doors, at) for at in (NIGHT, None, FIVE_PM))

    assert night.sum() < usual.sum() < late.sum()
    assert (night <= usual).all()


def test_a_path_follows_the_roads_from_door_to_door(
    city: Cch, doors: list[Point]
) -> None:
    line = city.path(doors[:3])

    assert line[0] == doors[0]
    assert line[-1] == doors[2]
    assert doors[1] in line
    network = city.roads.network
    nodes = set(zip(network.lat.tolist(), network.lon.tolist(), strict=True))
    assert all(tuple(point) in nodes for point in line if point not in doors)
    assert max(metres_between(a, b) for a, b in pairwise(line)) < 300


def test_a_place_far_from_every_road_cannot_be_reached(
    city: Cch, doors: list[Point]
) -> None:
    sea = Point(-30.0, -40.0)

    times = city.matrix([doors[0], sea, sea, doors[1]])

    assert times[0, 1] == times[1, 3] == UNREACHABLE
    assert times[1, 2] == 0
    assert times[0, 3] < UNREACHABLE
    assert city.path([doors[0], sea]) == [doors[0], sea]


GRID = """<osm version="0.6">
<node id="1" lat="0.000" lon="0.000"/><node id="2" lat="0.000" lon="0.010"/>
<node id="3" lat="0.010" lon="0.010"/><node id="4" lat="0.010" lon="0.000"/>
<node id="5" lat="0.000" lon="0.005"/><node id="9" lat="0.050" lon="0.050"/>
<way id="70"><nd ref="1"/><nd ref="5"/><nd ref="2"/>
 <tag k="highway" v="secondary"/></way>
<way id="71"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
 <tag k="highway" v="residential"/></way>
<way id="72"><nd ref="3"/><nd ref="9"/>
 <tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way></osm>"""
WEST, EAST = Point(0.0, 0.0), Point(0.0, 0.01)
SIDE = metres_between(WEST, EAST)


@pytest.fixture
def block(tmp_path: Path) -> Callable[[str], Cch]:
    """A block of four streets, one of them fast, and a one-way into nowhere."""

    def make(osm: str = GRID) -> Cch:
        (tmp_path / "block.osm").write_text(osm)
        build(tmp_path / "block.osm", tmp_path / "roads", PLAIN, now=NOW)
        return Cch(Roads.load(tmp_path / "roads", PLAIN))

    return make


def by_road(kmh: float, metres: float) -> object:
    return pytest.approx(metres * 3.6 / kmh, abs=2)


def test_a_street_that_leads_nowhere_is_left_out(block) -> None:
    about = block().roads.network.about

    assert (about.nodes, about.left_out) == (6, 1)
    assert about.source == "block.osm"


def test_a_flood_is_ridden_around_or_waded_through(block) -> None:
    travel = block()
    dry = travel.rows(WEST, [EAST])[0][0]
    assert dry == by_road(28, SIDE)

    pond = tuple(
        Point(lat, lon)
        for lat, lon in (
            (-0.001, 0.004),
            (-0.001, 0.006),
            (0.001, 0.006),
            (0.001, 0.004),
        )
    )
    closed = travel.with_closures([Closure(polygon=pond)])
    assert closed.rows(WEST, [EAST])[0][0] == by_road(18, 3 * SIDE)
    slow = travel.with_closures([Closure(polygon=pond, factor=2.0)])
    assert slow.rows(WEST, [EAST])[0][0] == 2 * dry
    assert travel.rows(WEST, [EAST])[0][0] == dry, "others still ride it"


def test_when_every_street_is_closed_nobody_gets_there(block) -> None:
    travel = block().with_closures([Closure(ways=(70, 71))])

    assert travel.rows(WEST, [EAST])[0][0] == UNREACHABLE
    assert travel.path([WEST, EAST]) == [WEST, EAST]


def test_a_house_off_the_road_is_ridden_to_slowly(block) -> None:
    off = Point(-0.001, 0.01)  # 111 m from the corner

    to = block().rows(WEST, [EAST, off])[0]

    assert to[1] - to[0] == pytest.approx(111 * 1.3 * 3.6 / PLAIN.to_door_kmh, abs=2)


def test_roads_are_built_anew_whole_or_not_at_all(block, tmp_path: Path) -> None:
    before = block().rows(WEST, [EAST])[0][0]
    with pytest.raises(NoExtract):
        block("no extract")
    kept = Cch(Roads.load(tmp_path / "roads", PLAIN))
    assert kept.rows(WEST, [EAST])[0][0] == before

    after = block(GRID.replace("secondary", "living_street")).rows(WEST, [EAST])[0][0]
    assert after == by_road(10, SIDE)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["block.osm", "roads"]


def test_roads_of_another_release_are_refused_with_what_to_do(block, tmp_path) -> None:
    block()
    about = tmp_path / "roads" / "about.json"
    about.write_text(about.read_text().replace('"version": 1', '"version": 0'))

    for folder in (tmp_path / "roads", tmp_path / "none"):
        with pytest.raises(Misconfigured, match="satupintu roads build"):
            Roads.load(folder, PLAIN)
