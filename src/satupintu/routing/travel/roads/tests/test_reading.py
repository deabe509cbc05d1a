"""Which ways a motorbike may ride, and how fast: one row for each rule."""

from pathlib import Path

import pytest

from satupintu.kernel.errors import Misconfigured
from satupintu.routing.travel.roads.profile import Profile, read_profile
from satupintu.routing.travel.roads.reading import NoExtract, read_extract, ride_of

USUAL = Profile()


@pytest.mark.parametrize(
    ("tags", "speed"),
    [
        ("highway=primary", 32),
        ("highway=primary_link", 32),
        ("highway=primary maxspeed=20", 20),
        ("highway=primary maxspeed=10_mph", 16.1),
        ("highway=primary maxspeed=signals", 32),
        ("highway=motorway", 0),
        ("highway=motorway motorcycle=yes", 55),
        ("highway=trunk motorcycle=no", 0),
        ("highway=residential access=no", 0),
        ("highway=residential access=no motorcycle=yes", 18),
        ("highway=residential motor_vehicle=no access=yes", 0),
        ("highway=footway", 0),
        ("highway=footway motorcycle=yes", 8),
        ("highway=path access=permissive", 8),
        ("highway=steps", 0),
    ],
)
def test_a_way_is_ridden_as_its_signs_say(tags: str, speed: float) -> None:
    given = dict(tag.replace("_mph", " mph").split("=") for tag in tags.split())
    ride = ride_of(given, USUAL)

    assert ride is not None
    assert ride.speed == pytest.approx(speed, abs=0.1)


@pytest.mark.parametrize("tags", ["bus_stop", "platform", "proposed", "services", "x"])
def test_what_is_no_road_is_left_out(tags: str) -> None:
    assert ride_of({"highway": tags}, USUAL) is None
    assert ride_of({"highway": "pedestrian", "area": "yes"}, USUAL) is None


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ("", True, True),
        ("oneway=yes", True, False),
        ("oneway=-1", False, True),
        ("oneway=yes oneway:motorcycle=no", True, True),
        ("oneway:motorcycle=yes", True, False),
        ("junction=roundabout", True, False),
        ("junction=roundabout oneway=no", True, True),
    ],
)
def test_one_way_streets_lead_one_way(tags: str, forward: bool, backward: bool) -> None:
    given = dict(tag.split("=") for tag in f"highway=tertiary {tags}".split())
    ride = ride_of(given, USUAL)

    assert ride is not None
    assert (ride.is_forward, ride.is_backward) == (forward, backward)


def test_private_and_unpaved_roads_are_slow_but_lead_to_doors() -> None:
    ride = ride_of(
        {"highway": "service", "access": "private", "surface": "gravel"}, USUAL
    )

    assert ride is not None
    assert ride.factor == pytest.approx(USUAL.private * USUAL.unpaved)


def test_what_is_no_extract_is_refused_with_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no" * 100)
    empty = tmp_path / "empty.osm"
    empty.write_text('<osm version="0.6"></osm>')

    for path, said in (
        (broken, "no OpenStreetMap"),
        (empty, "no roads"),
        (tmp_path / "gone.osm.pbf", "no OpenStreetMap"),
    ):
        with pytest.raises(NoExtract, match=said):
            read_extract(path, USUAL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ('{"wings": 2}', "no “wings”"),
        ('{"speeds": {"sky": 9}}', "no class of roads “sky”"),
        ('{"speeds": {"primary": 900}}', "2 to 130"),
        ('{"working_days": [1]}', "24 factors"),
    ],
)
def test_a_wrong_profile_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "profile.json"
    path.write_text(text)

    with pytest.raises(Misconfigured, match=said):
        read_profile(path)


def test_a_profile_of_one_s_own_changes_what_it_names_only(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text('{"speeds": {"primary": 20}, "motorways": true}')

    found = read_profile(path)

    assert found.speed("primary") == 20
    assert found.speed("secondary") == USUAL.speed("secondary")
    assert found.speed("motorway") == 55
