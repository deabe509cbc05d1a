"""The picture for wide pages: columns by depth, in bands of a few columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from math import inf

from satupintu.catalogue.picture import ink, layers
from satupintu.catalogue.picture.boxes import START, Box, Look, Place, Words

BOX_WIDTH = 140
BOX_HEIGHT = 78
GAP = 34
ROW_GAP = 18
TRACK = 8
LEAST_WIDTH = 838
#: More columns than this are folded into bands of FOLDED, or text gets too small.
MOST_COLUMNS = 5
FOLDED = 4
GUTTER = 34

Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Track:
    """Arrows that share one upright line: all sources lead to all targets."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(slots=True)
class Board:
    """Where every box and bend of the wide picture stands; x is its left edge."""

    boxes: dict[str, Box]
    height: float
    second: list[str]  # the column behind the applicant's
    x: dict[str, float] = field(default_factory=dict)
    y: dict[str, float] = field(default_factory=dict)
    paths: list[tuple[bool, str]] = field(default_factory=list)

    def right(self, name: str) -> ink.Point:
        return self.x[name] + BOX_WIDTH, self.y[name]

    def left(self, name: str) -> ink.Point:
        return self.x[name], self.y[name]

    def line(self, source: str, target: str, via: Sequence[ink.Point]) -> None:
        """An arrow between the sides of two boxes; heavy where a case has gone."""
        strong = is_travelled(self.boxes, source, target)
        points = [self.right(source), *via, self.left(target)]
        self.draw(points, arrow=not layers.is_point(target), strong=strong)

    def draw(self, points: Sequence[ink.Point], *, arrow: bool, strong: bool) -> None:
        self.paths.append((strong, ink.draw_line(points, arrow=arrow, strong=strong)))


def in_order(paths: list[tuple[bool, str]]) -> str:
    """The lines, with those that a case has gone along on top."""
    return "".join(path for _, path in sorted(paths, key=lambda path: path[0]))


def is_travelled(boxes: dict[str, Box], source: str, target: str) -> bool:
    """Whether the case has gone along this arrow."""
    behind = boxes[layers.origin(source)].place
    if behind not in (Place.DONE, Place.SKIPPED):
        return False
    if layers.is_point(target):
        return behind is Place.DONE
    return boxes[target].place in (Place.DONE, Place.NOW, Place.WAITING)


def is_returned(boxes: dict[str, Box]) -> bool:
    """Whether the case is with the applicant for a correction."""
    waits = any(box.place is Place.WAITING for box in boxes.values())
    return waits and boxes[START].place is Place.NOW


def draw_wide(boxes: Sequence[Box], words: Words) -> tuple[float, float, str]:
    """Width, height and content of the picture."""
    letterings = {box.name: ink.letter(box, BOX_WIDTH, words) for box in boxes}
    height = max([BOX_HEIGHT, *(text.height for text in letterings.values())])
    by_name = {box.name: box for box in boxes}
    plan = layers.layered(
        {box.name: box.needs for box in boxes}, height=height, gap=ROW_GAP
    )
    board = Board(by_name, height, [n for c in plan.columns[1:2] for n in c])
    width, bottom = _arrange(board, plan)
    shift = max(0.0, (LEAST_WIDTH - width) / 2)
    drawn = [
        ink.draw_box(
            box,
            (board.x[box.name], board.y[box.name] - height / 2),
            (BOX_WIDTH, height),
            letterings[box.name],
        )
        for box in boxes
    ]
    content = (
        f'<g transform="translate({ink.n(shift + 1)} 8)" stroke-width="1.5">'
        f'<g fill="none" stroke="{ink.MUTE}">{in_order(board.paths)}</g>'
        f"<g>{''.join(drawn)}</g>{_return(board, words)}</g>"
    )
    return max(width, LEAST_WIDTH) + 2, bottom + 9, content


def _arrange(board: Board, plan: layers.Layers) -> tuple[float, float]:
    """Place the columns band by band and draw the arrows; gives width and height."""
    bands = _bands(plan)
    margin = 0.0 if len(bands) == 1 else 2.0 * GAP - 8
    right, bottom, widest = 0.0, 0.0, 0.0
    tracks: list[Track] = []
    for index, columns in enumerate(bands):
        names = [name for column in columns for name in column]
        top = bottom + GUTTER + TRACK * (len(tracks) - 1) if index else 0.0
        rise = min(plan.y[name] for name in names) - board.height / 2
        board.y.update({name: plan.y[name] - rise + top for name in names})
        board.x.update(dict.fromkeys(columns[0], margin))
        if tracks:
            _cross(board, tracks, (right, bottom, margin))
        inside = [arrow for arrow in plan.arrows if arrow[0] in names]
        right = _columns(board, columns, inside, margin)
        bottom = max(board.y[name] for name in names) + board.height / 2
        if index == 0 and (box := _returning(board)):
            bottom = max(bottom, _return_level(board, box) + 22)
        tracks = _tracks([a for a in inside if a[1] not in names], plan.y)
        widest = max(widest, right + (GAP if tracks else 0) + TRACK * len(tracks))
    return widest, bottom


def _bands(plan: layers.Layers) -> list[list[list[str]]]:
    """The columns in bands: full ones, cut where few lines have to go around."""
    count = len(plan.columns)
    if count <= MOST_COLUMNS:
        return [plan.columns]
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, count + 1):
        choices = []
        for start in range(max(0, end - FOLDED), end):
            cost = best[start][0] + (FOLDED - (end - start)) ** 2
            cost += _cost_of_cut(plan, start) if start else 0
            choices.append((cost, [*best[start][1], end]))
        # Of equal ways, the one whose first bands are the fullest.
        best.append(min(choices, key=lambda way: (way[0], [-e for e in way[1]])))
    starts = [0, *best[count][1]]
    return [plan.columns[a:b] for a, b in pairwise(starts)]


