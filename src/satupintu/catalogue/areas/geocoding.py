"""The geocoder that the settings name, over the areas of the current pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.conf import settings

from satupintu.catalogue.areas.book import AreaBook
from satupintu.catalogue.areas.outlines import Box, box_around
from satupintu.catalogue.areas.stored import areas
from satupintu.routing.geocoding.base import Bounds, Geocoder
from satupintu.routing.geocoding.gazetteer import Gazetteer
from satupintu.routing.geocoding.served import Nominatim, Photon
from satupintu.routing.geocoding.streets import Streets
from satupintu.routing.points import Point
from satupintu.routing.travel import configured
from satupintu.routing.travel.cch import Roads

MARGIN = 0.005  # degrees around an area: its outline is simplified


@dataclass(frozen=True, slots=True)
class BookIndex:
    """A book of areas as geocoders see it."""

    book: AreaBook

    def search(self, words: str, area: str, limit: int) -> Sequence[str]:
        """See `AreaIndex`."""
        found = self.book.find(words, within=area, limit=limit)
        return [match.area.code for match in found]

    def code_at(self, point: Point) -> str:
        """See `AreaIndex`."""
        area = self.book.at(point)
        return area.code if area else ""

    def is_within(self, code: str, outer: str) -> bool:
        """See `AreaIndex`."""
        return self.book.is_within(code, outer)

    def label(self, code: str) -> str:
        """See `AreaIndex`."""
        return self.book.label(code)

    def centre(self, code: str) -> Point:
        """See `AreaIndex`."""
        return self.book.by_code[code].centre

    def bounds(self, area: str) -> Bounds | None:
        """See `AreaIndex`."""
        codes = [area] if area else [a.code for a in self.book.of_level(0)]
        boxes: list[Box] = [
            box for code in codes if (box := self.book.outlines.box(code))
        ]
        if not boxes:
            return None
        box = box_around(boxes)
        return Bounds(
            box.south - MARGIN, box.west - MARGIN, box.north + MARGIN, box.east + MARGIN
        )


# One a book: it remembers whether its server is silent, and the words of the streets.
_made: WeakKeyDictionary[AreaBook, tuple[Roads | None, Geocoder]] = WeakKeyDictionary()


def geocoder() -> Geocoder:
    """Who knows addresses: the server of the settings, else streets, else areas.

    Raises `NoPack`.
    """
    book, built = areas(), configured.roads()
    made = _made.get(book)
    if made is None or made[0] is not built:
        made = _made[book] = (built, _make(BookIndex(book), built))
    return made[1]


def _make(index: BookIndex, built: Roads | None) -> Geocoder:
    near: Geocoder = Gazetteer(index)
    if built is not None:
        near = Streets(built.network, index, near)
    kinds = {"nominatim": Nominatim, "photon": Photon}
    kind = kinds.get(settings.SATUPINTU_GEOCODER)
    return near if kind is None else kind(settings.SATUPINTU_GEOCODER_URL, index, near)
