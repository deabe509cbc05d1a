"""Areas: found by what people write, by a point, and refused when broken."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.areas import stored
from satupintu.catalogue.areas.book import AreaBook
from satupintu.catalogue.areas.reading import read
from satupintu.catalogue.loader import load
from satupintu.catalogue.tests.conftest import JAKARTA
from satupintu.routing.points import Point

MONAS, KLENDER = Point(-6.1754, 106.8272), "31.75.07.1003"


@pytest.fixture(scope="module")
def book() -> AreaBook:
    """The areas of a real city, as published and read back."""
    pack = load(JAKARTA).pack
    assert pack.areas is not None
    files = read(JAKARTA, pack.areas, pack.languages)
    assert not files.faults
    return stored.unpack(stored.packed(files), pack.areas)


def test_a_city_has_its_levels_and_every_area_a_parent(book: AreaBook) -> None:
    count = Counter(area.level for area in book.by_code.values())

    assert count == {0: 6, 1: 44, 2: 267}
    assert len(book.children("")) == 6
    assert sum(len(book.children(a.code)) for a in book.of_level(1)) == 267


def test_the_centre_of_every_area_lies_inside_it(book: AreaBook) -> None:
    for area in book.of_level(-1):
        assert book.at(area.centre) == area
        assert area.is_placed


def test_neighbours_share_their_border_and_leave_no_gap(book: AreaBook) -> None:
    """An edge lies between two areas, or between one and what is outside."""
    edges: Counter[frozenset[Point]] = Counter()
    for area in book.of_level(-1):
        for ring in book.outlines.rings(area.code):
            edges.update(frozenset(edge) for edge in pairwise([*ring, ring[0]]))

    count = Counter(edges.values())
    assert set(count) == {1, 2}
    assert count[2] > 0.5 * len(edges)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Klender", "Klender, Duren Sawit, Jakarta Timur"),
        ("kelender", "Klender, Duren Sawit, Jakarta Timur"),
        ("Jl. Umpama 12 RT 3, Klender, Duren Sawit", "Klender, Duren Sawit,"),
        ("Kel. Duren Sawit", "Duren Sawit, Duren Sawit, Jakarta Timur"),
        ("kec duren sawit", "Duren Sawit, Jakarta Timur"),
        ("pulogadung", "Pulogadung, Jakarta Timur"),
        ("setia budi jaksel", "Setiabudi, Jakarta Selatan"),
        ("kota bambu selatan", "Kota Bambu Selatan, Pal Merah"),
        ("jaktim", "Jakarta Timur"),
        ("south jakarta", "Jakarta Selatan"),
        ("kebayoran lama utara", "Kebayoran Lama Utara, Kebayoran Lama"),
        ("menteng dalm tebet", "Menteng Dalam, Tebet"),
        ("tj priok", "Tanjung Priok, Jakarta Utara"),
        ("kle", "Klender, Duren Sawit"),
    ],
)
def test_the_area_that_the_words_mean_comes_first(
    book: AreaBook, words: str, label: str
) -> None:
    with translation.override("id"):
        found = book.find(words)

        assert book.label(found[0].area.code).startswith(label)


def test_names_are_said_in_the_reader_s_language(book: AreaBook) -> None:
    with translation.override("en"):
        assert book.label(KLENDER).endswith("Duren Sawit, East Jakarta")


@pytest.mark.parametrize(
    "words", ["", "  ", "xqzvw", "12345", "a", "'; --", "e" * 9999]
)
def test_words_that_resemble_nothing_find_nothing(book: AreaBook, words: str) -> None:
    assert book.find(words) == []


def test_a_search_keeps_within_an_area_and_a_level(book: AreaBook) -> None:
    found = book.find("menteng", within="31.74", level=-1)

    assert {match.area.level for match in found} == {2}
    assert all(match.area.code.startswith("31.74") for match in found)


def test_a_point_is_in_its_innermost_area(book: AreaBook) -> None:
    found = book.at(MONAS)

    assert found is not None
    assert book.label(found.code).startswith("Gambir, Gambir")
    assert book.at(Point(-6.9, 107.6)) is None
    assert book.at(Point(0, 0)) is None


def test_a_house_on_the_shore_belongs_to_the_nearest_area(book: AreaBook) -> None:
    north = max(
        (p for a in book.of_level(-1) for p in book.outlines.rings(a.code)),
        key=lambda ring: max(point.lat for point in ring),
    )
    tip = max(north, key=lambda point: point.lat)

    assert book.at(Point(tip.lat + 0.001, tip.lon)) is not None
    assert book.at(Point(tip.lat + 0.01, tip.lon)) is None


VILLAGES = """\
areas:
  levels:
    - {code: province, name: {en: Province}}
    - {code: village, name: {en: Village}}
