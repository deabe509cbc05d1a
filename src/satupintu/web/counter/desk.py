"""What the desk's page shows, read for one officer at one counter."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Counter, Mall, Queue
from satupintu.kernel import live
from satupintu.queueing import alarms, devices, service as queueing
from satupintu.queueing.away import away
from satupintu.queueing.usual import usual_minutes
from satupintu.web.counter import page, work
from satupintu.web.requests import SignedIn
from satupintu.web.visit.advice import advice_of

KEYS_OFF = "counter_keys_off"
# Panels of the right column that a link may open.
PANELS = ("work", "hold", "transfer", "break", "keys", "queues", "alarm", "pay")
BREAKS = (5, 10, 15, 30, 60)
# Of a longer line the page draws the beginning; who wants to see it all asks.
MOST_DRAWN = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where the officer sits, and what time it is there.

    Devices live in real time (`real`), whatever the hall's clock shows.
    """

    session: queueing.SessionView
    mall: Mall
    counter: Counter
    now: datetime
    real: datetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a refused press answers: a sentence, and what was typed where."""

    sentence: str = ""
    status: int = 200
    panel: str = ""
    errors: Mapping[str, object] = field(default_factory=dict)
    typed: Mapping[str, object] = field(default_factory=dict)


def place_of(request: SignedIn) -> Place | None:
    """The counter at which the signed-in officer sits; None if at none."""
    session = queueing.session_of(actor=request.actor)
    if session is None:
        return None
    mall = catalogue.mall(session.mall)
    return Place(
        session=session,
        mall=mall,
        counter=mall.counter(session.counter),
        now=queueing.hall_time(mall=mall.code, now=request.now),
        real=request.now,
        time_zone=catalogue.pack().time_zone,
    )


def show_desk(
    request: SignedIn, place: Place, said: Said | None = None
) -> HttpResponse:
    """The whole page, with the panel that was asked for."""
    said = said or Said()
    panel = said.panel or request.GET.get("panel", "work")
    context = live_context(request, place) | {
        "panel": panel if panel in PANELS else "work",
        "said": said,
        "errors": said.errors,
        "typed": said.typed,
        "breaks": BREAKS,
        "keys_on": not request.session.get(KEYS_OFF, False),
        "live_url": live.address(f"hall:{place.mall.code}"),
        "queues": _transfer_groups(place) if panel == "transfer" else [],
        "own_queues": own_queues(place.mall, place.counter, request),
        "found": _found(request, place),
        "work": work.of_visitor(request, place),
    }
    return render(request, "counter/desk.html", context, status=said.status)


def live_context(request: SignedIn, place: Place) -> dict[str, object]:
    """What changes by itself: the list, the visitor, alarms; also as a fragment."""
    session, mall, now = place.session, place.mall, place.now
    queues = [mall.queue(code) for code in session.queues]
    return _line(request, place) | {
        "place": place,
        "session": session,
        "mall": mall,
        "counter": place.counter,
        "zone": mall.zone(place.counter.zone),
        "now": now,
        "clock": page.clock(now, place.time_zone),
        # One press of a button; every rendered page has its own.
        "key": uuid.uuid4().hex,
        "promises": sorted({queue.promise for queue in queues}),
        "order": page.order_words(mall, session),
        "away": away(mall=mall.code, queues=session.queues, now=now),
        "current": _current(place),
        "break_until": session.break_until
        and page.clock(session.break_until, place.time_zone),
        "break_from": session.break_from
        and page.clock(session.break_from, place.time_zone),
        "alarms": _alarms(place),
        "work_state": work.state_of(request, place),
        "display": _display(place),
    }


def _line(request: SignedIn, place: Place) -> dict[str, object]:
    """Who waits: the first, or all if asked for (`?all`), and how many there are."""
    mall, queues, now = place.mall, place.session.queues, place.now
    is_whole = "all" in request.GET
    most = None if is_whole else MOST_DRAWN
    waiting = queueing.waiting(mall=mall.code, queues=queues, now=now, most=most)
    count = len(waiting)
    if count == most:
        count = queueing.count_waiting(mall=mall.code, queues=queues, now=now)
    return {
        "rows": page.rows(mall, waiting, place.time_zone),
        "count": count,
        "more": count - len(waiting),
        "is_whole": is_whole,
    }


def own_queues(mall: Mall, counter: Counter, request: SignedIn) -> list[Queue]:
    """The counter's queues that this officer may serve."""
    mine = request.actor.agencies
    queues = [mall.queue(code) for code in counter.queues]
    return [queue for queue in queues if queue.agency in mine]


def _current(place: Place) -> page.Current | None:
    serving = place.session.current
    if serving is None:
        return None
    queue = place.mall.queue(serving.stop.queue)
    usual = usual_minutes(mall=place.mall.code, queue=queue, errand=serving.stop.errand)
    advice = advice_of(place.mall, serving.visit, place.now)
    return page.current(
        place.mall,
        serving,
        now=place.now,
        usual=usual,
        forecasts=queueing.queue_forecasts(mall=place.mall.code),
        zone=place.time_zone,
        advised=advice.stop.id if advice else None,
    )


def _alarms(place: Place) -> list[dict[str, object]]:
    """Open alarms of the mall, in words for every counter."""
    found = []
    for alarm in alarms.open_alarms(mall=place.mall.code, now=place.now):
        here = alarm.place == place.counter.code
        label = next(
            (c.label for c in place.mall.counters if c.code == alarm.place), alarm.place
        )
        at = page.clock(alarm.at, place.time_zone)
        found.append({"alarm": alarm, "here": here, "label": label, "at": at})
    return found


def _display(place: Place) -> bool | None:
    """Whether the zone's display is heard from; None if it has none."""
    found = [
        device
        for device in devices.devices(mall=place.mall.code, now=place.real)
        if device.kind == "tv" and device.zone == place.counter.zone
    ]
    return any(not device.silent for device in found) if found else None


def _transfer_groups(place: Place) -> list[tuple[Queue, queueing.Status | None, str]]:
    """Every queue to which a visitor may be sent, with how long one waits there."""
    known = queueing.statuses(mall=place.mall, now=place.now)
    forecasts = queueing.queue_forecasts(mall=place.mall.code)
    groups = []
    for queue in place.mall.queues:
        forecast = forecasts.get(queue.code)
        wait = f"{forecast.low}–{forecast.high}" if forecast else ""
        groups.append((queue, known.get(queue.code), wait))
    return groups


def _found(request: SignedIn, place: Place) -> dict[str, object] | None:
    """The number that was looked for, and what may be done with it."""
    number = request.GET.get("find", "").strip()[:12]
    if not number:
        return None
    visit = queueing.find_visit(mall=place.mall.code, number=number, now=place.now)
    if visit is None:
        return {"number": number, "visit": None}
    stop = visit.current or (visit.stops[-1] if visit.stops else None)
    missed = next((s for s in visit.stops if s.state == "no_show"), None)
    stop = stop if stop and not stop.is_over else missed or stop
    mine = stop is not None and stop.queue in place.session.queues
    free = place.session.current is None and place.session.break_from is None
    states = ("waiting", "on_hold", "no_show", "planned")
    return {
        "number": visit.number,
        "visit": visit,
        "stop": stop,
        "errand": page.errand_title(place.mall, stop) if stop else "",
        "can_call": mine and free and stop is not None and stop.state in states,
        "can_return": stop is not None and stop.state in ("on_hold", "no_show"),
    }
