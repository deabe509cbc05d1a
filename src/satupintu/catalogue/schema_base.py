"""What every part of a pack is made of: codes, texts, spans, facts, hours."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Post = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(@[a-z][a-z0-9-]*)?$")
]
Expr = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Text = Annotated[dict[str, str], Field(description="language code -> text")]
Span = Annotated[
    str,
    Field(
        pattern=r"^\d+(\.\d+)? ?(wd|wh|d|h|min|month|months|y)$",
        description="5 wd (working days), 8 wh (working hours), 90 d, 6 months, 5 y",
    ),
]


class Confidence(StrEnum):
    """How sure we are of a fact. Anything but `found` is shown as unverified."""

    FOUND = "found"
    DERIVED = "derived"
    MEMORY = "memory"
    ASSUME = "assume"


class Part(BaseModel):
    """Base of every part: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Part):
    """A part that states something about the world, with its source."""

    confidence: Confidence = Confidence.FOUND
    source: str = ""


class Hours(Part):
    """Opening of one weekday: half-open ranges of local time, `07:30-12:00`."""

    mon: list[str] = []
    tue: list[str] = []
    wed: list[str] = []
    thu: list[str] = []
    fri: list[str] = []
    sat: list[str] = []
    sun: list[str] = []
