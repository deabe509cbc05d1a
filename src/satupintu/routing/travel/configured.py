"""The adapter that the settings name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from satupintu.kernel.errors import Misconfigured
from satupintu.routing.travel.base import TravelTimes
from satupintu.routing.travel.cch import Cch, Roads
from satupintu.routing.travel.great_circle import GreatCircle
from satupintu.routing.travel.osrm import Osrm
from satupintu.routing.travel.roads.profile import Profile, read_profile
from satupintu.routing.travel.standing_in import WithStandIn
from satupintu.routing.travel.valhalla import Valhalla

USUAL = GreatCircle()


def roads_folder() -> Path:
    """Where built roads lie, in the home of this installation."""
    return Path(settings.BASE) / "roads"


def travel_times(estimate: GreatCircle = USUAL) -> TravelTimes:
    """Who answers: the setting, else the built roads, else straight lines.

    `estimate` are the straight lines to use, with the speeds of the place. The
    answer may differ from call to call (roads were built anew), so ask for it where
    it is used. Raises `Misconfigured`.
    """
    chosen = settings.SATUPINTU_TRAVEL
    if chosen == "great_circle":
        return estimate
    if chosen in ("osrm", "valhalla"):
        return _served(chosen, estimate)
    found = roads()
    if found is not None:
        return Cch(found)
    if chosen == "cch":
        raise Misconfigured(
            "SATUPINTU_TRAVEL is “cch”, but no roads have been built. Build them:"
            " satupintu roads build EXTRACT.osm.pbf"
        )
    return estimate


def roads() -> Roads | None:
    """The built roads, also for maps; None if there are none."""
    about = roads_folder() / "about.json"
    try:
        changed = about.stat().st_mtime_ns
    except OSError:
        return None
    return _loaded(roads_folder(), changed, settings.SATUPINTU_TRAVEL_PROFILE)


def profile() -> Profile:
    """How riders ride here. Raises `Misconfigured`."""
    return _profile(settings.SATUPINTU_TRAVEL_PROFILE)


@lru_cache(maxsize=1)
def _loaded(folder: Path, _changed: int, profile_path: str) -> Roads:
    return Roads.load(folder, _profile(profile_path))


@lru_cache(maxsize=4)
def _profile(path: str) -> Profile:
    return read_profile(Path(path) if path else None)


@lru_cache(maxsize=8)
def _served(chosen: str, estimate: GreatCircle) -> TravelTimes:
    """Kept for the process: it remembers whether the server is silent."""
    kind = Osrm if chosen == "osrm" else Valhalla
    server = kind(settings.SATUPINTU_TRAVEL_URL, profile=profile())
    if not settings.SATUPINTU_TRAVEL_STAND_IN:
        return server
    return WithStandIn(server, estimate)
