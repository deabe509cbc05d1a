"""Where in a route a visit is to go, as forms say it: behind which other visit.

A number would mean something else as soon as somebody is done; the visit before
does not.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from satupintu.courier import service as courier
from satupintu.courier.service import DayPlanView, HomeVisitView, RouteView, Verdict
from satupintu.kernel.errors import Conflict, Invalid
from satupintu.web.dispatch.place import id_of
from satupintu.web.dispatch.words import clock, riding_words

FIRST, BEST = "first", "best"
AHEAD = ("booked", "riding", "arrived")


class PlanMoved(Conflict):
    """What the page showed is not there any more."""

    code = "plan_moved"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a route as a form offers it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Spots:
    """Those of one officer."""

    officer: str
    spots: Sequence[Spot]


def spots_of(plan: DayPlanView, visit: HomeVisitView) -> list[Spots]:
    """Every place in the plan where the visit could be put by hand."""
    return [
        Spots(
            f"{route.officer.name} · {route.officer.badge}",
            [
                Spot(f"{route.shift.id}/{BEST}", _("wherever it fits best")),
                Spot(f"{route.shift.id}/{FIRST}", _("first of all")),
                *(_spot(route, each) for each in _ahead(route, visit.id)),
            ],
        )
        for route in plan.routes
        if route.state in ("planned", "open")
    ]


def read_spot(written: str) -> tuple[uuid.UUID, str]:
    """The shift, and behind which visit. Raises `Invalid`."""
    shift, _slash, after = written.partition("/")
    found = id_of(shift)
    if found is None or not after:
        raise Invalid(_("Choose an officer and a place in the day."))
    return found, after


def weigh(
    visit_id: uuid.UUID, spot: tuple[uuid.UUID, str], now: datetime
) -> tuple[int, Verdict]:
    """The position that the words mean in the plan as it is, and what it would do.

    Raises `PlanMoved`, `NotPlanned`, `NoSuchVisit`.
    """
    shift_id, after = spot
    there = [pk for pk in courier.ahead(shift_id=shift_id) if pk != visit_id]
    spots = range(len(there) + 1)
    if after == FIRST:
        spots = range(1)
    elif after != BEST:
        position = _position(there, after)
        spots = range(position, position + 1)
    return courier.best_spot(visit_id=visit_id, shift_id=shift_id, spots=spots, now=now)


def before_of(plan: DayPlanView, visit_id: uuid.UUID) -> tuple[uuid.UUID, str] | None:
    """The spot where a visit is now; None without an officer."""
    for route in plan.routes:
        before = FIRST
        for stop in route.stops:
            if stop.visit and stop.visit.id == visit_id:
                return route.shift.id, before
            if stop.visit and stop.visit.state in AHEAD:
                before = str(stop.visit.id)
    return None


def verdict_words(verdict: Verdict) -> list[str]:
    """What a verdict means, in sentences."""
    if verdict.feasible:
        return [_("Fits."), f"{riding_words(verdict.riding).capitalize()}."]
    return list(verdict.sentences) or [_("This does not fit.")]


def _position(there: Sequence[uuid.UUID], after: str) -> int:
    names = [str(pk) for pk in there]
    if after not in names:
        raise PlanMoved(
            _("The plan has changed meanwhile. Look at it as it is now, then choose.")
        )
    return names.index(after) + 1


def _ahead(route: RouteView, visit_id: uuid.UUID) -> list[HomeVisitView]:
    return [
        stop.visit
        for stop in route.stops
        if stop.visit and stop.visit.id != visit_id and stop.visit.state in AHEAD
    ]


def _spot(route: RouteView, visit: HomeVisitView) -> Spot:
    at = f"{clock(visit.arrives_at)} " if visit.arrives_at else ""
    words = _("after %(visit)s") % {"visit": f"{at}{visit.name}"}
    return Spot(f"{route.shift.id}/{visit.id}", words)
