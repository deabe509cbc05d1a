"""Who is visited, how the officer reaches them, and what they need."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.kernel.errors import Refused
from satupintu.web.home.keepers import Asking, of_own_visit
from satupintu.web.home.shown import errors_of, show_visit, steps


@require_http_methods(["GET", "HEAD", "POST"])
@of_own_visit
def needs(request: Asking, visit: HomeVisitView) -> HttpResponseBase:
    """Name, phone and needs. Who says so gets it; no proof is asked for."""
    refused: Refused | None = None
    sent = request.POST
    if request.method == "POST":
        try:
            courier.set_place(
                token=visit.token,
                name=sent.get("name", ""),
                phone=sent.get("phone", ""),
                needs=sent.getlist("needs"),
                actor=request.asker,
                now=request.now,
            )
        except Refused as error:
            refused = error
        else:
            return redirect("home-visit-when", visit.token)
    chosen = sent.getlist("needs") if refused else visit.needs
    shown = show_visit(visit)
    context = {
        "shown": shown,
        "name": sent.get("name", visit.name),
        "phone": sent.get("phone", visit.phone),
        "needs": [(need, need.code in chosen) for need in shown.rules.needs],
        "errors": errors_of(refused),
        "steps": steps("needs"),
        "call": request.call,
    }
    status = refused.status if refused else 200
    return render(request, "home/needs.html", context, status=status)
