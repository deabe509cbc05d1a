"""The display of a zone: for the screen on the wall, and for staff to look at."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.kernel import live
from satupintu.kernel.errors import Invalid
from satupintu.queueing import clips, devices
from satupintu.queueing.clips import SpokenCall
from satupintu.queueing.devices import NoSuchDevice
from satupintu.queueing.rights import refuse_strangers
from satupintu.web.devices import device_of, display_of, remember
from satupintu.web.display.screen import Screen, screen, version
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn, as_request, client_address

_YEAR = 365 * 24 * 3600
_LARGEST_BEAT = 4000


class BadBeat(Invalid):
    code = "bad_beat"
    status = 400


@require_GET
def pair(request: HttpRequest, token: str) -> HttpResponse:
    """Make this browser the device whose token it is; it then shows what it is for."""
    found = devices.device(token=token, now=as_request(request).now)
    if found.kind == "printer":
        raise NoSuchDevice(
            _("A printer has no page. Give its token to the program that prints.")
        )
    response = HttpResponseRedirect(
        reverse("kiosk" if found.kind == "kiosk" else "display")
    )
    remember(response, token, found)
    # The address is the key: it must not travel on, or stay in a cache.
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def paired(request: HttpRequest) -> HttpResponse:
    """To the display as which this browser was paired last."""
    there = reverse("display-own", args=[device_of(request, "tv").id])
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{there}?{query}" if query else there)


@require_GET
def own(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """The zone for which this screen was paired."""
    shown = display_of(request, device)
    found = screen(shown.mall, shown.zone, as_request(request).now)
    return _page(
        request,
        found,
        _language(request),
        state=reverse("display-own-state", args=[device]),
        beat=reverse("display-beat", args=[device]),
    )


@require_GET
@staff_required()
def preview(request: SignedIn, mall: str, zone: str) -> HttpResponse:
    """The same for a member of staff, in any browser and the page's language."""
    found = screen(mall, zone, request.now)
    refuse_strangers(request.actor, found.mall)
    address = reverse("display-state", args=[mall, zone])
    return _page(request, found, translation.get_language(), state=address)


@require_GET
def own_state(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """What changes on a display, as JSON; calls also arrive by the stream."""
    shown = display_of(request, device)
    now = as_request(request).now
    return _state(screen(shown.mall, shown.zone, now), _language(request))


@require_GET
@staff_required()
def state(request: SignedIn, mall: str, zone: str) -> HttpResponse:
    """The same for staff who look at it."""
    found = screen(mall, zone, request.now)
    refuse_strangers(request.actor, found.mall)
    return _state(found, translation.get_language())


def _state(found: Screen, language: str) -> HttpResponse:
    with translation.override(language):
        response = JsonResponse(found.state())
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def spoken(request: HttpRequest, mall: str) -> HttpResponse:
    """How a call is spoken: for each language the addresses of its clips."""
    calls = clips.spoken_call(
        mall=mall,
        number=request.GET.get("number", ""),
        counter=request.GET.get("counter", ""),
    )
    return JsonResponse({"languages": [_spoken(mall, call) for call in calls]})


@require_GET
def sound(request: HttpRequest, mall: str, language: str, name: str) -> HttpResponse:
    """One clip; its address names the version, so it may be kept for good."""
    found = clips.sound_of(mall=catalogue.mall(mall).code, language=language, name=name)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    is_exact = request.GET.get("v") == found.version
    response["Cache-Control"] = (
        f"public, max-age={_YEAR}, immutable" if is_exact else "no-cache"
    )
    return response


@csrf_exempt  # changes nothing but when, and with what state, the device was seen
@require_POST
def beat(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """The display is alive: every half minute, with how its sound is."""
    devices.heartbeat(
        device_id=display_of(request, device).id,
        state=_read_beat(request),
        now=as_request(request).now,
        address=client_address(request),
    )
    return HttpResponse(status=204)


def _page(
    request: HttpRequest, found: Screen, language: str, *, state: str, beat: str = ""
) -> HttpResponse:
    mall, zone = found.mall, found.zone
    with translation.override(language):
        calls = found.shown()
        context = {
            "screen": found,
            "language": language,
            "first": calls[0] if calls else None,
            "rows": calls[1:],
            "last": max((call.id for call in calls), default=0),
            "live": live.address(f"zone:{mall.code}:{zone.code}"),
            "state": state,
            "spoken": reverse("display-spoken", args=[mall.code]),
            "beat": beat,
            "version": version(),
        }
        response = render(request, "display/display.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _spoken(mall: str, call: SpokenCall) -> Mapping[str, object]:
    return {
        "language": call.language,
        "text": call.text,
        "clips": [
            sound_address(mall, clip) if clip.version else "" for clip in call.clips
        ],
    }


def sound_address(mall: str, clip: clips.ClipView) -> str:
    """Where a clip is heard, in its present version."""
    path = reverse("display-sound", args=[mall, clip.language, clip.name])
    return f"{path}?v={clip.version}"


def _language(request: HttpRequest) -> str:
    """The first of the pack's languages, or one that the address asks for."""
    known = dict(settings.LANGUAGES)
    offered = [code for code in catalogue.pack().languages if code in known]
    asked = request.GET.get("lang", "")
    return asked if asked in offered else (offered or [settings.LANGUAGE_CODE])[0]


def _read_beat(request: HttpRequest) -> dict[str, object]:
    try:
        if len(request.body) > _LARGEST_BEAT:
            raise ValueError
        data = json.loads(request.body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise BadBeat(_("The display could not be understood. Load it again."))
    return data
