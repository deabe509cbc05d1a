"""The right column's forms: filing together, bills, permits."""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from satupintu.catalogue import service as catalogue
from satupintu.journeys import assisted, settling
from satupintu.kernel.errors import Invalid, Refused
from satupintu.people import service as people
from satupintu.queueing.service import Seat
from satupintu.web.accounts.files import file_response
from satupintu.web.counter.actions import at_counter
from satupintu.web.counter.desk import Said, place_of, show_desk
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn


@at_counter
def ask(request: SignedIn, _seat: Seat) -> HttpResponse:
    """Ask the visitor, at the own phone or e-mail, whether this officer may help."""
    try:
        assisted.ask_for_help(
            stop_id=_stop(request),
            typed=request.POST.get("address", ""),
            actor=request.actor,
            now=request.now,
        )
    except (people.BadAddress, people.StaffAddress, people.TooManyCodes) as refused:
        return _again(request, refused, "address")
    return redirect("counter")


@at_counter
def code(request: SignedIn, _seat: Seat) -> HttpResponse:
    """The code that the visitor has read out."""
    try:
        assisted.agree_to_help(
            code=request.POST.get("code", ""), actor=request.actor, now=request.now
        )
    except people.CodeRefused as refused:
        return _again(request, refused, "code")
    return redirect("counter")


@at_counter
def name(request: SignedIn, _seat: Seat) -> HttpResponse:
    """Name and identity number of a visitor who has no account yet."""
    try:
        assisted.introduce(
            name=request.POST.get("name", ""),
            identity=request.POST.get("identity", ""),
            actor=request.actor,
            now=request.now,
        )
    except people.BadProfile as refused:
        return _again(request, refused, "name")
    return redirect("counter")


@at_counter
def start(request: SignedIn, _seat: Seat) -> HttpResponse:
    """Open the forms of a service, for the visitor who has agreed."""
    assisted.applicant_of(actor=request.actor, now=request.now)
    published = catalogue.current(request.POST.get("service", ""))
    return redirect("apply-start", code=published.code)


@at_counter
def end(request: SignedIn, _seat: Seat) -> HttpResponse:
    """Stop helping; what was filled in stays the visitor's draft."""
    assisted.end_help(actor=request.actor, why="ended", now=request.now)
    return redirect("counter")


@require_GET
@staff_required()
def bill_status(request: SignedIn, bill_id: uuid.UUID) -> HttpResponse:
    """Asked every few seconds while a QR is on the screen; 204 as long as it holds."""
    bill = settling.bill_at(bill_id=bill_id, actor=request.actor)
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    if not bill.is_open:
        if bill.is_paid:
            messages.success(
                request, _("Bill %(number)s is paid.") % {"number": bill.number}
            )
        answer["HX-Redirect"] = reverse("counter")
    return answer


@at_counter
def handover(request: SignedIn, _seat: Seat) -> HttpResponse:
    """The code shows whose permit it is; the second press hands it over."""
    given = request.POST.get("code", "")
    sure = request.POST.get("sure") == "yes"
    do = settling.hand_over if sure else settling.find_permit
    try:
        found = do(code=given, actor=request.actor, now=request.now)
    except Refused as refused:
        return _again(request, refused, "handover")
    place = place_of(request)
    if place is None:
        return redirect("counter")
    typed = {"permit": found, "handover": given, "done": sure}
    return show_desk(request, place, Said(panel="work", typed=typed))


@require_GET
@staff_required()
def permit(request: SignedIn, permit_id: uuid.UUID) -> HttpResponse:
    """The permit itself, to print it for its holder."""
    stored, data = settling.permit_document(permit_id=permit_id, actor=request.actor)
    return file_response(stored, data)


def _stop(request: SignedIn) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("stop", ""))
    except ValueError:
        return uuid.UUID(int=0)


def _again(request: SignedIn, refused: Refused, name: str) -> HttpResponse:
    """The desk with the sentence beside the field."""
    place = place_of(request)
    if place is None:
        return redirect("counter")
    fields = dict(refused.fields) if isinstance(refused, Invalid) else {}
    said = Said(
        status=refused.status,
        panel="work",
        errors=fields or {name: refused.sentence},
        typed=request.POST.dict(),
    )
    return show_desk(request, place, said)
