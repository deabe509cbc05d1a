"""What an officer's phone asks, as JSON: who asks, what it says, and the answer.

A phone keeps everything until it has an answer, so each refusal is JSON with one
sentence: 401 when the session has ended, 403 for who does not ride, else the error's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _, gettext_lazy
from pydantic import BaseModel, ConfigDict, ValidationError

from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotAllowed, SatupintuError
from satupintu.web.requests import Request, as_request

log = structlog.get_logger()
B = TypeVar("B", bound="Body")
Asked = Callable[["Rider"], dict[str, Any]]


class BadRequest(Invalid):
    """What was sent cannot be read."""

    code = "bad_request"
    status = 400


class NotAnOfficer(NotAllowed):
    """The page is for those who ride."""

    code = "not_an_officer"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Your post does not cover home visits. If it should, ask your "
                "agency's manager to add the post to your account."
            )
        )


class Body(BaseModel):
    """What a phone sends; what is not known is left out."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True, slots=True)
class Rider:
    """The officer who asks, and when."""

    request: Request
    actor: Actor
    now: datetime


def rides(actor: Actor) -> bool:
    """Whether the actor is on the post of those who ride. Raises `NoHomeVisits`."""
    home = catalogue.home_visits()
    return actor.is_staff and actor.holds(home.agency, home.officer)


def answer(view: Asked) -> Callable[[HttpRequest], HttpResponse]:
    """A view that gets a rider and gives JSON; errors are JSON, too."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        given = as_request(request)
        if given.actor is None:
            sentence = _("Your sign-in has ended. Please sign in again.")
            return _json({"error": sentence, "code": "signed_out"}, 401)
        rider = Rider(given, given.actor, given.now)
        try:
            if not rides(rider.actor):
                raise NotAnOfficer
            return _json(view(rider), 200)
        except SatupintuError as error:
            if error.status >= 500:
                raise
            told = {"error": error.sentence, "code": error.code, **fresh(rider)}
            return _json(told, error.status)

    return asked


def read(body: type[B], text: str | bytes) -> B:
    """What was sent, read. Raises `BadRequest`."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        # No keyboard types a NUL, and the database keeps none.
        if rb"\u0000" in raw or b"\0" in raw:
            raise BadRequest(_("The phone could not be understood. Update the app."))
        return body.model_validate_json(raw)
    except ValidationError as error:
        log.warning("rider_bad_request", where=error.error_count())
        raise BadRequest(
            _("The phone could not be understood. Update the app.")
        ) from None


def fresh(rider: Rider) -> dict[str, Any]:
    """What a phone needs to go on, also after a refusal: the time, a token, and whose
    session it is, so that it shows nobody what another officer saw on it."""
    return {
        "now": rider.now.isoformat(),
        "csrf": get_token(rider.request),
        "account": str(rider.actor.account_id),
    }


def _json(data: dict[str, Any], status: int) -> HttpResponse:
    response = JsonResponse(data, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
