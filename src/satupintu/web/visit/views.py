"""The visitor's page: place, range, way, and what the visitor may do.

No sign-in: whoever has the address (128 random bits, on the ticket) has the visit,
as with a paper number. A form of another site would need that address too, so a
POST carries no further token; browsers that send no cookies can use the page.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.kernel import live
from satupintu.kernel.errors import Refused
from satupintu.notifications import service as notifications
from satupintu.queueing import alarms, remote, service as queueing
from satupintu.queueing.service import NoSuchVisit, VisitView
from satupintu.web.requests import as_request
from satupintu.web.visit import contacts
from satupintu.web.visit.facts import facts_of, notices_of
from satupintu.web.visit.languages import chosen, languages_of, remember, tongues
from satupintu.web.visit.offers import offers_of
from satupintu.web.visit.page import can_ask, page_of

View = Callable[[HttpRequest, VisitView, datetime], HttpResponse]
Asked = Callable[[HttpRequest, str], HttpResponse]


def of_visit(view: View) -> Asked:
    """Find the visit, speak its language, keep the answer out of every cache."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        now = as_request(request).now
        try:
            mall = remote.mall_of(token=token)
            now = queueing.hall_time(mall=mall, now=now)
            visit = queueing.visit(token=token, now=now)
        except NoSuchVisit as error:
            return _private(_gone(request, error), request)
        preset = visit.language
        language = chosen(request, catalogue.mall(visit.mall), preset)
        with translation.override(language):
            response = _answer(view, request, visit, now)
            remember(request, response, language)
            return _private(response, request)

    return csrf_exempt(found)


