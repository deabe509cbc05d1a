"""A printer for demonstrations and tests: speaks ESC/POS, prints to PNG files.

python -m satupintu.queueing.printers.demo --port 9100 --folder tickets
"""

from __future__ import annotations

import io
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import click
from PIL import Image, ImageChops

_HEALTHY = 0x12  # the two bits that are always set in a status byte


class DemoPrinter:
    """Listens on 127.0.0.1 and keeps what it printed as pictures.

    `paper`: "ok", "low" or "out"; `cover_open`; both may be changed at any time.
    """

    def __init__(self, folder: Path | None = None, port: int = 0) -> None:
        self.folder = folder
        self.paper = "ok"
        self.cover_open = False
        self.printed: list[Image.Image] = []
        self.cuts = 0
        self._bands: list[Image.Image] = []
        printer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                printer._talk(self.rfile, self.wfile)

        # One after the other, as a real printer does.
        class Server(socketserver.TCPServer):
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def address(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self) -> None:
        """Serve until somebody stops the program."""
        self._thread.join()

    def _talk(self, said: io.BufferedIOBase, answer: io.BufferedIOBase) -> None:
        for command, data in _commands(said):
            if command == b"\x10\x04":
                answer.write(bytes([self._status(data[0])]))
                answer.flush()
            elif command == b"\x1dv0":
                self._bands.append(_band(data))
            elif command == b"\x1dV":
                self._cut()

    def _status(self, question: int) -> int:
        if question == 2:
            return (
                _HEALTHY
                | (0x04 if self.cover_open else 0)
                | (0x20 if self.paper == "out" else 0)
            )
        return _HEALTHY | {"ok": 0, "low": 0x0C, "out": 0x6C}[self.paper]

    def _cut(self) -> None:
        self.cuts += 1
        if not self._bands:
            return
        height = sum(band.height for band in self._bands)
        picture = Image.new("1", (self._bands[0].width, height), 1)
        top = 0
        for band in self._bands:
            picture.paste(band, (0, top))
            top += band.height
        self._bands = []
        self.printed.append(picture)
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            picture.save(self.folder / f"ticket-{len(self.printed):04}.png")


def _commands(said: io.BufferedIOBase) -> Iterator[tuple[bytes, bytes]]:
    """(command, its data); a raster's data are its width, height and dots."""
    while lead := said.read(1):
        if lead == b"\x10":
            yield lead + said.read(1), said.read(1)
        elif lead == b"\x1b":
            said.read(1)  # a reset says nothing more
        elif lead == b"\x1d":
            kind = said.read(1)
            if kind == b"V":
                yield b"\x1dV", said.read(2)
            elif kind == b"v":
                head = said.read(6)
                wide = int.from_bytes(head[2:4], "little")
                high = int.from_bytes(head[4:6], "little")
                yield b"\x1dv0", head[2:6] + said.read(wide * high)


def _band(data: bytes) -> Image.Image:
    wide = int.from_bytes(data[:2], "little") * 8
    high = int.from_bytes(data[2:4], "little")
    return ImageChops.invert(Image.frombytes("1", (wide, high), data[4:]))


@contextmanager
def running(folder: Path | None = None, port: int = 0) -> Iterator[DemoPrinter]:
    """A demo printer while the block runs."""
    with DemoPrinter(folder, port) as printer:
        yield printer


@click.command()
@click.option("--port", default=9100, show_default=True)
@click.option("--folder", default="tickets", show_default=True, type=Path)
def main(port: int, folder: Path) -> None:
    """Print every ticket that comes to this port into a folder, as PNG."""
    with running(folder, port) as printer:
        click.echo(f"A demo printer listens at {printer.address}, prints to {folder}")
        printer.wait()


if __name__ == "__main__":
    main()
