"""The right column while a visitor is there: forms, bills, permits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.journeys import assisted, settling
from satupintu.kernel.errors import Refused
from satupintu.kernel.money import format_money
from satupintu.payments import service as payments
from satupintu.people import service as people
from satupintu.web.counter import page
from satupintu.web.pay.drawing import qr_svg
from satupintu.web.requests import SignedIn

if TYPE_CHECKING:
    from satupintu.web.counter.desk import Place


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill whose QR is on the screen; `obstacle` says why there is none."""

    bill: payments.BillView
    payment: payments.PaymentView | None
    qr: str
    until: str
    obstacle: str


@dataclass(frozen=True, slots=True)
class Work:
    """`step` of filing together: ask, code, name or open."""

    step: str
    help: people.AssistanceView | None
    service: Published | None
    services: list[Published]
    drafts: list[tuple[cases.Draft, Published]]
    cases: list[settling.CaseAtCounter]
    shown: Bill | None


def of_visitor(request: SignedIn, place: Place) -> Work | None:
    """What can be done with the visitor at the counter; None if nobody is there."""
    serving = place.session.current
    if serving is None or serving.stop.state != "serving":
        return None
    helped = assisted.helped_by(actor=request.actor, now=request.now)
    errand = page.errand_of(place.mall, serving.stop)
    offered = catalogue.services()
    codes = {published.code: published for published in offered}
    found = settling.cases_at(actor=request.actor, now=request.now)
    return Work(
        step=_step(helped),
        help=helped,
        service=codes.get(errand.service or "") if errand else None,
        services=offered,
        drafts=_drafts(helped),
        cases=found,
        shown=_shown(request, place, found),
    )


def state_of(request: SignedIn, place: Place) -> str:
    """What the column depends on, so that an open page sees when it is another."""
    serving = place.session.current
    if serving is None:
        return ""
    helped = assisted.helped_by(actor=request.actor, now=request.now)
    filed = [str(stop.case_id) for stop in serving.visit.stops if stop.case_id]
    stop = serving.stop
    return " ".join([str(stop.id), stop.state, _step(helped), *filed])


def _step(helped: people.AssistanceView | None) -> str:
    if helped is None:
        return "ask"
    if not helped.is_proved:
        return "code"
    return "open" if helped.person_id else "name"


def _drafts(
    helped: people.AssistanceView | None,
) -> list[tuple[cases.Draft, Published]]:
    """What the two have begun at a counter; what was begun at home stays there."""
    if helped is None or helped.person_id is None:
        return []
    person = helped.person
    return [
        (draft, catalogue.version(draft.version_id))
        for draft in cases.drafts_of(person)
        if person.helper and draft.channel == person.helper.channel
    ]


def _shown(
    request: SignedIn, place: Place, found: list[settling.CaseAtCounter]
) -> Bill | None:
    """The bill that was chosen, if it belongs to the visitor."""
    try:
        wanted = uuid.UUID(request.GET.get("bill", ""))
    except ValueError:
        return None
    bills = {bill.id: bill for case in found for bill in case.open_bills}
    bill = bills.get(wanted)
    if bill is None:
        return None
    try:
        payment = settling.show_bill(
            bill_id=bill.id, actor=request.actor, now=request.now
        )
    except Refused as refused:
        return Bill(bill, None, "", "", refused.sentence)
    label = _("%(scheme)s code for %(amount)s") % {
        "scheme": payment.scheme,
        "amount": format_money(payment.amount, payment.currency),
    }
    until = page.clock(payment.expires_at, place.time_zone)
    return Bill(bill, payment, qr_svg(payment.payload, label), until, "")
