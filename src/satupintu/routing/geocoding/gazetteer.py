"""The areas of the pack: always there, and honest about how little they say."""

from __future__ import annotations

from dataclasses import dataclass

from satupintu.routing.geocoding.base import MOST, AreaIndex, Found, Precision


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Answers the middle of the areas that the words mean, however misspelt."""

    areas: AreaIndex
    name: str = "gazetteer"
    is_degraded: bool = False

    def find(self, words: str, area: str = "", limit: int = 5) -> list[Found]:
        """See `Geocoder`."""
        areas = self.areas
        return [
            Found(areas.centre(code), areas.label(code), Precision.AREA, code)
            for code in areas.search(words, area, min(limit, MOST))
        ]
