"""Home visits, officers and plans as others see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import causes
from satupintu.courier.models import (
    OPEN,
    HomeVisit,
    LinkPart,
    Officer,
    PlannedStop,
    Shift,
    ShiftState,
    State,
    StopKind,
)
from satupintu.courier.rules import Eta, eta_of
from satupintu.kernel.errors import NotFound

AHEAD = (State.BOOKED, State.RIDING, State.ARRIVED)


class NoSuchVisit(NotFound):
    """No home visit has this address, or it is not this person's."""

    code = "no_such_home_visit"

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot find this home visit. Open the link in our message "
                "again, or ask for a new visit."
            )
        )


@dataclass(frozen=True, slots=True)
class ErrandView:
    """One service of a visit, with what it is about so far."""

    service: str
    draft_id: uuid.UUID | None
    case_id: uuid.UUID | None
    permit_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """Who comes. `shift_until` is when the officer's day ends."""

    id: uuid.UUID
    badge: str
    name: str
    vehicle: str
    photo_id: uuid.UUID | None
    shift_until: datetime


@dataclass(frozen=True, slots=True)
class LinkView:
    """The visit that the same officer does before (`is_second`) or after this one.
    `carries`: what is collected at the first of the two is brought to the second."""

    visit_id: uuid.UUID
    name: str
    is_second: bool
    carries: bool


@dataclass(frozen=True, slots=True)
class HomeVisitView:
    """A home visit. Moments are in UTC, `minutes` those at the door.

    `arrives_at` is what the plan says; `eta` is what a citizen may be told, only on
    the day itself. `officer` is whoever the plan sends, or who came. `stops_before`
    counts the visits that come first; None without a place in a plan.
    """

    id: uuid.UUID
    token: str
    key: str
    kind: str
    state: str
    outcome: str
    note: str
    account_id: uuid.UUID
    name: str
    phone: str
    language: str
    needs: tuple[str, ...]
    skills: tuple[str, ...]
    is_priority: bool
    address: str
    landmark: str
    area: str
    lat: float | None
    lon: float | None
    precision: str
    minutes: int
    collects: int
    delivers: int
    errands: tuple[ErrandView, ...]
    base: str
    ready_at: datetime | None
    day: date | None
    from_at: datetime | None
    until_at: datetime | None
    told_at: datetime | None
    arrives_at: datetime | None
    eta: Eta | None
    officer: OfficerCard | None
    shift_id: uuid.UUID | None
    door_code: str
    stops_before: int | None
    attempt: int
    moves: int
    by_staff: str
    previous_id: uuid.UUID | None
    next_id: uuid.UUID | None
    created_at: datetime
    booked_at: datetime | None
    riding_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    link: LinkView | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in OPEN

    @property
    def has_place(self) -> bool:
        """Whether it is known where to ride."""
        return self.lat is not None and self.lon is not None

    @property
    def can_change(self) -> bool:
        """Whether the citizen may still move or cancel it."""
        return self.state in (State.ASKED, State.BOOKED)


@dataclass(frozen=True, slots=True)
class OfficerView:
    """A member of staff who rides."""

    id: uuid.UUID
    account_id: uuid.UUID
    badge: str
    name: str
    base: str
    skills: tuple[str, ...]
    bag: int
    vehicle: str
    photo_id: uuid.UUID | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A local day of an officer. `lat`, `lon`, `seen_at` are for dispatchers only."""

    id: uuid.UUID
    officer: OfficerView
    day: date
    starts_at: datetime
    ends_at: datetime
    state: str
    reason: str
    opened_at: datetime | None
    ended_at: datetime | None
    paused_until: datetime | None
    rested_at: datetime | None
    lat: float | None
    lon: float | None
    seen_at: datetime | None

    @property
    def is_riding(self) -> bool:
        return self.state == ShiftState.OPEN


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop of a route; `slack_minutes` until the promise ends, negative: late."""

    seq: int
    kind: str
    visit: HomeVisitView | None
    arrives_at: datetime
    begins_at: datetime
    leaves_at: datetime
    locked: bool
    slack_minutes: int
    is_at_risk: bool


@dataclass(frozen=True, slots=True)
class RouteView:
    """The stops of a shift in order."""

    shift: ShiftView
    officer: OfficerView
    state: str
    stops: tuple[StopView, ...]


@dataclass(frozen=True, slots=True)
class DayPlanView:
    """The plan of a local day. `riding` is seconds; `unplanned` are visits with a
    promise and no place in a route; `at_risk` those whose promise is in danger."""

    day: date
    version: int
    riding: int
    routes: tuple[RouteView, ...]
    unplanned: tuple[HomeVisitView, ...]
    at_risk: tuple[HomeVisitView, ...]


def officer_view(row: Officer) -> OfficerView:
    return OfficerView(
        id=row.pk,
        account_id=row.account_id,
        badge=row.badge,
        name=row.name,
        base=row.base,
        skills=tuple(row.skills),
        bag=row.bag,
        vehicle=row.vehicle,
        photo_id=row.photo_id,
        is_active=row.is_active,
    )


