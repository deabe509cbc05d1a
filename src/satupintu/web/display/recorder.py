"""The recorder: an office listens to the clips of its calls, and speaks its own."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Refused
from satupintu.queueing import clips
from satupintu.queueing.clips import ClipView
from satupintu.queueing.rights import refuse_strangers
from satupintu.web.display.views import sound_address
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

# A call to listen to: the letters and digits that are heard most.
TRIAL_NUMBER, TRIAL_COUNTER = "A-012", "3"


@require_GET
@staff_required()
def first(request: SignedIn) -> HttpResponse:
    """The mall, if there is one only; else the first one."""
    return redirect("voice-mall", mall=catalogue.mall().code)


@require_GET
@staff_required()
def show(request: SignedIn, mall: str) -> HttpResponse:
    """Every clip with what it says, whose voice it has, and a microphone."""
    found = catalogue.mall(mall)
    refuse_strangers(request.actor, found)
    parts = [
        (_name(language), language, [_row(mall, clip) for clip in group])
        for language, group in groupby(clips.clips_of(mall=mall), lambda c: c.language)
    ]
    context = {
        "mall": found,
        "malls": catalogue.malls(),
        "parts": parts,
        "trial": f"{reverse('display-spoken', args=[mall])}"
        f"?number={TRIAL_NUMBER}&counter={TRIAL_COUNTER}",
    }
    response = render(request, "display/recorder.html", context)
    # Here, and on no other page, the browser may ask for the microphone.
    response["Permissions-Policy"] = "microphone=(self)"
    return response


@require_POST
@staff_required()
def keep(request: SignedIn, mall: str, language: str, name: str) -> HttpResponse:
    """Keep a recording (`sound`), or go back to the pack's voice (`drop`).

    The page's script asks for JSON and stays; a form comes back to the page.
    """
    try:
        _change(request, mall, language, name)
    except Refused as error:
        if _wants_json(request):
            return JsonResponse({"error": error.sentence}, status=error.status)
        messages.error(request, error.sentence)
    else:
        if _wants_json(request):
            return JsonResponse(_now(mall, language, name))
        messages.success(request, _("The clip is changed."))
    target = reverse("voice-mall", args=[mall])
    return HttpResponseRedirect(f"{target}#{language}-{name}")


def _change(request: SignedIn, mall: str, language: str, name: str) -> None:
    if "drop" in request.POST:
        clips.drop_clip(mall=mall, language=language, name=name, actor=request.actor)
        return
    given = request.FILES.get("sound")
    clips.record_clip(
        mall=mall,
        language=language,
        name=name,
        sound=given.read(clips.MAX_BYTES + 1) if given else b"",
        actor=request.actor,
        now=request.now,
    )


def _now(mall: str, language: str, name: str) -> dict[str, object]:
    for clip in clips.clips_of(mall=mall):
        if (clip.language, clip.name) == (language, name):
            row = _row(mall, clip)
            return {"address": row["address"], "state": row["state"], "by": clip.by}
    return {}


def _row(mall: str, clip: ClipView) -> dict[str, object]:
    state = "own" if clip.is_recorded else "pack" if clip.version else "none"
    return {
        "clip": clip,
        "id": f"{clip.language}-{clip.name}",
        "state": state,
        "address": sound_address(mall, clip) if clip.version else "",
    }


def _name(language: str) -> str:
    return str(dict(settings.LANGUAGES).get(language, language))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
