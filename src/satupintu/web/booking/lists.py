"""A citizen's appointments, and the waiting list."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.appointments import service as appointments
from satupintu.appointments.service import EntryView, mall_of, titles_of
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.booking.choice import Choice, read_choice
from satupintu.web.booking.shown import show_booking
from satupintu.web.booking.times import origin_of
from satupintu.web.guards import citizen_required
from satupintu.web.requests import Request, SignedIn, as_request


@require_safe
@citizen_required
def mine(request: SignedIn) -> HttpResponse:
    """Appointments ahead, places on waiting lists, and what is over."""
    account_id = request.actor.account_id
    found = [
        show_booking(each) for each in appointments.bookings_of(account_id=account_id)
    ]
    ahead = [
        each
        for each in found
        if each.booking.is_confirmed and each.booking.ends_at > request.now
    ]
    entries = appointments.entries_of(account_id=account_id, now=request.now)
    held = appointments.holds_of(account_id=account_id, now=request.now)
    context = {
        "held": [show_booking(each) for each in held],
        "ahead": ahead[::-1],
        "over": [each for each in found if each not in ahead],
        "entries": [(entry, _titles(entry)) for entry in entries],
    }
    return render(request, "booking/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Between which days, and where to send the offer."""
    given = as_request(request)
    sent = given.POST if given.method == "POST" else given.GET
    choice = read_choice(sent, given)
    if given.method != "POST":
        return _join_form(given, choice)
    try:
        made = appointments.join_list(
            plan=choice.plan,
            days=(_read_day(given, "first"), _read_day(given, "last")),
            visitor=appointments.Visitor(
                name=sent.get("name", ""),
                contact=sent.get("contact", ""),
                language=get_language() or "",
            ),
            now=given.now,
            actor=given.actor,
            booking=sent.get("booking", ""),
            origin=_origin(given),
        )
    except Refused as refused:
        return _join_form(given, choice, refused)
    return redirect("appointment-entry", made.token)


def _origin(request: Request) -> appointments.Origin:
    """Who has an appointment already is no robot."""
    if _own(request) is not None:
        return appointments.Origin()
    return origin_of(request)


def _read_day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        # Before every horizon: refused with the sentence for wrong days.
        return date.min


def _join_form(
    request: Request, choice: Choice, refused: Refused | None = None
) -> HttpResponse:
    sent = request.POST
    account = request.account if request.actor and not request.actor.is_staff else None
    own = _own(request)
    today = catalogue.local_day(request.now)
    last = choice.plan.last_day(request.now)
    if own is not None:
        last = min(last, own.day)
    contact = (account.email or account.phone) if account else ""
    context = {
        "choice": choice,
        "own": own,
        "first": sent.get("first", today.isoformat()),
        "last": sent.get("last", last.isoformat()),
        "least": today.isoformat(),
        "most": choice.plan.last_day(request.now).isoformat(),
        "name": sent.get("name", own.name if own else account.name if account else ""),
        "contact": sent.get("contact", own.contact if own else contact),
        "errors": _errors(refused),
        "needs_proof": request.actor is None and own is None,
        "offer_minutes": int(appointments.OFFER.total_seconds() // 60),
        "most_offers": appointments.MOST_OFFERS,
    }
    status = refused.status if refused else 200
    return render(request, "booking/join.html", context, status=status)


def _own(request: Request) -> appointments.BookingView | None:
    """The booking that an offer would replace; its address proves that it is theirs."""
    token = request.POST.get("booking") or request.GET.get("booking", "")
    if not token:
        return None
    found = appointments.booking(token)
    return found if found.can_change(request.now) else None


def _errors(refused: Refused | None) -> dict[str, object]:
    if refused is None:
        return {}
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return dict(fields) or {"": refused.sentence}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """A place on the list: wait, accept or decline what is offered, or leave."""
    given = as_request(request)
    refused: Refused | None = None
    if given.method == "POST":
        try:
            answer = _answer(given, token)
        except Refused as error:
            refused = error
        else:
            return answer
    found = appointments.entry(token=token, now=given.now)
    context = {
        "entry": found,
        "titles": _titles(found),
        "mall": mall_of(found.mall),
        "offer": show_booking(found.offer) if found.offer else None,
        "own": show_booking(found.booking) if found.booking else None,
        "left": appointments.MOST_OFFERS - found.offers,
        "refused": refused,
        "offer_minutes": int(appointments.OFFER.total_seconds() // 60),
    }
    status = refused.status if refused else 200
    return render(request, "booking/entry.html", context, status=status)


def _answer(request: Request, token: str) -> HttpResponse:
    match request.POST.get("do"):
        case "accept":
            booked = appointments.accept_offer(token=token, now=request.now)
            return redirect("appointment", booked.token)
        case "decline":
            appointments.decline_offer(token=token, now=request.now)
        case "leave":
            appointments.leave_list(token=token, now=request.now)
        case _:
            appointments.entry(token=token, now=request.now)  # or there is none
    return redirect("appointment-entry", token)


def _titles(found: EntryView) -> list[str]:
    return titles_of(mall_of(found.mall), found.wanted)
