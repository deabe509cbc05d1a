"""The buttons of the desk: each a form that works without a script.

A form carries the session and the visitor that its page shows, and the key of
this one press. What cannot be done answers with the fresh desk and a sentence.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from satupintu.journeys import assisted
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotFound, Refused
from satupintu.queueing import alarms, service as queueing
from satupintu.web.counter.desk import Said, place_of, show_desk
from satupintu.web.guards import P, View, staff_required
from satupintu.web.requests import SignedIn

# Panels that a refused press opens again, with what was typed.
_PANELS = {"hold": "hold", "transfer": "transfer"}


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button at a counter, as it was sent; `now` by its clock."""

    seat: queueing.Seat
    session_id: uuid.UUID
    stop_id: uuid.UUID
    key: str
    actor: Actor
    sent: Mapping[str, str]

    @property
    def now(self) -> datetime:
        return self.seat.now


Act = Callable[[Press], str]
Seated = Callable[Concatenate[SignedIn, queueing.Seat, P], HttpResponseBase]


def at_counter(view: Seated[P]) -> View[P]:
    """A POST of somebody who sits at a counter; refusals show the desk again.

    A press is answered with the way to the desk, which reads what it shows: here
    only the seat is asked for.
    """

    @require_POST
    @staff_required()
    @wraps(view)
    def pressed(
        request: SignedIn, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        seat = queueing.seat_of(actor=request.actor, now=request.now)
        if seat is None:
            messages.error(request, _("You are signed in at no counter."))
            return redirect("counter")
        try:
            return view(request, seat, *args, **kwargs)
        except Refused as refused:
            return _refused(request, refused, str(kwargs.get("action", "")))

    return pressed


@at_counter
def act(request: SignedIn, seat: queueing.Seat, action: str) -> HttpResponse:
    """One of the actions of `ACTS`, by the name in the address."""
    do = ACTS.get(action)
    if do is None:
        raise NotFound(_("There is no such button."))
    press = _press(request, seat)
    said = do(press)
    assisted.end_if_gone(actor=request.actor, why=action, now=request.now)
    if said:
        messages.info(request, said)
    return redirect("counter")


@at_counter
def close(request: SignedIn, seat: queueing.Seat) -> HttpResponse:
    """Sign out of the counter."""
    press = _press(request, seat)
    queueing.close_counter(
        session_id=press.session_id, actor=press.actor, now=press.now
    )
    assisted.end_if_gone(actor=request.actor, why="close", now=request.now)
    messages.success(request, _("You are signed out of the counter."))
    return redirect("counter")


@at_counter
def begin_break(request: SignedIn, seat: queueing.Seat) -> HttpResponse:
    """Take a break, with or without a planned end."""
    press = _press(request, seat)
    minutes = press.sent.get("minutes", "")
    queueing.begin_break(
        session_id=press.session_id,
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 4 else None,
        actor=press.actor,
        now=press.now,
    )
    assisted.end_if_gone(actor=request.actor, why="break", now=request.now)
    return redirect("counter")


@at_counter
def end_break(request: SignedIn, seat: queueing.Seat) -> HttpResponse:
    """Be back from a break."""
    press = _press(request, seat)
    queueing.end_break(session_id=press.session_id, actor=press.actor, now=press.now)
    return redirect("counter")


@at_counter
def queues(request: SignedIn, seat: queueing.Seat) -> HttpResponse:
    """Serve other queues of this counter from now on."""
    press = _press(request, seat)
    queueing.change_queues(
        session_id=press.session_id,
        queues=request.POST.getlist("queue"),
        actor=press.actor,
        now=press.now,
    )
    messages.success(request, _("Your queues are changed."))
    return redirect("counter")


@at_counter
def bring_back(request: SignedIn, seat: queueing.Seat) -> HttpResponse:
    """A held or missed number returns to its line."""
    press = _press(request, seat)
    back = queueing.bring_back(
        mall=seat.mall,
        number=press.sent.get("number", ""),
        key=press.key,
        actor=press.actor,
        now=press.now,
    )
    messages.success(
        request,
        _("%(number)s is back in line, near the front.")
        % {"number": back.visit.number},
    )
    return redirect("counter")


@at_counter
def alarm(request: SignedIn, seat: queueing.Seat) -> HttpResponse:
    """Call for help in silence; the first press only asks."""
    press = _press(request, seat)
    if press.sent.get("sure") != "yes":
        return _show(request, Said(panel="alarm"))
    alarms.raise_alarm(
        mall=seat.mall,
        kind="emergency",
        place=seat.counter,
        by=request.actor.name,
        now=press.now,
    )
    return redirect("counter")


@at_counter
def come(request: SignedIn, seat: queueing.Seat, alarm_id: uuid.UUID) -> HttpResponse:
    """Say that one is on the way to somebody who called for help."""
    alarms.accept_alarm(alarm_id=alarm_id, actor=request.actor, now=seat.now)
    return redirect("counter")


def _press(request: SignedIn, seat: queueing.Seat) -> Press:
    sent = {name: str(value) for name, value in request.POST.items()}
    key = sent.get("key", "")[:40]
    if not key:
        raise Invalid(_("Your page is out of date. Look again, then press."))
    return Press(
        seat=seat,
        session_id=_uuid(sent.get("session", "")),
        stop_id=_uuid(sent.get("stop", "")),
        key=key,
        actor=request.actor,
        sent=sent,
    )


def _uuid(value: str) -> uuid.UUID:
    """An id that is nobody's for what is no id."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.UUID(int=0)


def _refused(request: SignedIn, refused: Refused, action: str) -> HttpResponse:
    fields = refused.fields if isinstance(refused, Invalid) else {}
    said = Said(
        sentence=refused.sentence,
        status=refused.status,
        panel=_PANELS.get(action, ""),
        errors=fields,
        typed=request.POST.dict(),
    )
    return _show(request, said)


def _show(request: SignedIn, said: Said) -> HttpResponse:
    """The desk as it is now; who sits at none any more chooses one."""
    place = place_of(request)
    if place is not None:
        return show_desk(request, place, said)
    messages.error(request, said.sentence or _("You are signed in at no counter."))
    return redirect("counter")


def _next(press: Press) -> str:
    """Finish whom the page shows, if anybody, and call whoever is next."""
    finishing = press.stop_id if press.stop_id.int else None
    called = queueing.call_next(
        session_id=press.session_id,
        key=f"{press.key}:next",
        actor=press.actor,
        now=press.now,
        finishing=finishing,
    )
    return "" if called else _("Nobody is waiting for your queues now.")


def _call(press: Press) -> str:
    queueing.call_this(
        session_id=press.session_id,
        stop_id=press.stop_id,
        key=f"{press.key}:{press.stop_id.hex[-12:]}",
        actor=press.actor,
        now=press.now,
    )
    return ""


def _simple(name: str, do: Callable[..., queueing.Serving]) -> Act:
    def pressed(press: Press) -> str:
        do(
            session_id=press.session_id,
            stop_id=press.stop_id,
            key=f"{press.key}:{name}",
            actor=press.actor,
            now=press.now,
            **_MORE.get(name, _nothing)(press),
        )
        return ""

    return pressed


def _nothing(press: Press) -> dict[str, object]:
    return {}


def _hold_fields(press: Press) -> dict[str, object]:
    other = press.sent.get("other", "").strip()
    return {
        "reason": other or press.sent.get("reason", ""),
        "only_here": "only_here" in press.sent,
    }


def _transfer_fields(press: Press) -> dict[str, object]:
    queue, _sign, errand = press.sent.get("to", "").partition("/")
    return {"queue": queue, "errand": errand}


def _errand_fields(press: Press) -> dict[str, object]:
    chosen = _uuid(press.sent.get("chosen", ""))
    return {"chosen": chosen if chosen.int else None}


_MORE: dict[str, Callable[[Press], dict[str, object]]] = {
    "hold": _hold_fields,
    "transfer": _transfer_fields,
    "errand": _errand_fields,
}
ACTS: dict[str, Act] = {
    "next": _next,
    "call": _call,
    "recall": _simple("recall", queueing.recall),
    "start": _simple("start", queueing.start),
    "hold": _simple("hold", queueing.hold),
    "finish": _simple("finish", queueing.finish),
    "errand": _simple("errand", queueing.next_errand),
    "transfer": _simple("transfer", queueing.transfer),
    "no-show": _simple("no-show", queueing.no_show),
}
