"""Home visits, as data: who rides from where, when, for what, and what is promised."""

# ruff: noqa: RUF012 - pydantic gives every instance its own copy of a default

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import Field

from satupintu.catalogue.schema_base import Code, Fact, Hours, Name, Part, Text

Clock = Annotated[str, Field(pattern=r"^\d{2}:\d{2}$", description="local time, 11:30")]
Range = Annotated[str, Field(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")]


class Base(Part):
    """Where officers start, take and leave folders: usually a mall."""

    code: Code
    name: Text
    address: Text = {}
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    mall: Code | None = None


class Skill(Part):
    """What an officer must have been taught for some visits."""

    code: Code
    title: Text


class Need(Part):
    """What a citizen may ask for: who says so gets it, no proof is kept."""

    code: Code
    title: Text
    icon: str = "people"
    minutes: int = Field(0, ge=0, le=120, description="more time at the door")
    skill: Code | None = None
    priority: bool = Field(False, description="planned first, looked for harder")


class HomeService(Fact):
    """A service that can be filed at home. Minutes are those at the door."""

    service: Code
    minutes: int = Field(ge=1, le=240)
    skill: Code | None = None
    collects: int = Field(1, ge=0, le=20, description="folders to take along")
    prepare: list[Text] = Field([], description="what to lay ready, in plain words")
    prepares: list[Name] = Field(
        [], description="papers that `prepare` names, which are then not listed again"
    )


class Rest(Part):
    """The break of an officer in a full shift; it may fall into any ride."""

    minutes: int = Field(45, ge=0, le=180)
    earliest: Clock = "11:30"
    latest: Clock = "12:45"
    shift: int = Field(360, description="minutes; shorter shifts have no break")


class Riding(Fact):
    """Speeds where no road network is at hand: straight line x detour / speed."""

    speed: float = Field(23, gt=0, le=120, description="km per hour")
    detour: float = Field(1.35, ge=1, le=3)
    start: int = Field(45, ge=0, le=600, description="seconds lost at each ride")


class HomeVisits(Fact):
    """How a place helps people who cannot come. Times are local.

    A window is promised: an officer arrives within it. `lead` is how many minutes
    before its end one may still ask; `tolerance` by how many minutes a told time
    may move unnoticed.
    """

    name: Text
    summary: Text = {}
    phone: str = ""
    agency: Code = Field(description="whose officers ride")
    officer: Name = "home_officer"
    dispatcher: Name = "dispatcher"
    operator: Name = "phone_operator"
    desk: Name = Field("front_office", description="takes folders in at the base")
    bases: list[Base] = Field(min_length=1)
    hours: Hours
    windows: list[Range] = Field(min_length=1)
    opens_days: int = Field(10, ge=1, le=60, description="working days ahead")
    lead: int = Field(150, ge=0, description="minutes before a window ends")
    rest: Rest = Rest()
    reload: int = Field(5, ge=0, le=60, description="minutes at a base to reload")
    deliver: int = Field(6, ge=1, le=120, description="minutes to hand a permit over")
    bag: int = Field(12, ge=1, le=100, description="folders that fit")
    tolerance: int = Field(15, ge=1, le=120)
    attempts: int = Field(2, ge=1, le=9, description="visits before it is given up")
    areas: list[str] = Field([], description="codes of areas served; none: all")
    skills: list[Skill] = []
    needs: list[Need] = []
    services: list[HomeService] = Field(min_length=1)
    stays: list[Name] = Field([], description="papers that are never taken along")
    riding: Riding = Riding()
    keep: int = Field(90, description="days until address and places are erased")

    def base(self, code: str) -> Base:
        """The base of this code. Raises KeyError."""
        return _by_code(self.bases, code)

    def need(self, code: str) -> Need:
        """The need of this code. Raises KeyError."""
        return _by_code(self.needs, code)

    def service(self, code: str) -> HomeService:
        """How this service is done at home. Raises KeyError where it is not."""
        for found in self.services:
            if found.service == code:
                return found
        raise KeyError(code)


Coded = TypeVar("Coded", Base, Need)


def _by_code(rows: list[Coded], code: str) -> Coded:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)
