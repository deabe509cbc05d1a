"""A day played again: the map at any moment, and what happened until then.

A page for each moment (`?at=11:30`); a script only moves what is on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.planrows import topic_of
from satupintu.courier.service import Film
from satupintu.kernel import live
from satupintu.kernel.money import clock_sign
from satupintu.web.dispatch.film_scene import scene_of
from satupintu.web.dispatch.film_strip import strip_of
from satupintu.web.dispatch.film_words import News, Teller
from satupintu.web.dispatch.place import day_of, refuse_others
from satupintu.web.dispatch.words import clock, day_words
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

STEP = timedelta(minutes=30)
SPEEDS = (60, 300, 1200)
# As many of the last events are shown.
LAST = 14


@dataclass(frozen=True, slots=True)
class Shown:
    """Which day is looked at; the menu keeps it."""

    day: date


@require_safe
@staff_required()
def film(request: SignedIn) -> HttpResponseBase:
    """`?day=2026-11-25&at=11:30`: without a time from the beginning, or now."""
    refuse_others(request)
    day = day_of(request.GET.get("day", ""), request.now)
    found = courier.film_day(day=day, now=request.now)
    at = _moment(found, request.GET.get("at", ""))
    is_now = at == found.ends_at and found.goes_on
    context = _stage(found, at) | {
        "place": Shown(day),
        "home": catalogue.home_visits(),
        "day_words": day_words(day),
        "before": _page(day - timedelta(days=1)),
        "after": _page(day + timedelta(days=1)),
        "earlier": _page(day, found.within(at - STEP)),
        "later": _page(day, found.within(at + STEP)),
        "time": at.astimezone(catalogue.zone()).strftime("%H:%M"),
        "speeds": SPEEDS,
        "sign": clock_sign(),
        "is_now": is_now,
        "stream": live.address(topic_of(day)) if found.goes_on else "",
        "fragment": f"{reverse('dispatch-film-now')}?{urlencode({'day': day})}",
        "pace": courier.road_speed(),
    }
    return render(request, "dispatch/film.html", context)


@require_safe
@staff_required()
def film_now(request: SignedIn) -> HttpResponse:
    """The stage as it is now, for a page that follows the day."""
    refuse_others(request)
    day = day_of(request.GET.get("day", ""), request.now)
    found = courier.film_day(day=day, now=request.now)
    return render(request, "dispatch/film_stage.html", _stage(found, found.ends_at))


def _stage(found: Film, at: datetime) -> dict[str, object]:
    """What changes with the time."""
    return {
        "film": found,
        "is_empty": not found.officers and not found.visits,
        "has_begun": found.ends_at > found.starts_at,
        "at": at,
        "scene": scene_of(found, at),
        "counts": found.counts_at(at),
        "strip": strip_of(found),
        "news": _news(found),
        "second": _second(found, at),
        "signs": _signs(),
        "shown": _shown(found, at),
    }


def _signs() -> Sequence[tuple[str, str]]:
    """What the map's dots mean."""
    return [
        ("booked", _("promised")),
        ("riding", _("officer on the way")),
        ("arrived", _("officer at the door")),
        ("done", _("done")),
        ("failed", _("not done")),
        ("late", _("after the promise")),
    ]


def _news(found: Film) -> Sequence[News]:
    """All of the day, the last first."""
    teller = Teller(found)
    return [
        News(
            second=_second(found, event.at),
            clock=clock(event.at),
            words=teller.words(event),
            tone=teller.tone(event),
        )
        for event in reversed(found.events)
    ]


def _shown(found: Film, at: datetime) -> tuple[int, int]:
    """Between which numbers of the list the events lie that are shown."""
    ahead = sum(event.at > at for event in found.events)
    return ahead, ahead + LAST


def _second(found: Film, at: datetime) -> int:
    return round((at - catalogue.day_bounds(found.day)[0]).total_seconds())


def _moment(found: Film, written: str) -> datetime:
    """A time of the day as forms send it; else now, or the beginning."""
    default = found.ends_at if found.goes_on else found.starts_at
    try:
        clock_time = time.fromisoformat(written)
    except ValueError:
        return default
    local = datetime.combine(found.day, clock_time.replace(tzinfo=None))
    return found.within(local.replace(tzinfo=catalogue.zone()))


def _page(day: date, at: datetime | None = None) -> str:
    given = {"day": day.isoformat()}
    if at is not None:
        given["at"] = at.astimezone(catalogue.zone()).strftime("%H:%M")
    return f"{reverse('dispatch-film')}?{urlencode(given)}"
