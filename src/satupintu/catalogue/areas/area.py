"""One administrative area. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from satupintu.kernel.localized import text
from satupintu.routing.points import Point


@dataclass(frozen=True, slots=True)
class Area:
    """An area. `level` counts from 0, the outermost; `parent` is a code, or "".

    `centre` is a point inside it; where the pack knows none (`is_placed` is false),
    it is that of the area around it. `also` are other names that people use.
    """

    code: str
    level: int
    parent: str
    name: Mapping[str, str]
    also: tuple[str, ...]
    centre: Point
    is_placed: bool = True

    @property
    def title(self) -> str:
        """The name in the active language, else in the pack's own."""
        return text(self.name)
