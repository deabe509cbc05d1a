"""Everything that is known about a day on the road, read at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.courier.models import (
    Folder,
    Holder,
    HomeVisit,
    LinkPart,
    PlannedStop,
    Shift,
    ShiftState,
    State,
)
from satupintu.courier.views import AHEAD
from satupintu.routing.points import Point

SEEN = (*AHEAD, State.DONE, State.FAILED)
NOON = 12 * 3600


@dataclass(frozen=True, slots=True)
class InBag:
    """The folder of a visit, in the bag of the officer with this account."""

    folder: str
    account_id: uuid.UUID
    officer: str


@dataclass(slots=True)
class DayRows:
    """The rows of a local day. Seconds count from `origin`, its midnight.

    `stops` by shift in their order; `in_bags`: by visit, whose bag the folder that is
    brought there is in; `carried`: by account, how many folders in the bag go to the
    base.
    """

    day: date
    origin: datetime
    shifts: list[Shift] = field(default_factory=list)
    visits: dict[uuid.UUID, HomeVisit] = field(default_factory=dict)
    stops: dict[uuid.UUID, list[PlannedStop]] = field(default_factory=dict)
    in_bags: dict[uuid.UUID, InBag] = field(default_factory=dict)
    carried: dict[uuid.UUID, int] = field(default_factory=dict)

    def second(self, at: datetime) -> int:
        """Seconds from local midnight."""
        return int((at - self.origin).total_seconds())

    def moment(self, second: int) -> datetime:
        """The inverse of `second`."""
        return self.origin + timedelta(seconds=second)

    @property
    def noon(self) -> datetime:
        """By local clocks: the hour for which rides are asked."""
        return self.moment(NOON).astimezone(catalogue.zone())

    def visit_at(self, stop: PlannedStop) -> HomeVisit | None:
        """Who is visited at this stop; None at a reload or a break."""
        return self.visits.get(stop.visit_id) if stop.visit_id else None

    def keeper(self, visit: uuid.UUID) -> str | None:
        """Who alone can do a visit because the folder is in that bag: the shift, or
        an account that does not ride on this day. None: anybody."""
        bag = self.in_bags.get(visit)
        if bag is None:
            return None
        for shift in self.shifts:
            if rides(shift) and shift.officer.account_id == bag.account_id:
                return str(shift.pk)
        return str(bag.account_id)

    def links(self) -> Iterator[tuple[HomeVisit | None, HomeVisit]]:
        """The linked visits: the one before, None if it is not on this day any more,
        and the one after it."""
        firsts = {
            v.link: v for v in self.visits.values() if v.link_part == LinkPart.FIRST
        }
        for visit in self.visits.values():
            if visit.link_part == LinkPart.SECOND:
                yield firsts.get(visit.link), visit

    def is_today(self, now: datetime) -> bool:
        """Whether the day has begun, or is over."""
        return now >= self.origin


def rides(shift: Shift) -> bool:
    """Whether the officer rides on this day, or will."""
    return shift.state in (ShiftState.PLANNED, ShiftState.OPEN)


def point_of(row: HomeVisit) -> Point:
    """Where it is; visits without a place are in no plan."""
    assert row.lat is not None and row.lon is not None  # noqa: S101, PT018 - booked
    return Point(row.lat, row.lon)


def read_days(days: Collection[date]) -> dict[date, DayRows]:
    """The rows of these days: four statements for any number of them."""
    found = {day: DayRows(day, catalogue.day_bounds(day)[0]) for day in days}
    for shift in Shift.objects.filter(day__in=days).select_related("officer"):
        found[shift.day].shifts.append(shift)
    visits = HomeVisit.objects.filter(day__in=days, state__in=SEEN, lat__isnull=False)
    for visit in visits:
        assert visit.day is not None  # noqa: S101 - filtered by it
        found[visit.day].visits[visit.pk] = visit
    by_shift = {s.pk: rows for rows in found.values() for s in rows.shifts}
    for stop in PlannedStop.objects.filter(shift_id__in=by_shift).order_by("seq"):
        by_shift[stop.shift_id].stops.setdefault(stop.shift_id, []).append(stop)
    _read_bags(found)
    return found


def _read_bags(days: dict[date, DayRows]) -> None:
    by_account = {
        shift.officer.account_id: rows
        for rows in days.values()
        for shift in rows.shifts
    }
    folders = Folder.objects.filter(
        holder=Holder.OFFICER, holder_id__in=by_account, closed_at=None
    )
    for folder in folders:
        holder, delivery = folder.holder_id, folder.delivery_id
        if holder is None:
            continue
        for rows in days.values():
            if delivery in rows.visits:
                bag = InBag(folder.code, holder, folder.holder_name)
                rows.in_bags.setdefault(delivery, bag)
            else:
                rows.carried[holder] = rows.carried.get(holder, 0) + 1
