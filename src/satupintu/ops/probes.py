"""/healthz, /readyz and /metrics, for machines that look after the product.

They answer before all other middleware: a probe knows neither the host's name
nor a tenant, has no session, and speaks HTTP behind the proxy that ends TLS.
"""

import hmac
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from satupintu.ops import health, metrics

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


class ProbeMiddleware:
    """Answers the three addresses and passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = _PROBES.get(request.path_info)
        if answer is None or request.method not in {"GET", "HEAD"}:
            return self._get_response(request)
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response


def _healthz(_: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; it asks nobody else."""
    return JsonResponse({"alive": True})


def _readyz(_: HttpRequest) -> HttpResponse:
    """200 when work can be taken, else 503, with the reason for each check."""
    findings = health.look()
    is_ready = not any(finding.problem for finding in findings)
    checks = {finding.name: finding.problem or "ok" for finding in findings}
    return JsonResponse(
        {"ready": is_ready, "checks": checks}, status=200 if is_ready else 503
    )


def _metrics(request: HttpRequest) -> HttpResponse:
    """Measures; for this machine itself, or with the token of the operator."""
    if not _may_see_metrics(request):
        return HttpResponse(
            "Give the header “Authorization: Bearer …” with the value of"
            " SATUPINTU_METRICS_TOKEN.\n",
            status=403,
            content_type="text/plain; charset=utf-8",
        )
    try:
        return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503)


def _may_see_metrics(request: HttpRequest) -> bool:
    token = settings.SATUPINTU_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    # Behind a proxy on this machine everybody seems to come from here.
    if any(header in request.headers for header in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


_PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": _healthz,
    "/readyz": _readyz,
    "/metrics": _metrics,
}
