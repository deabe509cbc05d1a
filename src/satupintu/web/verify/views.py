"""Anyone may check a permit: typed, by the link on paper, or without a network."""

import json
from datetime import timedelta

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from satupintu.kernel import tenancy
from satupintu.permits import service as permits
from satupintu.permits.service import Verdict, Verification
from satupintu.web.requests import as_request
from satupintu.web.verify.verdicts import LOOKS, OFFLINE

_LONGEST = 100


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to what was typed into it."""
    query = request.GET.get("q", "").strip()
    if not query:
        return render(request, "verify/check.html", {"asked": "q" in request.GET})
    now = as_request(request).now
    return _answer(request, permits.verify(query[:_LONGEST], now=now), query)


@require_safe
def result(request: HttpRequest, check_code: str) -> HttpResponse:
    """The answer for one check code, as an address to keep or send."""
    now = as_request(request).now
    return _answer(request, permits.verify(check_code, now=now), check_code)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that checks the QR code in the browser, also without a network.

    The token stands in the fragment of the address and never reaches us.
    """
    language = request.GET.get("l", "")
    if language in dict(settings.LANGUAGES):
        return _in_language(language)
    context = {
        "looks": [LOOKS[code] for code in OFFLINE],
        "issuer": tenancy.current().slug,
        "keys": json.dumps([[k.id, k.x, k.y] for k in permits.public_keys()]),
        "zone": timezone.get_current_timezone_name(),
    }
    response = render(request, "verify/offline.html", context)
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the offline page; its place decides what it serves."""
    script = render_to_string("verify/worker.js", {"page": reverse("permit-qr")})
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def status_list(request: HttpRequest) -> HttpResponse:
    """The signed Token Status List. Whoever fetches it does not say for whom."""
    published = permits.status_list(now=as_request(request).now)
    tag = f'"{published.version}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(
            published.data, content_type="application/statuslist+cwt"
        )
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={published.max_age}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that verify QR codes, as a JSON Web Key Set, for other checkers."""
    response = JsonResponse({"keys": [key.jwk for key in permits.public_keys()]})
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _in_language(language: str) -> HttpResponse:
    """The offline page again, from now on in this language."""
    response = HttpResponseRedirect(reverse("permit-qr"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=int(timedelta(days=365).total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _answer(
    request: HttpRequest, verification: Verification, query: str
) -> HttpResponse:
    response = render(
        request,
        "verify/result.html",
        {
            "look": LOOKS[verification.verdict],
            "verification": verification,
            "permit": verification.permit,
            "query": query,
            "nav_current": "permit-check",
        },
        status=404 if verification.verdict is Verdict.UNKNOWN else 200,
    )
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
