"""The officer's phone: its page, its service worker, and what it asks and reports."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import AwareDatetime, Field

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import FileGiven, Sent
from satupintu.journeys.doorstep import day_of, take_report
from satupintu.kernel.localized import text
from satupintu.web.guards import staff_required
from satupintu.web.pictograms import PICTOGRAMS
from satupintu.web.requests import SignedIn
from satupintu.web.rider.asked import (
    BadRequest,
    Body,
    NotAnOfficer,
    Rider,
    answer,
    fresh,
    read,
    rides,
)
from satupintu.web.rider.words import words

SCRIPTS = (
    "dom",
    "store",
    "net",
    "outbox",
    "day",
    "cel",
    "answer",
    "form",
    "picture",
    "sign",
    "scan",
    "place",
    "code",
    "fill",
    "ask",
    "today",
    "stop",
    "custody",
    "problem",
    "deliver",
    "more",
    "app",
)
STYLES = ("satupintu/satupintu.css", "satupintu/devices.css", "rider/rider.css")
DRAWINGS = (
    "ask",
    "back",
    "base",
    "call",
    "cam",
    "check",
    "clock",
    "elder",
    "folder",
    "globe",
    "help",
    "lock",
    "low",
    "motor",
    "nav",
    "next",
    "off",
    "pause",
    "permit",
    "pin",
    "preg",
    "qr",
    "sign",
    "up",
    "warn",
    "wheel",
)
# At the ends of the calendar other time zones have no date.
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class ReportBody(Body):
    key: str = Field(max_length=80)
    action: str = Field(max_length=30)
    shift: uuid.UUID
    visit: uuid.UUID | None = None
    at: AwareDatetime = Field(gt=_FIRST, lt=_LAST)
    data: dict[str, Any] = Field({}, max_length=40)
    after: list[str] = Field([], max_length=300)


class Keys(Body):
    keys: list[str] = Field(max_length=300)


@require_safe
@staff_required()
def page(request: SignedIn) -> HttpResponseBase:
    """The whole app; it says whose it is and holds nothing else of anybody, so a phone
    may keep it."""
    if not rides(request.actor):
        raise NotAnOfficer
    language = get_language() or ""
    shown = {
        "scripts": [f"rider/{name}.js" for name in SCRIPTS],
        "styles": STYLES,
        "drawings": [(name, PICTOGRAMS[name]) for name in DRAWINGS],
        "words": words(),
        "config": {
            "language": language,
            "zone": str(catalogue.zone()),
            "version": version(),
            "account": str(request.actor.account_id),
            "urls": {
                "page": reverse("ride"),
                "worker": reverse("ride-worker"),
                "day": reverse("ride-day"),
                "report": reverse("ride-report"),
                "known": reverse("ride-known"),
                "sign_in": f"{reverse('staff-sign-in')}?next={reverse('ride')}",
            },
        },
    }
    response = render(request, "rider/ride.html", shown)
    response["Cache-Control"] = "private, no-cache"
    # Camera and place are asked for on this page, and by nobody who frames it.
    response["Permissions-Policy"] = "camera=(self), geolocation=(self)"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its place decides what it serves."""
    context = {
        "page": reverse("ride"),
        "version": version(),
        "assets": [staticfiles_storage.url(name) for name in _assets()],
    }
    script = render_to_string("rider/worker.js", context)
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app on its first screen."""
    name = text(catalogue.home_visits().name)
    icon = staticfiles_storage.url("satupintu/door.svg")
    return JsonResponse(
        {
            "name": f"{name} · {_('Officer')}",
            "short_name": name,
            "lang": get_language(),
            "start_url": reverse("ride"),
            "scope": reverse("ride"),
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#ffffff",
            "theme_color": "#141b41",
            "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@require_safe
@answer
def day(rider: Rider) -> dict[str, Any]:
    """The officer's day, the time, and a token for what is reported."""
    return {**day_of(actor=rider.actor, now=rider.now), **fresh(rider)}


@require_POST
@answer
def report(rider: Rider) -> dict[str, Any]:
    """One report, maybe with its picture; see `courier.reports`."""
    given = read(ReportBody, rider.request.POST.get("report", ""))
    sent = Sent(
        key=given.key,
        action=given.action,
        shift_id=given.shift,
        visit_id=given.visit,
        at=given.at,
        data=given.data,
        after=given.after,
        file=_file(rider),
    )
    return asdict(take_report(sent=sent, actor=rider.actor, now=rider.now))


@require_POST
@answer
def known(rider: Rider) -> dict[str, Any]:
    """Which reports have come, so that a large one is not sent in vain."""
    given = read(Keys, rider.request.body)
    return {"keys": courier.known_keys(keys=given.keys, actor=rider.actor)}


def version() -> str:
    """Changes with scripts, styles and words: a phone then loads the app anew."""
    parts = [staticfiles_storage.url(name) for name in _assets()]
    return hashlib.sha256("\n".join([*parts, repr(words())]).encode()).hexdigest()[:10]


def _assets() -> list[str]:
    scripts = [f"rider/{name}.js" for name in SCRIPTS]
    return [*scripts, *STYLES, "satupintu/door.svg"]


def _file(rider: Rider) -> FileGiven | None:
    found = rider.request.FILES.get("file")
    if found is None:
        return None
    if not isinstance(found, UploadedFile):
        raise BadRequest(_("The phone could not be understood. Update the app."))
    return FileGiven(found.name or "", found.read())
