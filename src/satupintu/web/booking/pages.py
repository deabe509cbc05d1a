"""A booking's own address: filling in, what to bring, moving, cancelling."""

from __future__ import annotations

import uuid
from datetime import datetime

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
from satupintu.queueing import service as queueing
from satupintu.web.booking import ics
from satupintu.web.booking.choice import Choice
from satupintu.web.booking.shown import address_of, show_booking, wishes
from satupintu.web.booking.times import read_moment, show
from satupintu.web.pay.drawing import qr_svg
from satupintu.web.requests import Request, as_request

OTHERS = 6
# Another time has to be chosen; what was typed stays.
_LOST = (appointments.HoldOver, appointments.LetGo, appointments.Full)


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
    if found.state == "dropped":
        raise appointments.LetGo
    if found.state == "offered":
        raise appointments.NoSuchBooking
    return _page(given, found)


def _page(
    request: Request, found: BookingView, refused: Refused | None = None
) -> HttpResponse:
    """What to know of a booking that was confirmed once."""
    shown = show_booking(found)
    now = request.now
    context = {
        "shown": shown,
        "booking": found,
        "refused": refused,
        "can_change": found.can_change(now),
        "is_late": found.is_confirmed and found.starts_at <= now <= shown.kept_until,
        "is_over": found.is_confirmed and now > shown.kept_until,
        "visit": _visit(found),
    }
    if not context["is_over"]:
        context["qr"] = qr_svg(address_of(found), _("Code for checking in"))
    status = refused.status if refused else 200
    return render(request, "booking/booked.html", context, status=status)


def _visit(found: BookingView) -> str:
    """The token of the visit that it became; '' before the check-in."""
    made = queueing.visit_of_booking(found.id) if found.state == "arrived" else None
    return made.token if made else ""


def _confirm(request: Request, token: str) -> HttpResponse:
    """Confirm the hold; `at` is another time, chosen after the first was lost."""
    sent = request.POST
    if sent.get("drop"):
        return _let_go(request, token)
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


def _let_go(request: Request, token: str) -> HttpResponse:
    appointments.drop_hold(token=token, now=request.now)
    found = appointments.booking(token)
    if found.is_confirmed:
        # In another window: nothing was let go.
        messages.info(
            request, _("It was confirmed before. Cancel it here if you do not come.")
        )
    if found.state != "dropped":
        return redirect("appointment", token)
    messages.success(request, _("The time was let go, and others may have it."))
    return redirect("appointments")


def _form(
    request: Request, found: BookingView, refused: Refused | None = None
) -> HttpResponse:
    account = request.account if request.actor and not request.actor.is_staff else None
    sent = request.POST
    lost = isinstance(refused, _LOST)
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
        "left": _seconds_left(found, request.now),
    }
    status = refused.status if refused else 200
    return render(request, "booking/form.html", context, status=status)


def _seconds_left(found: BookingView, now: datetime) -> int:
    """How long the time is kept still; 0 when that has run out."""
    until = found.held_until or now
    return max(0, int((until - now).total_seconds()))


def _errors(refused: Refused | None, lost: bool) -> dict[str, object]:
    if refused is None or lost:
        return {}
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return dict(fields) or {"": refused.sentence}


def _others(request: Request, found: BookingView) -> list[Time]:
    """Free times near the one that was lost: that day's, then later ones."""
    if not appointments.can_hold_on(found, request.now):
        return []
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
    try:
        appointments.check_change(found, given.now)
        if given.method != "POST":
            return show(given, _choice(found), moving=found)
        at = read_moment(given.POST.get("at", ""))
        moved = appointments.move(token=token, at=at, now=given.now)
    except appointments.CannotChange as refused:
        # Cancelled, or begun, perhaps in another window: its page is the way on.
        return _page(given, appointments.booking(token), refused)
    except Refused as refused:
        return show(given, _choice(found), refused=refused, moving=found)
    if moved.moves == found.moves:
        messages.info(given, _("Your appointment is at this time already."))
    else:
        messages.success(given, _("Your appointment has been moved."))
    return redirect("appointment", token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once, then gives the time back."""
    given = as_request(request)
    found = _real(token)
    if given.method == "POST":
        try:
            appointments.cancel(token=token, now=given.now)
        except appointments.CannotChange as refused:
            return _page(given, appointments.booking(token), refused)
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
