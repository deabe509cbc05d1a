"""Asking for visits and taking windows that can be promised, as citizens do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise

import structlog

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.demo.road.people import Citizen
from satupintu.demo.road.wishes import Wish, wanted
from satupintu.journeys import home
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.errors import Refused

log = structlog.get_logger("satupintu.demo")

# The afternoon, in minutes of the day.
LATE = 13 * 60


def book_all(
    wishes: Sequence[Wish], crowd: Sequence[Citizen], day: date, now: datetime
) -> Iterator[HomeVisitView]:
    """Ask for each and take a window of the day; who finds none does without.

    Comes back after each, so that others may think about the plan meanwhile.
    """
    for wish in wishes:
        citizen = crowd[(wish.number + day.toordinal() * 7) % len(crowd)]
        at = now + timedelta(seconds=20 * wish.number)
        try:
            visit = _book(_ask(wish, citizen, day, at), wish, day, at)
        except Refused as error:
            log.info("demo visit refused", why=str(error))
            continue
        if visit is not None:
            yield visit


def _ask(wish: Wish, citizen: Citizen, day: date, now: datetime) -> HomeVisitView:
    key = f"{_prefix(day)}{wish.number}"
    contact = home.Contact(citizen.actor.name, citizen.phone, "", wish.needs)
    visit = home.ask_to_file(
        services=[wish.service], contact=contact, actor=citizen.actor, key=key, now=now
    )
    return courier.set_place(
        token=visit.token, place=wish.place, actor=citizen.actor, now=now
    )


def _book(
    visit: HomeVisitView, wish: Wish, day: date, now: datetime
) -> HomeVisitView | None:
    """The window of the day that suits best among those that can be promised."""
    offered = courier.offers(token=visit.token, now=now)
    open_ = {
        window.from_at: window.until_at
        for found in offered
        if found.day == day
        for window in found.windows
        if window.is_open
    }
    for from_at in wanted(wish, sorted(open_))[:1]:
        return courier.book(
            token=visit.token,
            from_at=from_at,
            until_at=open_[from_at],
            key=f"{visit.key} window",
            actor=SYSTEM,
            now=now,
        )
    courier.cancel_visit(token=visit.token, reason="", actor=SYSTEM, now=now)
    return None


def asked_for(day: date, now: datetime) -> list[int]:
    """The numbers of the wishes for this day that have a window already."""
    plan = courier.day_plan(day=day, now=now)
    planned = [stop.visit for route in plan.routes for stop in route.stops]
    keys = [visit.key for visit in (*planned, *plan.unplanned) if visit is not None]
    prefix = _prefix(day)
    return [int(key.removeprefix(prefix)) for key in keys if key.startswith(prefix)]


def deliveries_on(day: date, now: datetime) -> int:
    """How many permits are brought on this day, as it is planned."""
    routes = courier.day_plan(day=day, now=now).routes
    visits = [stop.visit for route in routes for stop in route.stops if stop.visit]
    return sum(visit.kind == home.DELIVER for visit in visits)


def link_two(day: date, now: datetime) -> None:
    """Two visits of one officer in the afternoon, linked as a dispatcher does it for
    people who know the officer; the first two that can be."""
    for route in courier.day_plan(day=day, now=now).routes:
        visits = [stop.visit for stop in route.stops if stop.visit]
        late = [v for v in visits if v.kind == home.FILE and _is_late(v)]
        for first, second in pairwise(late):
            with suppress(Refused):
                courier.link_visits(
                    first_id=first.id,
                    second_id=second.id,
                    carries=False,
                    actor=SYSTEM,
                    now=now,
                )
                return


def _is_late(visit: HomeVisitView) -> bool:
    return visit.from_at is not None and visit.from_at >= catalogue.moment_of(
        catalogue.local_day(visit.from_at), LATE
    )


def _prefix(day: date) -> str:
    return f"road {day} "


def evening_before(day: date) -> datetime:
    """When the visits of a day are asked for: all its windows are open still."""
    return catalogue.moment_of(day - timedelta(days=1), 20 * 60 + 50)
