"""The areas of the current pack, asked one by one. All raise `NoPack` without one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.areas.area import Area
from satupintu.catalogue.areas.finding import AreaMatch
from satupintu.catalogue.areas.stored import areas
from satupintu.kernel.errors import NotFound
from satupintu.routing.points import Point


class NoSuchArea(NotFound):
    """The pack has no area of this code."""

    code = "no_such_area"


def area(code: str) -> Area:
    """The area of this code. Raises `NoSuchArea`."""
    found = areas().by_code.get(code)
    if found is None:
        raise NoSuchArea(_("There is no such area here. Choose one from the list."))
    return found


def children(code: str = "") -> list[Area]:
    """The areas right inside this one; without a code the outermost."""
    return areas().children(code)


def find_area(
    words: str, *, within: str = "", level: int | None = None, limit: int = 8
) -> list[AreaMatch]:
    """The areas that the words mean, misspelt or in an address, best first.

    `within` is the code of an area around them; `level` counts from the outermost
    (0), -1 is the innermost.
    """
    return areas().find(words, within=within, level=level, limit=limit)


def area_at(point: Point) -> Area | None:
    """The innermost area around a point; None outside of all."""
    return areas().at(point)
