"""The picture for telephones: one box under the other, branches in a bracket."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from satupintu.catalogue.picture import ink, layers
from satupintu.catalogue.picture.boxes import START, Box, Words
from satupintu.catalogue.picture.wide import in_order, is_returned, is_travelled

WIDTH = 328
ALONE = (60, 200)  # x and width of a box that stands alone
BESIDE = (42, 230)  # of a box in a bracket
MIDDLE = 160
LEFT = 16
RIGHT = 298
BOX_HEIGHT = 78
STEP = 26
IN_BRANCH = 22
BETWEEN = 14


@dataclass(slots=True)
class Pen:
    """The picture as far as it is drawn; `y` is where the next thing begins."""

    boxes: dict[str, Box]
    needs: dict[str, list[str]]
    words: Words
    y: float = 6
    paths: list[tuple[bool, str]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    left: dict[str, float] = field(default_factory=dict)
    top: dict[str, float] = field(default_factory=dict)
    bottom: dict[str, float] = field(default_factory=dict)

    def box(self, name: str, place: tuple[float, float]) -> None:
        """Put a box here and move below it."""
        box, (x, width) = self.boxes[name], place
        text = ink.letter(box, width, self.words)
        height = max(BOX_HEIGHT, text.height)
        self.top[name], self.bottom[name] = self.y, self.y + height
        self.left[name] = x
        self.drawn.append(ink.draw_box(box, (x, self.y), (width, height), text))
        self.y += height

    def middle(self, name: str) -> float:
        return (self.top[name] + self.bottom[name]) / 2

    def line(
        self, points: Sequence[ink.Point], ways: Sequence[tuple[str, str]], arrow: bool
    ) -> None:
        """A line that stands for these arrows; heavy once a case took one."""
        strong = any(is_travelled(self.boxes, a, b) for a, b in ways)
        line = ink.draw_line(points, arrow=arrow, strong=strong)
        self.paths.append((strong, line))


def draw_tall(boxes: Sequence[Box], words: Words) -> tuple[float, float, str]:
    """Width, height and content of the picture."""
    needs = layers.reduced({box.name: box.needs for box in boxes})
    pen = Pen({box.name: box for box in boxes}, needs, words)
    before: list[list[str]] = []
    for branches in layers.stages(needs):
        if len(branches) == 1 and len(branches[0]) == 1:
            _one(pen, branches[0][0], before)
        else:
            _bracket(pen, branches, before)
        before = branches
    back = _return(pen)
    content = (
        f'<g stroke-width="1.5"><g fill="none" stroke="{ink.MUTE}">'
        f"{in_order(pen.paths)}</g><g>{''.join(pen.drawn)}</g>{back}</g>"
    )
    return WIDTH, pen.y + 2, content


def _one(pen: Pen, name: str, before: list[list[str]]) -> None:
    start = pen.y
    if before:
        pen.y += STEP if len(before) == 1 and len(before[0]) == 1 else STEP - 2
    pen.box(name, ALONE)
    if not before:
        return
    ways = [(branch[-1], name) for branch in before]
    # Behind a bracket, the line comes out of its right rail, which ends here.
    pen.line([(MIDDLE, start), (MIDDLE, pen.top[name])], ways, arrow=True)


def _bracket(pen: Pen, branches: list[list[str]], before: list[list[str]]) -> None:
    """Branches under each other between a rail that enters and one that leaves."""
    start = pen.y
    split = start + 14
    pen.y = split + 28
    if len(branches) > 1:
        label = ink.draw_label(pen.words.side_by_side, (MIDDLE + 14, split + 17))
        pen.drawn.append(label)
    for index, branch in enumerate(branches):
        pen.y += BETWEEN if index else 0
        _branch(pen, branch)
    join = pen.y + 18
    for branch in branches:
        first, last = branch[0], branch[-1]
        ways = [(b[-1], first) for b in before]
        enter = pen.middle(first)
        pen.line(
            [
                (MIDDLE, start),
                (MIDDLE, split),
                (LEFT, split),
                (LEFT, enter),
                (BESIDE[0], enter),
            ],
            ways,
            arrow=True,
        )
        leave = pen.middle(last)
        right = BESIDE[0] + BESIDE[1]
        after = [(last, n) for n, needs in pen.needs.items() if last in needs]
        pen.line(
            [(right, leave), (RIGHT, leave), (RIGHT, join), (MIDDLE, join)],
            after,
            arrow=False,
        )
    pen.y = join


def _branch(pen: Pen, names: list[str]) -> None:
    """One branch: boxes under each other, each waiting for the one above."""
    x = BESIDE[0] + BESIDE[1] / 2
    pen.box(names[0], BESIDE)
    for above, name in pairwise(names):
        pen.y += IN_BRANCH
        pen.box(name, BESIDE)
        points = [(x, pen.bottom[above]), (x, pen.top[name])]
        pen.line(points, [(above, name)], arrow=True)


def _return(pen: Pen) -> str:
    """The dashed way back, on the left side, from the box that can return."""
    box = next((b for b in pen.boxes.values() if b.returns), None)
    if box is None or START not in pen.top or pen.top[box.name] < pen.bottom[START]:
        return ""
    # A box in a bracket has a rail on its left already: go around that.
    left = pen.left[box.name]
    rail, down = (LEFT - 10, 14) if left == BESIDE[0] else (LEFT, 0)
    leave = pen.middle(box.name) + down
    active = is_returned(pen.boxes)
    points = [
        (left, leave),
        (rail, leave),
        (rail, pen.middle(START)),
        (ALONE[0], pen.middle(START)),
    ]
    colour = ink.SOGA_700 if active else ink.MUTE
    at, anchor = (MIDDLE - 12, pen.bottom[START] + 18), "end"
    if down:
        at, anchor = (LEFT + 10, pen.bottom[START] + 31), "start"
    label = ink.draw_label(pen.words.returned, at, anchor=anchor, colour=colour)
    return f'<g fill="none">{ink.draw_return(points, active=active)}</g>{label}'
