"""The process as nodes and flows, before it has a place on paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from satupintu.catalogue.picture.layers import reduced
from satupintu.catalogue.procedure import HUMAN, Steps, depths, ends, post_of
from satupintu.catalogue.schema import Step, StepKind

SYSTEM_LANE = "lane_system"


class Shape(StrEnum):
    """Element names of BPMN 2.0 that are used."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    USER = "userTask"
    RECEIVE = "receiveTask"
    SERVICE = "serviceTask"
    CHOICE = "exclusiveGateway"
    PARALLEL = "parallelGateway"


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the diagram, in one language.

    `outcomes` names the outcomes accept, pass, return and approve.
    """

    applicant: str
    office: str
    system: str
    received: str
    corrected: str
    is_needed: str
    needed: str
    not_needed: str
    decision: str
    issue: str
    granted: str
    refused: str
    may_send_back: str
    outcomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    shape: Shape
    name: str = ""
    has_message: bool = False
    terminates: bool = False
    owner: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """`route` says how the layout leads it: straight, over, under, or between."""

    id: str
    source: str
    target: str
    name: str = ""
    when: str = ""
    is_default: bool = False
    route: str = "straight"


@dataclass(slots=True)
class Block:
    """A step with what belongs to it: one row of nodes, and those under it."""

    lane: str
    depth: int
    row: list[Node] = field(default_factory=list)
    under_task: Node | None = None
    under_choice: Node | None = None

    @property
    def nodes(self) -> list[Node]:
        under = [n for n in (self.under_task, self.under_choice) if n is not None]
        return [*self.row, *under]


@dataclass(slots=True)
class Diagram:
    lanes: dict[str, str]
    blocks: list[Block]
    flows: list[Flow]

    @property
    def nodes(self) -> list[Node]:
        return [node for block in self.blocks for node in block.nodes]


def model(
    steps: Steps,
    *,
    default_agency: str,
    labels: Labels,
    what: Callable[[str], str],
    lane: Callable[[str, str], str],
) -> Diagram:
    """The diagram of a sound procedure.

    `what` names a step; `lane` names a post by its agency and role.
    """
    needs = reduced({name: step.needs for name, step in steps.items()})
    depth = depths(needs)
    diagram = Diagram({SYSTEM_LANE: labels.system}, [], [])
    roots = [name for name in steps if not needs[name]]
    _start(diagram, labels, roots)
    for name in sorted(steps, key=lambda name: depth[name]):
        post = post_of(steps[name], default_agency)
        lane_id = SYSTEM_LANE
        if post:
            lane_id = "lane_" + "_".join(post).replace("-", "_")
            diagram.lanes.setdefault(lane_id, lane(*post))
        followers = [other for other in steps if name in needs[other]]
        block = Block(lane_id, depth[name] + 1)
        _fill(block, diagram, name, steps[name], labels, what(name), len(needs[name]))
        if len(followers) > 1:
            _append(block, diagram, Node(f"fork_{name}", Shape.PARALLEL))
        diagram.blocks.append(block)
    _finish(diagram, labels, ends(steps), 2 + max(depth.values(), default=0))
    _connect(diagram, steps, needs)
    return diagram


def entry(diagram: Diagram, name: str) -> str:
    """The node of a step's block at which flows arrive."""
    return _block(diagram, name).row[0].id


def leave(diagram: Diagram, name: str) -> str:
    """The node of a step's block from which flows leave."""
    return _block(diagram, name).row[-1].id


def _block(diagram: Diagram, name: str) -> Block:
    task = f"step_{name}"
    return next(b for b in diagram.blocks if any(n.id == task for n in b.row))


def _start(diagram: Diagram, labels: Labels, roots: list[str]) -> None:
    block = Block(SYSTEM_LANE, 0)
    start = Node("start", Shape.START, labels.received, has_message=True)
    block.row.append(start)
    if len(roots) > 1:
        _append(block, diagram, Node("fork", Shape.PARALLEL))
    diagram.blocks.append(block)


