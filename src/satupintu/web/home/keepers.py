"""Who may fill in a request: the citizen, or the operator for a caller.

Whoever has a visit's address (128 random bits) sees it and may choose, move or cancel
its time, as with an appointment. Where the officer goes is changed only by the person
who is visited, signed in, or on the phone: a permit is handed over there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.journeys import home_calls
from satupintu.kernel.actor import Actor
from satupintu.people.service import AssistanceView
from satupintu.web.guards import ForCitizens
from satupintu.web.home.shown import to_visit
from satupintu.web.requests import Request, SignedIn

P = ParamSpec("P")


class Asking(SignedIn):
    """A request for the pages of a home visit.

    `asker` is the person who is visited; `call` is set while an operator fills in the
    pages for a caller.
    """

    asker: Actor
    call: AssistanceView | None


View = Callable[Concatenate[Asking, P], HttpResponseBase]
OfVisit = Callable[[Asking, HomeVisitView], HttpResponseBase]
OfToken = Callable[[HttpRequest, str], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def asker_required(view: View[P]) -> Guarded[P]:
    """For a signed-in citizen, or an operator whose caller has agreed."""

    @never_cache
    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        actor = cast(Request, request).actor
        if actor is None:
            return redirect(f"{reverse('sign-in')}?{_back(request)}")
        given = cast(Asking, request)
        given.call = home_calls.call_of(actor=actor, now=given.now)
        caller = home_calls.caller_of(actor=actor, now=given.now)
        if actor.is_staff and caller is None:
            raise ForCitizens(
                _(
                    "You are signed in as a member of staff. To ask for a caller, "
                    "start with the caller's number. To ask for yourself, sign out "
                    "and sign in with your own e-mail or phone."
                )
            )
        given.asker = caller or actor
        return view(given, *args, **kwargs)

    return guarded


def of_own_visit(view: OfVisit) -> OfToken:
    """A page of a request, for the person who is visited, until a time is chosen.

    Later it leads to the visit's own page. Raises `NoSuchVisit` for everybody else's.
    """

    @asker_required
    @wraps(view)
    def found(request: Asking, token: str) -> HttpResponseBase:
        visit = courier.home_visit(token=token, now=request.now)
        if visit.account_id != request.asker.account_id:
            raise courier.NoSuchVisit
        if visit.state != "asked":
            return to_visit(visit)
        return view(request, visit)

    return found


def _back(request: HttpRequest) -> str:
    """After signing in people come back; after a form to the page that it was on."""
    return urlencode({"next": request.get_full_path()})
