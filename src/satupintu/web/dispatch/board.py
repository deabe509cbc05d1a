"""All that the dispatcher's page shows of a day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_home import HomeVisits
from satupintu.courier import service as courier
from satupintu.courier.service import (
    ConflictView,
    DelayTold,
    HomeVisitView,
    RouteView,
)
from satupintu.kernel.localized import text
from satupintu.web.dispatch.figures import Figures, figures_of
from satupintu.web.dispatch.happened import Happened, happened_at
from satupintu.web.dispatch.helping import reasons_for, told_to, told_words
from satupintu.web.dispatch.linking import Linking, linking_of
from satupintu.web.dispatch.pictures import picture_of
from satupintu.web.dispatch.place import Here, page_of
from satupintu.web.dispatch.plans import Plans, plans_of
from satupintu.web.dispatch.reasons import Why, why_of
from satupintu.web.dispatch.timeline import OVER, UNDER_WAY, Timeline, timeline_of
from satupintu.web.dispatch.words import (
    clock,
    kind_words,
    place_words,
    window_words,
)
from satupintu.web.maps.drawing import Picture


@dataclass(frozen=True, slots=True)
class Risk:
    """A promise in danger: `minutes` late, or None where nobody comes. `told`: when
    the citizen was told so; `why` is the reason that is sent by one press."""

    visit: HomeVisitView
    minutes: int | None
    place: str
    window: str
    officer: str
    href: str
    told: str
    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The visit that was chosen, in words. `moves`: it can be given to others;
    `rides`: for that its officer is called back. `reasons`: what its citizen can be
    told, if the promise is at risk, and `told` what was."""

    visit: HomeVisitView
    place: str
    window: str
    kind: str
    needs: Sequence[str]
    when: str
    locked: bool
    moves: bool
    rides: bool
    linking: Linking
    happened: Happened | None
    reasons: Sequence[tuple[str, str]]
    told: str


@dataclass(frozen=True, slots=True)
class Chip:
    """The chosen officer in three lines."""

    route: RouteView
    done: int
    visits: int
    bag: int
    until: str


@dataclass(frozen=True, slots=True)
class Board:
    """The page. `why` is about the chosen visit, else the first without officer."""

    place: Here
    figures: Figures
    timeline: Timeline
    picture: Picture
    chip: Chip | None
    risks: Sequence[Risk]
    chosen: Chosen | None
    why: Why | None
    plans: Plans
    conflicts: Sequence[ConflictView]
    road: Sequence[tuple[str, str]]


def board_of(place: Here, *, harder: bool = False) -> Board:
    """The day as it is now."""
    asked = place.visit or next(iter(place.plan.unplanned), None)
    told = told_to(place.plan.at_risk)
    return Board(
        place=place,
        figures=figures_of(place.plan),
        timeline=timeline_of(place),
        picture=picture_of(place),
        chip=_chip(place),
        risks=[_risk(place, visit, told) for visit in place.plan.at_risk],
        chosen=_chosen(place, told),
        why=why_of(place, asked, harder=harder) if asked else None,
        plans=plans_of(place),
        conflicts=courier.conflicts(day=place.day),
        road=_road(place),
    )


Told = Mapping[uuid.UUID, DelayTold]


def _risk(place: Here, visit: HomeVisitView, told: Told) -> Risk:
    at, until = visit.arrives_at, visit.until_at
    minutes = None
    if at is not None and until is not None:
        minutes = max(1, round((at - until).total_seconds() / 60))
    return Risk(
        visit=visit,
        minutes=minutes,
        place=place_words(visit),
        window=window_words(visit),
        officer=visit.officer.name if visit.officer and minutes else "",
        href=page_of(place.day, shift=place.shift_id, visit=visit.id),
        told=told_words(told.get(visit.id)),
        why=reasons_for(place, visit)[0][0],
    )


def _road(place: Here) -> list[tuple[str, str]]:
    """Who is on the way to whom, or at whose door, and where to see it."""
    found = []
    for route in place.plan.routes:
        for visit in (stop.visit for stop in route.stops if stop.visit):
            if visit.state not in UNDER_WAY:
                continue
            said = _("%(officer)s: at the door of %(name)s")
            if visit.state == "riding":
                said = _("%(officer)s: on the way to %(name)s")
            words = said % {"officer": route.officer.name, "name": visit.name}
            href = page_of(place.day, shift=route.shift.id)
            found.append((words, href))
    return found


def _chosen(place: Here, told: Told) -> Chosen | None:
    visit = place.visit
    if visit is None:
        return None
    home = catalogue.home_visits()
    stops = [s for r in place.plan.routes for s in r.stops if s.visit == visit]
    when = ""
    if stops:
        begins, leaves = clock(stops[0].begins_at), clock(stops[0].leaves_at)
        when = f"{begins}–{leaves}"
    return Chosen(
        visit=visit,
        place=place_words(visit),
        window=window_words(visit),
        kind=kind_words(visit),
        needs=_needs(home, visit),
        when=when,
        locked=any(stop.locked for stop in stops),
        moves=visit.state in ("booked", "riding"),
        rides=visit.state == "riding",
        linking=linking_of(place, visit),
        happened=happened_at(visit, place.actor),
        reasons=reasons_for(place, visit) if visit in place.plan.at_risk else (),
        told=told_words(told.get(visit.id)),
    )


def _needs(home: HomeVisits, visit: HomeVisitView) -> list[str]:
    """The language first: without it nothing else can be said."""
    needs = [text(need.title) for need in home.needs if need.code in visit.needs]
    spoken = courier.language_words(visit.language)
    return [spoken, *needs] if spoken else needs


def _chip(place: Here) -> Chip | None:
    route = place.route
    if route is None:
        return None
    visits = [stop.visit for stop in route.stops if stop.visit]
    bag = courier.bag_of(account_id=route.officer.account_id)
    return Chip(
        route=route,
        done=sum(visit.state in OVER for visit in visits),
        visits=len(visits),
        bag=len(bag),
        until=_("shift until %(time)s") % {"time": clock(route.shift.ends_at)},
    )
