"""The receipt that both sides signed, for who has the address of the visit.

One page that prints well: the papers, who gave, who took, how both said so.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, HopView
from satupintu.documents import service as documents
from satupintu.web.home.chain import CITIZEN, OFFICER, place_of
from satupintu.web.home.live import of_visit
from satupintu.web.home.shown import show_visit
from satupintu.web.pay.drawing import qr_svg
from satupintu.web.requests import Request

# Phones without a network tell later; then both times are said.
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two hands: whose, and as what."""

    name: str
    role: str


@require_safe
@of_visit
def receipt(
    request: Request, visit: HomeVisitView, code: str, seq: int
) -> HttpResponse:
    """Papers taken along, or handed over at the door or the desk."""
    found = courier.receipt_of(visit_id=visit.id, code=code, seq=seq)
    hop, shown = found.hop, show_visit(visit)
    context = {
        "visit": visit,
        "shown": shown,
        "folder": found.folder,
        "hop": hop,
        "is_taken": hop.taker != CITIZEN,
        "is_late": hop.recorded_at - hop.at > LATE,
        "giver": _side(hop.giver, hop.giver_id, hop.giver_name),
        "taker": _side(hop.taker, hop.taker_id, hop.taker_name),
        "proof": found.proof,
        "signer": _signer(hop),
        "place": place_of(hop) or _at_door(shown.area),
        # As on the folder's label. The address of this page is a key, and may be shown
        # to nobody with the paper.
        "qr": qr_svg(found.folder.code, _("QR: the code of the folder")),
        "language": catalogue.pack().languages[0],
    }
    return render(request, "home/receipt.html", context)


@require_safe
@of_visit
def proof(request: Request, visit: HomeVisitView, code: str, seq: int) -> HttpResponse:
    """The signature or photo, drawn anew: uploads never reach a browser as they are."""
    stored, data = courier.open_proof(
        visit_id=visit.id, code=code, seq=seq, actor=request.actor, now=request.now
    )
    answer = HttpResponse(documents.picture(stored, data), content_type="image/png")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _side(kind: str, account_id: uuid.UUID | None, name: str) -> Side:
    if kind == CITIZEN:
        return Side(name, _("citizen"))
    if kind != OFFICER:
        return Side(name, _("desk"))
    officer = courier.officer_of(account_id=account_id) if account_id else None
    role = _("officer")
    return Side(name, f"{role}, {officer.badge}" if officer else role)


def _signer(hop: HopView) -> str:
    """It is the citizen who signs, giving or taking."""
    return hop.giver_name if hop.giver == CITIZEN else hop.taker_name


def _at_door(area: str) -> str:
    return _("at the door, %(area)s") % {"area": area} if area else _("at the door")
