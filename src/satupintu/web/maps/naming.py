"""Which names fit on a picture, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from satupintu.web.maps.frame import Frame

LETTER, HIGH = 6.4, 15.0  # pixels of a letter at 12 px; of a line
PIN_ROOM = 14.0
WIDER = 1.35  # a name may be this much wider than its area
MOST = 40

Name = tuple[str, tuple[float, float], float]  # what, where, room in pixels


@dataclass(frozen=True, slots=True)
class Label:
    """A name; x and y (its base line) as SVG writes numbers."""

    x: str
    y: str
    text: str


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
    names: Iterable[Name], frame: Frame, taken: Sequence[tuple[float, float]]
) -> list[Label]:
    """The names that have room, those of large areas first; none covers a pin."""
    rooms = [
        _Room(x - PIN_ROOM, y - PIN_ROOM, x + PIN_ROOM, y + PIN_ROOM) for x, y in taken
    ]
    labels: list[Label] = []
    for text, (x, y), size in sorted(names, key=lambda name: -name[2]):
        wide = len(text) * LETTER
        room = _Room(x - wide / 2, y - HIGH / 2, x + wide / 2, y + HIGH / 2)
        is_inside = room.left >= 2 and room.right <= frame.width - 2
        is_inside &= room.top >= 2 and room.bottom <= frame.height - 2
        if not is_inside or wide > size * WIDER or any(map(room.meets, rooms)):
            continue
        rooms.append(room)
        labels.append(Label(f"{x:.0f}", f"{y + 4:.0f}", text))
        if len(labels) == MOST:
            break
    return labels
