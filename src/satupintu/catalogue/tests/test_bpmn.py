"""The BPMN export: what every tool relies on when it opens the file."""

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from satupintu.catalogue import bpmn
from satupintu.catalogue.procedure import Steps
from satupintu.catalogue.tests.procedures import (
    advertising_permit,
    practice_permit,
    procedures,
)

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
LABELS = bpmn.Labels(
    applicant="Applicant",
    office="Office",
    system="System",
    received="Application received",
    corrected="Correction received",
    is_needed="Needed?",
    needed="yes",
    not_needed="no",
    decision="Decision?",
    issue="Issue",
    granted="Issued",
    refused="Refused",
    may_send_back="May send the case back.",
    outcomes={"accept": "yes", "pass": "yes", "return": "no", "approve": "yes"},
)
FRAMES = ("participant", "lane")


def exported(steps: Steps) -> ET.Element:
    text = bpmn.export(
        steps,
        code="a-permit",
        title="A permit & more",
        default_agency="dpmptsp",
        labels=LABELS,
        what=lambda name: f"Do <{name}>",
        lane=lambda agency, role: f"{role}, {agency}",
    )
    return ET.XML(text)


def all_of(root: ET.Element, *names: str) -> list[ET.Element]:
    return [e for e in root.iter() if e.tag in {f"{BPMN}{name}" for name in names}]


def bounds(root: ET.Element, element: str) -> tuple[float, float, float, float]:
    shape = next(
        s for s in root.iter(f"{DI}BPMNShape") if s.attrib["bpmnElement"] == element
    )
    box = shape.find(f"{DC}Bounds")
    assert box is not None
    x, y, width, height = (float(box.attrib[k]) for k in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def nodes(root: ET.Element) -> list[str]:
    return [e.text or "" for e in all_of(root, "flowNodeRef")]


@settings(max_examples=60)
@given(procedures(10))
def test_every_tool_can_resolve_what_it_reads(steps: Steps) -> None:
    root = exported(steps)
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    flows = all_of(root, "sequenceFlow", "messageFlow")
    for flow in flows:
        assert flow.attrib["sourceRef"] in ids
        assert flow.attrib["targetRef"] in ids
    placed = {e.attrib["bpmnElement"] for e in root.iter(f"{DI}BPMNShape")}
    frames = [e.attrib["id"] for e in all_of(root, *FRAMES)]
    assert placed == {*nodes(root), *frames}
    assert len(nodes(root)) == len(set(nodes(root)))
    drawn = [e.attrib["bpmnElement"] for e in root.iter(f"{DI}BPMNEdge")]
    assert sorted(drawn) == sorted(flow.attrib["id"] for flow in flows)


@settings(max_examples=60)
@given(procedures(10))
def test_no_shape_covers_another_and_each_is_in_its_lane(steps: Steps) -> None:
    root = exported(steps)
    boxes = {node: bounds(root, node) for node in nodes(root)}
    for (ax, ay, ar, ab), (bx, by, br, bb) in combinations(boxes.values(), 2):
        assert ar <= bx or br <= ax or ab <= by or bb <= ay
    for lane in all_of(root, "lane"):
        left, top, right, bottom = bounds(root, lane.attrib["id"])
        for ref in lane.findall(f"{BPMN}flowNodeRef"):
            x, y, r, b = boxes[ref.text or ""]
            assert left < x < r < right
            assert top < y < b < bottom


@settings(max_examples=60)
@given(procedures(10))
def test_every_node_is_on_a_way_from_start_to_end(steps: Steps) -> None:
    root = exported(steps)
    ways: dict[str, set[str]] = {node: set() for node in nodes(root)}
    back: dict[str, set[str]] = {node: set() for node in nodes(root)}
    for flow in all_of(root, "sequenceFlow"):
        ways[flow.attrib["sourceRef"]].add(flow.attrib["targetRef"])
        back[flow.attrib["targetRef"]].add(flow.attrib["sourceRef"])
    assert _reach({"start"}, ways) == set(ways)
    last = {e.attrib["id"] for e in all_of(root, "endEvent")}
    assert _reach(last, back) == set(ways)
    for gateway in all_of(root, "parallelGateway"):
        here = gateway.attrib["id"]
        assert len(ways[here]) > 1 or len(back[here]) > 1


def _reach(start: set[str], ways: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo.extend(ways[node])
    return seen


def test_draws_forks_joins_and_conditions() -> None:
    root = exported(practice_permit())
    assert [e.attrib["id"] for e in all_of(root, "parallelGateway")] == [
        "fork_intake",
        "join_approve",
    ]
    condition = all_of(root, "conditionExpression")
    assert [(e.text, e.attrib["language"]) for e in condition] == [
        ("first", "https://cel.dev")
    ]
    when = next(e for e in root.iter() if e.attrib.get("id") == "when_land")
    assert when.attrib["default"] == "flow_skip_land"


def test_a_return_waits_for_the_applicant_and_comes_back_to_the_same_step() -> None:
    root = exported(practice_permit())
    flows = {
        (e.attrib["sourceRef"], e.attrib["targetRef"])
        for e in all_of(root, "sequenceFlow")
    }
    assert ("decide_health", "correction_health") in flows
    assert ("correction_health", "step_health") in flows
    assert ("decide_intake", "refused_intake") in flows  # it may reject
    assert ("decide_health", "refused_health") not in flows


@pytest.mark.parametrize(
    ("steps", "lanes"),
    [
        (
            practice_permit(),
            [
                "System",
                "front_office, dpmptsp",
                "reviewer, dinkes",
                "reviewer, dcktrp",
                "head, dpmptsp",
            ],
        ),
        (
            advertising_permit(),
            [
                "System",
                "front_office, dpmptsp",
                "reviewer, dcktrp",
                "reviewer, dpmptsp",
                "head, dpmptsp",
            ],
        ),
    ],
)
def test_has_a_lane_for_each_post(steps: Steps, lanes: list[str]) -> None:
    root = exported(steps)
    assert [e.attrib["name"] for e in all_of(root, "lane")] == lanes


def test_a_payment_waits_for_the_applicant_s_message() -> None:
    root = exported(advertising_permit())
    assert [e.attrib["id"] for e in all_of(root, "receiveTask")] == ["step_fee"]
    messages = {
        (e.attrib["sourceRef"], e.attrib["targetRef"])
        for e in all_of(root, "messageFlow")
    }
    assert messages == {
        ("applicant", "start"),
        ("applicant", "step_fee"),
        ("granted", "applicant"),
    }


def test_the_same_procedure_gives_the_same_file() -> None:
    assert ET.tostring(exported(practice_permit())) == ET.tostring(
        exported(practice_permit())
    )
