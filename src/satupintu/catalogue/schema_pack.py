"""What a pack is, as data, but for its services; see `catalogue.schema`."""

# ruff: noqa: RUF012 - pydantic gives every instance its own copy of a default

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from satupintu.catalogue.schema_areas import Areas
from satupintu.catalogue.schema_base import (
    Code,
    Fact,
    Hours,
    Name,
    Part,
    Span,
    Text,
)
from satupintu.catalogue.schema_home import HomeVisits
from satupintu.catalogue.schema_mall import Mall


class Topic(Part):
    code: Code
    title: Text
    summary: Text = {}
    icon: str = "door"


class Agency(Part):
    code: Code
    name: Text
    short: Text
    floor: str = ""


class Role(Part):
    code: Name
    title: Text


class PaperType(Part):
    """An entry of the pack's register of papers."""

    code: Name
    title: Text
    hint: Text = {}
    source: str = Field("", description="the register that holds it (once-only)")
    vault: bool = Field(True, description="kept for the next application")
    valid: Span | None = None
    types: list[Literal["pdf", "jpg", "png"]] = ["pdf", "jpg", "png"]
    max_mb: int = 5


class Holiday(Fact):
    date: str
    title: Text
    kind: Literal["holiday", "joint_leave", "extra_working_day"] = "holiday"


class Season(Fact):
    """Other hours between two dates, both included (Ramadan, half days)."""

    start: str
    end: str
    title: Text
    hours: Hours


class CalendarData(Part):
    """The working calendar as data; see `kernel.calendar`."""

    country: str = Field("", description="country code for the package `holidays`")
    hours: Hours
    holidays: list[Holiday] = []
    seasons: list[Season] = []
    agencies: dict[Code, Hours] = {}


class RateTable(Fact):
    """A table of rates: keys joined by `/` in the order of `keys` -> value."""

    code: Code
    title: Text
    keys: list[Name]
    since: str
    rates: dict[str, Decimal]
    legal: str = ""


class Merchant(Part):
    """Who is paid by QR; the tags of the EMVCo payload."""

    scheme: Literal["qris", "khqr"]
    name: str
    city: str
    postal: str = ""
    mcc: str = "9399"
    acquirer: str
    pan: str = ""
    merchant_id: str
    criteria: str = ""
    national_id: str = ""


class IdentityScheme(Part):
    """How a personal number is checked: a `python-stdnum` module, or a pattern."""

    code: str
    title: Text
    stdnum: str = ""
    pattern: str = ""
    example: str = ""


class Pack(Part):
    """Everything of a country or city that is not one service."""

    code: Code
    name: Text
    place: Text
    country: str
    currency: str
    decimals: int = 0
    time_zone: str
    languages: list[str]
    contact: dict[str, str] = {}
    address: Text = {}
    hours_text: Text = {}
    identity_schemes: list[IdentityScheme] = []
    merchant: Merchant | None = None
    agencies: list[Agency]
    roles: list[Role]
    topics: list[Topic]
    papers: list[PaperType]
    calendar: CalendarData
    tables: list[RateTable] = []
    malls: list[Mall] = []
    home_visits: HomeVisits | None = None
    areas: Areas | None = None
