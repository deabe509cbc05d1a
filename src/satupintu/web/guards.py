"""Who may open a page. What they may see on it is the domain's to decide."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from satupintu.journeys import assisted
from satupintu.kernel.errors import NotAllowed
from satupintu.web.requests import Applying, Request, SignedIn

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Guarded = Callable[Concatenate[SignedIn, P], HttpResponseBase]
ForApplicants = Callable[Concatenate[Applying, P], HttpResponseBase]
_NOT_FOR_STAFF = _(
    "You are signed in as a member of staff. To apply for yourself, "
    "sign out and sign in with your own e-mail or phone."
)
_NOBODY_HELPED = _(
    "You are signed in as a member of staff. To fill this in with a visitor, start "
    "at your counter: the visitor agrees first. To apply for yourself, sign out and "
    "sign in with your own e-mail or phone."
)


class ForCitizens(NotAllowed):
    code = "for_citizens"


class ForStaff(NotAllowed):
    code = "for_staff"


def citizen_required(view: Guarded[P]) -> View[P]:
    """Only for a signed-in citizen; others are asked to sign in, then come back."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        actor = cast(Request, request).actor
        if actor is None:
            return _ask("sign-in", request)
        if actor.is_staff:
            raise ForCitizens(_NOT_FOR_STAFF)
        return _private(view(cast(SignedIn, request), *args, **kwargs))

    return guarded


def applicant_required(view: ForApplicants[P]) -> View[P]:
    """For a citizen, or for an officer whom a visitor at the counter lets help.

    `request.applicant` is the citizen in both cases; `request.assisted` says whom
    the officer helps, and where. Other staff are refused as `citizen_required` does.
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        given = cast(Applying, request)
        actor = cast(Request, request).actor
        if actor is None:
            return _ask("sign-in", request)
        given.assisted = None
        if actor.is_staff:
            given.assisted = assisted.helped_by(actor=actor, now=given.real_now)
        if actor.is_staff and (given.assisted is None or not given.assisted.person_id):
            raise ForCitizens(_NOBODY_HELPED)
        given.applicant = given.assisted.person if given.assisted else actor
        return _private(view(given, *args, **kwargs))

    return guarded


def staff_required(role: str | None = None) -> Callable[[Guarded[P]], View[P]]:
    """Only for staff whose second factor was checked in this session.

    With `role`, only for those who hold it at some agency; the domain narrows it
    to the right agency. Raises `ForStaff` (a 403 page) for a signed-in other.
    """

    def guard(view: Guarded[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            actor = cast(Request, request).actor
            if actor is None:
                return _ask("staff-sign-in", request)
            if not actor.is_staff:
                raise ForStaff(_("This page is for the staff of the agencies."))
            if role and role not in {held for _agency, held in actor.posts}:
                raise ForStaff(
                    _(
                        "Your post does not cover this page. If it should, ask your "
                        "agency's manager to add the post to your account."
                    )
                )
            return _private(view(cast(SignedIn, request), *args, **kwargs))

        return guarded

    return guard


def to_sign_in(name: str, back: str) -> HttpResponseRedirect:
    """To a page for signing in, which leads to the address `back`, if there is one."""
    query = f"?{urlencode({'next': back})}" if back else ""
    return redirect(f"{reverse(name)}{query}")


def safe_next(request: HttpRequest, target: str | None, fallback: str) -> str:
    """`target` if it is an address of this host, from its root on, else `fallback`.

    Refuses other hosts, other schemes and the forms that browsers read as such.
    """
    is_address = target is not None and target.startswith(("/", "http"))
    if (
        target
        and is_address
        and url_has_allowed_host_and_scheme(
            target,
            allowed_hosts={request.get_host()},
            require_https=request.is_secure(),
        )
    ):
        return target
    return fallback


def _ask(name: str, request: HttpRequest) -> HttpResponseRedirect:
    # After a POST there is nothing to come back to but the page it came from.
    is_shown = request.method in ("GET", "HEAD")
    return to_sign_in(name, request.get_full_path() if is_shown else "")


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Keep a personal page out of shared and back-button caches."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
