"""The road of a demonstration: its clock, and a door to everybody's screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.people import service as people
from satupintu.web.requests import as_request

# How many times as fast as real time the road's clock may run.
SPEEDS = (0, 1, 5, 20, 60)
MOST_SHOWN = 6
OVER = ("done", "failed")
UNDER_WAY = ("riding", "arrived")


@dataclass(frozen=True, slots=True)
class Seat:
    """An officer as whom one may sign in."""

    badge: str
    name: str
    login: str


@dataclass(frozen=True, slots=True)
class Today:
    """The day in numbers, and whom officers ride to, or are with."""

    visits: int
    over: int
    at_risk: int
    riding: int
    under_way: Sequence[HomeVisitView]

    @property
    def percent(self) -> int:
        """How much of the day's work is behind."""
        return round(100 * self.over / self.visits) if self.visits else 0


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The clock, and the ways to citizens, officers, desk and dispatcher."""
    _only_demo()
    shown = courier.road_time(now=as_request(request).real_now)
    context = {
        "rules": catalogue.home_visits(),
        "shown": shown,
        "speed": courier.road_speed(),
        "speeds": SPEEDS,
        "today": _today(shown),
        "seats": _seats(),
        "logins": _logins(),
    }
    return render(request, "home/living.html", context)


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Run faster, slower, or begin a new day at once: the next one."""
    _only_demo()
    now = as_request(request).real_now
    shown = courier.road_time(now=now)
    speed = _speed(request.POST.get("speed", ""))
    if request.POST.get("next"):
        shown, speed = catalogue.day_bounds(catalogue.local_day(shown))[1], 0
    courier.set_road_clock(shown=shown, speed=speed, now=now)
    return redirect("living-road")


def _today(shown: datetime) -> Today:
    plan = courier.day_plan(day=catalogue.local_day(shown), now=shown)
    visits = [stop.visit for route in plan.routes for stop in route.stops if stop.visit]
    states = Counter(visit.state for visit in visits)
    under_way = sorted(
        (visit for visit in visits if visit.state in UNDER_WAY),
        key=lambda visit: UNDER_WAY.index(visit.state),
    )
    return Today(
        visits=len(visits) + len(plan.unplanned),
        over=sum(states[state] for state in OVER),
        at_risk=len(plan.at_risk),
        riding=sum(route.state == "open" for route in plan.routes),
        under_way=under_way[:MOST_SHOWN],
    )


def _seats() -> list[Seat]:
    logins = {account.pk: account.login for account in people.staff_accounts()}
    return [
        Seat(officer.badge, officer.name, logins[officer.account_id])
        for officer in courier.officers()
        if officer.account_id in logins
    ]


def _logins() -> dict[str, str]:
    """Somebody for each of the other roles of home visits."""
    home = catalogue.home_visits()
    wanted = {"dispatcher": home.dispatcher, "operator": home.operator}
    wanted["desk"] = home.desk
    found: dict[str, str] = {}
    for account in people.staff_accounts():
        actor = people.actor_for(account)
        for name, role in wanted.items():
            if actor.holds(home.agency, role):
                found.setdefault(name, account.login)
    return found


def _speed(text: str) -> float:
    chosen = [speed for speed in SPEEDS if text == str(speed)]
    return chosen[0] if chosen else 1


def _only_demo() -> None:
    if not settings.SATUPINTU_DEMO:
        raise Http404
