"""Which device shows a page: a signed cookie, set when the device was paired."""

from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from satupintu.queueing import devices
from satupintu.queueing.devices import DeviceView, NoSuchDevice
from satupintu.web.requests import as_request

COOKIE = "satupintu_device"
# A browser may be a kiosk in one window and a display in another.
_COOKIES = {"tv": "satupintu_display"}
_SALT = "satupintu.device"
# A screen on a wall is paired once in its life.
_LIFE = timedelta(days=400)


def remember(response: HttpResponse, token: str, kind: str = "kiosk") -> None:
    """Let the browser that gets this response be the device from now on."""
    response.set_signed_cookie(
        _COOKIES.get(kind, COOKIE),
        token,
        salt=_SALT,
        max_age=int(_LIFE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, kind: Literal["kiosk", "tv"]) -> DeviceView:
    """The paired device that asks. Raises `NoSuchDevice` for others."""
    token = request.get_signed_cookie(
        _COOKIES.get(kind, COOKIE), default="", salt=_SALT
    )
    found = devices.device(token=str(token or ""), now=as_request(request).now)
    if found.kind != kind:
        raise NoSuchDevice(
            _("This device was paired for something else. Ask a manager to pair it.")
        )
    return found
