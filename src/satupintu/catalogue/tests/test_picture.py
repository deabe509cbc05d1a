"""The picture of a procedure: complete, legible, and safe to put in a page."""

from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st

from satupintu.catalogue.picture import (
    END,
    START,
    Box,
    Look,
    Orientation,
    Place,
    Words,
    boxes_of,
    procedure_list,
    procedure_svg,
)
from satupintu.catalogue.picture.lettering import width, wrap
from satupintu.catalogue.procedure import Steps
from satupintu.catalogue.tests.procedures import (
    advertising_permit,
    practice_permit,
    procedures,
    step,
)

SVG = "{http://www.w3.org/2000/svg}"
ORIENTATIONS: tuple[Orientation, ...] = ("wide", "tall")
WORDS = Words(
    flow="The way of your application: {steps}",
    together="At the same time: {steps}",
    then="{first}, then {next}",
    side_by_side="at the same time",
    returned="not complete",
    returned_sentence="An incomplete application comes back to you.",
    places={
        Place.DONE: "done",
        Place.NOW: "now",
        Place.WAITING: "waiting for you",
        Place.SKIPPED: "not needed",
        Place.TODO: "to come",
    },
)
YOU = Box(START, "You", "Fill in, upload", "about 15 minutes", Look.YOU)
PERMIT = Box(END, "You", "Permit issued", "download", Look.ISSUED)


def drawn(
    steps: Steps, places: dict[str, Place] | None = None, label: str = ""
) -> list[Box]:
    return boxes_of(
        steps,
        start=YOU,
        end=PERMIT,
        who=lambda name: f"Agency of {name}",
        what=lambda name: label or f"Do {name}",
        time=lambda name: "1 day",
        places=places,
    )


