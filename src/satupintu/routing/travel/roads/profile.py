"""How a motorbike rides: where it may, how fast, and how much slower by the hour. Pure.

Speeds are those of a usual hour with its small stops, in km/h. They are guesses of a
large city until rides have been measured; a file of one's own replaces any of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from satupintu.kernel.errors import Misconfigured

#: Classes of roads, from main to minor; the position is what arrays hold.
KINDS = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "path",
)
MAIN = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
_SPEEDS = {
    "motorway": 55.0,
    "trunk": 38.0,
    "primary": 32.0,
    "secondary": 28.0,
    "tertiary": 25.0,
    "unclassified": 22.0,
    "residential": 18.0,
    "living_street": 10.0,
    "service": 12.0,
    "track": 8.0,
    "path": 8.0,
}
# By hour of the day; on working days mornings and late afternoons are slow.
_WORKING = (
    *(0.8, 0.8, 0.8, 0.8, 0.8, 0.85, 1.05, 1.35, 1.35, 1.15, 1.0, 1.0),
    *(1.05, 1.05, 1.0, 1.1, 1.3, 1.45, 1.4, 1.2, 1.05, 0.95, 0.85, 0.8),
)
_FREE = (
    *(0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.85, 0.85, 0.9, 0.95, 1.0, 1.05),
    *(1.05, 1.05, 1.05, 1.05, 1.1, 1.1, 1.1, 1.05, 1.0, 0.9, 0.85, 0.8),
)
_FASTEST, _SLOWEST = 130.0, 2.0
SATURDAY = 5


@dataclass(frozen=True)
class Profile:
    """What a rider does. Factors are of time: 1.4 takes two fifths longer.

    `lanes` is how much of an hour's factor minor roads feel (0 none, 1 all of it);
    `to_door_kmh` is the pace between a road and a door; `stop_s` is lost on every
    ride, for starting and parking.
    """

    speeds: Mapping[str, float] = field(default_factory=lambda: dict(_SPEEDS))
    motorways: bool = False
    signal_s: float = 8.0
    private: float = 3.0
    unpaved: float = 1.6
    working_days: tuple[float, ...] = _WORKING
    free_days: tuple[float, ...] = _FREE
    lanes: float = 0.4
    to_door_kmh: float = 8.0
    stop_s: int = 45

    def factor(self, at: datetime | None) -> float:
        """Of main roads at a local time, in steps of a twentieth; 1 without a time."""
        if at is None:
            return 1.0
        table = self.free_days if at.weekday() >= SATURDAY else self.working_days
        return round(table[at.hour] * 20) / 20

    def speed(self, kind: str) -> float:
        """Kilometres an hour on a free road of this class; 0: not ridden."""
        if kind == "motorway" and not self.motorways:
            return 0.0
        return self.speeds.get(kind, 0.0)


def read_profile(path: Path | None) -> Profile:
    """The profile in a JSON file; what it leaves out is as usual.

    Raises `Misconfigured`.
    """
    if path is None:
        return Profile()
    try:
        given = json.loads(path.read_text())
        known = {f.name for f in fields(Profile)}
        if unknown := sorted(set(given) - known):
            raise _wrong(path, f"there is no “{unknown[0]}”")
        return _checked(path, given)
    except OSError as error:
        raise _wrong(path, str(error.strerror)) from None
    except (ValueError, TypeError, AttributeError):
        raise _wrong(path, "it is no JSON of the form in docs/operate.md") from None


def _checked(path: Path, given: dict[str, Any]) -> Profile:
    speeds = {**_SPEEDS, **{k: float(v) for k, v in given.pop("speeds", {}).items()}}
    if unknown := sorted(set(speeds) - set(KINDS)):
        raise _wrong(path, f"there is no class of roads “{unknown[0]}”")
    if not all(
        speed == 0 or _SLOWEST <= speed <= _FASTEST for speed in speeds.values()
    ):
        raise _wrong(path, "a speed is not 0 or 2 to 130 km/h")
    for name in ("working_days", "free_days"):
        if name in given:
            given[name] = tuple(float(value) for value in given[name])
            if len(given[name]) != 24 or not all(0.2 <= f <= 5 for f in given[name]):
                raise _wrong(path, f"{name} are not 24 factors from 0.2 to 5")
    return Profile(speeds=speeds, **given)


def _wrong(path: Path, why: str) -> Misconfigured:
    return Misconfigured(f"The profile {path} cannot be used: {why}.")
