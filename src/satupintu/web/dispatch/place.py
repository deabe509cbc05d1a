"""Which day a dispatcher looks at, what is chosen on it, and who looks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import DayPlanView, HomeVisitView, RouteView
from satupintu.kernel.actor import Actor
from satupintu.web.requests import SignedIn

# At the ends of the calendar there is no day before or after.
YEARS = range(2000, 2200)


@dataclass(frozen=True)
class Here:
    """The plan of a local day; `shift_id` and `visit_id` are what was chosen."""

    day: date
    now: datetime
    actor: Actor
    plan: DayPlanView
    shift_id: uuid.UUID | None
    visit_id: uuid.UUID | None

    @property
    def is_today(self) -> bool:
        return self.day == catalogue.local_day(self.now)

    @property
    def routes(self) -> Sequence[RouteView]:
        return self.plan.routes

    @cached_property
    def visits(self) -> Mapping[uuid.UUID, HomeVisitView]:
        """Every visit of the plan, by id."""
        found = {v.id: v for v in self.plan.unplanned}
        for route in self.plan.routes:
            found |= {s.visit.id: s.visit for s in route.stops if s.visit}
        return found

    @cached_property
    def visit(self) -> HomeVisitView | None:
        """The chosen visit, if it belongs to this day."""
        return self.visits.get(self.visit_id) if self.visit_id else None

    @cached_property
    def route(self) -> RouteView | None:
        """The chosen officer's route, or that of the chosen visit."""
        wanted = self.shift_id
        if wanted is None and (visit := self.visit) is not None:
            wanted = visit.shift_id
        return next((r for r in self.plan.routes if r.shift.id == wanted), None)

    @property
    def address(self) -> str:
        """This page with what is chosen on it."""
        return page_of(self.day, shift=self.shift_id, visit=self.visit_id)


def refuse_others(request: SignedIn) -> None:
    """Raises `NotDispatcher`, also for other staff of the home visits."""
    if not courier.dispatches(request.actor):
        raise courier.NotDispatcher


def here(request: SignedIn) -> Here:
    """What the address says. Raises `NotDispatcher`, `NoHomeVisits`."""
    refuse_others(request)
    day = day_of(request.GET.get("day", ""), request.now)
    return Here(
        day=day,
        now=request.now,
        actor=request.actor,
        plan=courier.day_plan(day=day, now=request.now),
        shift_id=id_of(request.GET.get("officer", "")),
        visit_id=id_of(request.GET.get("visit", "")),
    )


def day_of(written: str, now: datetime) -> date:
    """A day as forms send it; today if it is none, or far from any plan."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return catalogue.local_day(now)
    return found if found.year in YEARS else catalogue.local_day(now)


def id_of(written: str) -> uuid.UUID | None:
    """An id as addresses carry it, or none."""
    try:
        return uuid.UUID(written)
    except ValueError:
        return None


def page_of(
    day: date, *, shift: uuid.UUID | None = None, visit: uuid.UUID | None = None
) -> str:
    """The address of a day with somebody or something chosen."""
    return f"{_root(get_language())}?{query_of(day, shift=shift, visit=visit)}"


@lru_cache(maxsize=16)
def _root(language: str | None) -> str:
    """The page without anything chosen; a day of it names hundreds of addresses."""
    return reverse("dispatch")


def query_of(
    day: date, *, shift: uuid.UUID | None = None, visit: uuid.UUID | None = None
) -> str:
    """The part of such an address behind the question mark."""
    given = {"day": day.isoformat(), "officer": shift, "visit": visit}
    # Days and ids need no escaping.
    return "&".join(f"{name}={value}" for name, value in given.items() if value)
