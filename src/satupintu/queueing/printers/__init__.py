"""Printers of tickets: a port, its adapters, and the drawing of the ticket."""

from satupintu.queueing.printers.base import (
    NoPrinter,
    Paper,
    PaperStop,
    Printer,
    PrinterUnavailable,
    Supply,
)
from satupintu.queueing.printers.escpos import BadPrinter, EscPos

__all__ = [
    "BadPrinter",
    "NoPrinter",
    "Paper",
    "PaperStop",
    "Printer",
    "PrinterUnavailable",
    "Supply",
    "printer_at",
]


def printer_at(address: str) -> Printer:
    """The printer of a device's address: `host:port`; empty or `none`: none.

    Raises `BadPrinter` for any other text.
    """
    if address in ("", "none"):
        return NoPrinter()
    return EscPos.at(address)
