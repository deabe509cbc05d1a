"""Around every request: its id, a limit on its size, one log line, one measure."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from satupintu.ops import metrics

HEADER = "X-Request-ID"
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("satupintu.request")


class RequestMiddleware:
    """Names the request, so that a line in the log can be found again.

    The id comes from the proxy in front (`X-Request-ID`) when it looks like one,
    is bound to every log line of the request, and goes back in the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        name = request.headers.get(HEADER, "")
        name = name if _SAFE_ID.fullmatch(name) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=name):
            response = self._answer(request)
            _note(request, response, time.perf_counter() - started)
        response[HEADER] = name
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.SATUPINTU_MAX_REQUEST_MB
        if _declared_length(request) > limit * 1024 * 1024:
            sentence = _("This is more than %(limit)s MB. Send fewer or smaller files.")
            return HttpResponse(
                sentence % {"limit": limit}, status=413, content_type="text/plain"
            )
        return self._get_response(request)


def _declared_length(request: HttpRequest) -> int:
    value = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(value) if value.isdecimal() else 0


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = _route(request)
    metrics.observe_request(
        method=request.method or "",
        route=route,
        status=response.status_code,
        seconds=seconds,
    )
    if route == "static":
        return
    log.info(
        "request",
        method=request.method,
        route=route,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
    )


def _route(request: HttpRequest) -> str:
    """The route's name: an address could hold a case number or a secret link."""
    if request.resolver_match:
        return request.resolver_match.view_name or "unnamed"
    is_static = request.path_info.startswith(str(settings.STATIC_URL))
    return "static" if is_static else "unknown"