def shift_view(row: Shift) -> ShiftView:
    """Its officer should be fetched before."""
    return ShiftView(
        id=row.pk,
        officer=officer_view(row.officer),
        day=row.day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,
        reason=causes.said(row.reason),
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        paused_until=row.paused_until,
        rested_at=row.rested_at,
        lat=row.lat,
        lon=row.lon,
        seen_at=row.seen_at,
    )


def view_of(row: HomeVisit, now: datetime) -> HomeVisitView:
    """One visit; see `views_of`."""
    return views_of([row], now)[0]


def views_of(
    rows: Iterable[HomeVisit],
    now: datetime,
    to_come: Mapping[uuid.UUID, list[int]] | None = None,
) -> list[HomeVisitView]:
    """With errands, officer and place in the plan: six statements for any number,
    seven if any is linked. `to_come`, read if it is not known: by shift, the numbers
    of the stops that are still ahead."""
    visits = list(rows)
    if not visits:
        return []
    prefetch_related_objects(
        visits, "errands", "shift__officer", "stop__shift__officer", "next"
    )
    ahead = _stops_ahead(visits) if to_come is None else to_come
    links = _links(visits)
    today = catalogue.local_day(now)
    return [
        _with_eta(visit, _plain(visit, links.get(visit.pk)), ahead, today, now)
        for visit in visits
    ]


def stop_of(row: HomeVisit) -> PlannedStop | None:
    """Its place in the plan of its day, if it has one."""
    return getattr(row, "stop", None)


def _stops_ahead(visits: Sequence[HomeVisit]) -> dict[uuid.UUID, list[int]]:
    """By shift, the numbers of the visits that are still to come."""
    stops = [stop for visit in visits if (stop := stop_of(visit))]
    found: dict[uuid.UUID, list[int]] = {}
    if stops:
        pairs = PlannedStop.objects.filter(
            shift_id__in={stop.shift_id for stop in stops},
            kind=StopKind.VISIT,
            visit__state__in=AHEAD,
        ).values_list("shift_id", "seq")
        for shift_id, seq in pairs:
            found.setdefault(shift_id, []).append(seq)
    return found


def _links(visits: Sequence[HomeVisit]) -> dict[uuid.UUID, LinkView]:
    """The links of these visits, by visit."""
    named = {visit.link for visit in visits if visit.link}
    if not named:
        return {}
    rows = {(v.link, v.link_part): v for v in HomeVisit.objects.filter(link__in=named)}
    found = {}
    for visit in visits:
        is_second = visit.link_part == LinkPart.SECOND
        part = LinkPart.FIRST if is_second else LinkPart.SECOND
        other = rows.get((visit.link, part))
        if other is not None:
            carries = visit.carries or other.carries
            found[visit.pk] = LinkView(other.pk, other.name, is_second, carries)
    return found


def _with_eta(
    row: HomeVisit,
    view: HomeVisitView,
    ahead: Mapping[uuid.UUID, list[int]],
    today: date,
    now: datetime,
) -> HomeVisitView:
    stop = stop_of(row)
    if stop is None or row.state not in (State.BOOKED, State.RIDING):
        return view
    before = sum(seq < stop.seq for seq in ahead.get(stop.shift_id, ()))
    view = replace(view, stops_before=before, arrives_at=stop.arrives_at)
    if row.day != today:
        return view
    shift = stop.shift
    eta = eta_of(
        arrives_at=stop.arrives_at,
        stops_before=before,
        is_riding=row.state == State.RIDING,
        window=(row.from_at, row.until_at) if row.from_at and row.until_at else None,
        now=now,
        seen_at=shift.seen_at if shift.state == ShiftState.OPEN else None,
    )
    return replace(view, eta=eta)


# What a view simply has from its row.
_SAME = (
    *("token", "key", "kind", "state", "outcome", "note", "account_id", "name"),
    *("phone", "language", "is_priority", "address", "landmark", "area", "lat", "lon"),
    *("precision", "minutes", "collects", "delivers", "base", "ready_at", "day"),
    *("from_at", "until_at", "told_at", "door_code", "attempt", "moves", "by_staff"),
    *("previous_id", "created_at", "booked_at", "riding_at", "arrived_at", "ended_at"),
)


def _plain(row: HomeVisit, link: LinkView | None) -> HomeVisitView:
    stop = stop_of(row)
    shift = row.shift or (stop.shift if stop else None)
    after: HomeVisit | None = getattr(row, "next", None)
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    return HomeVisitView(
        id=row.pk,
        needs=tuple(row.needs),
        skills=tuple(row.skills),
        errands=tuple(
            ErrandView(e.service, e.draft_id, e.case_id, e.permit_id)
            for e in row.errands.all()
        ),
        arrives_at=None,
        eta=None,
        officer=_card(shift) if shift else None,
        shift_id=shift.pk if shift else None,
        stops_before=None,
        next_id=after.pk if after else None,
        link=link,
        **same,
    )


def _card(shift: Shift) -> OfficerCard:
    officer = shift.officer
    return OfficerCard(
        id=officer.pk,
        badge=officer.badge,
        name=officer.name,
        vehicle=officer.vehicle,
        photo_id=officer.photo_id,
        shift_until=shift.ends_at,
    )
