"""A stand-in for a server that is down: said aloud, and given up again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from satupintu.routing.points import Point
from satupintu.routing.travel.base import NoRoadTimes, Seconds, TravelTimes

log = structlog.get_logger(__name__)

REST_SECONDS = 30.0
T = TypeVar("T")


class WithStandIn:
    """Asks the chosen adapter; while it gives no answer, the stand-in.

    `is_degraded` is true then, for pages to say so, and the log has an error. After
    half a minute the chosen one is tried again.
    """

    def __init__(
        self,
        chosen: TravelTimes,
        stand_in: TravelTimes,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chosen, self._stand_in, self._seconds = chosen, stand_in, seconds
        self._silent_until: float | None = None

    @property
    def name(self) -> str:
        return self._chosen.name

    @property
    def is_degraded(self) -> bool:
        return self._silent_until is not None

    def matrix(self, points: Sequence[Point], at: datetime | None = None) -> Seconds:
        """See `TravelTimes`."""
        return self._ask(lambda travel: travel.matrix(points, at))

    def rows(
        self, origin: Point, points: Sequence[Point], at: datetime | None = None
    ) -> tuple[Seconds, Seconds]:
        """See `TravelTimes`."""
        return self._ask(lambda travel: travel.rows(origin, points, at))

    def path(self, points: Sequence[Point], at: datetime | None = None) -> list[Point]:
        """See `TravelTimes`."""
        return self._ask(lambda travel: travel.path(points, at))

    def _ask(self, question: Callable[[TravelTimes], T]) -> T:
        if self._silent_until is not None and self._seconds() < self._silent_until:
            return question(self._stand_in)
        try:
            answer = question(self._chosen)
        except NoRoadTimes as error:
            self._silent_until = self._seconds() + REST_SECONDS
            log.error(
                "travel.stand_in",
                chosen=self._chosen.name,
                stand_in=self._stand_in.name,
                why=error.sentence,
            )
            return question(self._stand_in)
        if self._silent_until is not None:
            self._silent_until = None
            log.warning("travel.answers_again", chosen=self._chosen.name)
        return answer
