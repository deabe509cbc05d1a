"""The visit's own page: when, who, which code, whose hands, and what can be done.

No sign-in: whoever has the address (128 random bits, in our letters) has the visit.
It holds nothing of others: of the officer what stands on the card, and no place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import (
    get_language_from_request,
    gettext as _,
    gettext_lazy,
)
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.documents import service as documents
from satupintu.journeys import home_letters, home_reports
from satupintu.kernel import live
from satupintu.kernel.errors import NotAllowed, NotFound, Refused
from satupintu.web.context import tongues
from satupintu.web.home import ics, proving
from satupintu.web.home.chain import chains_of
from satupintu.web.home.following import next_steps, ride_of
from satupintu.web.home.shown import address_of, errors_of, show_visit
from satupintu.web.home.when import acting, is_keeper
from satupintu.web.requests import Request, as_request

View = Callable[..., HttpResponse]
# Where an officer's phone has no network all day, nobody tells that he rides: from
# then on who is promised to come is shown all the same.
BEFORE = timedelta(minutes=30)
DELIVER = "deliver"


class CitizensCode(NotAllowed):
    """The code proves that the citizen has the permit; it is not for staff."""

    code = "citizens_code"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Only the citizen sees the one-time code and renews it.")
        )


def of_visit(view: View) -> View:
    """Find the visit, and keep the answer out of caches, indexes and referrers.

    `view` gets the request, the visit, and what else is in the address.
    """

    @wraps(view)
    def found(request: HttpRequest, token: str, **more: object) -> HttpResponse:
        given = as_request(request)
        visit = courier.home_visit(token=token, now=given.now)
        return _private(view(given, visit, **more))

    return found


@require_safe
def short(request: HttpRequest, token: str) -> HttpResponse:
    """`/h/…/` of letters: on to the page in the language of the visit."""
    visit = courier.home_visit(token=token, now=as_request(request).now)
    offered = [tongue.code for tongue in tongues(catalogue.pack())]
    asked = (visit.language, get_language_from_request(request))
    language = next((code for code in asked if code in offered), offered[0])
    with translation.override(language):
        address = reverse("home-visit-live", args=[token])
    return _private(HttpResponseRedirect(address))


@require_safe
@of_visit
def show(request: Request, visit: HomeVisitView) -> HttpResponse:
    """The whole page."""
    return render(request, "home/live.html", _context(request, visit))


@require_safe
@of_visit
def fragment(request: Request, visit: HomeVisitView) -> HttpResponse:
    """The part that changes, for the script of an open page."""
    return render(request, "home/now.html", _context(request, visit))


@require_safe
@of_visit
def photo(request: Request, visit: HomeVisitView) -> HttpResponse:
    """The officer's face, while the card is shown."""
    card = _card(visit, request.now)
    if card is None or card.photo_id is None:
        raise Http404
    try:
        stored = documents.describe(card.photo_id)
        data = documents.read(card.photo_id)
    except NotFound:
        raise Http404 from None
    return HttpResponse(data, content_type=stored.media_type)


