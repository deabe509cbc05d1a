"""The first two pages: what for, and what to lay ready. The second asks."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView
from satupintu.journeys import home
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Refused
from satupintu.permits import service as permits
from satupintu.web.home.keepers import Asking, asker_of, asker_required
from satupintu.web.home.preparing import preparation, published_of
from satupintu.web.home.shown import Bringable, steps, to_visit
from satupintu.web.requests import as_request


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What can be done at home: services to file, permits to bring.

    `?service=` is chosen already. Nobody has to sign in to look.
    """
    given = as_request(request)
    asker = asker_of(given)
    context = {
        "rules": catalogue.home_visits(),
        "services": home.services_at_home(),
        "chosen": set(given.GET.getlist("service")),
        "bringable": _bringable(asker),
        "most": home.MOST_SERVICES,
        "steps": steps("what"),
        "is_caller": asker is not None and asker.helper is not None,
    }
    return render(request, "home/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@asker_required
def prepare(request: Asking) -> HttpResponseBase:
    """What to lay ready; sending the form asks for the visit."""
    given = request.POST if request.method == "POST" else request.GET
    if given.get("case"):
        return _deliver(request, given["case"])
    chosen = given.getlist("service")
    refused: Refused | None = None
    if request.method == "POST":
        try:
            visit = _ask(request, chosen)
        except home.AlreadyComing as already:
            return to_visit(already.visit)
        except Refused as error:
            refused = error
        else:
            return to_visit(visit)
    rules = catalogue.home_visits()
    services = published_of(chosen, rules)
    if not services or len(services) > home.MOST_SERVICES:
        return _choose_again(request, refused)
    context = {
        "rules": rules,
        "services": services,
        "preparation": preparation(services, ()),
        "refused": refused,
        "key": given.get("key") or uuid.uuid4().hex,
        "steps": steps("prepare"),
        "call": request.call,
        "asker": request.asker,
    }
    return render(request, "home/prepare.html", context, status=_status(refused))


def _ask(request: Asking, chosen: list[str]) -> HomeVisitView:
    return home.ask_to_file(
        services=chosen,
        contact=home.Contact(),
        actor=request.asker,
        key=request.POST.get("key", "")[:60] or uuid.uuid4().hex,
        now=request.now,
    )


def _deliver(request: Asking, number: str) -> HttpResponse:
    """A permit is brought: one page says what happens, sending the form asks."""
    file = cases.open_case(ref=number, actor=request.asker, now=request.now)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            visit = home.ask_delivery(
                case_number=number,
                contact=home.Contact(),
                actor=request.asker,
                key=request.POST.get("key", "")[:60] or uuid.uuid4().hex,
                now=request.now,
            )
        except home.AlreadyComing as already:
            return to_visit(already.visit)
        except Refused as error:
            refused = error
        else:
            return to_visit(visit)
    context = {
        "rules": catalogue.home_visits(),
        "case": file.case,
        "service": file.published.definition,
        "permit": permits.permit_of(file.case.pk),
        "can_bring": home.is_brought(file.published),
        "refused": refused,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "steps": steps("prepare"),
        "call": request.call,
        "asker": request.asker,
    }
    return render(request, "home/deliver.html", context, status=_status(refused))


def _choose_again(request: Asking, refused: Refused | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    try:
        home.refuse_number(len(set(given.getlist("service"))))
    except Refused as error:
        refused = refused or error
    refused = refused or home.NotAtHome()
    context = {
        "rules": catalogue.home_visits(),
        "services": home.services_at_home(),
        "chosen": set(given.getlist("service")),
        "bringable": _bringable(request.asker),
        "most": home.MOST_SERVICES,
        "steps": steps("what"),
        "refused": refused,
        "is_caller": request.call is not None,
    }
    return render(request, "home/start.html", context, status=_status(refused))


def _bringable(asker: Actor | None) -> list[Bringable]:
    """The permits that could be brought to who is signed in, or to the caller."""
    found = []
    for case in cases.cases_list(actor=asker) if asker else ():
        if case.status != "granted":
            continue
        published = catalogue.version(case.version_id)
        if not home.is_brought(published) or home.delivery_of(case_id=case.pk):
            continue
        found.append(Bringable(case.number, published.definition.title))
    return found


def _status(refused: Refused | None) -> int:
    return refused.status if refused else 200