def _cost_of_cut(plan: layers.Layers, at: int) -> float:
    if at == 1:
        return inf  # the way back joins the first two columns
    arrows = [a for a in plan.arrows if a[0] in plan.columns[at - 1]]
    return 8.0 * (len(_tracks(arrows, plan.y)) - 1) + 0.5 * (len(arrows) - 1)


def _columns(
    board: Board, columns: list[list[str]], arrows: list[Arrow], x: float
) -> float:
    """Place a band's columns from x on and draw between them; gives its right."""
    for index, column in enumerate(columns):
        board.x.update(dict.fromkeys(column, x))
        for point in filter(layers.is_point, column):
            start, y = board.left(point)
            strong = is_travelled(board.boxes, point, point)
            ends = [(start, y), (start + BOX_WIDTH, y)]
            board.draw(ends, arrow=False, strong=strong)
        x += BOX_WIDTH
        if index + 1 == len(columns):
            break
        following = set(columns[index + 1])
        here = [a for a in arrows if a[0] in column and a[1] in following]
        tracks = _tracks(here, board.y)
        bent = [t for t in tracks if not _is_straight(t, board.y)]
        gap = GAP + TRACK * max(0, len(bent) - 1)
        board.x.update(dict.fromkeys(following, x + gap))
        for track in tracks:
            at = x + GAP / 2 - 1 + TRACK * (bent.index(track) if track in bent else 0)
            for source, target in _spanning(track):
                y_from, y_to = board.y[source], board.y[target]
                board.line(source, target, [(at, y_from), (at, y_to)])
        x += gap
    return x


def _cross(
    board: Board, tracks: list[Track], frame: tuple[float, float, float]
) -> None:
    """Arrows from the end of a band to the start of the next, around its gutter."""
    right, bottom, margin = frame
    for index, track in enumerate(tracks):
        out = right + GAP / 2 + TRACK * index
        level = bottom + GUTTER / 2 + TRACK * (len(tracks) - 1 - index)
        back = margin - GAP / 2 - TRACK * index
        for source, target in _spanning(track):
            corners = [
                (out, board.y[source]),
                (out, level),
                (back, level),
                (back, board.y[target]),
            ]
            board.line(source, target, corners)


def _tracks(arrows: list[Arrow], y: dict[str, float]) -> list[Track]:
    """Arrows with the same targets share a line; the order avoids false joins."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for source in dict.fromkeys(a for a, _ in arrows):
        targets = tuple(b for a, b in arrows if a == source)
        groups.setdefault(targets, []).append(source)
    tracks = [Track(tuple(s), t) for t, s in groups.items()]
    if len(tracks) > 5:
        return tracks
    orders = [list(order) for order in permutations(tracks)]
    return min(orders, key=lambda order: _clashes(order, y))


def _clashes(tracks: Sequence[Track], y: dict[str, float]) -> int:
    """How often a line in would lie on a line out, and lines would cross."""
    count = 0
    for index, left in enumerate(tracks):
        for right in tracks[index + 1 :]:
            ins = [y.get(t, -1e6) for t in left.targets]
            outs = [y[s] for s in right.sources]
            count += 10 * sum(abs(a - b) < 5 for a in ins for b in outs)
            low, high = min(outs + ins), max(outs + ins)
            count += sum(low < y[s] < high for s in left.sources)
    return count


def _is_straight(track: Track, y: dict[str, float]) -> bool:
    return len({y[name] for name in (*track.sources, *track.targets)}) == 1


def _spanning(track: Track) -> list[Arrow]:
    """Enough arrows to draw every piece of a shared line once or twice."""
    first = track.targets[0]
    return [
        *((source, first) for source in track.sources),
        *((track.sources[0], target) for target in track.targets[1:]),
    ]


def _returning(board: Board) -> Box | None:
    """The box from which the way back is drawn: the lowest of the intake's column.

    From any other, the line would run through the boxes below it.
    """
    intake = next((box for box in board.boxes.values() if box.returns), None)
    if intake is None or not {START, intake.name} <= set(board.x):
        return None
    beside = [
        box
        for name, box in board.boxes.items()
        if name in board.second and box.look is Look.OFFICER
    ]
    return max(beside, key=lambda box: board.y[box.name], default=intake)


def _return_level(board: Board, box: Box) -> float:
    """The height of the way back, under the two boxes that it joins."""
    lowest = max(board.y[START], board.y[box.name])
    return lowest + board.height / 2 + 30


def _return(board: Board, words: Words) -> str:
    box = _returning(board)
    if box is None:
        return ""
    x_from, x_to = (board.x[name] + BOX_WIDTH / 2 for name in (box.name, START))
    half = board.height / 2
    level = _return_level(board, box)
    points = [
        (x_from, board.y[box.name] + half),
        (x_from, level),
        (x_to, level),
        (x_to, board.y[START] + half + 4),
    ]
    active = is_returned(board.boxes)
    colour = ink.SOGA_700 if active else ink.MUTE
    label = ink.draw_label(words.returned, (x_to + 6, level + 18), colour=colour)
    return f'<g fill="none">{ink.draw_return(points, active=active)}</g>{label}'
