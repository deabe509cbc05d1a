"""The demonstration's banking app: a phone-like page that pays a QR."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from satupintu.payments.emvco import Malformed
from satupintu.payments.providers import registry
from satupintu.web.pay import bank as demo
from satupintu.web.pay.bank import Behaviour
from satupintu.web.requests import Request

PROVIDER = "demo"
PRANKS: dict[Behaviour, Promise] = {
    Behaviour.TWICE: gettext_lazy("Send the same message twice"),
    Behaviour.TWO_PAYMENTS: gettext_lazy("Pay twice, as two payments"),
    Behaviour.LATE: gettext_lazy("Pay after the code has expired"),
    Behaviour.WRONG_AMOUNT: gettext_lazy("Pay a little too little"),
    Behaviour.REORDERED: gettext_lazy("Send “expired” after “paid”"),
    Behaviour.FORGED: gettext_lazy("Forge the signature"),
    Behaviour.REPLAYED: gettext_lazy("Play back an hour-old message"),
    Behaviour.MALFORMED: gettext_lazy("Cut the message off"),
}
OUTCOMES: dict[str, Promise] = {
    "paid": gettext_lazy("The office counts it: the bill is paid."),
    "late": gettext_lazy("Late, but the office counts it: the bill is paid."),
    "noted": gettext_lazy("Noted. Nothing changes."),
    "duplicate": gettext_lazy("Known already. Nothing changes."),
    "wrong_amount": gettext_lazy("Wrong amount: the bill stays open, to be refunded."),
    "overpaid": gettext_lazy("The bill was paid already: to be refunded."),
    "bill_cancelled": gettext_lazy("The bill was cancelled: to be refunded."),
    "unknown_reference": gettext_lazy("The office does not know this payment."),
    "forged": gettext_lazy("Refused: the signature does not fit."),
    "malformed": gettext_lazy("Refused: the message cannot be read."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """Read a QR; on Pay, do as a bank does. Only in a demonstration."""
    if not settings.SATUPINTU_DEMO:
        raise Http404
    given = cast(Request, request)
    payload = (request.POST.get("qr") or request.GET.get("qr") or "").strip()
    context: dict[str, object] = {"payload": payload, "pranks": PRANKS.items()}
    if payload:
        context |= _read(given, payload)
    return render(request, "pay/demo_bank.html", context)


def _read(request: Request, payload: str) -> dict[str, object]:
    try:
        ask = demo.read(payload)
    except Malformed as refusal:
        return {"refusal": refusal.sentence}
    if not ask.reference or not ask.currency or ask.amount <= 0:
        return {"refusal": _("This code does not say what to pay. Show another one.")}
    if request.method != "POST" or "behave" not in request.POST:
        return {"ask": ask}
    behaviour = request.POST["behave"]
    if behaviour not in set(Behaviour):
        return {"ask": ask}
    return {"ask": ask, "done": _pay(request, ask, Behaviour(behaviour))}


def _pay(
    request: Request, ask: demo.Ask, behaviour: Behaviour
) -> list[tuple[demo.Delivery, str]]:
    secret = registry.get(PROVIDER).secret
    line = demo.Line(
        port=int(request.META["SERVER_PORT"]),
        host=request.get_host(),
        scheme=request.scheme or "http",
        path=reverse("payment-webhook", args=[PROVIDER]),
    )
    sent = demo.messages(ask, behaviour, secret, request.now)
    return [(one, _outcome(one)) for one in demo.deliver(line, sent)]


def _outcome(delivery: demo.Delivery) -> str:
    if not delivery.status:
        return _("The office does not answer. Try again.")
    return str(OUTCOMES.get(delivery.answer, _("The office refused the message.")))
