"""The citizen's bill: what it is made of, the QR, and the receipt."""

import uuid
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Refused
from satupintu.kernel.money import format_money, format_when
from satupintu.payments import service as payments
from satupintu.web.guards import citizen_required
from satupintu.web.pay.drawing import qr_png, qr_svg
from satupintu.web.requests import SignedIn


@require_safe
@citizen_required
def bill(request: SignedIn, bill_id: uuid.UUID) -> HttpResponse:
    """The bill with its QR; the same address shows what became of it."""
    shown = payments.bill_for(request.actor, bill_id)
    context: dict[str, object] = {"bill": shown, "nav_current": "my-applications"}
    if shown.is_open:
        context |= _payment(request, shown)
    return render(request, "pay/bill.html", context)


def _payment(request: SignedIn, shown: payments.BillView) -> dict[str, object]:
    try:
        payment = payments.show_qr(shown.id, request.actor, request.now)
    except payments.BillNotOpen:
        # Paid between the two reads; the page says so.
        return {"bill": payments.bill_for(request.actor, shown.id)}
    except Refused as refusal:
        return {"obstacle": refusal.sentence}
    label = _("%(scheme)s code for %(amount)s") % {
        "scheme": payment.scheme,
        "amount": format_money(payment.amount, payment.currency),
    }
    return {
        "payment": payment,
        "qr": qr_svg(payment.payload, label),
        "until": _clock(payment.expires_at),
        "checked": "check" in request.GET,
        "with_demo_bank": settings.SATUPINTU_DEMO,
    }


def _clock(at: datetime) -> str:
    # The day goes without saying: a QR holds for minutes.
    return format_when(at, catalogue.pack().time_zone).rpartition(", ")[2]


@require_safe
@citizen_required
def status(request: SignedIn, bill_id: uuid.UUID) -> HttpResponse:
    """Asked every few seconds by the open page: has anything changed?

    Answers 204 while the shown QR (`?qr=` its reference) still holds; else tells
    htmx where to go.
    """
    shown = payments.bill_for(request.actor, bill_id)
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    if shown.is_paid:
        answer["HX-Redirect"] = reverse("bill-receipt", args=[bill_id])
    elif not shown.is_open or not _holds(request, shown):
        answer["HX-Refresh"] = "true"
    return answer


def _holds(request: SignedIn, shown: payments.BillView) -> bool:
    current = payments.current_qr(shown.id, request.actor, request.now)
    return current is not None and current == request.GET.get("qr")


@require_safe
@citizen_required
def qr_image(request: SignedIn, bill_id: uuid.UUID) -> HttpResponse:
    """The QR as a file, for a banking app on the same phone."""
    payment = payments.show_qr(bill_id, request.actor, request.now)
    answer = HttpResponse(qr_png(payment.payload), content_type="image/png")
    name = f"{payment.bill.number}.png"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@citizen_required
def receipt(
    request: SignedIn, bill_id: uuid.UUID
) -> HttpResponse | HttpResponseRedirect:
    """The receipt, made to be printed; before the money, back to the bill."""
    try:
        shown = payments.receipt_for(request.actor, bill_id)
    except payments.BillNotPaid:
        return redirect("bill", bill_id)
    return render(
        request,
        "pay/receipt.html",
        {"receipt": shown, "bill": shown.bill, "nav_current": "my-applications"},
    )
