"""The door for payment providers' callbacks."""

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from satupintu.payments import service as payments
from satupintu.payments.service import Verdict
from satupintu.web import errors
from satupintu.web.requests import Request

LIMIT = 64 * 1024  # bytes
_STATUS = {Verdict.FORGED: 401, Verdict.MALFORMED: 400}


@csrf_exempt  # the signature says who calls; there is no session
@require_POST
def payment_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """200 when it was taken in, whatever it meant; banks repeat anything else."""
    given = cast(Request, request)
    # One byte more than allowed, so that nobody makes us hold a large body.
    body = request.read(LIMIT + 1)
    if len(body) > LIMIT:
        return errors.respond(
            request,
            status=413,
            code="callback_too_large",
            sentence=_("A callback may have 64 kB at most."),
        )
    verdict = payments.receive(provider, request.headers, body, given.now)
    return JsonResponse({"verdict": verdict.value}, status=_STATUS.get(verdict, 200))
