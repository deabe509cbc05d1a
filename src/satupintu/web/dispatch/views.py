"""The dispatcher's page of a day, its part that changes, and what a drag would do."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.planrows import topic_of
from satupintu.kernel import live
from satupintu.kernel.errors import Invalid, Refused
from satupintu.kernel.ids import uuid7
from satupintu.web.dispatch import head
from satupintu.web.dispatch.board import board_of
from satupintu.web.dispatch.place import Here, here, id_of, query_of, refuse_others
from satupintu.web.dispatch.placing import (
    BEST,
    spots_of,
    verdict_words,
    weigh,
)
from satupintu.web.dispatch.undo import undo_of
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn


@require_safe
@staff_required()
def day(request: SignedIn) -> HttpResponseBase:
    """`?day=2026-11-25&officer=…&visit=…`: all of it optional."""
    place = here(request)
    context = (
        _context(request, place)
        | head.of(place)
        | {
            "stream": live.address(topic_of(place.day)),
            "fragment": f"{reverse('dispatch-now')}?{_query(place)}",
        }
    )
    return render(request, "dispatch/day.html", context)


@require_safe
@staff_required()
def now(request: SignedIn) -> HttpResponse:
    """The inside of the page, which it fetches again when the plan has changed."""
    return render(request, "dispatch/board.html", _context(request, here(request)))


@require_GET
@staff_required()
def what_if(request: SignedIn) -> HttpResponseBase:
    """Whether a visit fits behind another one of a shift, and what it costs.

    `?visit=…&shift=…&after=…` (an id, `first` or `best`) answers `{"feasible",
    "words": [sentence], "riding": seconds}`; a refusal is words, too.
    """
    refuse_others(request)
    visit, shift = (id_of(request.GET.get(name, "")) for name in ("visit", "shift"))
    try:
        if visit is None or shift is None:
            raise Invalid(_("Choose an officer and a place in the day."))
        spot = (shift, request.GET.get("after", BEST))
        _position, verdict = weigh(visit, spot, request.now)
    except Refused as error:
        words = [error.sentence]
        return JsonResponse({"feasible": False, "words": words, "riding": 0})
    return JsonResponse(
        {
            "feasible": verdict.feasible,
            "words": verdict_words(verdict),
            "riding": verdict.riding,
        }
    )


def _context(request: SignedIn, place: Here) -> dict[str, object]:
    board = board_of(place, harder=request.GET.get("look") == "harder")
    chosen = board.chosen
    movable = chosen.visit if chosen and chosen.moves else None
    if chosen is not None:
        courier.note_looks(
            visit_ids=[chosen.visit.id], actor=request.actor, now=request.now
        )
    return {
        "place": place,
        "board": board,
        "spots": spots_of(place.plan, movable) if movable else [],
        "undo": undo_of(request, place),
        "key": str(uuid7()),
        "home": catalogue.home_visits(),
        "can_search": courier.dispatches(request.actor),
    }


def _query(place: Here) -> str:
    return query_of(place.day, shift=place.shift_id, visit=place.visit_id)
