"""The live hall, and calls for help in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.kernel import live
from satupintu.kernel.errors import NotAllowed, Refused
from satupintu.queueing import alarms, history, profiles, staffing
from satupintu.queueing.rights import manages
from satupintu.queueing.service import QueueView
from satupintu.queueing.teams import Team, team
from satupintu.web.guards import safe_next, staff_required
from satupintu.web.hall import board, charts
from satupintu.web.hall.figures import each_minute, figures_of
from satupintu.web.hall.hints import Hint, hint_of
from satupintu.web.hall.place import Here, here
from satupintu.web.requests import SignedIn

# For the band of the chart; the page for plans plays more.
FEW_RUNS = 16


@require_GET
@staff_required("manager")
def index(request: SignedIn) -> HttpResponse:
    """To the first mall that the manager runs."""
    for mall in catalogue.malls():
        if manages(request.actor, mall):
            return redirect("hall-now", mall.code)
    raise NotAllowed(
        _("Your agency has no queue in a mall here, so there is no hall to show.")
    )


@require_GET
@staff_required("manager")
def now(request: SignedIn, mall: str) -> HttpResponse:
    """Who waits where, who serves, what needs a human; kept up to date."""
    place = here(request, mall)
    context = _context(request, place) | {
        "stream": live.address(f"hall:{place.mall.code}"),
        "places": [(c.code, c.label) for c in place.mall.counters],
    }
    return render(request, "hall/now.html", context)


@require_GET
@staff_required("manager")
def fragment(request: SignedIn, mall: str) -> HttpResponse:
    """The inside of the live page, which it fetches again when something changed."""
    return render(request, "hall/board.html", _context(request, here(request, mall)))


@require_POST
@staff_required()
def alarm(request: SignedIn, mall: str) -> HttpResponse:
    """Raise, accept or clear an alarm; anybody of the mall's staff may."""
    place = here(request, mall, managers_only=False)
    try:
        said = _act(request, place, request.POST.get("do", ""))
        messages.success(request, said)
    except Refused as error:
        messages.error(request, error.sentence)
    back = request.POST.get("next")
    otherwise = reverse("hall-steer", args=[place.mall.code])
    return redirect(safe_next(request, back, otherwise))


def _act(request: SignedIn, place: Here, action: str) -> str:
    if action in ("raise", "drill"):
        alarms.raise_alarm(
            mall=place.mall.code,
            kind="emergency",
            place=request.POST.get("place", "").strip() or _("Control room"),
            by=request.actor.name,
            now=place.now,
            drill=action == "drill",
        )
        return _("Help was called.")
    acts: Mapping[str, tuple[Callable[..., object], str]] = {
        "accept": (alarms.accept_alarm, _("You are on the way.")),
        "clear": (alarms.clear_alarm, _("The alarm is cleared.")),
    }
    if action not in acts:
        raise alarms.BadAlarm(_("Choose one of the buttons."))
    act, said = acts[action]
    act(alarm_id=_uuid(request), actor=request.actor, now=place.now)
    return said


def _uuid(request: SignedIn) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("alarm", ""))
    except ValueError:
        raise alarms.NoSuchAlarm(_("There is no such alarm.")) from None


def _context(request: SignedIn, place: Here) -> dict[str, object]:
    shown = board.board_of(place)
    worst = _worst_first(place, shown)
    wanted = request.GET.get("queue", "")
    queue = wanted if wanted in worst else worst[0]
    return {
        "place": place,
        "board": shown,
        "figures": figures_of(place, shown.hall),
        "bars": charts.bars_of(place.mall, shown.hall),
        "queue": place.mall.queue(queue),
        # The cache knows no None: tuples are kept also when they hold none.
        "chart": each_minute(place, f"chart-{queue}", lambda: (_chart(place, queue),))[
            0
        ],
        "hint": each_minute(place, "hint", lambda: (_hint(place, worst),))[0],
    }


def _worst_first(place: Here, shown: board.Board) -> list[str]:
    """The queues, those with the longest waits for their promise first."""

    def trouble(view: QueueView) -> float:
        waits = [one.wait_minutes for one in view.waiting]
        ahead = view.forecast.q90 if view.forecast else 0.0
        return max([ahead, *waits]) / place.mall.queue(view.code).promise

    return [view.code for view in sorted(shown.hall.queues, key=trouble, reverse=True)]


def _hint(place: Here, worst: Sequence[str]) -> Hint | None:
    """One counter more for the worst queue that has one to open."""
    for queue in worst:
        mine = team(place.mall, queue)
        plan = staffing.one_more(mall=place.mall, team=mine, queue=queue, now=place.now)
        if plan is not None:
            outlook = staffing.rest_of_day(
                mall=place.mall, team=mine, plan=plan, now=place.now, runs=FEW_RUNS
            )
            return hint_of(place, mine, queue, outlook)
    return None


def _chart(place: Here, queue: str) -> charts.DayChart | None:
    mine = team(place.mall, queue)
    outlook = staffing.rest_of_day(
        mall=place.mall, team=mine, plan=None, now=place.now, runs=FEW_RUNS
    )
    return _draw(place, queue, mine, outlook)


def _draw(
    place: Here, queue: str, mine: Team, outlook: staffing.Outlook | None
) -> charts.DayChart | None:
    hours = profiles.hours_of(place.mall, mine, place.day)
    if not hours.slots:
        return None
    known = history.passages(place.mall, place.day)
    return charts.day_chart(
        passages=[one for one in known if one.queue == queue],
        future=[w for w in outlook.before if w.queue == queue] if outlook else [],
        slots=outlook.slots if outlook else [],
        hours=(hours.slots[0][0], hours.slots[-1][1]),
        promise=place.mall.queue(queue).promise,
        now=catalogue.minute_of(place.now),
    )
