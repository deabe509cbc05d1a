"""Many visits to another day at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.kernel.errors import Invalid, Refused
from satupintu.kernel.ids import uuid7
from satupintu.web.dispatch import head
from satupintu.web.dispatch.place import Here, day_of, here, id_of, query_of
from satupintu.web.dispatch.words import day_words, place_words, window_words
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

MOST = 200
LOOKED_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Line:
    """A visit that can be moved."""

    visit: HomeVisitView
    window: str
    place: str
    officer: str
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def move(request: SignedIn) -> HttpResponseBase:
    """Choose visits and a day; what does not fit there stays where it is."""
    place = here(request)
    if request.method == "POST":
        try:
            _move(request)
        except Refused as error:
            messages.error(request, error.sentence)
        return redirect(f"{reverse('dispatch-move')}?{query_of(place.day)}")
    context = head.of(place) | {
        "place": place,
        "lines": _lines(place),
        "days": _days(place),
        "key": str(uuid7()),
    }
    return render(request, "dispatch/move.html", context)


def _move(request: SignedIn) -> None:
    ids = [id_of(each) for each in request.POST.getlist("visit")[:MOST]]
    chosen = [each for each in ids if each is not None]
    if not chosen:
        raise Invalid(_("Choose the visits that are to move."))
    day = day_of(request.POST.get("to", ""), request.now)
    if not catalogue.home_windows(day):
        raise Invalid(_("Nobody rides on this day. Choose another one."))
    done = courier.move_many(
        visit_ids=chosen,
        day=day,
        reason=request.POST.get("reason", "").strip()[:120],
        key=request.POST.get("key", "")[:80],
        actor=request.actor,
        now=request.now,
    )
    if done.moved:
        words = ngettext(
            "%(n)s visit is on %(day)s now; the citizen gets a letter.",
            "%(n)s visits are on %(day)s now; the citizens get letters.",
            len(done.moved),
        )
        values = {"n": len(done.moved), "day": day_words(day)}
        messages.success(request, words % values)
    if done.stuck:
        names = ", ".join(visit.name for visit in done.stuck)
        said = _("No room on %(day)s, so nothing changed for: %(names)s.")
        messages.error(request, said % {"day": day_words(day), "names": names})


def _lines(place: Here) -> list[Line]:
    """By window, then by officer; those of the chosen officer are ticked."""
    wanted = place.shift_id
    visits = [v for v in place.visits.values() if v.state == "booked"]
    lines = [
        Line(
            visit=visit,
            window=window_words(visit),
            place=place_words(visit),
            officer=visit.officer.name if visit.officer and visit.arrives_at else "",
            is_chosen=wanted is not None and visit.shift_id == wanted,
        )
        for visit in visits
    ]
    return sorted(lines, key=lambda line: (line.window, line.officer, line.visit.name))


def _days(place: Here) -> list[tuple[str, str]]:
    """The next days on which somebody rides."""
    ahead = [place.day + timedelta(days=n) for n in range(1, LOOKED_AHEAD)]
    open_ = [day for day in ahead if catalogue.home_windows(day)]
    return [(day.isoformat(), day_words(day)) for day in open_]
