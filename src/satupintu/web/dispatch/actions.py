"""What a dispatcher does about a day. Every act answers with a sentence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from satupintu.courier import service as courier
from satupintu.courier.service import Upset
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.dispatch import helping, linking, placing
from satupintu.web.dispatch.head import PAUSES, SECONDS
from satupintu.web.dispatch.place import (
    YEARS,
    Here,
    day_of,
    id_of,
    page_of,
    refuse_others,
)
from satupintu.web.dispatch.proposing import propose_better
from satupintu.web.dispatch.undo import forget_undo, keep_undo, undo_of
from satupintu.web.dispatch.words import clock, riding_words
from satupintu.web.guards import safe_next, staff_required
from satupintu.web.requests import SignedIn

# After an upset one waits for the first better plan this long: seconds.
FIRST_LOOK = 1.5
Act = Callable[[SignedIn, Here], str]


@require_POST
@staff_required()
def act(request: SignedIn) -> HttpResponseBase:
    """Do what the pressed button says, and show the day as it is then."""
    refuse_others(request)
    place = _place(request)
    do = _ACTS.get(request.POST.get("do", ""))
    try:
        if do is None:
            raise Invalid(_("Choose one of the buttons."))
        messages.success(request, do(request, place))
    except Refused as error:
        messages.error(request, error.sentence)
    fallback = page_of(place.day)
    return redirect(safe_next(request, request.POST.get("next"), fallback))


def _place(request: SignedIn) -> Here:
    day = day_of(request.POST.get("day", ""), request.now)
    plan = courier.day_plan(day=day, now=request.now)
    return Here(day, request.now, request.actor, plan, None, None)


def _away(request: SignedIn, place: Here) -> str:
    """First what is true at once, then a look for something better."""
    shift_id, reason = _id(request, "shift"), _words(request, "reason")
    done = courier.officer_away(
        shift_id=shift_id,
        reason=reason or _("ill"),
        actor=request.actor,
        now=request.now,
    )
    forget_undo(request)
    name = _officer(place, shift_id)
    why = f"{name}: {reason or _('ill')}"
    better = propose_better(place.day, why, FIRST_LOOK, request)
    said = _("%(name)s does not ride.") % {"name": name}
    return " ".join([said, *_became(done), better])


def _back(request: SignedIn, place: Here) -> str:
    shift_id = _id(request, "shift")
    done = courier.bring_back(shift_id=shift_id, actor=request.actor, now=request.now)
    said = _("%(name)s rides again.") % {"name": _officer(place, shift_id)}
    return " ".join([said, *_became(done)])


def _pause(request: SignedIn, place: Here) -> str:
    """`who`: `all`, `base/<code>` or `shift/<id>`; `minutes` from now."""
    kind, _slash, name = request.POST.get("who", "").partition("/")
    shift = id_of(name) if kind == "shift" else None
    if kind not in ("all", "base", "shift") or (kind == "shift" and shift is None):
        raise Invalid(_("Choose whose riding is to pause."))
    until = _until(request)
    done = courier.pause_riding(
        shift_ids=(shift,) if shift else (),
        base=name if kind == "base" else "",
        until=until,
        reason=_words(request, "reason") or _("rain"),
        actor=request.actor,
        now=request.now,
    )
    said = _("Nobody of them rides until %(time)s.") % {"time": clock(until)}
    return " ".join([said, *_became(done)])


def _until(request: SignedIn) -> datetime:
    minutes = request.POST.get("minutes", "")
    chosen = next((each for each in PAUSES if minutes == str(each)), None)
    if chosen is None:
        raise Invalid(_("Choose until when."))
    return request.now + timedelta(minutes=chosen)


def _lock(request: SignedIn, place: Here) -> str:
    visit = courier.lock_stop(
        visit_id=_id(request, "visit"), actor=request.actor, now=request.now
    )
    said = _("%(name)s is fixed: no plan moves this visit.")
    return said % {"name": visit.name}


def _unlock(request: SignedIn, place: Here) -> str:
    visit = courier.unlock_stop(
        visit_id=_id(request, "visit"), actor=request.actor, now=request.now
    )
    return _("%(name)s may be moved by plans again.") % {"name": visit.name}


def _put(request: SignedIn, place: Here) -> str:
    visit_id = _id(request, "visit")
    spot = placing.read_spot(request.POST.get("spot", ""))
    was = placing.before_of(place.plan, visit_id)
    was_locked = any(
        stop.locked
        for route in place.plan.routes
        for stop in route.stops
        if stop.visit and stop.visit.id == visit_id
    )
    with transaction.atomic():
        said = _place_at(request, place, visit_id, spot)
    if was != spot and not request.POST.get("release"):
        keep_undo(request, place, visit_id, was, was_locked)
    return said


def _place_at(
    request: SignedIn, place: Here, visit_id: uuid.UUID, spot: tuple[uuid.UUID, str]
) -> str:
    position, _verdict = placing.weigh(visit_id, spot, request.now)
    is_ridden_to = bool(request.POST.get("release"))
    done = courier.place_visit(
        visit_id=visit_id,
        shift_id=spot[0],
        position=position,
        key=request.POST.get("key", "")[:80],
        release=is_ridden_to,
        actor=request.actor,
        now=request.now,
    )
    visit = place.visits.get(visit_id)
    said = _("%(name)s is now with %(officer)s: %(cost)s.") % {
        "name": visit.name if visit else _("The visit"),
        "officer": _officer(place, spot[0]),
        "cost": riding_words(done.riding),
    }
    if is_ridden_to:
        told = courier.tell_delay(
            visit_id=visit_id, reason="other", actor=request.actor, now=request.now
        )
        also = _("The citizen was told at %(time)s who comes, and when.")
        said = f"{said} {also % {'time': clock(told.at)}}"
    if visit is not None and visit.link is not None and visit.shift_id != spot[0]:
        along = _("%(name)s goes along: they are linked.")
        said = f"{said} {along % {'name': visit.link.name}}"
    return said


def _undo(request: SignedIn, place: Here) -> str:
    kept = undo_of(request, place)
    if kept is None:
        raise placing.PlanMoved(_("There is nothing to take back any more."))
    visit_id, actor, now = kept.visit_id, request.actor, request.now
    with transaction.atomic():
        # What was placed by hand is fixed; a plan without it is looked at anew.
        courier.unlock_stop(visit_id=visit_id, actor=actor, now=now)
        fresh = replace(place, plan=courier.day_plan(day=place.day, now=place.now))
        said = _place_at(request, fresh, visit_id, kept.spot)
        if not kept.was_locked:
            courier.unlock_stop(visit_id=visit_id, actor=actor, now=now)
    forget_undo(request)
    return _("Taken back. %(said)s") % {"said": said}


def _agreed(request: SignedIn, place: Here) -> str:
    """Promise the window that the citizen has agreed to on the phone.

    A letter says so too, with the link to choose another one.
    """
    visit_id = _id(request, "visit")
    visit = courier.visit_by_id(visit_id=visit_id, now=request.now)
    from_at, until_at = _moment(request, "from"), _moment(request, "until")
    moved = courier.move_visit(
        token=visit.token,
        from_at=from_at,
        until_at=until_at,
        key=request.POST.get("key", "")[:80],
        reason=_("agreed on the phone"),
        actor=request.actor,
        now=request.now,
    )
    values = {"name": moved.name, "from": clock(from_at), "until": clock(until_at)}
    said = _(
        "%(name)s has %(from)s–%(until)s now, and gets a letter with a link to choose "
        "another time."
    )
    return said % values


def _better(request: SignedIn, place: Here) -> str:
    seconds = request.POST.get("seconds", "")
    chosen = next((each for each in SECONDS if seconds == str(each)), SECONDS[0])
    return propose_better(place.day, _("a better plan"), float(chosen), request)


def _settle(request: SignedIn, place: Here) -> str:
    courier.settle_conflict(
        report_id=_id(request, "report"), actor=request.actor, now=request.now
    )
    return _("Settled.")


_ACTS: Mapping[str, Act] = {
    "away": _away,
    "back": _back,
    "pause": _pause,
    "lock": _lock,
    "unlock": _unlock,
    "link": linking.link,
    "unlink": linking.unlink,
    "place": _put,
    "undo": _undo,
    "agreed": _agreed,
    "better": _better,
    "settle": _settle,
    "tell": helping.tell,
    "release": helping.release,
    "link-again": helping.send_again,
}


def _became(upset: Upset) -> list[str]:
    """What became of the visits, in sentences."""
    moved, stranded = len(upset.moved), len(upset.stranded)
    words = ngettext("%(n)s visit was moved.", "%(n)s visits were moved.", moved)
    found = [words % {"n": moved}] if moved else []
    if stranded:
        words = ngettext(
            "%(n)s promise is at risk: see the list.",
            "%(n)s promises are at risk: see the list.",
            stranded,
        )
        found.append(words % {"n": stranded})
    return found or [_("All promises are kept.")]


def _officer(place: Here, shift_id: uuid.UUID) -> str:
    for route in place.plan.routes:
        if route.shift.id == shift_id:
            return route.officer.name
    return _("The officer")


def _id(request: SignedIn, name: str) -> uuid.UUID:
    found = id_of(request.POST.get(name, ""))
    if found is None:
        raise Invalid(_("Choose one of those shown."))
    return found


def _words(request: SignedIn, name: str) -> str:
    return request.POST.get(name, "").strip()[:120]


def _moment(request: SignedIn, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Invalid(_("Choose one of the windows shown.")) from None
    if found.tzinfo is None or found.year not in YEARS:
        raise Invalid(_("Choose one of the windows shown."))
    return found
