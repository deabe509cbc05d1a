"""For the manager: the funnel, kept promises, and minutes on the road."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.insights.home import Funnel, HomeMeasures, measure_home
from satupintu.journeys.home_letters import outcome_words
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

USUAL = timedelta(days=29)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of the funnel as it is drawn: who made it, who is on the way to it, and
    who was lost since the step before. `upto` is the percentage of the first two,
    `fell` that of all three."""

    title: str
    count: int
    percent: int | None
    to_come: int
    lost: int
    upto: int
    fell: int


@require_safe
@staff_required()
def measures(request: SignedIn) -> HttpResponseBase:
    """`?from=2026-11-01&until=2026-11-30`; without them the last thirty days."""
    days = _days(request)
    found = _measure(request, days)
    context = {
        "rules": catalogue.home_visits(),
        "found": found,
        "bars": bars_of(found.funnel),
        "first": days[0],
        "last": days[1],
        "reasons": [(outcome_words(code), count) for code, count in found.reasons],
        "kept_percent": _percent(found.kept_share),
    }
    return render(request, "home/measures.html", context)


@require_safe
@staff_required()
def as_csv(request: SignedIn) -> HttpResponseBase:
    """The same as a table: the steps of the funnel, then the days."""
    days = _days(request)
    found = _measure(request, days)
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(("step", "count", "share_of_asked", "to_come", "lost"))
    for step, count in found.funnel.counts():
        share = found.funnel.share(step)
        more = (found.funnel.to_come(step), found.funnel.lost(step))
        sheet.writerow((step, count, "" if share is None else f"{share:.4f}", *more))
    sheet.writerow(("online", found.funnel.online, "", "", ""))
    sheet.writerow(())
    sheet.writerow(
        ("day", "promised", "kept", "early", "late", "missed", "stops", "ridden_min")
    )
    for day in found.days:
        facts = (day.promised, day.kept, day.early, day.late, day.missed, day.stops)
        sheet.writerow((day.day.isoformat(), *facts, f"{day.ridden:.1f}"))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"home-visits-{days[0]:%Y-%m-%d}-{days[1]:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def bars_of(funnel: Funnel) -> list[Bar]:
    """The steps from top to bottom, each as a share of what was asked."""
    return [_bar(funnel, step, title) for step, title in step_titles().items()]


def _bar(funnel: Funnel, step: str, title: str) -> Bar:
    count = dict(funnel.counts())[step]
    to_come, lost = funnel.to_come(step), funnel.lost(step)
    return Bar(
        title=title,
        count=count,
        percent=_percent(funnel.share(step)),
        to_come=to_come,
        lost=lost,
        upto=_of(count + to_come, funnel.asked),
        fell=_of(count + to_come + lost, funnel.asked),
    )


def _of(count: int, all_: int) -> int:
    return round(100 * count / all_) if all_ else 0


def step_titles() -> dict[str, str]:
    """The steps of the funnel in words."""
    return {
        "asked": _("Asked for"),
        "booked": _("Time promised"),
        "visited": _("Visited"),
        "filed": _("Filed"),
        "issued": _("Permit issued"),
        "delivered": _("Permit brought"),
    }


def _measure(request: SignedIn, days: tuple[date, date]) -> HomeMeasures:
    """Raises `NotDispatcher` for others than managers and dispatchers."""
    if not courier.dispatches(request.actor):
        raise courier.NotDispatcher
    bounds = _bounds(days)
    return measure_home(days=days, bounds=bounds, now=request.now)


def _bounds(days: tuple[date, date]) -> tuple[datetime, datetime]:
    return catalogue.day_bounds(days[0])[0], catalogue.day_bounds(days[1])[1]


def _days(request: SignedIn) -> tuple[date, date]:
    """What was asked for, put right: at most a year, never backwards."""
    today = catalogue.local_day(request.now)
    last = _day(request, "until") or today
    first = _day(request, "from") or last - USUAL
    if first > last:
        first, last = last, first
    return max(first, last - LONGEST), last


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