def texts(svg: ET.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def rectangles(svg: ET.Element) -> list[tuple[float, float, float, float]]:
    return [
        (
            float(rect.attrib["x"]),
            float(rect.attrib["y"]),
            float(rect.attrib["width"]),
            float(rect.attrib["height"]),
        )
        for rect in svg.iter(f"{SVG}rect")
    ]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@settings(max_examples=60)
@given(steps=procedures(12), label=st.text(max_size=90))
def test_no_box_covers_another_and_no_text_leaves_its_box(
    orientation: Orientation, steps: Steps, label: str
) -> None:
    clean = "".join(c for c in label if c.isprintable())
    svg = ET.XML(procedure_svg(drawn(steps, label=clean), WORDS, orientation))
    boxes = rectangles(svg)
    assert len(boxes) == len(steps) + 2
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(boxes, 2):
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay
    for group in svg.iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        if rect is not None:
            assert_texts_inside(group, rect)
    _, _, total_width, total_height = map(float, svg.attrib["viewBox"].split())
    assert max(x + w for x, _, w, _ in boxes) <= total_width
    assert max(y + h for _, y, _, h in boxes) <= total_height


def assert_texts_inside(group: ET.Element, rect: ET.Element) -> None:
    left, top, across, high = (
        float(rect.attrib[key]) for key in ("x", "y", "width", "height")
    )
    for text in group.findall(f"{SVG}text"):
        size = float(text.attrib["font-size"])
        takes = width(text.text or "", size, bold="font-weight" in text.attrib)
        assert left < float(text.attrib["x"])
        assert float(text.attrib["x"]) + takes <= left + across
        assert top + size / 2 < float(text.attrib["y"]) < top + high


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_carries_nothing_that_a_strict_policy_refuses(orientation: Orientation) -> None:
    evil = '"><script>alert(1)</script>'
    text = procedure_svg(
        drawn(practice_permit(), label=evil),
        replace(WORDS, returned=evil, flow=evil + "{steps}"),
        orientation,
    )
    svg = ET.XML(text)
    names = {name for element in svg.iter() for name in element.attrib}
    assert not {"style", "id", "onload"} & names
    assert "<script" not in text


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_is_read_aloud_as_a_whole(orientation: Orientation) -> None:
    svg = ET.XML(procedure_svg(drawn(practice_permit()), WORDS, orientation))
    assert svg.attrib["role"] == "img"
    label = svg.attrib["aria-label"]
    assert label.startswith("The way of your application: You: Fill in, upload")
    assert "At the same time: Agency of health: Do health (1 day); Agency" in label
    assert label.endswith("An incomplete application comes back to you.")


def test_says_the_same_as_sentences() -> None:
    assert procedure_list(drawn(advertising_permit()), WORDS) == [
        "You: Fill in, upload (about 15 minutes)",
        "Agency of intake: Do intake (1 day)",
        "At the same time: Agency of site: Do site (1 day); "
        "Agency of design: Do design (1 day)",
        "Agency of fee: Do fee (1 day)",
        "Agency of approve: Do approve (1 day)",
        "You: Permit issued (download)",
    ]


def test_says_which_steps_of_a_branch_follow_each_other() -> None:
    boxes = [
        Box("a", "A", "first"),
        Box("b", "A", "second", needs=("a",)),
        Box("c", "C", "beside"),
        Box("d", "D", "last", needs=("b", "c")),
    ]
    assert procedure_list(boxes, WORDS) == [
        "At the same time: A: first, then A: second; C: beside",
        "D: last",
    ]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("place", [p for p in Place if p is not Place.TODO])
def test_each_place_of_a_case_has_its_mark_and_its_word(
    orientation: Orientation, place: Place
) -> None:
    plain = procedure_svg(drawn(practice_permit()), WORDS, orientation)
    marked = procedure_svg(
        drawn(practice_permit(), {"health": place}), WORDS, orientation
    )
    assert marked.count("<circle") == plain.count("<circle") + 1
    words = texts(ET.XML(marked))
    assert any(text.startswith(WORDS.places[place]) for text in words)
    assert WORDS.places[place] in ET.XML(marked).attrib["aria-label"]


def test_the_marks_differ_in_shape() -> None:
    shapes = set()
    for place in Place:
        boxes = drawn(practice_permit(), {"health": place})
        svg = ET.XML(procedure_svg(boxes, WORDS))
        badge = next((g for g in svg.iter(f"{SVG}g") if _is_badge(g)), None)
        shapes.add(badge[1].attrib["d"] if badge is not None else "")
    assert len(shapes) == len(Place)


def _is_badge(group: ET.Element) -> bool:
    return bool(len(group)) and group[0].tag == f"{SVG}circle"


def test_a_long_procedure_is_folded_so_that_it_stays_legible() -> None:
    boxes = [Box("s0", "A", "Check", needs=())]
    boxes += [Box(f"s{i}", "A", "Check", needs=(f"s{i - 1}",)) for i in range(1, 14)]
    svg = ET.XML(procedure_svg(boxes, WORDS))
    assert float(svg.attrib["viewBox"].split()[2]) == 840
    assert len({y for _, y, _, _ in rectangles(svg)}) == 4


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_draws_the_way_back_from_one_of_several_intakes(
    orientation: Orientation,
) -> None:
    steps = {
        "first": step("intake"),
        "second": step("intake"),
        **{f"s{i}": step("review", f"s{i - 1}" if i else "first") for i in range(4)},
        "approve": step("approval", "s3", "second"),
    }
    svg = ET.XML(procedure_svg(drawn(steps), WORDS, orientation))
    assert "not complete" in texts(svg)
    dashed = [e for e in svg.iter(f"{SVG}path") if "stroke-dasharray" in e.attrib]
    assert len(dashed) == 1


def test_a_text_that_is_cut_is_kept_whole_as_a_title() -> None:
    label = "Check everything that there is to check " * 3
    svg = ET.XML(procedure_svg(drawn(practice_permit(), label=label), WORDS))
    titles = [element.text or "" for element in svg.iter(f"{SVG}title")]
    assert len(titles) == len(practice_permit())
    assert all(label.strip() in title for title in titles)
    assert any(text.endswith("…") for text in texts(svg))


def test_a_picture_is_small_enough_for_the_first_page() -> None:
    boxes = drawn(advertising_permit())
    both = sum(len(procedure_svg(boxes, WORDS, way)) for way in ORIENTATIONS)
    assert both < 12_000


# -- lettering ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Check", ["Check"]),
        ("Check the place of work", ["Check the", "place of work"]),
        ("Pertanggungjawabannya", ["Pertanggungj-", "awabannya"]),
        ("one\u200btwo", ["one\u200btwo"]),
        ("", [""]),
    ],
)
def test_breaks_where_a_reader_expects_it(text: str, lines: list[str]) -> None:
    assert wrap(text, 110, 15, 3) == (lines, False)


def test_never_parts_a_khmer_letter_from_its_marks() -> None:
    text = "ផ្ទៀងផ្ទាត់អត្តសញ្ញាណកម្មនៃឯកសារទាំងអស់"
    lines, _ = wrap(text, 100, 15, 9)
    assert "".join(lines) == text
    assert len(lines) > 1
    for line in lines[1:]:
        assert not "\u17b6" <= line[0] <= "\u17d3"
    assert not any(line.endswith("\u17d2") for line in lines)
