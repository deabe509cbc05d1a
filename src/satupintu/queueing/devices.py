"""Kiosks, displays and printers: paired by a token, watched by their heartbeat.

The token is shown once, as the address that the device opens; we keep its hash.
A device that is retired is out at once, and its name is free again.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotFound
from satupintu.queueing.models import Device
from satupintu.queueing.printers import BadPrinter, printer_at
from satupintu.queueing.rights import refuse_others
from satupintu.queueing.telling import tell_hall

Kind = Literal["kiosk", "tv", "printer"]
# Two heartbeats (one each 30 s) may be lost before anybody is worried.
SILENCE = timedelta(seconds=90)
_LONGEST_TOKEN = 100
_MOST_STATES, _LONGEST_STATE = 20, 100


class NoSuchDevice(NotFound):
    """The token is unknown, or the device was retired."""

    code = "no_such_device"


class BadDevice(Invalid):
    code = "bad_device"


class NameTaken(Conflict):
    code = "device_name_taken"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device. `zone` is the display's, or the one in which a kiosk stands.

    `state` is what its last heartbeat said, as short texts: `sound`, `version`,
    `paper` and what else it knows. `silent`: not heard from in time.
    """

    id: uuid.UUID
    mall: str
    kind: str
    name: str
    zone: str
    created_at: datetime
    seen_at: datetime | None
    silent: bool
    address: str = ""
    state: Mapping[str, object] = field(default_factory=dict)


def register_device(
    *,
    mall: str,
    kind: Kind,
    name: str,
    zone: str,
    actor: Actor,
    now: datetime,
    address: str = "",
) -> tuple[DeviceView, str]:
    """Add a device; the token opens `/device/<token>/` on it and is shown once.

    `name` is its name in the mall, unlike that of any other device of the kind.
    `address` is where a printer listens, as host:port.
    Raises `BadDevice`, `NameTaken`, `rights.NotManager`.
    """
    found = catalogue.mall(mall)
    refuse_others(actor, found)
    name = " ".join(name.split())[:60]
    address = address.strip() if kind == "printer" else ""
    _refuse_bad(found, kind, name, zone)
    _refuse_bad_address(address)
    token = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            row = Device.objects.create(
                mall=mall,
                kind=kind,
                name=name,
                zone=zone,
                digest=_digest(token),
                address=address,
                created_at=now,
            )
    except IntegrityError:
        raise NameTaken(
            _("There is a device named %(name)s already. Give it another name."),
            name=name,
        ) from None
    return _view(row, now), token


def device(*, token: str, now: datetime) -> DeviceView:
    """The device that holds the token. Raises `NoSuchDevice`."""
    row = None
    if 0 < len(token) <= _LONGEST_TOKEN:
        row = Device.objects.filter(digest=_digest(token), retired_at=None).first()
    if row is None:
        raise NoSuchDevice(
            _("This device is not known here. Ask a manager to pair it again.")
        )
    return _view(row, now)


def heartbeat(
    *,
    device_id: uuid.UUID,
    state: Mapping[str, object],
    now: datetime,
    address: str = "",
) -> None:
    """The device is alive; `state` holds a few short texts. Raises `NoSuchDevice`.

    The manager's page hears of it when what the device says has changed.
    """
    said = {
        str(name)[:40]: str(value)[:_LONGEST_STATE]
        for name, value in list(state.items())[:_MOST_STATES]
    }
    with transaction.atomic():
        row = Device.objects.filter(pk=device_id, retired_at=None).first()
        if row is None:
            raise NoSuchDevice(_("This device was retired. Pair it again."))
        news = said != row.state or _view(row, now).silent
        row.seen_at, row.state, row.address = now, said, address[:200]
        row.save(update_fields=["seen_at", "state", "address"])
        if news:
            tell_hall(row.mall, device=row.pk)


def retire_device(*, device_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Take the device out: its token opens nothing from now on.

    A second time changes nothing. Raises `NoSuchDevice`, `rights.NotManager`.
    """
    row = Device.objects.filter(pk=device_id).first()
    if row is None:
        raise NoSuchDevice(_("There is no such device."))
    refuse_others(actor, catalogue.mall(row.mall))
    Device.objects.filter(pk=device_id, retired_at=None).update(retired_at=now)


def devices(*, mall: str, now: datetime) -> list[DeviceView]:
    """The devices in use, by kind and name."""
    rows = Device.objects.filter(mall=mall, retired_at=None).order_by("kind", "name")
    return [_view(row, now) for row in rows]


def _refuse_bad(mall: Mall, kind: str, name: str, zone: str) -> None:
    if kind not in get_args(Kind):
        raise BadDevice(_("Choose a kiosk, a display or a printer."))
    if not name:
        raise BadDevice(
            _("Give the device a name, for example: left of the entrance."),
            fields={"name": _("Give the device a name.")},
        )
    is_known = zone in {known.code for known in mall.zones}
    if (zone and not is_known) or (kind == "tv" and not zone):
        raise BadDevice(
            _("Choose the zone of the display."),
            fields={"zone": _("Choose one of the zones.")},
        )


def _refuse_bad_address(address: str) -> None:
    try:
        printer_at(address)
    except BadPrinter as error:
        raise BadDevice(error.sentence, fields={"address": error.sentence}) from None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _view(row: Device, now: datetime) -> DeviceView:
    return DeviceView(
        id=row.pk,
        mall=row.mall,
        kind=row.kind,
        name=row.name,
        zone=row.zone,
        created_at=row.created_at,
        seen_at=row.seen_at,
        silent=row.seen_at is None or now - row.seen_at > SILENCE,
        address=row.address,
        state=row.state,
    )
