"""Kiosks, displays and printers of a mall; posters that lead into its queues."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from satupintu.kernel.errors import Invalid, Refused
from satupintu.kernel.localized import text
from satupintu.queueing import devices
from satupintu.web.guards import staff_required
from satupintu.web.hall.board import device_trouble
from satupintu.web.hall.place import Here, here
from satupintu.web.pay.drawing import qr_svg
from satupintu.web.requests import SignedIn

MOST_POSTERS = 40


@dataclass(frozen=True, slots=True)
class Pairing:
    """The address that a new device opens; shown once."""

    name: str
    kind: str
    address: str
    qr: SafeString


@dataclass(frozen=True, slots=True)
class Shown:
    """A device in words."""

    device: devices.DeviceView
    kind: str
    zone: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Poster:
    title: str
    zone: str
    address: str
    qr: SafeString


@require_http_methods(["GET", "POST"])
@staff_required("manager")
def device_list(request: SignedIn, mall: str) -> HttpResponse:
    """The devices, how they are; add one, take one out."""
    place = here(request, mall)
    pairing, errors = None, {}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "retire":
                _retire(request, place)
                return redirect("hall-devices", place.mall.code)
            pairing = _add(request, place)
            if pairing is None:
                return redirect("hall-devices", place.mall.code)
        except Refused as error:
            fields = error.fields if isinstance(error, Invalid) else {}
            errors = {k: str(v) for k, v in fields.items()} or {"": error.sentence}
    context = {
        "place": place,
        "devices": _shown(place),
        "kinds": list(_kinds().items()),
        "zones": [(z.code, f"{z.label}: {text(z.name)}") for z in place.mall.zones],
        "pairing": pairing,
        "errors": errors,
        "typed": request.POST,
    }
    status = 422 if errors else 200
    return render(request, "hall/devices.html", context, status=status)


@require_GET
@staff_required("manager")
def posters(request: SignedIn, mall: str) -> HttpResponse:
    """Posters with a QR by which people join a queue from their phone, to print."""
    place = here(request, mall)
    base = settings.SATUPINTU_BASE_URL
    whole = f"{base}{reverse('join-mall', args=[place.mall.code])}"
    made = [
        Poster(text(place.mall.name), "", whole, qr_svg(whole, _("QR: join a queue")))
    ]
    for queue in place.mall.queues[:MOST_POSTERS]:
        address = f"{whole}#q-{queue.code}"
        zone = place.mall.zone(queue.zone)
        made.append(
            Poster(
                text(queue.title),
                f"{zone.label}: {text(zone.name)}",
                whole,
                qr_svg(address, text(queue.title)),
            )
        )
    return render(request, "hall/posters.html", {"place": place, "posters": made})


def _add(request: SignedIn, place: Here) -> Pairing | None:
    """How the new device is paired; a printer is only called, and needs nothing."""
    device, token = devices.register_device(
        mall=place.mall.code,
        kind=cast(devices.Kind, request.POST.get("kind", "")),
        name=request.POST.get("name", ""),
        zone=request.POST.get("zone", ""),
        address=request.POST.get("address", ""),
        actor=request.actor,
        now=place.real,
    )
    if device.kind == "printer":
        said = _(
            "The printer is added. It prints for the kiosk of the same name, else for "
            "those of its zone."
        )
        messages.success(request, said)
        return None
    address = f"{settings.SATUPINTU_BASE_URL}/device/{token}/"
    return Pairing(
        name=device.name,
        kind=_kinds()[device.kind],
        address=address,
        qr=qr_svg(address, _("QR: the address of the device")),
    )


def _retire(request: SignedIn, place: Here) -> None:
    try:
        device_id = uuid.UUID(request.POST.get("device", ""))
    except ValueError:
        raise devices.NoSuchDevice(_("There is no such device.")) from None
    devices.retire_device(device_id=device_id, actor=request.actor, now=place.now)
    messages.success(request, _("The device is out. Its address opens nothing now."))


def _shown(place: Here) -> list[Shown]:
    zones = {zone.code: text(zone.name) for zone in place.mall.zones}
    return [
        Shown(
            device=one,
            kind=_kinds().get(one.kind, one.kind),
            zone=zones.get(one.zone, ""),
            trouble=device_trouble(one, place.real),
        )
        for one in devices.devices(mall=place.mall.code, now=place.real)
    ]


def _kinds() -> dict[str, str]:
    return {"kiosk": _("Kiosk"), "tv": _("Display"), "printer": _("Printer")}
