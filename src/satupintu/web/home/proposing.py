"""A point for an address in words: what the map shows before anybody moves it."""

from __future__ import annotations

from dataclasses import dataclass

from satupintu.catalogue.service import Area
from satupintu.routing.points import Point


@dataclass(frozen=True, slots=True)
class Proposed:
    """A point, and how sure it is: address, street or area."""

    point: Point
    precision: str


def propose(address: str, area: Area | None) -> Proposed | None:
    """Where the words lead; the middle of the area if no better is known."""
    return Proposed(area.centre, "area") if area else None
