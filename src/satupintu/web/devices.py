"""Which device shows a page: a signed cookie, set when the device was paired.

A kiosk is the only one of its browser. Displays may be several, one in each window:
the address of each names it, and its cookie goes with that address only. The plain
address leads to the one that was paired last.
"""

import uuid
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from satupintu.queueing import devices
from satupintu.queueing.devices import DeviceView, NoSuchDevice
from satupintu.web.requests import as_request

COOKIE, LAST, OWN = "satupintu_device", "satupintu_display", "satupintu_screen_"
_SALT = "satupintu.device"
# A screen on a wall is paired once in its life.
_LIFE = timedelta(days=400)


def remember(response: HttpResponse, token: str, device: DeviceView) -> None:
    """Let the browser that gets this response be the device from now on."""
    if device.kind == "kiosk":
        _keep(response, COOKIE, token, "/")
    else:
        own = reverse("display-own", args=[device.id])
        _keep(response, LAST, token, reverse("display"))
        _keep(response, f"{OWN}{device.id}", token, own)


def device_of(request: HttpRequest, kind: Literal["kiosk", "tv"]) -> DeviceView:
    """The paired kiosk that asks, or the display that was paired last.

    Raises `NoSuchDevice` for others.
    """
    return _device(request, COOKIE if kind == "kiosk" else LAST, kind)


def display_of(request: HttpRequest, device: uuid.UUID) -> DeviceView:
    """The display that asks under its own address. Raises `NoSuchDevice`."""
    found = _device(request, f"{OWN}{device}", "tv")
    if found.id != device:
        raise NoSuchDevice(_("This is the address of another display."))
    return found


def _keep(response: HttpResponse, name: str, token: str, path: str) -> None:
    response.set_signed_cookie(
        name,
        token,
        path=path,
        salt=_SALT,
        max_age=int(_LIFE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _device(request: HttpRequest, cookie: str, kind: str) -> DeviceView:
    token = request.get_signed_cookie(cookie, default="", salt=_SALT)
    found = devices.device(token=str(token or ""), now=as_request(request).now)
    if found.kind != kind:
        raise NoSuchDevice(
            _("This device was paired for something else. Ask a manager to pair it.")
        )
    return found
