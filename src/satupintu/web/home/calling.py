"""The phone operator: whose call it is, the code, and a caller's name."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.journeys import home_calls
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.context import tongues
from satupintu.web.guards import staff_required
from satupintu.web.home.shown import show_visit
from satupintu.web.requests import SignedIn

FIELDS = {"begin": "address", "agree": "code", "name": "name"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def call(request: SignedIn) -> HttpResponseBase:
    """One page from the number to the caller's visits. Raises `NotAnOperator`."""
    if not home_calls.is_operator(request.actor):
        raise home_calls.NotAnOperator
    if request.method != "POST":
        return _page(request)
    acts: dict[str, Callable[[SignedIn], None]] = {
        "begin": _begin,
        "agree": _agree,
        "name": _introduce,
        "end": _end,
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        return redirect("home-visit-call")
    try:
        act(request)
    except Refused as refused:
        return _page(request, refused)
    return redirect("home-visit-call")


def _begin(request: SignedIn) -> None:
    home_calls.begin_call(
        typed=request.POST.get("address", ""), actor=request.actor, now=request.real_now
    )


def _agree(request: SignedIn) -> None:
    home_calls.agree(
        code=request.POST.get("code", ""), actor=request.actor, now=request.real_now
    )


def _introduce(request: SignedIn) -> None:
    home_calls.introduce(
        name=request.POST.get("name", ""),
        language=request.POST.get("language", ""),
        actor=request.actor,
        now=request.real_now,
    )


def _end(request: SignedIn) -> None:
    home_calls.end_call(actor=request.actor, now=request.real_now)
    messages.success(request, _("The call has ended."))


def _page(request: SignedIn, refused: Refused | None = None) -> HttpResponse:
    current = home_calls.call_of(actor=request.actor, now=request.real_now)
    caller = home_calls.caller_in(current, actor=request.actor)
    visits = (
        courier.visits_of(account_id=caller.account_id, now=request.now)
        if caller
        else ()
    )
    context = {
        "rules": catalogue.home_visits(),
        "call": current,
        "caller": caller,
        "visits": [show_visit(visit) for visit in visits],
        "sent": request.POST,
        "errors": _errors(refused, request.POST.get("do", "")),
        "languages": [(t.code, t.name) for t in tongues(catalogue.pack())],
        "language": request.POST.get("language", settings.LANGUAGE_CODE),
    }
    status = refused.status if refused else 200
    return render(request, "home/call.html", context, status=status)


def _errors(refused: Refused | None, did: str) -> dict[str, object]:
    """Beside the one field that the page asks for."""
    if refused is None:
        return {}
    field = FIELDS.get(did, "")
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return {field: fields.get(field, refused.sentence)}
