"""A booking's own address: filling in, what to bring, moving, cancelling."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.appointments import service as appointments
from satupintu.appointments.service import BookingView, Time
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.booking import ics
from satupintu.web.booking.choice import Choice
from satupintu.web.booking.shown import address_of, show_booking, wishes
from satupintu.web.booking.times import read_moment, show
from satupintu.web.pay.drawing import qr_svg
from satupintu.web.requests import Request, as_request

OTHERS = 6


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest, token: str) -> HttpResponse:
    """The form while it is held; then what to know, the code and the QR."""
    given = as_request(request)
    if given.method == "POST":
        return _confirm(given, token)
    found = appointments.booking(token)
    if found.state == "held":
        return _form(given, found)
    if found.state in ("offered", "dropped"):
        raise appointments.NoSuchBooking
    shown = show_booking(found)
    context = {
        "shown": shown,
        "booking": found,
        "qr": qr_svg(address_of(found), _("Code for checking in")),
        "can_change": found.can_change(given.now),
        "is_over": found.is_confirmed and not found.can_change(given.now),
    }
    return render(request, "booking/booked.html", context)


def _confirm(request: Request, token: str) -> HttpResponse:
    """Confirm the hold; `at` is another time, chosen after the first was lost."""
    sent = request.POST
    if sent.get("drop"):
        appointments.drop_hold(token=token, now=request.now)
        return redirect("appointments")
    try:
        if sent.get("at"):
            at = read_moment(sent["at"])
            appointments.change_hold(token=token, at=at, now=request.now)
        appointments.confirm(
            token=token,
            visitor=appointments.Visitor(
                name=sent.get("name", ""),
                contact=sent.get("contact", ""),
                language=get_language() or "",
            ),
            key=sent.get("key", ""),
            now=request.now,
            actor=request.actor,
        )
    except appointments.CannotChange:
        pass  # cancelled meanwhile: its page says so, and why
    except Refused as refused:
        return _form(request, appointments.booking(token), refused)
    return redirect("appointment", token)


def _form(
    request: Request, found: BookingView, refused: Refused | None = None
) -> HttpResponse:
    account = request.account if request.actor and not request.actor.is_staff else None
    sent = request.POST
    lost = isinstance(refused, appointments.HoldOver | appointments.Full)
    context = {
        "shown": show_booking(found),
        "booking": found,
        "name": sent.get("name", account.name if account else ""),
        "contact": sent.get(
            "contact", (account.email or account.phone) if account else ""
        ),
        "key": sent.get("key") or uuid.uuid4().hex,
        "errors": _errors(refused, lost),
        "lost": refused.sentence if refused and lost else "",
        "others": _others(request, found) if lost else [],
        "choice": _choice(found),
        "is_late": not found.held_until or found.held_until <= request.now,
    }
    status = refused.status if refused else 200
    return render(request, "booking/form.html", context, status=status)


def _errors(refused: Refused | None, lost: bool) -> dict[str, object]:
    if refused is None or lost:
        return {}
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return dict(fields) or {"": refused.sentence}


def _others(request: Request, found: BookingView) -> list[Time]:
    """Free times near the one that was lost: that day's, then later ones."""
    day = catalogue.local_day(found.starts_at)
    choice = _choice(found)
    last = choice.plan.last_day(request.now)
    days = appointments.calendar(
        plan=choice.plan, first=day, last=max(day, last), now=request.now
    )
    free = [time for each in days for time in each.times if time.left]
    return free[:OTHERS]


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment as a file for a calendar."""
    found = _real(token)
    content = ics.write(found, address_of(found), as_request(request).now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = f"{found.code or 'appointment'}.ics"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar again; the own time is kept until the new one is taken."""
    given = as_request(request)
    found = _real(token)
    appointments.check_change(found, given.now)
    choice = _choice(found)
    if given.method != "POST":
        return show(given, choice, moving=found)
    try:
        at = read_moment(given.POST.get("at", ""))
        appointments.move(token=token, at=at, now=given.now)
    except Refused as refused:
        return show(given, choice, refused=refused, moving=found)
    messages.success(given, _("Your appointment has been moved."))
    return redirect("appointment", token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once, then gives the time back."""
    given = as_request(request)
    found = _real(token)
    if given.method == "POST":
        appointments.cancel(token=token, now=given.now)
        return redirect("appointment", token)
    if not found.can_change(given.now):
        return redirect("appointment", token)
    return render(request, "booking/cancel.html", {"shown": show_booking(found)})


def _real(token: str) -> BookingView:
    """A booking that was confirmed once. Raises `NoSuchBooking`."""
    found = appointments.booking(token)
    if found.is_held or found.state == "dropped":
        raise appointments.NoSuchBooking
    return found


def _choice(found: BookingView) -> Choice:
    """Raises `NotBookable` if the pack no longer has the errand."""
    return Choice(appointments.plan_of(mall=found.mall, wanted=wishes(found)))
