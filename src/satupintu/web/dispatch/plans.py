"""Proposals as the page shows them: the one to decide on, and the one to undo."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
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

OLDEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Plans:
    """`offered` waits for a decision, `undo` brings back what was replaced."""

    offered: ProposalView | None
    undo: ProposalView | None


def plans_of(place: Here) -> Plans:
    """The newest of each kind; an old one that does not fit any more is left out."""
    found = courier.proposals(day=place.day)
    published = {each.published_at for each in found if each.published_at}
    open_ = [p for p in found if p.published_at is None and p.dropped_at is None]
    offered = [p for p in open_ if p.made_at not in published]
    undo = [p for p in open_ if p.made_at in published and p.is_current]
    fresh = [p for p in offered if p.is_current or place.now - p.made_at < OLDEST]
    return Plans(
        offered=fresh[0] if fresh else None,
        undo=undo[0] if undo else None,
    )


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
