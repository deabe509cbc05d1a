"""Take a number from a phone: see the waits, choose, come later. No sign-in."""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import Invalid, Refused
from satupintu.people import service as people
from satupintu.queueing import notices, remote, service as queueing
from satupintu.queueing.service import NoSuchVisit, VisitView
from satupintu.web.requests import as_request, client_address
from satupintu.web.visit.contacts import read_contact
from satupintu.web.visit.languages import (
    Tongue,
    chosen,
    languages_of,
    remember,
    tongues,
)
from satupintu.web.visit.offers import offers_of

MINE = "satupintu_visit"
PATH = "/join/"
_DAY = 24 * 3600


class NothingChosen(Invalid):
    """The form came without an errand."""

    code = "nothing_chosen"


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """From the site's pages to these, which keep the language that was read."""
    query = urlencode({"lang": translation.get_language() or ""})
    return HttpResponseRedirect(f"{reverse('join-malls')}?{query}")


@require_GET
def malls(request: HttpRequest) -> HttpResponse:
    """The malls that one can queue in; with one of them, that one."""
    found = catalogue.malls()
    first = catalogue.mall()
    if len(found) == 1:
        there = reverse("join-mall", args=[first.code])
        query = request.GET.urlencode()
        return HttpResponseRedirect(f"{there}?{query}" if query else there)
    language = chosen(request, first)
    with translation.override(language):
        context = {"mall": first, "malls": found, "languages": _languages(first)}
        return _spoken(request, render(request, "visit/malls.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mall(request: HttpRequest, mall: str) -> HttpResponse:
    """Choose errands and get a number."""
    found = catalogue.mall(mall)
    now = queueing.hall_time(mall=found.code, now=as_request(request).now)
    with translation.override(chosen(request, found)):
        if request.method != "POST":
            return _spoken(request, _form(request, found, now))
        try:
            visit = _join(request, found, now)
        except Refused as error:
            return _spoken(request, _form(request, found, now, refused=error))
        return _with_number(visit)


def _with_number(visit: VisitView) -> HttpResponse:
    """To the visit; this phone remembers that it has one."""
    response = HttpResponseRedirect(reverse("visit", args=[visit.token]))
    response.set_signed_cookie(
        MINE,
        visit.token,
        salt=MINE,
        max_age=_DAY,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _spoken(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    language = translation.get_language() or ""
    response.headers["Content-Language"] = language
    remember(request, response, language, PATH)
    return response


def _join(request: HttpRequest, found: Mall, now: datetime) -> VisitView:
    given = request.POST
    errands = given.getlist("errand")
    if not errands:
        raise NothingChosen(_("Choose at least one errand."))
    account = as_request(request).account
    return remote.join_remotely(
        mall=found.code,
        wanted=[_wanted(value) for value in errands],
        key=given.get("key", "")[:40] or str(uuid.uuid4()),
        joining=remote.Joining(
            network=people.client_network(client_address(request)),
            token=_token(request),
            account_id=account.id if account and not account.is_staff else None,
            contact=read_contact(given.get("contact", "")),
            language=translation.get_language() or "",
            group=given.get("group", ""),
        ),
        now=now,
    )


def _form(
    request: HttpRequest, found: Mall, now: datetime, refused: Refused | None = None
) -> HttpResponse:
    errands = request.POST.getlist("errand") or request.GET.getlist("errand")
    offers = offers_of(found, now, chosen=errands)
    context = {
        "mall": found,
        "now": now,
        "offers": offers,
        "is_open": any(offer.is_open for offer in offers),
        "mine": _mine(request, found, now),
        "notices": notices.current_notices(mall=found.code, now=now),
        "refused": refused.sentence if refused else "",
        "contact": request.POST.get("contact", ""),
        "group": request.POST.get("group", ""),
        # The same form sent again is the same number, whatever else it says.
        "key": request.POST.get("key") or str(uuid.uuid4()),
        "languages": _languages(found),
    }
    status = refused.status if refused else 200
    return render(request, "visit/join.html", context, status=status)


def _wanted(value: str) -> queueing.Wanted:
    queue, _slash, errand = value.partition("/")
    return queueing.Wanted(queue, errand)


def _token(request: HttpRequest) -> str:
    return str(request.get_signed_cookie(MINE, default="", salt=MINE) or "")


def _mine(request: HttpRequest, found: Mall, now: datetime) -> VisitView | None:
    """The visit that this phone has here today and that is not over."""
    account = as_request(request).account
    token = _token(request)
    if not token and account:
        token = remote.open_visit_of(account_id=account.id, mall=found.code, now=now)
    try:
        visit = queueing.visit(token=token, now=now) if token else None
    except NoSuchVisit:
        return None
    is_here = visit is not None and visit.mall == found.code and not visit.ended_at
    return visit if is_here else None


def _languages(found: Mall) -> list[Tongue]:
    codes = languages_of(found)
    return tongues(codes, [f"?lang={code}" for code in codes])
