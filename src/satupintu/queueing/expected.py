"""Who is expected today: bookings, told by a peer that this module must not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ExpectedArrival:
    """A booking that has not arrived: which queue, when, and how surely (0 to 1)."""

    queue: str
    at: datetime
    probability: float


Source = Callable[[str, date], list[ExpectedArrival]]
_sources: list[Source] = []


def use_expected(source: Source) -> None:
    """Let forecasts ask `source(mall, day)`; a second registration replaces it."""
    _sources[:] = [source]


def expected(mall: str, day: date) -> list[ExpectedArrival]:
    """The bookings of the day that may still come; none without a source."""
    return [one for source in _sources for one in source(mall, day)]
