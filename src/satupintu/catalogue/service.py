"""The catalogue: the door of this module. What is named here is public."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from satupintu.catalogue.areas.area import Area
from satupintu.catalogue.areas.book import AreaBook
from satupintu.catalogue.areas.finding import AreaMatch
from satupintu.catalogue.areas.geocoding import geocoder
from satupintu.catalogue.areas.lookup import (
    NoSuchArea,
    area,
    area_at,
    children,
    find_area,
)
from satupintu.catalogue.areas.stored import areas
from satupintu.catalogue.checks import use_template_checker
from satupintu.catalogue.faults import BadPack, Fault
from satupintu.catalogue.finder import Hit, search
from satupintu.catalogue.home import (
    NoHomeVisits,
    has_home_visits,
    home_hours,
    home_visits,
    home_windows,
)
from satupintu.catalogue.malls import (
    NoSuchMall,
    OpeningHours,
    mall,
    malls,
    opening_hours,
    queue_of,
)
from satupintu.catalogue.place import day_bounds, local_day, minute_of, moment_of, zone
from satupintu.catalogue.publish import Publication, prepare, publish
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Pack, Topic
from satupintu.catalogue.versions import (
    NoPack,
    NoSuchService,
    calendar,
    current,
    every,
    published_versions,
    release,
    version,
    version_id_of,
    versions,
)
from satupintu.kernel.localized import text


def pack() -> Pack:
    """The current pack. Raises `NoPack`."""
    return release().pack


def services() -> list[Published]:
    """Every service of the current pack, by code."""
    return every()


def topics() -> list[Topic]:
    """The topics in the order of the pack."""
    return pack().topics


def codes_of_agencies(agencies: Collection[str]) -> list[str]:
    """The services that one of these agencies gives."""
    return [p.code for p in services() if p.definition.agency in agencies]


def local(pack: Pack, at: datetime) -> datetime:
    """The moment on the clocks of the pack's place."""
    return at.astimezone(ZoneInfo(pack.time_zone))


__all__ = [
    "Area",
    "AreaBook",
    "AreaMatch",
    "BadPack",
    "Fault",
    "Hit",
    "NoHomeVisits",
    "NoPack",
    "NoSuchArea",
    "NoSuchMall",
    "NoSuchService",
    "OpeningHours",
    "Publication",
    "area",
    "area_at",
    "areas",
    "calendar",
    "children",
    "codes_of_agencies",
    "current",
    "day_bounds",
    "find_area",
    "geocoder",
    "has_home_visits",
    "home_hours",
    "home_visits",
    "home_windows",
    "local",
    "local_day",
    "mall",
    "malls",
    "minute_of",
    "moment_of",
    "opening_hours",
    "pack",
    "prepare",
    "publish",
    "published_versions",
    "queue_of",
    "search",
    "services",
    "text",
    "topics",
    "use_template_checker",
    "version",
    "version_id_of",
    "versions",
    "zone",
]
