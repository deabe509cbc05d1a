"""Any past day of a mall: figures by queue, hour and counter; as a page and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.localized import text
from satupintu.queueing import history, profiles
from satupintu.queueing.forecast.scoreboard import Score, scoreboard
from satupintu.queueing.teams import team
from satupintu.web.guards import staff_required
from satupintu.web.hall import charts
from satupintu.web.hall.place import Here, agency_name, here
from satupintu.web.requests import SignedIn

COLUMNS = (
    "day",
    "queue",
    "hour",
    "visits",
    "served",
    "no_shows",
    "left",
    "open",
    "wait_median",
    "wait_p90",
    "service_median",
    "service_p90",
    "over_promise_share",
    "forgotten_ends",
)


@require_GET
@staff_required("manager")
def day(request: SignedIn, mall: str) -> HttpResponse:
    """A day by queue; one queue by the hour; what each counter did."""
    place = here(request, mall)
    chosen = _day(request, place)
    found = history.day_history(mall=place.mall.code, day=chosen)
    queue = request.GET.get("queue", "")
    if queue not in {row.queue for row in found.queues}:
        queue = found.queues[0].queue if found.queues else ""
    labels = {counter.code: counter.label for counter in place.mall.counters}
    context = {
        "place": place,
        "day": chosen,
        "days": history.days_known(mall=place.mall.code),
        "history": found,
        "queues": [(row, _title(place.mall, row.queue)) for row in found.queues],
        "hours": [row for row in found.hours if row.queue == queue],
        "queue": queue,
        "title": _title(place.mall, queue) if queue else "",
        "counters": [(labels[w.counter], w) for w in found.counters],
        "chart": _chart(place, queue, chosen) if queue else None,
        "scores": _scores(place, chosen),
    }
    return render(request, "hall/history.html", context)


def _scores(place: Here, day: date) -> list[tuple[str, Score]]:
    """Forecasts against the truth: when they were said, then of each agency."""
    start, end = catalogue.day_bounds(day)
    joined, later = (
        scoreboard(mall=place.mall.code, start=start, end=end, lead=lead)
        for lead in ("joined", "later")
    )
    said = [(_("with the number"), joined.all), (_("while waiting"), later.all)]
    found = [(name, score) for name, score in said if score is not None]
    return found + [(agency_name(code), s) for code, s in joined.agencies.items()]


@require_GET
@staff_required("manager")
def as_csv(request: SignedIn, mall: str) -> HttpResponse:
    """The rows of a day by queue and hour; plain codes and numbers, for a sheet."""
    place = here(request, mall)
    chosen = _day(request, place)
    found = history.day_history(mall=place.mall.code, day=chosen)
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for row in [*found.hours, *found.queues]:
        sheet.writerow(_line(chosen, row))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{place.mall.code}-{chosen:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _line(day: date, row: history.Row) -> Sequence[object]:
    numbers = (
        row.wait_p50,
        row.wait_p90,
        row.service_p50,
        row.service_p90,
        row.over_promise,
    )
    return [
        day.isoformat(),
        row.queue,
        "all" if row.hour is None else row.hour,
        row.visits,
        row.served,
        row.no_shows,
        row.left,
        row.open,
        *("" if n is None else round(n, 2) for n in numbers),
        row.forgotten,
    ]


def _day(request: SignedIn, place: Here) -> date:
    """The day that is asked for; today for none, a bad or a future one."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return place.day
    return min(asked, place.day)


def _title(mall: Mall, queue: str) -> str:
    known = next((q for q in mall.queues if q.code == queue), None)
    return text(known.title) if known else _("a queue that is no more")


def _chart(place: Here, queue: str, day: date) -> charts.DayChart | None:
    hours = profiles.hours_of(place.mall, team(place.mall, queue), day)
    if not hours.slots:
        return None
    known = history.passages(place.mall, day)
    return charts.day_chart(
        passages=[one for one in known if one.queue == queue],
        future=[],
        slots=[],
        hours=(hours.slots[0][0], hours.slots[-1][1]),
        promise=place.mall.queue(queue).promise,
        now=None,
    )
