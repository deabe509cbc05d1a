"""For the staff of the agencies: who comes, own places, and the hours."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from satupintu.appointments import service as appointments
from satupintu.appointments.service import Day, Wish
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Capacity, Mall, Queue
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.booking.choice import read_wish
from satupintu.web.booking.shown import show_booking
from satupintu.web.booking.times import read_moment
from satupintu.web.guards import ForStaff, staff_required
from satupintu.web.requests import SignedIn

MANAGER = "manager"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def day(request: SignedIn) -> HttpResponse:
    """A queue's appointments of a day; forms book an own place, or cancel one."""
    if not _own_queues(request, catalogue.mall(request.GET.get("mall", ""))):
        return render(request, "booking/office_none.html")
    mall, queue = _queue(request)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            said, chosen = _act(request, mall, queue)
        except Refused as error:
            refused = error
        else:
            messages.success(request, said)
            return redirect(_here(mall, queue, chosen))
    return _page(request, mall, queue, refused)


@require_POST
@staff_required(MANAGER)
def hours(request: SignedIn) -> HttpResponse:
    """Close or open hours of a day, or take that back."""
    mall, queue = _queue(request)
    sent = request.POST
    chosen = _day(sent.get("day", ""), request)
    try:
        if sent.get("end"):
            appointments.end_change(
                change_id=_id(sent["end"]), actor=request.actor, now=request.now
            )
        elif sent.get("kind") == "extra":
            appointments.open_hours(
                mall=mall.code,
                queue=queue.code,
                day=chosen,
                hours=sent.get("hours", ""),
                places_of_slot=Capacity(public=_number(sent.get("public", ""))),
                reason=sent.get("reason", ""),
                actor=request.actor,
                now=request.now,
            )
        else:
            appointments.close_hours(
                mall=mall.code,
                queue=queue.code,
                day=chosen,
                hours=sent.get("hours", ""),
                reason=sent.get("reason", ""),
                actor=request.actor,
                now=request.now,
            )
    except Refused as refused:
        return _page(request, mall, queue, refused)
    messages.success(request, _("The hours have been changed."))
    return redirect(_here(mall, queue, chosen))


def _act(request: SignedIn, mall: Mall, queue: Queue) -> tuple[str, date]:
    """Do what the form says: the sentence for it, and on which day."""
    token = request.POST.get("cancel", "")
    if not token:
        booked = _book(request, mall, queue)
        return _("Booked. The code is %(code)s.") % {"code": booked.code}, booked.day
    gone = appointments.cancel_by_office(
        token=token,
        reason=request.POST.get("why", ""),
        actor=request.actor,
        now=request.now,
    )
    return _("Cancelled, and told to the visitor."), gone.day


def _book(request: SignedIn, mall: Mall, queue: Queue) -> appointments.BookingView:
    sent = request.POST
    wish = read_wish(f"{queue.code}.{sent.get('errand', '')}")
    return appointments.book_internal(
        mall=mall.code,
        wanted=[wish],
        at=read_moment(sent.get("at", "")),
        visitor=appointments.Visitor(sent.get("name", ""), sent.get("contact", "")),
        actor=request.actor,
        now=request.now,
    )


def _page(
    request: SignedIn, mall: Mall, queue: Queue, refused: Refused | None
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    chosen = _day(given.get("day", ""), request)
    listed = appointments.day_list(
        mall=mall.code, queue=queue.code, day=chosen, actor=request.actor
    )
    affected = [
        show_booking(each)
        for each in appointments.affected(mall=mall.code, now=request.now)
        if any(leg.queue == queue.code for leg in each.legs)
    ]
    context = {
        "mall": mall,
        "queue": queue,
        "queues": _own_queues(request, mall),
        "day": chosen,
        "listed": [show_booking(each) for each in listed],
        "affected": affected,
        "changes": _changes(mall, queue, chosen),
        "free": _internal(request, mall, queue, chosen),
        "is_manager": request.actor.holds(queue.agency, MANAGER),
        "errors": _errors(refused),
        "sent": request.POST,
    }
    status = refused.status if refused else 200
    return render(request, "booking/office.html", context, status=status)


def _changes(mall: Mall, queue: Queue, chosen: date) -> list[appointments.ChangeView]:
    found = appointments.changes(mall=mall.code, first=chosen, last=chosen)
    return [each for each in found if each.queue in ("", queue.code)]


def _internal(request: SignedIn, mall: Mall, queue: Queue, chosen: date) -> Day:
    """The day with what is left of the office's own places."""
    wish = Wish(queue.code, queue.errands[0].code)
    plan = appointments.plan_of(mall=mall.code, wanted=[wish])
    (found,) = appointments.calendar(
        plan=plan, first=chosen, last=chosen, now=request.now, share="internal"
    )
    return found


def _own_queues(request: SignedIn, mall: Mall) -> list[Queue]:
    return [
        queue
        for queue in mall.queues
        if queue.booking and queue.agency in request.actor.agencies
    ]


def _queue(request: SignedIn) -> tuple[Mall, Queue]:
    """The queue that is asked for, else the first of the reader's agencies."""
    given = request.POST if request.method == "POST" else request.GET
    mall = catalogue.mall(given.get("mall", ""))
    own = _own_queues(request, mall)
    for queue in own:
        if given.get("queue", "") in ("", queue.code):
            return mall, queue
    raise ForStaff(
        _("Your agency has no appointments here, or these belong to another agency.")
    )


def _here(mall: Mall, queue: Queue, chosen: date) -> str:
    address = reverse("office-appointments")
    return f"{address}?mall={mall.code}&queue={queue.code}&day={chosen.isoformat()}"


def _day(sent: str, request: SignedIn) -> date:
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return catalogue.local_day(request.now)


def _id(sent: str) -> uuid.UUID:
    try:
        return uuid.UUID(sent)
    except ValueError:
        raise appointments.NoSuchChange(_("This exception does not exist.")) from None


def _number(sent: str) -> int:
    return min(500, int(sent)) if sent.isdecimal() and sent.isascii() else 0


def _errors(refused: Refused | None) -> dict[str, object]:
    if refused is None:
        return {}
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return dict(fields) or {"": refused.sentence}
