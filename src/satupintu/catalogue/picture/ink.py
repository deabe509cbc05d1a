"""Pieces of SVG: a box with its texts and mark, a line with round corners.

Colours are the house's two dyes, indigo and bark brown, on ivory. Each place of
a case differs by its mark and its words too, never by colour alone. Only
presentation attributes are used: a strict content policy forbids inline style.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from satupintu.catalogue.picture import lettering
from satupintu.catalogue.picture.boxes import Box, Look, Place, Words

INK = "#191b24"
MUTE = "#535866"
NILA_900 = "#141c3f"
NILA_600 = "#2c409c"
NILA_100 = "#e7eaf6"
SOGA_700 = "#83400c"
SOGA_500 = "#c86f1f"
SOGA_300 = "#e9b878"
SOGA_100 = "#fbeedd"
GREEN = "#17663a"
GREEN_BG = "#e4f3e9"
GADING = "#f8f6f1"
EDGE = "#767b88"
WHITE = "#fff"

FONT = "Noto Sans Khmer,system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif"

PADDING = 12
RIGHT_PADDING = 8
SMALL = 13
LARGE = 15
LEADING = 21
MOST_LINES = {"who": 2, "what": 3, "time": 2}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paint:
    fill: str
    stroke: str
    who: str
    what: str
    time: str


_PAINTS = {
    Look.YOU: Paint(SOGA_100, SOGA_500, SOGA_700, INK, MUTE),
    Look.OFFICER: Paint(WHITE, NILA_600, MUTE, INK, MUTE),
    Look.AUTOMATIC: Paint(GREEN_BG, GREEN, GREEN, INK, MUTE),
    Look.ISSUED: Paint(NILA_900, NILA_900, SOGA_300, WHITE, "#d5d9ee"),
}
_TODO = Paint(WHITE, EDGE, MUTE, INK, MUTE)
_SKIPPED = Paint(GADING, EDGE, MUTE, MUTE, MUTE)
_NOW = Paint(NILA_100, NILA_600, INK, INK, INK)
_WAITING = Paint(SOGA_100, SOGA_500, SOGA_700, INK, INK)

# White drawings on a round badge, 20 units wide, about the badge's middle.
_MARKS = {
    Place.DONE: (GREEN, '<path d="M-4.5 .2-1.5 3.4 4.6-3.2" {line}/>'),
    Place.NOW: (NILA_600, '<path d="M-2.6-4.4 4.6 0-2.6 4.4z" fill="#fff"/>'),
    Place.WAITING: (SOGA_700, '<path d="M-2.4-4v8M2.4-4v8" {line}/>'),
    Place.SKIPPED: (MUTE, '<path d="M-4 0h8" {line}/>'),
}
_LINE = 'fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round"'


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    y: float
    part: str


@dataclass(frozen=True, slots=True)
class Lettering:
    """A box's texts broken into lines; `height` is what the box needs."""

    lines: tuple[Line, ...]
    height: float
    is_cut: bool


def letter(box: Box, width: float, words: Words) -> Lettering:
    """Break a box's three texts so that they stay inside this width."""
    lines: list[Line] = []
    is_cut = False
    room = width - PADDING - RIGHT_PADDING
    y = 1.0
    for part, text in (
        ("who", box.who),
        ("what", box.what),
        ("time", _time(box, words, room)),
    ):
        bold = part == "what"
        size = _size(text, room, bold=bold)
        leading = LEADING * (1.3 if lettering.is_tall(text) else 1.0)
        broken, cut = lettering.wrap(text, room, size, MOST_LINES[part], bold=bold)
        is_cut = is_cut or cut
        for index, line in enumerate(broken if text else []):
            y += leading - (3 if index else 0)
            lines.append(Line(line, size, y, part))
    return Lettering(tuple(lines), y + 14, is_cut)


def draw_box(box: Box, at: Point, size: tuple[float, float], text: Lettering) -> str:
    """A box with its texts, centred in its height, and the mark of its place."""
    (x, y), (width, height) = at, size
    paint = _paint(box)
    bold = ' stroke-width="3"' if box.place in (Place.NOW, Place.WAITING) else ""
    dash = ' stroke-dasharray="5 4"' if box.place is Place.SKIPPED else ""
    down = (height - text.height) / 2
    parts = [
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" '
        f'rx="10" fill="{paint.fill}" stroke="{paint.stroke}"{bold}{dash}/>'
    ]
    colours = {"who": paint.who, "what": paint.what, "time": paint.time}
    for line in text.lines:
        weight = ' font-weight="700"' if line.part == "what" else ""
        parts.append(
            f'<text x="{n(x + PADDING)}" y="{n(y + down + line.y)}" '
            f'font-size="{n(line.size)}"{weight} fill="{colours[line.part]}">'
            f"{escape(line.text, quote=False)}</text>"
        )
    if box.place in _MARKS:
        parts.append(_mark(box.place, x + width - 8, y + 4))
    title = ""
    if text.is_cut:
        whole = ", ".join(filter(None, (box.who, box.what, box.time)))
        title = f"<title>{escape(whole, quote=False)}</title>"
    return f"<g>{title}{''.join(parts)}</g>"


