"""Where the nodes and flows stand on paper, in the pixels of the standard's DI.

Columns are depths, lanes are posts; blocks of the same lane and column stand
under each other. Between columns lies a channel for upright lines, above each
row a corridor for lines that pass several columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from satupintu.catalogue.bpmn.model import Block, Diagram, Flow, Node, Shape

Point = tuple[float, float]

POOL_HEADER = 30
LANE_HEADER = 30
APPLICANT_HEIGHT = 70
POOL_GAP = 40
ROW = 220
ROW_MIDDLE = 85
UNDER = 75  # from the middle of a row to the middle of what stands under it
OVER = 62
CORRIDOR = 74
SPACE = 36
CHANNEL = 70
LABEL_WIDTH = 100
ASIDE = 12
LEFT, TOP = 40, 40

_SIZES: Mapping[Shape, tuple[float, float]] = {
    Shape.START: (36, 36),
    Shape.END: (36, 36),
    Shape.CATCH: (36, 36),
    Shape.USER: (120, 80),
    Shape.RECEIVE: (120, 80),
    Shape.SERVICE: (120, 80),
    Shape.CHOICE: (50, 50),
    Shape.PARALLEL: (50, 50),
}


_NAMED_INSIDE = (Shape.USER, Shape.RECEIVE, Shape.SERVICE)


@dataclass(frozen=True, slots=True)
class Bounds:
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Bounds by id of nodes, lanes and pools; way points by id of flows.

    `labels` holds where a name stands that is not written inside its node.
    """

    bounds: dict[str, Bounds]
    ways: dict[str, list[Point]]
    labels: dict[str, Bounds]


def lay_out(diagram: Diagram) -> Layout:
    """Give every node, lane and flow of the diagram its place."""
    columns = _columns(diagram)
    tops = _lane_tops(diagram)
    bounds: dict[str, Bounds] = {}
    filled: dict[tuple[str, int], int] = {}
    for block in diagram.blocks:
        index = filled.get((block.lane, block.depth), 0)
        filled[block.lane, block.depth] = index + 1
        middle = tops[block.lane] + index * ROW + ROW_MIDDLE
        _place(block, columns[block.depth][0], middle, bounds)
    right = max(start + width for start, width in columns.values()) + SPACE
    _frames(diagram, tops, right, bounds)
    column_of = {n.id: b.depth for b in diagram.blocks for n in b.nodes}
    ways = {flow.id: _way(flow, bounds, columns, column_of) for flow in diagram.flows}
    labels = {
        node.id: _label_of_node(node, bounds[node.id])
        for node in diagram.nodes
        if node.name and node.shape not in _NAMED_INSIDE
    }
    for flow in diagram.flows:
        if flow.name:
            labels[flow.id] = _label_of_flow(flow, ways[flow.id])
    return Layout(bounds, ways, labels)


def _label_of_node(node: Node, at: Bounds) -> Bounds:
    """Under an event or a condition; over a decision, whose lines lead down."""
    x = at.middle[0] - LABEL_WIDTH / 2
    if node.id.startswith("decide_"):
        return Bounds(x, at.y - 16, LABEL_WIDTH, 14)
    return Bounds(x, at.bottom + 4, LABEL_WIDTH, 28)


def _label_of_flow(flow: Flow, way: list[Point]) -> Bounds:
    """Above the longest level piece of the line."""
    (x1, y), (x2, _) = max(pairwise(way), key=lambda piece: _level(*piece))
    return Bounds((x1 + x2 - LABEL_WIDTH) / 2, y - 17, LABEL_WIDTH, 14)


def _level(start: Point, end: Point) -> float:
    return abs(start[0] - end[0])


