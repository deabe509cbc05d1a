"""The cashier's page: today's money, open bills, and what does not fit."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from satupintu.catalogue import service as catalogue
from satupintu.kernel.localized import text
from satupintu.payments import service as payments
from satupintu.payments.service import BillStatus, Verdict
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

_FIRST = date(2000, 1, 1)  # nothing was paid here before
STATES = {
    BillStatus.OPEN: (gettext_lazy("Open"), "warn", "clock"),
    BillStatus.PAID: (gettext_lazy("Paid"), "ok", "check"),
    BillStatus.CANCELLED: (gettext_lazy("Cancelled"), "off", "cross"),
}
WHY_ODD: dict[Verdict, Promise] = {
    Verdict.OVERPAID: gettext_lazy(
        "The bill was paid before this money came. Send the money back."
    ),
    Verdict.WRONG_AMOUNT: gettext_lazy(
        "This is not the amount of the bill. The bill stays open. Send the money "
        "back and let the payer scan again."
    ),
    Verdict.BILL_CANCELLED: gettext_lazy(
        "The bill was cancelled before this money came. Send the money back."
    ),
    Verdict.UNKNOWN_REFERENCE: gettext_lazy(
        "Nobody here asked for this money: the reference is not ours. Ask the bank."
    ),
}


@dataclass(frozen=True, slots=True)
class BillRow:
    bill: payments.BillView
    state: str
    kind: str
    icon: str


@dataclass(frozen=True, slots=True)
class OddRow:
    event: payments.OddEvent
    why: str


@dataclass(frozen=True, slots=True)
class PayeeRow:
    name: str
    total: payments.PayeeTotal


@require_safe
@staff_required(payments.CASHIER)
def cashier(request: SignedIn) -> HttpResponse:
    """Everything a cashier needs for one date, in a constant number of queries."""
    actor = request.actor
    today = payments.today(request.now)
    day = _day(request.GET.get("day", ""), today)
    state = _state(request.GET.get("state", BillStatus.OPEN.value))
    query = request.GET.get("q", "")[:60]
    found = payments.list_bills(actor=actor, status=state, query=query)
    odd = payments.odd_events(actor=actor)
    context = {
        "till": payments.till(actor=actor, day=day),
        "day": day,
        "is_today": day == today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "bills": [_bill_row(bill) for bill in found],
        "state": state.value if state else "all",
        "states": _states(),
        "q": query,
        "odd": [OddRow(event, str(WHY_ODD[event.verdict])) for event in odd],
        "payments": payments.payments_of(actor=actor, day=day),
        "payees": _payees(payments.payee_totals(actor=actor, day=day)),
    }
    return render(request, "pay/cashier.html", context)


@require_POST
@staff_required(payments.CASHIER)
def settle(request: SignedIn, event_id: uuid.UUID) -> HttpResponseRedirect:
    """Write down how an odd payment was settled."""
    try:
        payments.settle_odd_event(
            event_id=event_id,
            note=request.POST.get("note", ""),
            actor=request.actor,
            now=request.now,
        )
    except (payments.NoteMissing, payments.AlreadyHandled) as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Written down. It is off the list."))
    return redirect("cashier")


def _day(given: str, today: date) -> date:
    try:
        asked = date.fromisoformat(given)
    except ValueError:
        return today
    return asked if _FIRST <= asked <= today else today


def _state(given: str) -> BillStatus | None:
    return BillStatus(given) if given in set(BillStatus) else None


def _states() -> list[tuple[str, str]]:
    listed = [(state.value, str(words[0])) for state, words in STATES.items()]
    return [*listed, ("all", _("All bills"))]


def _bill_row(bill: payments.BillView) -> BillRow:
    words, kind, icon = STATES[bill.status]
    return BillRow(bill, str(words), kind, icon)


def _payees(totals: list[payments.PayeeTotal]) -> list[PayeeRow]:
    names = {agency.code: text(agency.name) for agency in catalogue.pack().agencies}
    return [PayeeRow(names.get(total.payee, total.payee), total) for total in totals]