@require_safe
@of_visit
def calendar(request: Request, visit: HomeVisitView) -> HttpResponse:
    """The promise as a file for a calendar."""
    if visit.from_at is None:
        raise courier.NoSuchVisit
    content = ics.write(visit, address_of(visit), request.now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@of_visit
def cancel(request: Request, visit: HomeVisitView) -> HttpResponse:
    """Asks once, then lets the officer go to somebody else."""
    if not visit.can_change:
        return redirect("home-visit-live", visit.token)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            proving.refuse_unproven(request, visit)
        except Refused as error:
            refused = error
        else:
            courier.cancel_visit(
                token=visit.token,
                reason=request.POST.get("reason", "").strip()[:300],
                actor=acting(request, visit),
                now=request.now,
            )
            return redirect("home-visit-live", visit.token)
    context = {
        "shown": show_visit(visit),
        "reason": request.POST.get("reason", ""),
        "proof": proving.asked_for(request, visit),
        "errors": errors_of(refused),
    }
    status = refused.status if refused else 200
    return render(request, "home/cancel.html", context, status=status)


@require_POST
@of_visit
def renew(request: Request, visit: HomeVisitView) -> HttpResponse:
    """Another one-time code, while one is shown: somebody may have seen the first.

    Raises `CitizensCode` for members of staff.
    """
    if _is_staff(request):
        raise CitizensCode
    if _hands_over(visit, request.now):
        courier.renew_code(visit_id=visit.id)
        messages.success(request, _("The code is a new one; the old one is void."))
    return redirect("home-visit-live", visit.token)


@require_http_methods(["GET", "HEAD", "POST"])
@of_visit
def report(request: Request, visit: HomeVisitView) -> HttpResponse:
    """Something was odd, or somebody asked for money: a message to the office."""
    refused: Refused | None = None
    words = request.POST.get("words", "")
    if request.method == "POST":
        try:
            home_reports.report(visit=visit, words=words, now=request.now)
        except Refused as error:
            refused = error
        else:
            said = _("Thank you. The office has your report and looks into it.")
            messages.success(request, said)
            return redirect("home-visit-live", visit.token)
    context = {
        "shown": show_visit(visit),
        "words": words,
        "errors": errors_of(refused),
    }
    status = refused.status if refused else 200
    return render(request, "home/report.html", context, status=status)


def _context(request: Request, visit: HomeVisitView) -> dict[str, object]:
    return {
        "shown": show_visit(visit),
        "visit": visit,
        "now": request.now,
        "ride": ride_of(visit),
        "ours": _moved_by_us(visit),
        "card": _card(visit, request.now),
        "code": visit.door_code if _is_due(visit, request.now) else "",
        "one_time": _one_time(request, visit),
        "is_hidden": _is_staff(request) and _hands_over(visit, request.now),
        "chains": chains_of(visit),
        "following": _following(visit, request),
        "next_steps": next_steps(visit),
        "outcome": home_letters.outcome_words(visit.outcome) if visit.outcome else "",
        "is_keeper": is_keeper(request, visit),
        "live": live.address(f"home:{visit.id}") if visit.is_open else "",
    }


def _is_due(visit: HomeVisitView, now: datetime) -> bool:
    """Whether the officer is coming, or may be at the door any moment."""
    if visit.state != "booked":
        return visit.state in ("riding", "arrived")
    is_today = visit.day == catalogue.local_day(now)
    return is_today and visit.from_at is not None and now >= visit.from_at - BEFORE


def _card(visit: HomeVisitView, now: datetime) -> courier.OfficerCard | None:
    is_shown = visit.state == "done" or _is_due(visit, now)
    return visit.officer if is_shown else None


def _one_time(request: Request, visit: HomeVisitView) -> str:
    """Staff hand over against it, so they get it from the citizen only."""
    if _is_staff(request) or not _hands_over(visit, request.now):
        return ""
    return courier.code_of(visit_id=visit.id)


def _is_staff(request: Request) -> bool:
    return request.actor is not None and request.actor.is_staff


def _hands_over(visit: HomeVisitView, now: datetime) -> bool:
    """When the one-time code is shown: early, strangers who call would be told it."""
    return visit.kind == DELIVER and _is_due(visit, now)


def _moved_by_us(visit: HomeVisitView) -> courier.OfficeMove | None:
    """Said until the officer comes."""
    if visit.state != "booked" or not visit.moves:
        return None
    return courier.office_move(visit_id=visit.id)


def _following(visit: HomeVisitView, request: Request) -> HomeVisitView | None:
    """The next attempt, after one in vain."""
    if visit.next_id is None:
        return None
    return courier.visit_by_id(visit_id=visit.next_id, now=request.now)


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key to the visit."""
    response.headers["Cache-Control"] = "private, no-store"
    # No other site is told it. Without any referrer, browsers send `Origin: null` with
    # the page's own forms, and these are then refused as another site's.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