"""


@pytest.fixture
def villages(folder: Path) -> Callable[[str], Path]:
    """A pack whose villages have names only, as most countries' do."""

    def write(rows: str) -> Path:
        (folder / "areas").mkdir()
        (folder / "areas.yaml").write_text(VILLAGES)
        (folder / "areas" / "province.csv").write_text(
            "code,parent,name:en,lat,lon\n12,,Phnom Penh,11.56,104.92\n"
        )
        (folder / "areas" / "village.csv").write_text(rows)
        return folder

    return write


def test_a_village_without_a_place_is_where_its_province_is(villages) -> None:
    pack = villages("# made up\ncode,parent,name:en,also\n1201,12,Prek Leap,Preaek\n")
    areas = load(pack).pack.areas
    assert areas is not None
    book = stored.unpack(stored.packed(read(pack, areas, ["en"])), areas)

    (village,) = book.children("12")
    assert (village.centre, village.is_placed) == (Point(11.56, 104.92), False)
    assert [match.area.code for match in book.find("preak leap")] == ["1201"]


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("code,name:en\n", 1, "columns code, parent"),
        ("code,parent,name:km\n", 1, "no column “name:km”"),
        ("code,parent,name:en\n1,99,Lost\n", 2, "“99” is not the code"),
        ("code,parent,name:en\n1,12,A\n1,12,B\n", 3, "there twice"),
        ("#\ncode,parent,name:en\n1,12\n", 3, "one value for each"),
        ("code,parent,name:en\n1,12,\n", 2, "no code or no name"),
        ("code,parent,name:en,lat,lon\n1,12,A,95,x\n", 2, "not degrees"),
        ('code,parent,name:en\n1,12,"A\n', 0, "no valid CSV"),
        ("", 1, "columns code, parent"),
    ],
)
def test_a_broken_file_is_named_with_its_line(villages, rows, line, said) -> None:
    (fault,) = stored.check_areas(pack := villages(rows), load(pack).pack)

    assert (fault.file, fault.line) == ("areas/village.csv", line)
    assert said in fault.sentence


SQUARE: dict[str, Any] = {
    "type": "Topology",
    "arcs": [[[104, 11], [105, 11], [105, 12], [104, 11]]],
    "objects": {"p": {"type": "Polygon", "id": "12", "arcs": [[0]]}},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "FeatureCollection"}, "no TopoJSON"),
        ({"objects": {"p": {"type": "Point", "id": "12", "arcs": []}}}, "neither"),
        ({"objects": {"p": {"type": "Polygon", "id": "12", "arcs": [[7]]}}}, "border"),
        ({"objects": {"p": SQUARE["objects"]["p"] | {"arcs": []}}}, "empty polygon"),
        ({"arcs": [[[104, 11], [105, 11]]]}, "does not close"),
        ({"arcs": [[[104, 11], [999, 11], [104, 11]]]}, "not on earth"),
        ({"arcs": "no"}, "not the form"),
        ({"objects": {"p": SQUARE["objects"]["p"] | {"id": "77"}}}, "no area"),
        ({"transform": {"scale": [1, float("nan")], "translate": [0, 0]}}, "not"),
    ],
)
def test_broken_outlines_are_refused_with_a_sentence(villages, change, said) -> None:
    pack = villages("code,parent,name:en\n1201,12,A\n")
    (pack / "areas" / "outlines.json").write_text(json.dumps(SQUARE | change))

    faults = stored.check_areas(pack, load(pack).pack)

    assert [said in fault.sentence for fault in faults] == [True]
    assert faults[0].file == "areas/outlines.json"


@pytest.mark.usefixtures("jakarta")
def test_the_published_pack_answers_from_memory(django_assert_num_queries) -> None:
    book = catalogue.areas()

    with django_assert_num_queries(1):  # which release is current
        assert catalogue.areas() is book
    assert catalogue.area(KLENDER).title == "Klender"
    assert catalogue.find_area("klender")[0].area.code == KLENDER
    with pytest.raises(catalogue.NoSuchArea, match="no such area"):
        catalogue.area("99")


@pytest.mark.django_db
def test_other_outlines_are_published_as_a_new_release(
    jakarta_copy: Path, now: datetime, tenant: Any
) -> None:
    before = catalogue.publish(jakarta_copy, now, staffed=False)
    again = catalogue.publish(jakarta_copy, now, staffed=False)
    rows = jakarta_copy / "areas" / "kelurahan.csv"
    rows.write_text(rows.read_text().replace("Klender", "Klenderia"))

    after = catalogue.publish(jakarta_copy, now, staffed=False)

    assert before.release_id == again.release_id != after.release_id
    assert catalogue.area(KLENDER).title == "Klenderia"