def _finish(diagram: Diagram, labels: Labels, last: list[str], depth: int) -> None:
    block = Block(SYSTEM_LANE, depth)
    if len(last) > 1:
        block.row.append(Node("join", Shape.PARALLEL))
    _append(block, diagram, Node("issue", Shape.SERVICE, labels.issue))
    end = Node("granted", Shape.END, labels.granted, has_message=True)
    _append(block, diagram, end)
    diagram.blocks.append(block)


def _connect(diagram: Diagram, steps: Steps, needs: Mapping[str, list[str]]) -> None:
    def between(source: str, target: str) -> None:
        id_ = f"flow_{source}_{target}"
        diagram.flows.append(Flow(id_, source, target, route="between"))

    first, final = diagram.blocks[0].row[-1].id, diagram.blocks[-1].row[0].id
    for name in steps:
        for need in needs[name]:
            between(leave(diagram, need), entry(diagram, name))
        if not needs[name]:
            between(first, entry(diagram, name))
    for name in ends(steps):
        between(leave(diagram, name), final)


def _fill(
    block: Block,
    diagram: Diagram,
    name: str,
    step: Step,
    labels: Labels,
    title: str,
    needs: int,
) -> None:
    if needs > 1:
        _append(block, diagram, Node(f"join_{name}", Shape.PARALLEL))
    if step.when:
        _append(block, diagram, Node(f"when_{name}", Shape.CHOICE, labels.is_needed))
    task = _task(name, step, title, labels)
    _append(
        block,
        diagram,
        task,
        name=labels.needed if step.when else "",
        when=step.when or "",
    )
    if step.kind in HUMAN:
        _decide(block, diagram, name, step, labels)
    if step.when:
        outcome = _positive(step, labels) if step.kind in HUMAN else ""
        merge = Node(f"merge_{name}", Shape.CHOICE)
        _append(block, diagram, merge, name=outcome)
        diagram.flows.append(
            Flow(
                f"flow_skip_{name}",
                f"when_{name}",
                merge.id,
                labels.not_needed,
                is_default=True,
                route="over",
            )
        )


def _decide(
    block: Block, diagram: Diagram, name: str, step: Step, labels: Labels
) -> None:
    """The gateway behind a task, with the ways that do not lead on."""
    choice = Node(f"decide_{name}", Shape.CHOICE, labels.decision)
    _append(block, diagram, choice)
    if step.kind is not StepKind.APPROVAL:
        event = Node(
            f"correction_{name}", Shape.CATCH, labels.corrected, has_message=True
        )
        block.under_task = event
        word = labels.outcomes["return"]
        diagram.flows += [
            Flow(f"flow_ask_{name}", choice.id, event.id, word, route="under"),
            Flow(f"flow_again_{name}", event.id, f"step_{name}", route="up"),
        ]
    if step.kind is StepKind.APPROVAL or step.may_reject:
        end = Node(f"refused_{name}", Shape.END, labels.refused, terminates=True)
        block.under_choice = end
        diagram.flows.append(
            Flow(f"flow_reject_{name}", choice.id, end.id, route="under")
        )


def _task(name: str, step: Step, title: str, labels: Labels) -> Node:
    shape = Shape.USER if step.kind in HUMAN else Shape.RECEIVE
    notes = [step.within] if step.within else []
    if step.kind is StepKind.APPROVAL:
        notes.append(labels.may_send_back)
    return Node(
        f"step_{name}",
        shape,
        title,
        has_message=shape is Shape.RECEIVE,
        owner=step.by or "",
        notes=tuple(notes),
    )


def _positive(step: Step, labels: Labels) -> str:
    key = {StepKind.INTAKE: "accept", StepKind.APPROVAL: "approve"}
    return labels.outcomes[key.get(step.kind, "pass")]


def _append(
    block: Block, diagram: Diagram, node: Node, *, name: str = "", when: str = ""
) -> None:
    """Put a node at the end of the block's row and lead a flow to it."""
    if block.row:
        source = block.row[-1].id
        id_ = f"flow_{source}_{node.id}"
        diagram.flows.append(Flow(id_, source, node.id, name, when))
    block.row.append(node)
