"""What people and programs see when something goes wrong.

`answer` turns an expected error into a page in house style, or into a problem
document (RFC 9457) under the addresses that programs use. The four handlers at
the end are Django's `handler400` to `handler500`, and its CSRF view.
"""

import uuid

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from satupintu.kernel.errors import Invalid, SatupintuError
from satupintu.kernel.problems import problem

PROGRAMS = ("/api/", "/webhooks/")


def answer(request: HttpRequest, error: SatupintuError) -> HttpResponse:
    """The answer to an expected error, with its own sentence and status."""
    fields = error.fields if isinstance(error, Invalid) else {}
    return respond(
        request,
        status=error.status,
        code=error.code,
        sentence=error.sentence,
        fields={name: str(sentence) for name, sentence in fields.items()},
    )


def respond(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    sentence: str,
    fields: dict[str, str] | None = None,
    reference: str = "",
) -> HttpResponse:
    """A problem document for a program, a page for a person."""
    response: HttpResponse
    if request.path.startswith(PROGRAMS):
        response = problem(status, code, sentence, fields=fields, reference=reference)
    else:
        response = _page(request, status, sentence, reference)
    # The sentence may name a person, and the next try may end otherwise.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest, status: int, sentence: str, reference: str
) -> HttpResponse:
    context = {
        "title": _title(status),
        "sentence": sentence,
        "status": status,
        "reference": reference,
    }
    # A host that is no tenant's has no pack, so it gets a page that needs none.
    known = getattr(request, "tenant", None) is not None
    template = "error.html" if known else "error_bare.html"
    return render(request, template, context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler404`."""
    return respond(
        request,
        status=404,
        code="not_found",
        sentence=_(
            "There is no such page, or it is not for you. "
            "Check the address, or start again from the home page."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler403`."""
    return respond(
        request,
        status=403,
        code="not_allowed",
        sentence=_("You may not do this. If you should, ask your agency's manager."),
    )


def bad_request(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    """`handler400`."""
    return respond(
        request,
        status=400,
        code="bad_request",
        sentence=_("We could not read this request. Go back and try again."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """`handler500`. Must not fail itself, whatever is broken."""
    # The same id is in the log lines of this request and in its X-Request-ID.
    bound = structlog.contextvars.get_contextvars()
    reference = str(bound.get("request_id") or uuid.uuid4().hex)
    sentence = _(
        "Something broke on our side; nothing you did is lost that was saved "
        "before. Try again in a few minutes, and tell the help desk this reference "
        "if it happens again."
    )
    try:
        return respond(
            request,
            status=500,
            code="internal",
            sentence=sentence,
            reference=reference,
        )
    except Exception:  # the last page that can be shown
        plain = f"{sentence}\n\n{reference}"
        return HttpResponse(plain, status=500, content_type="text/plain; charset=utf-8")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: most often a form left open since before a sign-in."""
    return respond(
        request,
        status=403,
        code="stale_form",
        sentence=_(
            "This form was opened before you signed in or out, or your browser "
            "blocks cookies. Go back, reload the page and send it again."
        ),
    )


def _title(status: int) -> str:
    titles = {
        400: _("We could not read this"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("This is not possible now"),
        422: _("Something needs correcting"),
        429: _("Too many tries"),
        500: _("Sorry, something broke"),
    }
    return titles.get(status, _("Something went wrong"))
