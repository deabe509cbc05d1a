"""Where an officer sits down, and the desk as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Counter, Mall, Queue, Zone
from satupintu.kernel.errors import Refused
from satupintu.queueing import service as queueing
from satupintu.web.counter.desk import (
    KEYS_OFF,
    Place,
    live_context,
    own_queues,
    place_of,
    show_desk,
)
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn


@dataclass(frozen=True, slots=True)
class Door:
    """A counter to choose: who sits there, and which own queues it serves."""

    counter: Counter
    taken_by: str
    queues: list[Queue]


@require_GET
@staff_required()
def desk(request: SignedIn) -> HttpResponse:
    """The officer's counter; without one, the counters to choose from."""
    place = place_of(request)
    if place is None:
        return _choose(request)
    return show_desk(request, place)


@require_GET
@staff_required()
def fragment(request: SignedIn) -> HttpResponse:
    """What changes by itself, for a page that is open; 204 if there is no counter."""
    place = place_of(request)
    if place is None:
        return HttpResponse(status=204)
    return render(request, "counter/live.html", live_context(request, place))


@require_POST
@staff_required()
def open_counter(request: SignedIn) -> HttpResponse:
    """Sit down at a counter for some of its queues."""
    mall = catalogue.mall(request.POST.get("mall", ""))
    try:
        queueing.open_counter(
            mall=mall.code,
            counter=request.POST.get("counter", ""),
            queues=request.POST.getlist("queue"),
            actor=request.actor,
            now=queueing.hall_time(mall=mall.code, now=request.now),
        )
    except Refused as refused:
        return _choose(request, refused)
    return redirect("counter")


@require_POST
@staff_required()
def keys(request: SignedIn) -> HttpResponseBase:
    """Switch the single-letter keys off, or on again."""
    request.session[KEYS_OFF] = request.POST.get("keys") == "off"
    off = request.session[KEYS_OFF]
    said = _("The letter keys are off.") if off else _("The letter keys work again.")
    messages.success(request, said)
    return redirect("counter")


def _choose(request: SignedIn, refused: Refused | None = None) -> HttpResponse:
    malls = catalogue.malls()
    given = request.POST if request.method == "POST" else request.GET
    mall = next((m for m in malls if m.code == given.get("mall")), None)
    mall = mall or (malls[0] if malls else None)
    chosen = None
    if mall is not None:
        code = given.get("counter")
        chosen = next((c for c in mall.counters if c.code == code), None)
    context = {
        "malls": malls,
        "mall": mall,
        "zones": _doors(request, mall) if mall else [],
        "chosen": chosen,
        "queues": own_queues(mall, chosen, request) if mall and chosen else [],
        "refused": refused.sentence if refused else "",
    }
    status = refused.status if refused else 200
    return render(request, "counter/choose.html", context, status=status)


def _doors(request: SignedIn, mall: Mall) -> list[tuple[Zone, list[Door]]]:
    """The counters that serve a queue of the officer's agencies, by zone."""
    now = queueing.hall_time(mall=mall.code, now=request.now)
    taken = {c.code: c.name for c in queueing.counters(mall=mall.code, now=now)}
    doors = [
        Door(counter, taken.get(counter.code, ""), own_queues(mall, counter, request))
        for counter in mall.counters
    ]
    zones = [
        (zone, [d for d in doors if d.counter.zone == zone.code and d.queues])
        for zone in mall.zones
    ]
    return [(zone, found) for zone, found in zones if found]


__all__ = ["Place", "desk", "fragment", "keys", "open_counter"]
