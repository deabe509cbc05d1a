"""Who may fill in a request: the citizen, or the operator for a caller.

Whoever has a visit's address (128 random bits) sees it and may choose its time; to
move or cancel it takes one thing more (see `proving`). Where the officer goes is
changed only by the person who is visited, signed in, or on the phone: a permit is
handed over there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.journeys import home_calls
from satupintu.kernel.actor import Actor
from satupintu.people.service import AssistanceView
from satupintu.web.guards import ForCitizens, to_sign_in
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
            # After a form, too: people come back to the page that it was on.
            return to_sign_in("sign-in", request.get_full_path())
        given = cast(Asking, request)
        given.call = home_calls.call_of(actor=actor, now=given.real_now)
        caller = home_calls.caller_in(given.call, actor=actor)
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


def asker_of(request: Request) -> Actor | None:
    """Who would be visited: the one signed in, or the caller of an operator.

    None for nobody, and for other staff.
    """
    actor = request.actor
    if actor is None or not actor.is_staff:
        return actor
    call = home_calls.call_of(actor=actor, now=request.real_now)
    return home_calls.caller_in(call, actor=actor)


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
