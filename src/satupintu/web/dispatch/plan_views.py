"""Two plans beside each other before one is published."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satupintu.courier import service as courier
from satupintu.courier.service import Change, HomeVisitView, ProposalView
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.dispatch import head
from satupintu.web.dispatch.place import Here, here, page_of
from satupintu.web.dispatch.plans import routes_of
from satupintu.web.dispatch.proposing import propose_better, summary_words
from satupintu.web.dispatch.timeline import timeline_of
from satupintu.web.dispatch.words import window_words
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit that the proposal changes; `told_at` is what its citizen was told."""

    change: Change
    window: str
    told_at: datetime | None
    minutes: int | None
    breaks: bool

    @property
    def other_officer(self) -> bool:
        return self.change.officer_before != self.change.officer_after


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def compare(request: SignedIn, proposal_id: uuid.UUID) -> HttpResponseBase:
    """Today's plan beside the proposal; publish it, drop it, or ask for a new one."""
    place = here(request)
    proposal = _proposal(place, proposal_id, request)
    place = replace(
        place,
        day=proposal.day,
        plan=courier.day_plan(day=proposal.day, now=request.now),
    )
    if request.method == "POST":
        return _decide(request, place, proposal)
    changes = courier.compare(proposal_id=proposal.id, now=request.now)
    changed = {change.visit_id for change in changes}
    context = head.of(place) | {
        "place": place,
        "proposal": proposal,
        "before": timeline_of(place, changed=changed),
        "then": timeline_of(place, routes_of(place, proposal), changed),
        "changes": [_moved(place, c) for c in changes if not _is_behind(c, place)],
        "words": summary_words(proposal.summary),
        "back": page_of(place.day),
    }
    return render(request, "dispatch/compare.html", context)


def _decide(request: SignedIn, place: Here, proposal: ProposalView) -> HttpResponseBase:
    actor, now = request.actor, request.now
    do = request.POST.get("do", "")
    try:
        if do == "publish":
            said = _publish(request, proposal)
        elif do == "drop":
            courier.drop_proposal(proposal_id=proposal.id, actor=actor, now=now)
            said = _("The other plan was put aside.")
        else:
            raise Invalid(_("Choose one of the buttons."))
        messages.success(request, said)
    except Refused as error:
        messages.error(request, error.sentence)
    return redirect(page_of(place.day))


def _publish(request: SignedIn, proposal: ProposalView) -> str:
    """If the day has gone too far for it, another one is made of the day as it is."""
    actor, now = request.actor, request.now
    try:
        courier.publish_proposal(proposal_id=proposal.id, actor=actor, now=now)
    except courier.ProposalOld:
        if proposal.dropped_at is not None:
            raise
        courier.drop_proposal(proposal_id=proposal.id, actor=actor, now=now)
        better = propose_better(proposal.day, proposal.reason, head.SECONDS[0], request)
        said = _("By what happened since, that plan would break promises. %(better)s")
        return said % {"better": better}
    return _("The plan is published. Whose time has moved is told.")


def _proposal(place: Here, proposal_id: uuid.UUID, request: SignedIn) -> ProposalView:
    """From the day of the address, else from whichever day it is of."""
    for each in courier.proposals(day=place.day, limit=200):
        if each.id == proposal_id:
            return each
    raise courier.NoSuchProposal


def _is_behind(change: Change, place: Here) -> bool:
    """A stop of before now, whose phone has told nothing yet: no plan moves it."""
    at = change.at_before
    return change.at_after is None and at is not None and at <= place.now


def _moved(place: Here, change: Change) -> Moved:
    visit: HomeVisitView | None = place.visits.get(change.visit_id)
    minutes = None
    if change.at_before is not None and change.at_after is not None:
        seconds = (change.at_after - change.at_before).total_seconds()
        minutes = round(seconds / 60)
    until = visit.until_at if visit else None
    at = change.at_after
    return Moved(
        change=change,
        window=window_words(visit) if visit else "",
        told_at=visit.told_at if visit else None,
        minutes=minutes,
        breaks=at is None or (until is not None and at > until),
    )
