"""The first page: what do you come for?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from satupintu.appointments.service import MOST_ERRANDS
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.kernel.errors import Refused
from satupintu.kernel.localized import text
from satupintu.web.booking.choice import errands_for, own_case, write_wish
from satupintu.web.requests import Request, as_request


@dataclass(frozen=True, slots=True)
class Line:
    """An errand in the list."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A queue with its errands; `open` where one is chosen or was searched for."""

    queue: Queue
    lines: list[Line]
    open: bool


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What does one come for?"""
    return show_errands(as_request(request))


def show_errands(given: Request, refused: Refused | None = None) -> HttpResponse:
    """Errands by queue. `?service=` or `?case=`: straight to the times, where that
    leaves one errand; `?q=` narrows the list, `?e=` are chosen already."""
    mall = catalogue.mall(given.GET.get("mall", ""))
    service = _service(given)
    found = errands_for(mall, service) if service else []
    chosen = {write_wish(wish) for wish in found} | set(given.GET.getlist("e"))
    if len(found) == 1:
        query = given.GET.copy()
        query.pop("service", None)
        query.setlist("e", [write_wish(found[0])])
        return redirect(f"{reverse('appointment-times')}?{query.urlencode()}")
    if service and not found:
        chosen = set()
    typed = given.GET.get("q", "").strip()[:100]
    context = {
        "mall": mall,
        "malls": catalogue.malls(),
        "groups": _groups(mall, chosen, typed),
        "typed": typed,
        "case": given.GET.get("case", ""),
        "none_for_service": bool(service and not found),
        "most": MOST_ERRANDS,
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(given, "booking/start.html", context, status=status)


def _service(request: Request) -> str:
    """The service that is asked for; that of a case for its owner only."""
    number = request.GET.get("case", "")
    if number:
        return own_case(number, request).service_code
    return request.GET.get("service", "")


def _groups(mall: Mall, chosen: set[str], typed: str) -> list[Group]:
    words = typed.lower().split()
    groups = []
    for queue in mall.queues:
        if queue.booking is None:
            continue
        lines = []
        for errand in queue.errands:
            value = f"{queue.code}.{errand.code}"
            title = text(errand.title)
            said = f"{text(queue.title)} {title}".lower()
            if value in chosen or all(word in said for word in words):
                lines.append(Line(value, title, value in chosen))
        if lines:
            is_chosen = any(line.chosen for line in lines)
            groups.append(Group(queue, lines, bool(words) or is_chosen))
    return groups