@require_GET
@of_visit
def show(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """The whole page."""
    return _page(request, visit, now, done=_done(request.GET.get("done", ""), visit))


@require_GET
@of_visit
def fragment(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """The part that changes, for the script of an open page."""
    return render(request, "visit/now.html", _context(request, visit, now))


@require_POST
@of_visit
def push(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Let others go first for some minutes."""
    queueing.push_back(
        token=visit.token,
        minutes=_number(request.POST.get("minutes", "")),
        seen=_number(request.POST.get("seen", "0")),
        now=now,
    )
    return _back(visit, "pushed")


@require_POST
@of_visit
def take_back(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Return to the place before."""
    queueing.take_back_push(token=visit.token, now=now)
    return _back(visit, "back")


@require_POST
@of_visit
def put_first(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Do this errand before the others that have not begun."""
    remote.put_first(token=visit.token, stop=request.POST.get("stop", ""), now=now)
    return _back(visit, "first")


@require_POST
@of_visit
def arrive(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Be in the building, after joining from afar."""
    queueing.arrive(token=visit.token, now=now)
    return _back(visit, "arrived")


@require_POST
@of_visit
def ask_help(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Ask a member of staff to come, or to bring a missed number back."""
    if visit.ended_at is not None:
        raise queueing.VisitOver(
            _("This visit is over. Take a new number if you need one.")
        )
    if visit.arrived_at is None:
        raise queueing.CannotMove(
            _("Staff come to visitors in the building. Say first that you are here.")
        )
    if not can_ask(visit):
        raise queueing.CannotMove(
            _("Ask at a kiosk or at any counter: staff there will help you.")
        )
    alarms.raise_alarm(
        mall=visit.mall, kind="help", place=visit.number, by=visit.number, now=now
    )
    return _back(visit, "help")


@require_POST
@of_visit
def messages(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Where messages go; nothing typed means nowhere."""
    kept = contacts.keep_contact(visit, request.POST.get("contact", ""), now)
    return _back(visit, "told" if kept else "untold")


@require_POST
@of_visit
def listen(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """This browser wants messages, or no longer: asked by the page's script."""
    given = request.POST.dict()
    if given.get("off"):
        notifications.unsubscribe(
            subject_id=visit.id, endpoint=str(given.get("endpoint", ""))
        )
    elif visit.ended_at is None:
        link = reverse("visit", args=[visit.token])
        contacts.listen(visit, {k: str(v) for k, v in given.items()}, link, now)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@of_visit
def leave(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Give the number up, after a question."""
    if request.method == "POST":
        queueing.leave(token=visit.token, now=now)
        return _back(visit, "")
    if visit.ended_at is not None:
        return _back(visit, "")
    return render(request, "visit/leave.html", _context(request, visit, now))


@require_http_methods(["GET", "HEAD", "POST"])
@of_visit
def errands(request: HttpRequest, visit: VisitView, now: datetime) -> HttpResponse:
    """Add an errand to the visit."""
    if request.method == "POST":
        queue, _slash, errand = request.POST.get("errand", "").partition("/")
        queueing.add_errand(
            token=visit.token,
            wanted=queueing.Wanted(queue, errand),
            key=request.POST.get("key", ""),
            now=now,
        )
        return _back(visit, "added")
    if visit.ended_at is not None:
        return _back(visit, "")
    context = _context(request, visit, now)
    taken = [f"{s.queue}/{s.errand}" for s in visit.stops if not s.is_over]
    context["offers"] = offers_of(catalogue.mall(visit.mall), now, without=taken)
    context["key"] = str(uuid.uuid4())
    return render(request, "visit/errands.html", context)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows messages while the page is closed, for `/v/` only."""
    response = render(request, "visit/worker.js", content_type="text/javascript")
    response.headers["Cache-Control"] = "max-age=3600"
    return response


def _answer(
    view: View, request: HttpRequest, visit: VisitView, now: datetime
) -> HttpResponse:
    """What the view says; a refusal is shown on the page that it is about."""
    try:
        return view(request, visit, now)
    except Refused as error:
        again = queueing.visit(token=visit.token, now=now)
        response = _page(request, again, now, refused=error.sentence)
        response.status_code = error.status
        return response


def _page(
    request: HttpRequest,
    visit: VisitView,
    now: datetime,
    *,
    done: str = "",
    refused: str = "",
) -> HttpResponse:
    context = _context(request, visit, now)
    context |= {"done": done, "refused": refused}
    return render(request, "visit/visit.html", context)


def _context(
    request: HttpRequest, visit: VisitView, now: datetime
) -> dict[str, object]:
    facts = facts_of(visit, now)
    address = reverse("visit", args=[visit.token])
    codes = languages_of(facts.mall)
    page = page_of(facts)
    return {
        "page": page,
        "visit": visit,
        "mall": facts.mall,
        "now": now,
        "notices": notices_of(visit, now),
        "languages": tongues(codes, [f"{address}?lang={code}" for code in codes]),
        "live": live.address(f"visit:{visit.id}") if page.is_open else "",
        "contact": contacts.contact_of(visit),
        "push_key": contacts.push_key() if page.is_open else "",
    }


def _done(code: str, visit: VisitView) -> str:
    """What was just done, in words; the code travels in the address.

    An address is opened again later: what is no longer true is not said.
    """
    stop = visit.current
    pushed = stop is not None and stop.pushed > 0
    holds = {
        "pushed": pushed,
        "back": not pushed,
        "arrived": visit.arrived_at is not None,
        "told": bool(visit.contact),
        "untold": not visit.contact,
    }
    if visit.ended_at is not None or not holds.get(code, True):
        return ""
    sentences = {
        "pushed": _(
            "Others go first now. You can take that back until you are called."
        ),
        "back": _("You have your place back."),
        "first": _("That errand comes next."),
        "arrived": _("Good that you are here. You will be called as shown below."),
        "help": _("A member of staff has been told and will look for you."),
        "added": _("The errand was added to your visit. You keep your number."),
        "told": _("We will send you a message when it is nearly your turn."),
        "untold": _("We will send no messages."),
    }
    return sentences.get(code, "")


def _back(visit: VisitView, done: str) -> HttpResponse:
    address = reverse("visit", args=[visit.token])
    return HttpResponseRedirect(f"{address}?done={done}" if done else address)


def _gone(request: HttpRequest, error: NoSuchVisit) -> HttpResponse:
    mall = catalogue.mall()
    language = chosen(request, mall)
    with translation.override(language):
        codes = languages_of(mall)
        context = {
            "mall": mall,
            "sentence": error.sentence,
            "languages": tongues(codes, [f"?lang={code}" for code in codes]),
        }
        response = render(request, "visit/gone.html", context, status=error.status)
        remember(request, response, language)
        return response


def _private(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The address is the key to the visit: keep it out of caches, logs and indexes."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Content-Language", translation.get_language() or "")
    return response


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 0
