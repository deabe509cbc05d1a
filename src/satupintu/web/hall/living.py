"""The living mall of a demonstration: its clock, and a door to each of its screens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Zone
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.queueing import devices, service as queueing
from satupintu.web.requests import as_request

# How many times as fast as real time the hall's clock may run.
SPEEDS = (0, 1, 5, 20, 60)
# Past closing: the next day of the demonstration begins.
NEXT_DAY = timedelta(hours=12)
DEVICE = "demo"
FORGOTTEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Living:
    """A mall with what its clocks show and how fast they run."""

    mall: Mall
    shown: datetime
    speed: float
    zones: list[Zone]
    hall: queueing.Hall


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The clock of every mall, and the ways to its kiosk, displays and desks."""
    _only_demo()
    now = as_request(request).now
    context = {
        "malls": [_living(mall, now) for mall in catalogue.malls()],
        "speeds": SPEEDS,
    }
    return render(request, "hall/living.html", context)


@require_POST
def clock(request: HttpRequest, mall: str) -> HttpResponse:
    """Run faster, slower, or on to the next day."""
    _only_demo()
    found, now = catalogue.mall(mall), as_request(request).now
    shown = queueing.hall_time(mall=found.code, now=now)
    speed = _speed(request.POST.get("speed", ""))
    if request.POST.get("next"):
        shown, speed = shown + NEXT_DAY, 1
    queueing.set_hall_clock(mall=found.code, shown=shown, speed=speed, now=now)
    return redirect("living-mall")


@require_POST
def screen(request: HttpRequest, mall: str) -> HttpResponse:
    """Pair this browser as a kiosk or as the display of a zone."""
    _only_demo()
    found, now = catalogue.mall(mall), as_request(request).now
    kind: devices.Kind = "tv" if request.POST.get("kind") == "tv" else "kiosk"
    zone = request.POST.get("zone", found.zones[0].code)
    manager = _manager(found)
    _retire_silent(found.code, manager, now)
    # Each its own: several people look at a demonstration at once.
    name = f"{DEVICE} {zone} {secrets.token_hex(2)}"
    _, token = devices.register_device(
        mall=found.code, kind=kind, name=name, zone=zone, actor=manager, now=now
    )
    return redirect("device", token=token)


def _retire_silent(mall: str, manager: Actor, now: datetime) -> None:
    """Screens of a demonstration that nobody has looked at lately."""
    for known in devices.devices(mall=mall, now=now):
        seen = known.seen_at or known.created_at
        if known.name.startswith(f"{DEVICE} ") and now - seen > FORGOTTEN:
            devices.retire_device(device_id=known.id, actor=manager, now=now)


def _living(mall: Mall, now: datetime) -> Living:
    clock = queueing.hall_clock(mall=mall.code)
    shown = clock.shows(now)
    return Living(
        mall=mall,
        shown=shown,
        speed=clock.speed,
        zones=mall.zones,
        hall=queueing.hall(mall=mall.code, now=shown),
    )


def _speed(text: str) -> float:
    chosen = [speed for speed in SPEEDS if text == str(speed)]
    return chosen[0] if chosen else 1


def _manager(mall: Mall) -> Actor:
    """Whoever looks at a demonstration may set up its screens."""
    return Actor(
        kind=ActorKind.STAFF,
        name="Demonstration",
        posts=frozenset({(mall.queues[0].agency, "manager")}),
    )


def _only_demo() -> None:
    if not settings.SATUPINTU_DEMO:
        raise Http404
