"""Which names fit on a picture, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from satupintu.web.maps.frame import Frame

LETTER, HIGH = 6.4, 15.0  # pixels of a letter at 12 px; of a line
PIN_ROOM = 14.0
CREDIT = 40.0
WIDER = 1.35  # a name may be this much wider than its area
MOST = 40

Name = tuple[str, tuple[float, float], float]  # what, where, room in pixels


@dataclass(frozen=True, slots=True)
class Label:
    """A name; x and y (of its middle) as SVG writes numbers, `turn` in degrees."""

    x: str
    y: str
    text: str
    turn: str = ""


@dataclass(frozen=True, slots=True)
class _Room:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Room) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_names(
    names: Iterable[Name],
    streets: Iterable[tuple[Name, float]],
    frame: Frame,
    taken: Sequence[tuple[float, float]],
    inset: int = 0,
) -> tuple[list[Label], list[Label]]:
    """The names of areas, and of streets (with their turn), that have room.

    Those of large areas and long streets come first; none covers a pin, nor stands
    in the `inset` pixels at the left and the right, which small screens do not show.
    """
    rooms = [
        _Room(x - PIN_ROOM, y - PIN_ROOM, x + PIN_ROOM, y + PIN_ROOM) for x, y in taken
    ]
    if inset:  # what is on the map is credited there
        rooms.append(_Room(frame.width / 2, frame.height - CREDIT, 1e9, 1e9))
    areas: list[Label] = []
    for text, (x, y), size in sorted(names, key=lambda name: -name[2]):
        wide = len(text) * LETTER
        room = _Room(x - wide / 2, y - HIGH / 2, x + wide / 2, y + HIGH / 2)
        if len(areas) == MOST or wide > size * WIDER:
            continue
        if _take(room, rooms, frame, inset):
            areas.append(Label(f"{x:.0f}", f"{y:.0f}", text))
    along: list[Label] = []
    for (text, (x, y), _), turn in sorted(streets, key=lambda street: -street[0][2]):
        room = _turned(len(text) * LETTER, turn, x, y)
        if len(along) < MOST and _take(room, rooms, frame, inset):
            along.append(Label(f"{x:.0f}", f"{y:.0f}", text, f"{turn:.0f}"))
    return areas, along


def _take(room: _Room, rooms: list[_Room], frame: Frame, inset: int) -> bool:
    """Whether the room is on the picture and free; it is taken then."""
    edge = inset + 2
    is_inside = room.left >= edge and room.right <= frame.width - edge
    is_inside &= room.top >= 2 and room.bottom <= frame.height - 2
    if not is_inside or any(room.meets(other) for other in rooms):
        return False
    rooms.append(room)
    return True


def _turned(wide: float, turn: float, x: float, y: float) -> _Room:
    """The upright box around a turned name."""
    along, across = abs(cos(radians(turn))), abs(sin(radians(turn)))
    half_wide = (wide * along + HIGH * across) / 2
    half_high = (wide * across + HIGH * along) / 2
    return _Room(x - half_wide, y - half_high, x + half_wide, y + half_high)
