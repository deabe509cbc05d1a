"""Names of the roads that were built for riding times: streets without a server."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from satupintu.kernel.plainly import plain
from satupintu.routing.geocoding.base import (
    MOST,
    AreaIndex,
    Found,
    Geocoder,
    Precision,
    kept,
)
from satupintu.routing.points import Point
from satupintu.routing.travel.roads.network import Network

# A word in so many of the names is one for “street”, in whatever language.
USUAL_SHARE, USUAL_LEAST = 0.08, 5
MOST_WAYS = 400


class Streets:
    """Streets whose name the words hold whole; then what `after` knows."""

    name = "streets"

    def __init__(self, network: Network, areas: AreaIndex, after: Geocoder) -> None:
        self._network, self._areas, self._after = network, areas, after

    @property
    def is_degraded(self) -> bool:
        return self._after.is_degraded

    def find(self, words: str, area: str = "", limit: int = 5) -> list[Found]:
        """See `Geocoder`."""
        limit = min(limit, MOST)
        found = kept(list(self._streets(words)), self._areas, area)
        # The same street in one area is many ways: one of them will do.
        by_area = {(place.label, place.area): place for place in reversed(found)}
        streets = [
            Found(place.point, self._label(place), Precision.STREET, place.area)
            for place in reversed(by_area.values())
        ]
        meant = self._after.find(words, area, limit)
        streets.sort(key=lambda place: self._rank(place.area, meant))
        return (streets + meant)[:limit]

    def _label(self, place: Found) -> str:
        around = self._areas.label(place.area) if place.area else ""
        return f"{place.label}, {around}" if around else place.label

    def _rank(self, code: str, meant: list[Found]) -> int:
        """A street in an area that the words name too comes first."""
        for n, place in enumerate(meant):
            if place.area and self._areas.is_within(code, place.area):
                return n
        return len(meant)

    def _streets(self, words: str) -> Iterator[Found]:
        written = set(plain(words).split())
        hits = Counter(name for w in written for name in self._by_word.get(w, ()))
        whole = [n for n, count in hits.items() if count == len(self._words_of[n])]
        whole.sort(key=lambda n: (-len(self._words_of[n]), n))
        ways = [way for name in whole for way in self._ways.get(name, ())]
        for way in ways[:MOST_WAYS]:
            name = self._network.names[int(self._network.way_name[way])]
            yield Found(self._middle(way), name, Precision.STREET)

    def _middle(self, way: int) -> Point:
        first, last = self._network.way_start[way : way + 2]
        node = int(self._network.way_nodes[(int(first) + int(last)) // 2])
        return Point(float(self._network.lat[node]), float(self._network.lon[node]))

    @cached_property
    def _words_of(self) -> dict[int, frozenset[str]]:
        """The words of each name that tell it from others."""
        split = {n: plain(name).split() for n, name in enumerate(self._network.names)}
        count = Counter(word for words in split.values() for word in set(words))
        most = max(USUAL_LEAST, USUAL_SHARE * len(split))
        telling = {n: _telling(words, count, most) for n, words in split.items()}
        return {n: words for n, words in telling.items() if words}

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, words in self._words_of.items():
            for word in words:
                found[word].append(number)
        return found

    @cached_property
    def _ways(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for way, name in enumerate(np.asarray(self._network.way_name).tolist()):
            found[name].append(way)
        return found


def _telling(words: Iterable[str], count: Counter[str], most: float) -> frozenset[str]:
    return frozenset(word for word in words if count[word] <= most)
