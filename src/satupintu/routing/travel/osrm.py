"""OSRM (osrm-routed), over its HTTP interface, version 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from satupintu.routing.asking import NoAnswer, ask
from satupintu.routing.points import Point
from satupintu.routing.travel.served import Block, Served

FARTHEST = 3_000.0  # metres from a place to its road


def _is_far(place: dict[str, Any]) -> bool:
    return float(place["distance"]) > FARTHEST


@dataclass(frozen=True)
class Osrm(Served):
    """`mode` is the profile in addresses; osrm-routed serves whatever it was given.

    A table holds 100 places unless the server was started with --max-table-size.
    """

    mode: str = "driving"

    name = "osrm"

    def _table(self, origins: Block, goals: Block) -> Any:
        places = [*origins, *goals]
        starts = ";".join(str(n) for n in range(len(origins)))
        ends = ";".join(str(n) for n in range(len(origins), len(places)))
        query = {"annotations": "duration", "sources": starts, "destinations": ends}
        answer = self._asked("table", places, query)
        table = np.array(answer["durations"], dtype=np.float64)
        # It takes the nearest road of the world, however far that is.
        table[[_is_far(place) for place in answer["sources"]], :] = np.nan
        table[:, [_is_far(place) for place in answer["destinations"]]] = np.nan
        return table

    def _line(self, points: Block) -> list[Point]:
        query = {"overview": "full", "geometries": "geojson", "steps": "false"}
        (route, *_others) = self._asked("route", points, query)["routes"]
        return [Point(lat, lon) for lon, lat in route["geometry"]["coordinates"]]

    def _asked(self, what: str, places: Block, query: dict[str, str]) -> Any:
        """The answer to a question; `code` says whether it is one."""
        line = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in places)
        address = f"{self.address}/{what}/v1/{self.mode}/{line}"
        answer = ask(address, query, timeout=self.timeout)
        if answer["code"] != "Ok":
            raise NoAnswer(str(answer.get("message") or answer["code"]))
        return answer
