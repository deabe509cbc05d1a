"""Thermal printers over TCP, by the few commands of ESC/POS that a picture needs.

    ESC @        reset            DLE EOT n    status, one byte at once
    GS v 0       a raster image   GS V 66 n    feed n dots and cut

Source: Epson's ESC/POS application programming guide; the printers of other
makers speak the same subset. Why no library: decision 15.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageChops

from satupintu.kernel.errors import Invalid
from satupintu.queueing.printers import reach
from satupintu.queueing.printers.base import Paper, PrinterUnavailable, Supply
from satupintu.queueing.printers.drawing import draw

RESET: Final = b"\x1b@"
CUT: Final = b"\x1dV\x42\x18"
ASK_CAUSE: Final = b"\x10\x04\x02"
ASK_PAPER: Final = b"\x10\x04\x04"
PORT: Final = 9100
LONGEST: Final = 200  # characters of an address
_ADDRESS: Final = re.compile(
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?))"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
# Rows of one raster command: cheap printers hold no more in their buffer.
_BAND: Final = 128
_CONNECT: Final = 1.5  # seconds; the visitor stands there and waits
_ANSWER: Final = 1.0
_SEND: Final = 6.0
_COVER_OPEN, _PAPER_OUT, _PAPER_LOW = 0x04, 0x60, 0x0C


class BadPrinter(Invalid):
    """The address of a printer cannot be read."""

    code = "bad_printer"


@dataclass(frozen=True, slots=True)
class EscPos:
    """A printer at `host`:`port`. Each ticket is a connection of its own."""

    host: str
    port: int = PORT

    @classmethod
    def at(cls, address: str) -> EscPos:
        """From `host:port`, `[v6]:port` or `host`. Raises `BadPrinter`."""
        found = _ADDRESS.fullmatch(address)
        if found is None or len(address) > LONGEST:
            raise BadPrinter(
                _("A printer's address has the form host:port, for example %(one)s."),
                one="192.168.1.20:9100",
            )
        host, port = found["v6"] or found["host"], int(found["port"] or PORT)
        if not reach.may_call(host, port):
            raise BadPrinter(
                _(
                    "No printer is called there. Give its own address in the network, "
                    "with a port from %(first)s to %(last)s."
                ),
                first=str(reach.PORTS[0]),
                last=str(reach.PORTS[-1]),
            )
        return cls(host, port)

    def print(self, paper: Paper) -> Supply:
        picture = draw(paper)
        try:
            with self._connected() as line:
                before = _supply(line)
                line.settimeout(_SEND)
                line.sendall(document(picture))
                # Paper that ended in the middle of the ticket shows only now.
                return _supply(line, otherwise=before)
        except OSError as error:
            raise PrinterUnavailable("unreachable") from error

    def supply(self) -> Supply:
        try:
            with self._connected() as line:
                return _supply(line)
        except OSError as error:
            raise PrinterUnavailable("unreachable") from error

    def _connected(self) -> socket.socket:
        return reach.connect(self.host, self.port, _CONNECT)


def document(picture: Image.Image) -> bytes:
    """A picture of one bit per dot as the bytes that print and cut it."""
    return RESET + b"".join(_bands(picture)) + CUT


def _bands(picture: Image.Image) -> Iterator[bytes]:
    # In the protocol a set bit is a dot; in the picture it is white.
    dots = ImageChops.invert(picture)
    for top in range(0, dots.height, _BAND):
        band = dots.crop((0, top, dots.width, min(top + _BAND, dots.height)))
        yield (
            b"\x1dv0\x00"
            + ((band.width + 7) // 8).to_bytes(2, "little")
            + band.height.to_bytes(2, "little")
            + band.tobytes()
        )


def _supply(line: socket.socket, otherwise: Supply = "unknown") -> Supply:
    """What the printer says of its paper. Raises `PrinterUnavailable`.

    Some printers answer nothing over the network; they may print all the same.
    """
    cause = _ask(line, ASK_CAUSE)
    if cause is None:
        return otherwise
    if cause & _COVER_OPEN:
        raise PrinterUnavailable("cover")
    paper = _ask(line, ASK_PAPER)
    if paper is None:
        return otherwise
    if paper & _PAPER_OUT:
        raise PrinterUnavailable("paper")
    return "low" if paper & _PAPER_LOW else "ok"


def _ask(line: socket.socket, question: bytes) -> int | None:
    line.settimeout(_ANSWER)
    try:
        line.sendall(question)
        answer = line.recv(1)
    except TimeoutError:
        return None
    if not answer:
        raise ConnectionResetError  # the printer hung up
    return answer[0]
