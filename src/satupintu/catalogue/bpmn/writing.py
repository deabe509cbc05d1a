"""The diagram as the XML of BPMN 2.0 (OMG formal/2011-01-03)."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

from satupintu.catalogue.bpmn.layout import Bounds, Layout, Point, lay_out
from satupintu.catalogue.bpmn.model import Diagram, Flow, Labels, Node, Shape, model
from satupintu.catalogue.procedure import Steps

_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
#: The language of conditions, as an address that names it.
CEL = "https://cel.dev"


def export(
    steps: Steps,
    *,
    code: str,
    title: str,
    default_agency: str,
    labels: Labels,
    what: Callable[[str], str],
    lane: Callable[[str, str], str],
) -> str:
    """A sound procedure as a BPMN 2.0 file with its layout.

    `what` gives a step's title by its name, `lane` a post's by agency and role,
    all in the language of `labels`.
    """
    for prefix, address in _SPACES.items():
        ET.register_namespace(prefix, address)
    diagram = model(
        steps, default_agency=default_agency, labels=labels, what=what, lane=lane
    )
    messages = _messages(diagram)
    root = ET.Element(
        _tag("bpmn", "definitions"),
        {"id": "definitions", "targetNamespace": f"urn:satupintu:service:{code}"},
    )
    _write_collaboration(root, labels, messages)
    _write_process(root, diagram, title)
    _write_layout(root, diagram, lay_out(diagram), messages)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _messages(diagram: Diagram) -> list[Flow]:
    """What the applicant sends and gets, as far as it can be drawn clearly.

    The events that wait for a correction stand under their tasks; a line to them
    would cross the tasks, so their envelope and name must do.
    """
    found = []
    for node in diagram.nodes:
        if node.has_message and node.shape in (Shape.START, Shape.RECEIVE):
            found.append(Flow(f"message_{node.id}", "applicant", node.id))
        elif node.has_message and node.shape is Shape.END:
            found.append(Flow(f"message_{node.id}", node.id, "applicant"))
    return found


def _write_collaboration(
    root: ET.Element, labels: Labels, messages: list[Flow]
) -> None:
    both = _add(root, "collaboration", id="collaboration")
    _add(both, "participant", id="applicant", name=labels.applicant)
    _add(both, "participant", id="office", name=labels.office, processRef="process")
    for flow in messages:
        _add(
            both,
            "messageFlow",
            id=flow.id,
            sourceRef=flow.source,
            targetRef=flow.target,
        )


def _write_process(root: ET.Element, diagram: Diagram, title: str) -> None:
    process = _add(root, "process", id="process", name=title, isExecutable="false")
    lanes = _add(process, "laneSet", id="lanes")
    for lane, name in diagram.lanes.items():
        element = _add(lanes, "lane", id=lane, name=name)
        for block in diagram.blocks:
            if block.lane == lane:
                for node in block.nodes:
                    _add(element, "flowNodeRef").text = node.id
    for node in diagram.nodes:
        _write_node(process, node, diagram.flows)
    for flow in diagram.flows:
        _write_flow(process, flow)


def _write_node(process: ET.Element, node: Node, flows: list[Flow]) -> None:
    """A node; the schema wants its notes first, then flows, then what is special."""
    element = _add(process, node.shape.value, id=node.id)
    if node.name:
        element.set("name", node.name)
    for note in node.notes:
        _add(element, "documentation").text = note
    for flow in flows:
        if flow.target == node.id:
            _add(element, "incoming").text = flow.id
    outgoing = [flow for flow in flows if flow.source == node.id]
    for flow in outgoing:
        _add(element, "outgoing").text = flow.id
        if flow.is_default:
            element.set("default", flow.id)
    _write_special(element, node)


def _write_special(element: ET.Element, node: Node) -> None:
    if node.owner:
        owner = _add(element, "potentialOwner", id=f"owner_{node.id}")
        assignment = _add(owner, "resourceAssignmentExpression")
        _add(assignment, "formalExpression").text = node.owner
    if node.has_message and node.shape is not Shape.RECEIVE:
        _add(element, "messageEventDefinition", id=f"envelope_{node.id}")
    if node.terminates:
        _add(element, "terminateEventDefinition", id=f"terminate_{node.id}")


def _write_flow(process: ET.Element, flow: Flow) -> None:
    element = _add(
        process,
        "sequenceFlow",
        id=flow.id,
        sourceRef=flow.source,
        targetRef=flow.target,
    )
    if flow.name:
        element.set("name", flow.name)
    if flow.when:
        condition = _add(element, "conditionExpression", language=CEL)
        condition.set(_tag("xsi", "type"), "bpmn:tFormalExpression")
        condition.text = flow.when


def _write_layout(
    root: ET.Element, diagram: Diagram, layout: Layout, messages: list[Flow]
) -> None:
    page = _add(root, "BPMNDiagram", space="bpmndi", id="diagram")
    plane = _add(
        page, "BPMNPlane", space="bpmndi", id="plane", bpmnElement="collaboration"
    )
    for frame in ("applicant", "office", *diagram.lanes):
        _write_shape(plane, frame, layout.bounds[frame]).set("isHorizontal", "true")
    for node in diagram.nodes:
        shape = _write_shape(plane, node.id, layout.bounds[node.id])
        if node.shape is Shape.CHOICE:
            shape.set("isMarkerVisible", "true")
        _write_label(shape, layout.labels.get(node.id))
    for flow in diagram.flows:
        edge = _write_edge(plane, flow.id, layout.ways[flow.id])
        _write_label(edge, layout.labels.get(flow.id))
    for flow in messages:
        _write_edge(plane, flow.id, _message_way(flow, layout.bounds))


def _message_way(flow: Flow, bounds: dict[str, Bounds]) -> list[Point]:
    """Straight down from the applicant's pool, or up to it."""
    node = bounds[flow.target if flow.source == "applicant" else flow.source]
    x = node.middle[0]
    way = [(x, bounds["applicant"].bottom), (x, node.y)]
    return way if flow.source == "applicant" else way[::-1]


def _write_shape(plane: ET.Element, element: str, at: Bounds) -> ET.Element:
    shape = _add(
        plane, "BPMNShape", space="bpmndi", id=f"di_{element}", bpmnElement=element
    )
    _write_bounds(shape, at)
    return shape


def _write_label(owner: ET.Element, at: Bounds | None) -> None:
    if at is not None:
        _write_bounds(_add(owner, "BPMNLabel", space="bpmndi"), at)


def _write_bounds(owner: ET.Element, at: Bounds) -> None:
    _add(
        owner,
        "Bounds",
        space="dc",
        x=_number(at.x),
        y=_number(at.y),
        width=_number(at.width),
        height=_number(at.height),
    )


def _write_edge(plane: ET.Element, element: str, way: list[Point]) -> ET.Element:
    edge = _add(
        plane, "BPMNEdge", space="bpmndi", id=f"di_{element}", bpmnElement=element
    )
    for x, y in way:
        _add(edge, "waypoint", space="di", x=_number(x), y=_number(y))
    return edge


def _add(
    parent: ET.Element, tag: str, /, *, space: str = "bpmn", **attributes: str
) -> ET.Element:
    return ET.SubElement(parent, _tag(space, tag), attributes)


def _tag(space: str, name: str) -> str:
    return f"{{{_SPACES[space]}}}{name}"


def _number(value: float) -> str:
    return f"{value:g}"
