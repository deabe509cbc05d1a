"""Kiosks of a test: paired over HTTP, asked as their script asks."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client

from satupintu.queueing import devices

MALL = "rasuna-said"
PERMIT = {"queue": "izin-usaha", "errand": "sip-dokter"}
REGISTRY = {"queue": "dukcapil", "errand": "ktp"}
LICENCE = {"queue": "sim", "errand": "sim-baru"}
_keys = (f"kiosk-test-key-{n:04}" for n in itertools.count())


@dataclass
class Kiosk:
    """A browser that was paired as a device."""

    name: str
    device: devices.DeviceView
    client: Client = field(default_factory=Client)

    def ask(self, what: str, **body: Any) -> Any:
        return self.client.post(
            f"/kiosk/{what}/", body, content_type="application/json"
        )

    def ticket(self, *wanted: dict[str, str], **more: Any) -> Any:
        given = {"key": next(_keys), "language": "id", "wanted": wanted or [PERMIT]}
        return self.ask("tickets", **{**given, **more})

    def blocks(self, **holds: int) -> dict[str, dict[str, Any]]:
        """The blocks that a beat brings, by prefix."""
        news = self.ask("beat", holds=holds).json()
        return {block["prefix"]: block for block in news["blocks"]}

    def bring(self, seq: int, key: str, taken_at: datetime, **more: Any) -> Any:
        leased = {"prefix": "A", "seq": seq, "taken_at": taken_at.isoformat()}
        return self.ticket(key=f"{key}~", leased={**leased, **more})


@dataclass
class Room:
    """`room.kiosk()` pairs another one; `room.clock` is the test's clock."""

    mall: Any
    clock: Any

    def register(
        self, kind: Any, name: str, zone: str = "", address: str = "", mall: str = MALL
    ) -> Any:
        return devices.register_device(
            mall=mall,
            kind=kind,
            name=name,
            zone=zone,
            actor=self.mall.putri,
            now=self.clock.now,
            address=address,
        )

    def kiosk(
        self, name: str = "left of the entrance", zone: str = "", mall: str = MALL
    ) -> Kiosk:
        view, token = self.register("kiosk", name, zone, mall=mall)
        found = Kiosk(name, view)
        assert found.client.get(f"/device/{token}/").status_code == 302
        return found

    def state_of(self, name: str) -> Any:
        known = devices.devices(mall=MALL, now=self.clock.now)
        return next(one for one in known if one.name == name)
