"""Helping a promise that is at risk: call the officer back, tell the citizen."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from satupintu.courier import service as courier
from satupintu.courier.service import DelayTold, HomeVisitView
from satupintu.journeys.home_delays import delay_words
from satupintu.journeys.home_links import send_link
from satupintu.kernel.errors import Invalid
from satupintu.web.dispatch.place import Here, id_of
from satupintu.web.dispatch.words import clock
from satupintu.web.requests import SignedIn

# What a dispatcher may choose; that another officer comes is said by itself.
CHOSEN = ("late", "rain", "traffic", "officer")


def reasons_for(place: Here, visit: HomeVisitView) -> list[tuple[str, str]]:
    """Why we come later, in words; the one that is probably true first."""
    shift = next((r.shift for r in place.routes if r.shift.id == visit.shift_id), None)
    probable = "late"
    if visit.officer is None or visit.arrives_at is None:
        probable = "officer"
    elif shift and shift.paused_until and shift.paused_until > place.now:
        probable = "rain"
    codes = sorted(CHOSEN, key=lambda code: code != probable)
    return [(code, delay_words(code).capitalize()) for code in codes]


def told_words(told: DelayTold | None) -> str:
    """`told at 10:41`; empty where nothing was told, or something else since."""
    if told is None or not told.holds:
        return ""
    return _("told at %(time)s") % {"time": clock(told.at)}


def told_to(visits: Sequence[HomeVisitView]) -> Mapping[uuid.UUID, DelayTold]:
    """What these citizens were told last."""
    return courier.delays_told(visits=visits)


def tell(request: SignedIn, place: Here) -> str:
    """The citizen gets a letter: when somebody comes now, and why."""
    visit = courier.visit_by_id(visit_id=_visit(request), now=request.now)
    told = courier.tell_delay(
        visit_id=visit.id,
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        now=request.now,
    )
    values = {"name": visit.name, "time": clock(told.at)}
    if told.arrives_at is None:
        said = _("%(name)s was told at %(time)s that nobody can come in time yet.")
        return said % values
    values["comes"] = clock(told.arrives_at)
    return _("%(name)s was told at %(time)s: about %(comes)s, and why.") % values


def release(request: SignedIn, place: Here) -> str:
    """The officer rides elsewhere; the visit can be moved as any other."""
    visit = courier.visit_by_id(visit_id=_visit(request), now=request.now)
    courier.release_visit(visit_id=visit.id, actor=request.actor, now=request.now)
    officer = visit.officer.name if visit.officer else _("The officer")
    return _(
        "%(officer)s is called back and does not ride to %(name)s. Give the visit to "
        "somebody, or agree on another time."
    ) % {"officer": officer, "name": visit.name}


def send_again(request: SignedIn, place: Here) -> str:
    """The citizen's page, to the citizen."""
    name = send_link(visit_id=_visit(request), actor=request.actor, now=request.now)
    return _("%(name)s gets the link to the visit's page again.") % {"name": name}


def _visit(request: SignedIn) -> uuid.UUID:
    found = id_of(request.POST.get("visit", ""))
    if found is None:
        raise Invalid(_("Choose one of those shown."))
    return found
