"""Where members of staff begin: those who only do home visits at their own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

QUEUE = "office-queue"


@require_safe
@staff_required()
def land(request: SignedIn) -> HttpResponse:
    """The office's first page; signing in leads here."""
    return redirect(_page_of(request.actor))


def _page_of(actor: Actor) -> str:
    """The page of the one post that somebody holds; who holds more has a queue.

    The desk takes folders in besides its work queue, and finds both in the menu.
    """
    if len(actor.posts) != 1 or not catalogue.has_home_visits():
        return QUEUE
    home = catalogue.home_visits()
    pages = {
        home.officer: "ride",
        home.dispatcher: "dispatch",
        home.operator: "home-visit-call",
    }
    ((agency, role),) = actor.posts
    return pages.get(role, QUEUE) if agency == home.agency else QUEUE
