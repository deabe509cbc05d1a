"""Which windows can be promised, from the plans as they are now.

A window is shown only if a place for the visit has been found in the plan of its
day; booking finds it again under the lock of the day.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from time import monotonic

from django.core.cache import cache
from django.utils.translation import gettext_lazy

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.versions import newest_id
from satupintu.courier import days
from satupintu.courier.dayrows import point_of
from satupintu.courier.days import DayEngine
from satupintu.courier.models import HomeVisit, State
from satupintu.courier.problem import task_of, travel, window_of
from satupintu.courier.reading import find
from satupintu.courier.requests import BadHomeVisit, VisitFixed
from satupintu.courier.rules import sureness_of
from satupintu.courier.shut import Shut, why_shut
from satupintu.courier.spare import free_officers
from satupintu.kernel import tenancy
from satupintu.routing.values import Offer, Ride, Task, Window

# How long one looks for room by moving others, in all and on one day.
LOOK_SECONDS = 1.0
DAY_SECONDS = 0.25
LOOKED_MINUTES = 20
_MOST_DAYS = 90


class NoPlaceYet(BadHomeVisit):
    """Nobody knows where to come."""

    code = "home_visit_without_place"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Say first where we should come."))


@dataclass(frozen=True, slots=True)
class WindowOffer:
    """A window. `officers`: how many could still come.

    `sureness`: plenty, few or full. `is_own`: the one that the visit has now. `shut`
    is why it is closed, `why` says so in a sentence.
    """

    from_at: datetime
    until_at: datetime
    is_open: bool
    sureness: str
    officers: int
    shut: Shut | None = None
    is_own: bool = False

    @property
    def why(self) -> str:
        return self.shut.sentence if self.shut else ""


@dataclass(frozen=True, slots=True)
class DayOffer:
    """The windows of a local day, the earliest first."""

    day: date
    windows: tuple[WindowOffer, ...]


Promise = tuple[datetime, datetime]


def offers(*, token: str, now: datetime) -> list[DayOffer]:
    """The windows of the next working days, open where a promise can be kept.

    Raises `NoSuchVisit`, `NoPlaceYet`, `VisitFixed`.
    """
    return _Asking.about(find(token), now).answers()


def look_harder(*, token: str, now: datetime) -> list[DayOffer]:
    """As `offers`, after a search of at most a second for windows that are full:
    others come earlier or later within what was promised to them.

    Raises what `offers` raises.
    """
    row = find(token)
    asking = _Asking.about(row, now)
    cache.set(_looked(row), True, timeout=LOOKED_MINUTES * 60)
    return asking.answers(search=True)


def day_offer(row: HomeVisit, day: date, now: datetime) -> DayOffer:
    """As `offers`, for one day; without windows if one may not ask for it yet, or
    any more. Raises `NoPlaceYet`, `VisitFixed`."""
    asking = _Asking.about(row, now)
    if day not in open_days(now):
        return DayOffer(day, ())
    found = days.look([day], now, asking.see, prepare=asking.ride)
    return DayOffer(day, found.get(day) or _nobody(day))


def may_search(row: HomeVisit) -> bool:
    """Whether booking searches for room, too: for priority, or after a look."""
    return row.is_priority or bool(cache.get(_looked(row)))


def open_days(now: datetime) -> list[date]:
    """The working days on which one may ask for a window, from today on."""
    home, day = catalogue.home_visits(), catalogue.local_day(now)
    found: list[date] = []
    for _n in range(_MOST_DAYS):
        if promises_of(day):
            found.append(day)
        if len(found) == home.opens_days:
            break
        day += timedelta(days=1)
    return found


def promises_of(day: date) -> tuple[Promise, ...]:
    """Beginning and end of each window of a day."""
    return _promises(newest_id(), day)


@lru_cache(maxsize=512)
def _promises(_release: uuid.UUID | None, day: date) -> tuple[Promise, ...]:
    return tuple(
        (
            catalogue.moment_of(day, window.first).astimezone(UTC),
            catalogue.moment_of(day, window.last).astimezone(UTC),
        )
        for window in catalogue.home_windows(day)
    )


def in_time(promises: Sequence[Promise], now: datetime) -> list[Promise]:
    """The windows that one may still ask for."""
    lead = timedelta(minutes=catalogue.home_visits().lead)
    return [promise for promise in promises if now <= promise[1] - lead]


def rides_of(row: HomeVisit, found: DayEngine) -> tuple[Ride, Ride]:
    """Riding times to the visit from every place of the day, and back."""
    back, there = travel().rows(point_of(row), found.points, found.rows.noon)
    return there, back


def window_in(found: DayEngine, promise: Promise) -> Window:
    """A promise as it is planned for on that day."""
    first, last = (found.rows.second(at) for at in promise)
    return window_of(first, last)


def _looked(row: HomeVisit) -> str:
    return f"looked/{tenancy.current_id()}/{row.pk}"


def _nobody(day: date) -> tuple[WindowOffer, ...]:
    return tuple(_closed(promise, Shut("nobody")) for promise in promises_of(day))


def _closed(promise: Promise, shut: Shut) -> WindowOffer:
    return WindowOffer(*promise, is_open=False, sureness="full", officers=0, shut=shut)


@dataclass(slots=True)
class _Asking:
    """One visit that asks for windows."""

    row: HomeVisit
    now: datetime
    until: float = 0.0
    rides: dict[date, tuple[Ride, Ride]] = field(default_factory=dict)

    @classmethod
    def about(cls, row: HomeVisit, now: datetime) -> _Asking:
        if row.lat is None or row.lon is None:
            raise NoPlaceYet
        if row.state not in (State.ASKED, State.BOOKED):
            raise VisitFixed
        return cls(row, now)

    def answers(self, *, search: bool = False) -> list[DayOffer]:
        wanted = open_days(self.now)
        self.until = monotonic() + LOOK_SECONDS if search else 0.0
        found = days.look(wanted, self.now, self.see, prepare=self.ride)
        return [DayOffer(day, found.get(day) or _nobody(day)) for day in wanted]

    def ride(self, engines: list[DayEngine]) -> None:
        """Ask for the riding times of all days at once."""
        if not engines:
            return
        points = [point for found in engines for point in found.points]
        noon = engines[0].rows.noon
        back, there = travel().rows(point_of(self.row), points, noon)
        first = 0
        for found in engines:
            last = first + len(found.points)
            self.rides[found.day] = there[first:last], back[first:last]
            first = last

    def _rides(self, found: DayEngine) -> tuple[Ride, Ride]:
        rides = self.rides.get(found.day)
        if rides is None or len(rides[0]) != len(found.points):
            return rides_of(self.row, found)
        return rides

    def see(self, found: DayEngine) -> tuple[WindowOffer, ...]:
        """The windows of a day. The engine stays as it was."""
        promises = promises_of(found.day)
        asked = in_time(promises, self.now)
        if not asked or not found.layout.problem.workers:
            return tuple(
                self._closed(found, p, is_late=p not in asked) for p in promises
            )
        windows = [window_in(found, promise) for promise in asked]
        there, back = self._rides(found)
        # A visit that is moved stands in the plan already: it asks as another one.
        task = task_of(
            self.row, found.rows, window=windows[0], name=f"new {self.row.pk}"
        )
        task = replace(task, told=None)
        answers = found.engine.offers(task, windows, there, back)
        answers = self._searched(found, task, windows, answers, (there, back))
        by_start = dict(zip(asked, answers, strict=True))
        return tuple(
            self._window(found, p, by_start.get(p), p in by_start) for p in promises
        )

    def _searched(
        self,
        found: DayEngine,
        task: Task,
        windows: Sequence[Window],
        answers: list[Offer | None],
        rides: tuple[Ride, Ride],
    ) -> list[Offer | None]:
        left = self.until - monotonic()
        closed = [w for w, a in zip(windows, answers, strict=True) if a is None]
        if left <= 0 or not closed:
            return answers
        seconds = min(left, DAY_SECONDS)
        more = found.engine.look_harder(
            task, closed, ride_to=rides[0], ride_from=rides[1], seconds=seconds
        )
        by_window = dict(zip(closed, more, strict=True))
        return [
            answer or by_window.get(window)
            for window, answer in zip(windows, answers, strict=True)
        ]

    def _window(
        self, found: DayEngine, promise: Promise, offer: Offer | None, in_time: bool
    ) -> WindowOffer:
        is_own = self.row.from_at == promise[0] and self.row.state == State.BOOKED
        if offer is None and not is_own:
            return self._closed(found, promise, is_late=not in_time)
        officers = max(1, free_officers(found, self.row, window_in(found, promise)))
        return WindowOffer(
            *promise,
            is_open=True,
            sureness=sureness_of(officers),
            officers=officers,
            is_own=is_own,
        )

    def _closed(
        self, found: DayEngine, promise: Promise, *, is_late: bool
    ) -> WindowOffer:
        if is_late:
            return _closed(promise, Shut("passed"))
        window = window_in(found, promise)
        return _closed(promise, why_shut(found, self.row, window))
