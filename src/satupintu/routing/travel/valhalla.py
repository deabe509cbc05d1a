"""Valhalla (valhalla_service), over its HTTP interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from satupintu.routing.asking import ask
from satupintu.routing.points import Point
from satupintu.routing.travel.served import Block, Served

_SIX_DIGITS = 1e-6


@dataclass(frozen=True)
class Valhalla(Served):
    """`costing` is how one rides: motor_scooter, motorcycle, auto, bicycle.

    A table holds 2,500 pairs unless the server's `max_matrix_location_pairs` is
    raised.
    """

    costing: str = "motor_scooter"

    name = "valhalla"

    def _table(self, origins: Block, goals: Block) -> Any:
        body = {
            "sources": [_place(point) for point in origins],
            "targets": [_place(point) for point in goals],
            "costing": self.costing,
            "verbose": False,
        }
        table = self._asked("sources_to_targets", body)["sources_to_targets"]
        if isinstance(table, dict):
            return table["durations"]
        # Servers before 3.5 know no short form.
        return [[cell["time"] for cell in row] for row in table]

    def _line(self, points: Block) -> list[Point]:
        body = {
            "locations": [_place(point) for point in points],
            "costing": self.costing,
            "directions_type": "none",
        }
        legs = self._asked("route", body)["trip"]["legs"]
        return [point for leg in legs for point in decoded(leg["shape"])]

    def _asked(self, what: str, body: object) -> Any:
        return ask(f"{self.address}/{what}", body=body, timeout=self.timeout)


def _place(point: Point) -> dict[str, float]:
    return {"lat": round(point.lat, 6), "lon": round(point.lon, 6)}


def decoded(shape: str) -> list[Point]:
    """An encoded polyline with six digits: differences in groups of five bits."""
    values, value, shift = [0, 0], 0, 0
    points: list[Point] = []
    turn = 0
    for letter in shape:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits >= 0x20:
            continue
        values[turn] += ~(value >> 1) if value & 1 else value >> 1
        if turn:
            points.append(Point(values[0] * _SIX_DIGITS, values[1] * _SIX_DIGITS))
        turn, value, shift = 1 - turn, 0, 0
    return points
