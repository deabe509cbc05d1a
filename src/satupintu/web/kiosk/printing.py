"""The printer that belongs to a kiosk, and printing on it."""

from __future__ import annotations

from datetime import datetime

from satupintu.queueing import devices
from satupintu.queueing.devices import DeviceView
from satupintu.queueing.printers import (
    Paper,
    PrinterUnavailable,
    Supply,
    printer_at,
)
from satupintu.web.kiosk.paired import Kiosk

# How a kiosk prints: `browser` by itself, `wire` by us over TCP, `none` not at all.
BROWSER, WIRE, NONE = "browser", "wire", "none"


def printer_of(kiosk: Kiosk) -> DeviceView | None:
    """The printer of the same name as the kiosk, else one of its zone.

    None where no printer is registered: then the kiosk's own browser prints.
    """
    known = [
        device
        for device in devices.devices(mall=kiosk.mall.code, now=kiosk.real)
        if device.kind == "printer"
    ]
    same = next((d for d in known if d.name == kiosk.device.name), None)
    zone = kiosk.device.zone
    return same or next((d for d in known if zone and d.zone == zone), None)


def way_of_printing(printer: DeviceView | None) -> str:
    """`browser`, `wire` or `none`."""
    if printer is None:
        return BROWSER
    return NONE if printer.address in ("", "none") else WIRE


def print_on(printer: DeviceView, paper: Paper, now: datetime) -> Supply:
    """Print, and tell the manager how the printer does.

    Raises `PrinterUnavailable`.
    """
    try:
        supply = printer_at(printer.address).print(paper)
    except PrinterUnavailable as error:
        _tell(printer, _as_supply(error), now)
        raise
    _tell(printer, supply, now)
    return supply


def look_at(printer: DeviceView, now: datetime) -> str:
    """How the printer does, asked now: ok, low, out, cover, unreachable, unknown."""
    try:
        state: str = printer_at(printer.address).supply()
    except PrinterUnavailable as error:
        state = _as_supply(error)
    _tell(printer, state, now)
    return state


def _as_supply(error: PrinterUnavailable) -> str:
    return "out" if error.reason == "paper" else error.reason


def _tell(printer: DeviceView, paper: str, now: datetime) -> None:
    devices.heartbeat(
        device_id=printer.id,
        state={**printer.state, "paper": paper},
        address=printer.address,
        now=now,
    )
