"""All areas of a place, ready to be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from satupintu.catalogue.areas.area import Area
from satupintu.catalogue.areas.finding import AreaMatch, Finder
from satupintu.catalogue.areas.outlines import Box, Outlines, box_around
from satupintu.catalogue.schema_areas import AreaLevel
from satupintu.routing.points import Point

# Outlines are simplified: a house on the shore may lie just outside.
NEAR_METRES = 200.0
NEAR_DEGREES = 0.003


@dataclass(frozen=True, eq=False)
class AreaBook:
    """Areas by code in the order of the pack, and their outlines."""

    levels: Sequence[AreaLevel] = ()
    by_code: Mapping[str, Area] = field(default_factory=dict)
    outlines: Outlines = field(default_factory=Outlines)
    credit: str = ""

    def of_level(self, level: int) -> list[Area]:
        """Every area of a level; -1 is the innermost."""
        wanted = level % len(self.levels) if self.levels else 0
        return [area for area in self.by_code.values() if area.level == wanted]

    def level_of(self, code: str) -> int:
        """The number of the level with this code. Raises KeyError."""
        for number, level in enumerate(self.levels):
            if level.code == code:
                return number
        raise KeyError(code)

    def children(self, code: str) -> list[Area]:
        """The areas right inside; of "" the outermost ones."""
        return self._children.get(code, [])

    def around(self, code: str) -> Iterator[Area]:
        """The area itself, its parent, and so on outwards."""
        while code in self.by_code:
            yield self.by_code[code]
            code = self.by_code[code].parent

    def label(self, code: str) -> str:
        """`Klender, Duren Sawit, Jakarta Timur`, in the active language."""
        return ", ".join(area.title for area in self.around(code))

    def is_within(self, code: str, outer: str) -> bool:
        """Whether one area is the other, or lies in it."""
        return any(area.code == outer for area in self.around(code))

    def at(self, point: Point) -> Area | None:
        """The innermost area with an outline around the point.

        A point just outside every outline (a shore, simplified) belongs to the
        nearest area. None where there is none near.
        """
        return self._holding(point) or self._nearest(point)

    def find(
        self,
        words: str,
        *,
        within: str = "",
        level: int | None = None,
        limit: int = 8,
    ) -> list[AreaMatch]:
        """The areas that the words mean, best first; see `Finder`.

        `within` leaves only areas inside that one, `level` only those of a level
        (-1: the innermost).
        """
        wanted = None if level is None else level % max(len(self.levels), 1)
        return self._finder.find(
            words,
            limit=limit,
            fits=lambda area: (
                (wanted is None or area.level == wanted)
                and (not within or self.is_within(area.code, within))
            ),
        )

    def _holding(self, point: Point) -> Area | None:
        found = None
        inside = self.children("")
        while inside:
            found_here = next(
                (a for a in inside if self.outlines.holds(a.code, point)), None
            )
            if found_here is None:
                break
            found = found_here
            inside = self.children(found.code)
        return found or self._holding_below(point)

    def _holding_below(self, point: Point) -> Area | None:
        """Where the outer levels have no outlines, the inner ones may."""
        for level in range(len(self.levels) - 1, -1, -1):
            for area in self.of_level(level):
                if self.outlines.holds(area.code, point):
                    return area
        return None

    def _nearest(self, point: Point) -> Area | None:
        near = [
            (self.outlines.metres_to(area.code, point), -area.level, area.code)
            for area in self.by_code.values()
            if (box := self.outlines.box(area.code)) and box.holds(point, NEAR_DEGREES)
        ]
        if not near or min(near)[0] > NEAR_METRES:
            return None
        return self.by_code[min(near)[2]]

    @cached_property
    def main_box(self) -> Box | None:
        """The box around the largest group of areas that touch each other.

        Far islands would make every map of the whole place a map of the sea. None if
        no area has an outline.
        """
        levels = [[a.code for a in self.of_level(n)] for n in range(len(self.levels))]
        drawn = [[c for c in codes if self.outlines.box(c)] for codes in levels]
        finest = next((codes for codes in reversed(drawn) if codes), [])
        groups = self.outlines.groups(finest)
        largest = max(groups, key=len, default=[])
        boxes = [box for code in largest if (box := self.outlines.box(code))]
        return box_around(boxes) if boxes else None

    @cached_property
    def _children(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = {}
        for area in self.by_code.values():
            found.setdefault(area.parent, []).append(area)
        return found

    @cached_property
    def _finder(self) -> Finder:
        level_words = {
            word: number
            for number, level in enumerate(self.levels)
            for word in [*level.words, *level.name.values()]
        }
        return Finder(self.by_code, level_words)
