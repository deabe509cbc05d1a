"""Nominatim and Photon, over HTTP; while they are silent, the gazetteer."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import structlog

from satupintu.routing.asking import NoAnswer, ask
from satupintu.routing.geocoding.base import (
    MOST,
    AreaIndex,
    Found,
    Geocoder,
    Precision,
    kept,
)
from satupintu.routing.points import Point, is_on_earth

log = structlog.get_logger(__name__)

MOST_LETTERS = 300
REST_SECONDS = 30.0
HOUSE_RANK, STREET_RANK = 28, 26  # of Nominatim: from 28 on it is a house


class Served(ABC):
    """Asks a server, and answers what lies inside the known areas.

    Where it finds nothing, or is silent, `after` answers, which is said in
    `is_degraded` and in the log (never with the words: they are somebody's address).
    """

    name = "served"

    def __init__(
        self,
        address: str,
        areas: AreaIndex,
        after: Geocoder,
        *,
        timeout: float = 3.0,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address, self.timeout = address, timeout
        self._areas, self._after, self._seconds = areas, after, seconds
        self._silent_until: float | None = None

    @property
    def is_degraded(self) -> bool:
        return self._silent_until is not None

    def find(self, words: str, area: str = "", limit: int = 5) -> list[Found]:
        """See `Geocoder`."""
        words, limit = words.strip()[:MOST_LETTERS], min(limit, MOST)
        if not words:
            return []
        found = kept(self._found(words, area), self._areas, area)
        return found[:limit] or self._after.find(words, area, limit)

    def _found(self, words: str, area: str) -> list[Found]:
        if self._silent_until is not None and self._seconds() < self._silent_until:
            return []
        try:
            found = self._ask(words, area)
        except NoAnswer as error:
            return self._silent(str(error))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            return self._silent("its answer has another form")
        self._silent_until = None
        return [place for place in found if is_on_earth(place.point)]

    def _silent(self, why: str) -> list[Found]:
        self._silent_until = self._seconds() + REST_SECONDS
        log.error("geocoder.silent", geocoder=self.name, why=why)
        return []

    @abstractmethod
    def _ask(self, words: str, area: str) -> list[Found]:
        """What the server finds. Raises `NoAnswer`."""


class Nominatim(Served):
    """nominatim.org, its /search. Use one of your own: the public one forbids this."""

    name = "nominatim"

    def _ask(self, words: str, area: str) -> list[Found]:
        query = {"q": words, "format": "jsonv2", "limit": str(MOST)}
        if bounds := self._areas.bounds(area):
            box = (bounds.west, bounds.north, bounds.east, bounds.south)
            query |= {"viewbox": ",".join(f"{n:.5f}" for n in box), "bounded": "1"}
        rows = ask(f"{self.address}/search", query, timeout=self.timeout)
        if not isinstance(rows, list):
            raise TypeError
        return [self._place(row) for row in rows]

    def _place(self, row: dict[str, Any]) -> Found:
        rank = int(row["place_rank"])
        precision = Precision.AREA
        if rank >= HOUSE_RANK:
            precision = Precision.ADDRESS
        elif rank >= STREET_RANK:
            precision = Precision.STREET
        point = Point(float(row["lat"]), float(row["lon"]))
        return Found(point, str(row["display_name"]), precision)


_PHOTON = {"house": Precision.ADDRESS, "street": Precision.STREET}


class Photon(Served):
    """photon.komoot.io, its /api."""

    name = "photon"

    def _ask(self, words: str, area: str) -> list[Found]:
        query = {"q": words, "limit": str(MOST)}
        if bounds := self._areas.bounds(area):
            box = (bounds.west, bounds.south, bounds.east, bounds.north)
            query["bbox"] = ",".join(f"{n:.5f}" for n in box)
        answer = ask(f"{self.address}/api/", query, timeout=self.timeout)
        return [self._place(feature) for feature in answer["features"]]

    def _place(self, feature: dict[str, Any]) -> Found:
        about = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"][:2]
        street = " ".join(
            str(about[key]) for key in ("street", "housenumber") if about.get(key)
        )
        parts = [about.get("name"), street, about.get("locality"),
                 about.get("district"), about.get("city")]  # fmt: skip
        label = ", ".join(dict.fromkeys(str(part) for part in parts if part))
        precision = _PHOTON.get(str(about.get("type", "")), Precision.AREA)
        return Found(Point(float(lat), float(lon)), label, precision)