def _columns(diagram: Diagram) -> dict[int, tuple[float, float]]:
    """Left edge and width of each column."""
    widths: dict[int, float] = {}
    for block in diagram.blocks:
        widths[block.depth] = max(widths.get(block.depth, 0), _width(block))
    found: dict[int, tuple[float, float]] = {}
    x: float = LEFT + POOL_HEADER + LANE_HEADER + SPACE
    for depth in sorted(widths):
        found[depth] = (x, widths[depth])
        x += widths[depth] + CHANNEL
    return found


def _width(block: Block) -> float:
    width = sum(_SIZES[node.shape][0] + SPACE for node in block.row) - SPACE
    return width + (SPACE if block.under_choice else 0)


def _lane_tops(diagram: Diagram) -> dict[str, float]:
    rows = {lane: _rows(diagram, lane) for lane in diagram.lanes}
    tops: dict[str, float] = {}
    y: float = TOP + APPLICANT_HEIGHT + POOL_GAP
    for lane in diagram.lanes:
        tops[lane] = y
        y += rows[lane] * ROW
    return tops


def _rows(diagram: Diagram, lane: str) -> int:
    depths = [block.depth for block in diagram.blocks if block.lane == lane]
    return max((depths.count(depth) for depth in depths), default=1)


def _place(block: Block, x: float, middle: float, bounds: dict[str, Bounds]) -> None:
    for node in block.row:
        width, height = _SIZES[node.shape]
        bounds[node.id] = Bounds(x, middle - height / 2, width, height)
        x += width + SPACE
    for under, over, aside in (
        (block.under_task, "step_", 0),
        (block.under_choice, "decide_", 45),
    ):
        if under is None:
            continue
        above = next(bounds[n.id] for n in block.row if n.id.startswith(over))
        width, height = _SIZES[under.shape]
        left = above.middle[0] + aside - width / 2
        bounds[under.id] = Bounds(left, middle + UNDER - height / 2, width, height)


def _frames(
    diagram: Diagram,
    tops: dict[str, float],
    right: float,
    bounds: dict[str, Bounds],
) -> None:
    """The two pools and the lanes."""
    width = right - LEFT
    bounds["applicant"] = Bounds(LEFT, TOP, width, APPLICANT_HEIGHT)
    for lane, top in tops.items():
        height = _rows(diagram, lane) * ROW
        bounds[lane] = Bounds(LEFT + POOL_HEADER, top, width - POOL_HEADER, height)
    top = min(tops.values())
    bottom = max(bounds[lane].bottom for lane in tops)
    bounds["office"] = Bounds(LEFT, top, width, bottom - top)


def _way(
    flow: Flow,
    bounds: dict[str, Bounds],
    columns: dict[int, tuple[float, float]],
    column_of: dict[str, int],
) -> list[Point]:
    source, target = bounds[flow.source], bounds[flow.target]
    (sx, sy), (tx, ty) = source.middle, target.middle
    match flow.route:
        case "over":
            y = sy - OVER
            return [(sx, source.y), (sx, y), (tx, y), (tx, target.y)]
        case "under":
            side = target.right if tx < sx else target.x
            return [(sx, source.bottom), (sx, ty), (side, ty)]
        case "up":
            return [(sx, source.y), (tx, target.bottom)]
        case "straight":
            return [(source.right, sy), (target.x, ty)]
    before = columns[column_of[flow.target]][0] - CHANNEL / 2
    if column_of[flow.target] == column_of[flow.source] + 1:
        return _bent(source.right, sy, before, target.x, ty)
    # Beside the lines that go to the next column, so that they do not look joined.
    start, width = columns[column_of[flow.source]]
    after = start + width + CHANNEL / 2 + ASIDE
    before -= ASIDE
    corridor = ty - CORRIDOR
    return [
        (source.right, sy),
        (after, sy),
        (after, corridor),
        (before, corridor),
        (before, ty),
        (target.x, ty),
    ]


def _bent(x: float, y: float, at: float, to_x: float, to_y: float) -> list[Point]:
    if y == to_y:
        return [(x, y), (to_x, to_y)]
    return [(x, y), (at, y), (at, to_y), (to_x, to_y)]
