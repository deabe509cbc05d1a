"""Reading an OpenStreetMap extract: which ways a motorbike may ride, and how fast."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium

from satupintu.kernel.errors import Invalid
from satupintu.routing.travel.roads.profile import KINDS, Profile

_LINKS = {f"{kind}_link": kind for kind in KINDS[:5]}
# Ridden only where a sign allows it.
_NARROW = {
    "footway",
    "path",
    "pedestrian",
    "bridleway",
    "cycleway",
    "steps",
    "corridor",
}
_SHUT = frozenset({"no", "agricultural", "forestry", "bus", "psv", "military"})
_OPEN = frozenset({"yes", "designated", "permissive", "official"})
_OWNERS = frozenset({"private", "destination", "customers", "delivery", "residents"})
_UNPAVED = frozenset({
    "unpaved", "gravel", "dirt", "ground", "earth", "grass", "sand", "mud",
    "compacted", "fine_gravel", "pebblestone", "cobblestone", "wood",
})  # fmt: skip
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
MILES = 1.609344


class NoExtract(Invalid):
    """The file is no OpenStreetMap extract, or holds no roads."""

    code = "no_extract"


@dataclass(frozen=True, slots=True)
class Ride:
    """How a way is ridden: km/h (0: not at all), factor of time, directions."""

    kind: str
    speed: float
    factor: float = 1.0
    is_forward: bool = True
    is_backward: bool = True


@dataclass
class Raw:
    """The ways as they stand in the file; nodes are numbered as they come."""

    ids: dict[int, int] = field(default_factory=dict)
    lat: array[float] = field(default_factory=lambda: array("d"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    signals: set[int] = field(default_factory=set)
    rides: list[Ride] = field(default_factory=list)
    way_ids: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    nodes: array[int] = field(default_factory=lambda: array("I"))
    name_of_way: array[int] = field(default_factory=lambda: array("I"))
    names: dict[str, int] = field(default_factory=lambda: {"": 0})

    def add_way(self, way: Any, ride: Ride) -> None:
        """Keep a way whose nodes have places; it needs two at least."""
        numbers = [self._number(node) for node in way.nodes if node.location.valid()]
        if len(numbers) < 2:
            return
        self.rides.append(ride)
        self.way_ids.append(way.id)
        self.nodes.extend(numbers)
        self.starts.append(len(self.nodes))
        name = way.tags.get("name", "")
        self.name_of_way.append(self.names.setdefault(name, len(self.names)))

    def _number(self, node: Any) -> int:
        number = self.ids.setdefault(node.ref, len(self.ids))
        if number == len(self.lat):
            self.lat.append(node.lat)
            self.lon.append(node.lon)
        return number

    def places(self) -> tuple[Any, Any]:
        """Latitudes and longitudes of the nodes, in degrees."""
        return np.array(self.lat), np.array(self.lon)


def read_extract(path: Path, profile: Profile) -> Raw:
    """Every way with a class of its own, and the traffic signals.

    Raises `NoExtract`.
    """
    raw, signals = Raw(), []
    kinds = osmium.osm.NODE | osmium.osm.WAY
    try:
        reader = osmium.FileProcessor(str(path), kinds).with_locations()
        thing: Any
        for thing in reader.with_filter(osmium.filter.KeyFilter("highway")):
            if thing.is_node():
                if "traffic_signals" in thing.tags["highway"]:
                    signals.append(thing.id)
            elif (ride := ride_of(dict(thing.tags), profile)) is not None:
                raw.add_way(thing, ride)
    except (RuntimeError, OSError) as error:
        raise NoExtract(
            "%(path)s is no OpenStreetMap extract: %(why)s. Download one of the"
            " country, and cut it: osmium extract --bbox …",
            path=path,
            why=str(error).rstrip("."),
        ) from None
    if not raw.rides:
        raise NoExtract(
            "There are no roads in %(path)s. Give an extract of the place.", path=path
        )
    raw.signals = {raw.ids[ref] for ref in signals if ref in raw.ids}
    return raw


def ride_of(tags: Mapping[str, str], profile: Profile) -> Ride | None:
    """How a way with these tags is ridden; None if it is no road at all.

    Access is decided by the most particular tag: motorcycle, motor_vehicle, vehicle,
    access.
    """
    highway = tags["highway"]
    kind = _LINKS.get(highway, "path" if highway in _NARROW else highway)
    if kind not in KINDS or tags.get("area") == "yes":
        return None
    access = next((tags[key] for key in _ACCESS if key in tags), "")
    speed = _capped(profile.speed(kind), tags.get("maxspeed", ""))
    if access in _SHUT or (highway in _NARROW and access not in _OPEN):
        speed = 0.0
    if kind == "motorway" and tags.get("motorcycle") in _OPEN:
        speed = _capped(profile.speeds["motorway"], tags.get("maxspeed", ""))
    factor = profile.private if access in _OWNERS else 1.0
    factor *= profile.unpaved if tags.get("surface") in _UNPAVED else 1.0
    forward, backward = _directions(tags, kind)
    return Ride(kind, speed, factor, forward, backward)


_ACCESS = ("motorcycle", "motor_vehicle", "vehicle", "access")


def _capped(speed: float, limit: str) -> float:
    """Not faster than the sign says; a sign that cannot be read says nothing."""
    number, _, unit = limit.partition(" ")
    if not number.replace(".", "", 1).isdigit() or float(number) <= 0:
        return speed
    return min(speed, float(number) * (MILES if unit == "mph" else 1))


def _directions(tags: Mapping[str, str], kind: str) -> tuple[bool, bool]:
    """Whether a way may be ridden along and against its direction."""
    oneway = tags.get("oneway:motorcycle") or tags.get("oneway", "")
    if oneway in _BACKWARD:
        return False, True
    is_round = tags.get("junction") in ("roundabout", "circular")
    is_implied = oneway != "no" and (is_round or kind == "motorway")
    return True, not (oneway in _FORWARD or is_implied)