def draw_line(points: Sequence[Point], *, arrow: bool, strong: bool = False) -> str:
    """A line along these points with round corners, an arrowhead at its end."""
    colour = NILA_900 if strong else MUTE
    look = f' stroke="{colour}" stroke-width="2.5"' if strong else ""
    path = f'<path d="{_rounded(points)}"{look}/>'
    return path + draw_head(points[-2], points[-1], colour) if arrow else path


def draw_head(before: Point, end: Point, colour: str) -> str:
    """An arrowhead that touches `end`, coming from `before`."""
    (x, y), dx, dy = end, end[0] - before[0], end[1] - before[1]
    if abs(dx) >= abs(dy):
        back = -8 if dx > 0 else 8
        shape = f"M{n(x)} {n(y)}l{back}-4v8z"
    else:
        back = -8 if dy > 0 else 8
        shape = f"M{n(x)} {n(y)}l-4 {back}h8z"
    return f'<path d="{shape}" fill="{colour}" stroke="none"/>'


def draw_return(points: Sequence[Point], *, active: bool) -> str:
    """The dashed way back to the applicant; heavy while the case is on it."""
    colour = SOGA_700 if active else MUTE
    weight = ' stroke-width="2.5"' if active else ""
    return (
        f'<path d="{_rounded(points, 8)}" stroke="{colour}"{weight} '
        f'stroke-dasharray="4 4"/>' + draw_head(points[-2], points[-1], colour)
    )


def draw_label(
    text: str, at: Point, *, anchor: str = "start", colour: str = MUTE
) -> str:
    """A short remark beside a line."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{n(at[0])}" y="{n(at[1])}" font-size="{SMALL}"{where} '
        f'fill="{colour}">{escape(text, quote=False)}</text>'
    )


def n(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")


def _paint(box: Box) -> Paint:
    match box.place:
        case Place.SKIPPED:
            return _SKIPPED
        case Place.NOW:
            return _NOW
        case Place.WAITING:
            return _WAITING
        case Place.TODO:
            return _TODO
        case _:
            return _PAINTS[box.look]


def _time(box: Box, words: Words, room: float) -> str:
    """The third text: how long it takes, or how the case stands with it."""
    if box.place is None or box.place is Place.TODO:
        return box.time
    word = words.places[box.place]
    both = f"{word} · {box.time}"
    if box.place is not Place.NOW or not box.time:
        return word
    return both if lettering.width(both, SMALL) <= room else word


def _size(text: str, room: float, *, bold: bool) -> float:
    """The usual size; a little less if that saves a line or a broken word."""
    usual, least = (LARGE, 12) if bold else (SMALL, 11.5)
    if lettering.width(text, usual - 1, bold=bold) <= room:
        fits = lettering.width(text, usual, bold=bold) <= room
        return usual if fits else usual - 1
    widest = lettering.longest_word(text, usual, bold=bold)
    if widest <= room:
        return usual
    return max(least, int(2 * usual * room / widest) / 2)


def _mark(place: Place, x: float, y: float) -> str:
    colour, shape = _MARKS[place]
    return (
        f'<g transform="translate({n(x)} {n(y)})"><circle r="11" fill="{colour}" '
        f'stroke="#fff" stroke-width="2"/>{shape.replace("{line}", _LINE)}</g>'
    )


def _rounded(points: Sequence[Point], radius: float = 6) -> str:
    """A path along right angles whose corners are rounded."""
    clean = _without_repeats(points)
    path = f"M{n(clean[0][0])} {n(clean[0][1])}"
    for before, here, after in zip(clean, clean[1:], clean[2:], strict=False):
        r = min(radius, _length(before, here) / 2, _length(here, after) / 2)
        a, b = _toward(here, before, r), _toward(here, after, r)
        path += f"L{n(a[0])} {n(a[1])}Q{n(here[0])} {n(here[1])} {n(b[0])} {n(b[1])}"
    return path + f"L{n(clean[-1][0])} {n(clean[-1][1])}"


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    """Without points that stand still or lie on the way."""
    found: list[Point] = []
    for point in points:
        if found and _length(found[-1], point) < 0.5:
            continue
        if len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0]
            or found[-2][1] == found[-1][1] == point[1]
        ):
            found.pop()
        found.append(point)
    return found if len(found) > 1 else [*points[:1], *points[-1:]]


def _length(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(start: Point, goal: Point, by: float) -> Point:
    length = _length(start, goal) or 1.0
    return (
        start[0] + (goal[0] - start[0]) * by / length,
        start[1] + (goal[1] - start[1]) * by / length,
    )
