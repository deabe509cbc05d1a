"""Which kiosk asks: the device of its cookie, and what every view of it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import BaseModel, ConfigDict, ValidationError

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import Invalid, Refused, SatupintuError
from satupintu.queueing.devices import DeviceView
from satupintu.queueing.service import hall_clock
from satupintu.web.devices import device_of
from satupintu.web.kiosk.content import languages_of
from satupintu.web.requests import as_request

log = structlog.get_logger()
View = Callable[[HttpRequest], HttpResponse]
B = TypeVar("B", bound="Body")


class BadRequest(Invalid):
    code = "bad_request"
    status = 400


class Body(BaseModel):
    """What a kiosk sends. `language` is the visitor's."""

    model_config = ConfigDict(extra="ignore")

    language: str = ""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A paired kiosk in its mall. `now` is the mall's clock, of which `speed` seconds
    pass in one of the world's, `real`."""

    device: DeviceView
    mall: Mall
    languages: list[str]
    now: datetime
    speed: float
    real: datetime


def kiosk_of(request: HttpRequest) -> Kiosk:
    """The kiosk that asks. Raises `NoSuchDevice`, also for a display's cookie."""
    real = as_request(request).now
    device = device_of(request, "kiosk")
    mall = catalogue.mall(device.mall)
    clock = hall_clock(mall=mall.code)
    shown = clock.shows(real)
    return Kiosk(device, mall, languages_of(mall), shown, clock.speed, real)


def answer(body: type[B]) -> Callable[[Callable[[HttpRequest, Kiosk, B], Any]], View]:
    """A view that gets a kiosk's JSON and gives JSON: data, or one sentence.

    Errors are `{"error": sentence, "code": code}` in the visitor's language.
    """

    def wrap(view: Callable[[HttpRequest, Kiosk, B], Any]) -> View:
        @require_POST
        @wraps(view)
        def asked(request: HttpRequest) -> HttpResponse:
            language = ""
            try:
                kiosk = kiosk_of(request)
                given = _read(body, request)
                language = _language(kiosk, given.language)
                with translation.override(language):
                    return _json(view(request, kiosk, given))
            except SatupintuError as error:
                if error.status >= 500 and not isinstance(error, Refused):
                    raise
                with translation.override(language or translation.get_language()):
                    return _refused(error)

        return asked

    return wrap


def _language(kiosk: Kiosk, asked: str) -> str:
    return asked if asked in kiosk.languages else kiosk.languages[0]


def _read(body: type[B], request: HttpRequest) -> B:
    if request.content_type != "application/json":
        raise BadRequest(_("The kiosk could not be understood. Start again."))
    try:
        # No keyboard types a NUL, and the database keeps none.
        if rb"\u0000" in request.body:
            raise BadRequest(_("The kiosk could not be understood. Start again."))
        return body.model_validate_json(request.body)
    except ValidationError as error:
        log.warning("kiosk_bad_request", where=error.error_count())
        raise BadRequest(_("The kiosk could not be understood. Start again.")) from None


def _json(data: Any) -> HttpResponse:
    response = JsonResponse(data)
    response["Cache-Control"] = "no-store"
    return response


def _refused(error: SatupintuError) -> HttpResponse:
    data = {"error": error.sentence, "code": error.code}
    response = JsonResponse(data, status=error.status)
    response["Cache-Control"] = "no-store"
    return response
