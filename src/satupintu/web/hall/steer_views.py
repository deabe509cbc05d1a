"""What a manager does about the hall: outages, closed queues, messages, sign-outs.

One page with a form for each; a form that is refused is shown again with what was
typed. An agency's staff see here what they may: their own agency's outage.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satupintu.kernel.errors import Invalid, Refused
from satupintu.kernel.localized import text
from satupintu.queueing import (
    alarms,
    forced,
    notices,
    outages,
    service as queueing,
)
from satupintu.web.guards import staff_required
from satupintu.web.hall.board import Bell
from satupintu.web.hall.place import Here, agency_name, here, place_name
from satupintu.web.requests import SignedIn

# How long something is said to last: minutes.
SPANS = (15, 30, 60, 120, 240, 480)


@dataclass(frozen=True, slots=True)
class Problem:
    """A form that was refused: which one, what was typed, and what is wrong."""

    form: str
    sentence: str
    fields: Mapping[str, str]
    typed: QueryDict


@require_http_methods(["GET", "POST"])
@staff_required()
def steer(request: SignedIn, mall: str) -> HttpResponse:
    """Look at what was decided, and decide."""
    place = here(request, mall, managers_only=False)
    problem = None
    if request.method == "POST":
        problem = _try(request, place)
        if problem is None:
            return redirect("hall-steer", place.mall.code)
    context = _context(place) | {"problem": problem}
    status = 422 if problem else 200
    return render(request, "hall/steer.html", context, status=status)


def _try(request: SignedIn, place: Here) -> Problem | None:
    """Do what the form says; what is wrong with it otherwise."""
    form = request.POST.get("do", "")
    try:
        act = _ACTS.get(form)
        if act is None:
            raise Invalid(_("Choose one of the buttons."))
        messages.success(request, act(place, request.POST))
    except Refused as error:
        fields = error.fields if isinstance(error, Invalid) else {}
        said = {name: str(sentence) for name, sentence in fields.items()}
        return Problem(form, error.sentence, said, request.POST)
    return None


def _down(place: Here, post: QueryDict) -> str:
    outages.report_down(
        mall=place.mall.code,
        agency=post.get("agency", ""),
        reason=post.get("reason", ""),
        until=_until(place, post),
        actor=place.actor,
        now=place.now,
    )
    return _("Visitors are told, and the clocks of cases there stand still.")


def _up(place: Here, post: QueryDict) -> str:
    ended = outages.end_down(
        mall=place.mall.code,
        agency=post.get("agency", ""),
        actor=place.actor,
        now=place.now,
    )
    if ended is None:
        return _("That is over already: nobody reports this system as down.")
    return _("Back again: the queues and the clocks go on.")


def _close(place: Here, post: QueryDict) -> str:
    decide = outages.open_queue if post.get("kind") == "open" else outages.close_queue
    decide(
        mall=place.mall.code,
        queue=post.get("queue", ""),
        reason=post.get("reason", ""),
        until=_until(place, post),
        actor=place.actor,
        now=place.now,
    )
    return _("Done. Kiosks and phones show it.")


def _hours(place: Here, post: QueryDict) -> str:
    ended = outages.end_override(
        mall=place.mall.code,
        queue=post.get("queue", ""),
        actor=place.actor,
        now=place.now,
    )
    if ended is None:
        return _("The queue follows its hours already.")
    return _("The queue follows its hours again.")


def _say(place: Here, post: QueryDict) -> str:
    notices.say(
        mall=place.mall.code,
        queue=post.get("queue", ""),
        text={c: post.get(f"text_{c}", "") for c in place.mall.kiosk.languages},
        until=_until(place, post) or place.now + timedelta(hours=1),
        actor=place.actor,
        now=place.now,
    )
    return _("It is said on displays and phones.")


def _unsay(place: Here, post: QueryDict) -> str:
    notices.take_back(notice_id=_uuid(post, "notice"), actor=place.actor, now=place.now)
    return _("The message is taken back.")


def _sign_out(place: Here, post: QueryDict) -> str:
    forced.sign_out_forgotten(
        session_id=_uuid(post, "session"),
        reason=post.get("reason", ""),
        actor=place.actor,
        now=place.now,
    )
    return _("The counter is signed out.")


_ACTS: Mapping[str, Callable[[Here, QueryDict], str]] = {
    "down": _down,
    "up": _up,
    "close": _close,
    "hours": _hours,
    "say": _say,
    "unsay": _unsay,
    "sign_out": _sign_out,
}


def _until(place: Here, post: QueryDict) -> datetime | None:
    minutes = post.get("minutes", "")
    chosen = next((span for span in SPANS if minutes == str(span)), None)
    return place.now + timedelta(minutes=chosen) if chosen else None


def _uuid(post: QueryDict, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(post.get(name, ""))
    except ValueError:
        raise Invalid(_("Choose one of those shown.")) from None


def _context(place: Here) -> dict[str, object]:
    mall, now, names = place.mall, place.now, dict(settings.LANGUAGES)
    overrides = outages.open_overrides(mall=mall.code, now=now)
    mine = [a for a in place.agencies if place.is_manager or a in place.actor.agencies]
    down = {one.agency for one in overrides if one.kind == "down"}
    counters = queueing.counters(mall=mall.code, now=now) if place.is_manager else []
    return {
        "place": place,
        "spans": SPANS,
        "agencies": [(a, agency_name(a)) for a in mine if a not in down],
        "downs": [
            (one, agency_name(one.agency), one.agency in mine)
            for one in overrides
            if one.kind == "down"
        ],
        "queues": [(q.code, text(q.title)) for q in mall.queues],
        "decided": [
            (one, text(mall.queue(one.queue).title))
            for one in overrides
            if one.kind != "down"
        ],
        "notices": [
            (one, text(mall.queue(one.queue).title) if one.queue else "")
            for one in notices.all_notices(mall=mall.code, now=now)
        ],
        "languages": [
            (code, str(names.get(code, code))) for code in mall.kiosk.languages
        ],
        "sessions": [c for c in counters if c.session_id is not None],
        "bells": [
            Bell(
                one,
                place_name(mall, one.place),
                int((now - one.at).total_seconds() // 60),
            )
            for one in alarms.open_alarms(mall=mall.code, now=now)
        ],
    }
