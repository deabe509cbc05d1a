"""A ticket over a real socket: drawn, sent, decoded again by another program."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from satupintu.queueing.printers import (
    BadPrinter,
    NoPrinter,
    Paper,
    PaperStop,
    PrinterUnavailable,
    drawing,
    escpos,
    printer_at,
)
from satupintu.queueing.printers.demo import DemoPrinter

PAPER = Paper(
    language="km",
    mall="ផ្សារសេវាសាធារណៈ",
    when="24-11-2026 07.32",
    number="A-001",
    place="Zona 1",
    stops=(PaperStop("Izin usaha", "lantai 1", "KTP"),),
    honest="Tanpa tip.",
)


@pytest.fixture
def printer() -> Iterator[DemoPrinter]:
    with DemoPrinter() as running:
        yield running


def test_every_dot_arrives_and_the_ticket_is_cut(printer: DemoPrinter) -> None:
    assert printer_at(printer.address).print(PAPER) == "ok"

    (printed,) = printer.printed
    assert printed.tobytes() == drawing.draw(PAPER).tobytes()
    assert printed.width == 576
    assert printer.cuts == 1


def test_the_number_is_62_points_high_or_more() -> None:
    # A capital is 0.714 em high; a point is 203.2 / 72 dots.
    rows = _rows_of(drawing.draw(PAPER))
    assert max(rows) >= 62 * 0.714 * 203.2 / 72


def test_a_long_number_stays_on_the_paper() -> None:
    wide = drawing.draw(Paper("id", "Mal", "", "AB-10001"))
    columns = [_has_ink(wide.crop((x, 0, x + 1, wide.height))) for x in (0, 575)]
    assert not any(columns)


def test_says_when_the_paper_runs_low(printer: DemoPrinter) -> None:
    printer.paper = "low"
    assert printer_at(printer.address).print(PAPER) == "low"


@pytest.mark.parametrize(
    ("paper", "cover", "reason"), [("out", False, "paper"), ("ok", True, "cover")]
)
def test_prints_nothing_without_paper_or_with_an_open_cover(
    printer: DemoPrinter, paper: str, cover: bool, reason: str
) -> None:
    printer.paper, printer.cover_open = paper, cover

    with pytest.raises(PrinterUnavailable) as refused:
        printer_at(printer.address).print(PAPER)

    assert refused.value.reason == reason
    assert not printer.printed


def test_says_that_an_unreachable_printer_does_not_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        with pytest.raises(PrinterUnavailable) as refused:
            printer_at(f"127.0.0.1:{taken.getsockname()[1]}").supply()
    assert refused.value.reason == "unreachable"


def test_prints_on_a_printer_that_tells_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(escpos, "_ANSWER", 0.05)
    got = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            line, _ = server.accept()
            with line:
                while block := line.recv(65536):
                    got.extend(block)

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        assert printer_at(f"127.0.0.1:{port}").print(PAPER) == "unknown"
        thread.join()
    assert escpos.document(drawing.draw(PAPER)) in bytes(got)


def test_two_kiosks_may_share_a_printer(printer: DemoPrinter) -> None:
    threads = [
        threading.Thread(target=printer_at(printer.address).print, args=(PAPER,))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = drawing.draw(PAPER).tobytes()
    assert [ticket.tobytes() for ticket in printer.printed] == [whole] * 3


def test_keeps_a_demonstration_s_tickets_as_pictures(tmp_path: Path) -> None:
    with DemoPrinter(tmp_path) as printer:
        printer_at(printer.address).print(PAPER)
    (kept,) = tmp_path.glob("*.png")
    with Image.open(kept) as picture:
        assert picture.size == drawing.draw(PAPER).size


@pytest.mark.parametrize(
    "address", ["printer:", "printer:x", ":9100", "a:99999", "a" * 201]
)
def test_refuses_an_address_that_is_none(address: str) -> None:
    with pytest.raises(BadPrinter):
        printer_at(address)


def test_reads_addresses() -> None:
    assert printer_at("printer-2") == escpos.EscPos("printer-2", 9100)
    assert printer_at("[fd00::1]:9101") == escpos.EscPos("fd00::1", 9101)
    assert isinstance(printer_at("none"), NoPrinter)


def _has_ink(part: Image.Image) -> bool:
    return 0 in part.tobytes() if part.mode == "L" else part.getextrema()[0] == 0


def _rows_of(picture: Image.Image) -> list[int]:
    """The heights of the blocks of ink that white rows part."""
    heights, height = [], 0
    for y in range(picture.height):
        if _has_ink(picture.crop((0, y, picture.width, y + 1))):
            height += 1
        elif height:
            heights.append(height)
            height = 0
    return heights
