"""The port: what pages ask of whoever knows addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from satupintu.routing.points import Point

MOST = 20


class Precision(StrEnum):
    """How near the point is to the door."""

    ADDRESS = "address"  # the house
    STREET = "street"  # somewhere on its street
    AREA = "area"  # the middle of the area it is in


@dataclass(frozen=True, slots=True)
class Found:
    """A place that the words may mean. `area` is a code of the pack, or ""."""

    point: Point
    label: str
    precision: Precision
    area: str = ""


class Geocoder(Protocol):
    """Finds places by words. Answers nothing rather than something far off."""

    @property
    def name(self) -> str:
        """The adapter, as the setting names it."""

    @property
    def is_degraded(self) -> bool:
        """Whether less precise answers are given because a server is silent."""

    def find(self, words: str, area: str = "", limit: int = 5) -> list[Found]:
        """What the words may mean, best first; `area` leaves only places inside."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Degrees of a box."""

    south: float
    west: float
    north: float
    east: float


class AreaIndex(Protocol):
    """What adapters need to know about the areas of the place."""

    def search(self, words: str, area: str, limit: int) -> Sequence[str]:
        """Codes of areas inside `area` ("": all) that the words mean, best first."""

    def code_at(self, point: Point) -> str:
        """The innermost area around the point; "" outside of all."""

    def is_within(self, code: str, outer: str) -> bool:
        """Whether one area is the other, or lies in it."""

    def label(self, code: str) -> str:
        """Its name and those around it, as an address has them."""

    def centre(self, code: str) -> Point:
        """A point inside it."""

    def bounds(self, area: str) -> Bounds | None:
        """The box around an area, of "" around them all; None without outlines."""


def kept(found: Sequence[Found], areas: AreaIndex, area: str) -> list[Found]:
    """The places inside the area ("": inside any), each with its area, once each."""
    places: list[Found] = []
    seen: set[tuple[str, str]] = set()
    for place in found:
        code = areas.code_at(place.point)
        is_inside = areas.is_within(code, area) if area else _is_known(code, areas)
        key = (place.label, code)
        if is_inside and key not in seen:
            seen.add(key)
            places.append(Found(place.point, place.label, place.precision, code))
    return places


def _is_known(code: str, areas: AreaIndex) -> bool:
    """Where no area has an outline nothing can be left out."""
    return bool(code) or areas.bounds("") is None
