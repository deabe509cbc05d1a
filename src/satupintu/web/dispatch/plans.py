"""Proposals as the page shows them: the one to decide on, and the one to undo."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import (
    HomeVisitView,
    ProposalView,
    RouteView,
    StopView,
)
from satupintu.web.dispatch.place import Here

# How long a plan waits for a decision, and can be taken back by one press.
OLDEST = timedelta(hours=2)
UNDONE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Plans:
    """`offered` waits for a decision, `undo` brings back what was replaced."""

    offered: ProposalView | None
    undo: ProposalView | None


def plans_of(place: Here) -> Plans:
    """The newest of each kind; those of long ago are left out."""
    found = courier.proposals(day=place.day, version=place.plan.version)
    published = {each.published_at for each in found if each.published_at}
    offered = [p for p in found if p.made_at not in published]
    undo = [p for p in found if p.made_at in published]
    return Plans(
        offered=_newest(offered, place.now - OLDEST),
        undo=_newest(undo, place.now - UNDONE),
    )


def _newest(found: Sequence[ProposalView], oldest: datetime) -> ProposalView | None:
    fresh = (p for p in found if p.is_current or p.made_at > oldest)
    return next((p for p in fresh if p.is_open), None)


def routes_of(place: Here, proposal: ProposalView) -> list[RouteView]:
    """The routes as they would be: what is behind, then what is proposed."""
    visits = place.visits
    wanted = {str(r["shift"]): r["stops"] for r in proposal.routes}
    return [
        replace(
            route,
            stops=(
                *_behind(route),
                *_stops(place, wanted.get(str(route.shift.id), ()), visits),
            ),
        )
        for route in place.plan.routes
    ]


def _behind(route: RouteView) -> list[StopView]:
    """Up to the last visit that is over."""
    over = [
        n
        for n, stop in enumerate(route.stops)
        if stop.visit and stop.visit.state in ("done", "failed", "arrived")
    ]
    return list(route.stops[: over[-1] + 1]) if over else []


def _stops(
    place: Here,
    stops: Sequence[Mapping[str, Any]],
    visits: Mapping[uuid.UUID, HomeVisitView],
) -> list[StopView]:
    midnight = catalogue.day_bounds(place.day)[0]
    found = []
    for n, stop in enumerate(stops):
        visit = visits.get(uuid.UUID(stop["visit"])) if stop["visit"] else None
        if stop["kind"] == "visit" and (visit is None or visit.state == "arrived"):
            continue
        arrive, begin, leave = (
            midnight + timedelta(seconds=stop[key])
            for key in ("arrive", "begin", "leave")
        )
        until = visit.until_at if visit else None
        found.append(
            StopView(
                seq=n,
                kind=stop["kind"],
                visit=visit,
                arrives_at=arrive,
                begins_at=begin,
                leaves_at=leave,
                locked=False,
                slack_minutes=0,
                is_at_risk=until is not None and arrive > until,
            )
        )
    return found
