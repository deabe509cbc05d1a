"""What a program is told when its request does not fit: RFC 9457, as everywhere.

The errors of the domain are answered by the middleware in the same form; these are
those that the interface itself finds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from satupintu.kernel.problems import problem

_UNTOLD = ("body", "header", "path", "query", "file", "form")


def answer_in_problems(api: NinjaAPI) -> None:
    """Let the interface answer its own errors as problem documents."""
    api.add_exception_handler(ValidationError, _unfit)
    api.add_exception_handler(AuthenticationError, _nobody)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _missing)


def _unfit(request: HttpRequest, error: object) -> JsonResponse:
    sentence = _("The request does not fit the interface. `fields` says where.")
    found = cast(ValidationError, error).errors
    return problem(422, "unfit", sentence, fields=_fields(found))


def _nobody(request: HttpRequest, error: object) -> JsonResponse:
    sentence = _("Send a valid key: Authorization: Bearer sp_…")
    answer = problem(401, "no_key", sentence)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _http(request: HttpRequest, error: object) -> JsonResponse:
    status = cast(HttpError, error).status_code
    return problem(status, "refused", str(error))


def _missing(request: HttpRequest, error: object) -> JsonResponse:
    return problem(404, "not_found", _("There is nothing at this address."))


def _fields(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Pydantic's findings: where, as a path with dots, and what is wrong."""
    return {_place(error["loc"]): str(error["msg"]) for error in errors}


def _place(location: Sequence[str | int]) -> str:
    parts = [str(part) for part in location]
    while len(parts) > 1 and parts[0] in _UNTOLD:
        parts = parts[1:]
    return ".".join(parts)
