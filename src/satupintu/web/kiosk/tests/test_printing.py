"""Tickets on a printer with an address: over a real socket, by kiosk and server."""

from collections.abc import Iterator

import pytest

from satupintu.queueing import devices
from satupintu.queueing.printers import drawing
from satupintu.queueing.printers.demo import DemoPrinter
from satupintu.web.kiosk.tests.room import MALL, Kiosk

pytestmark = pytest.mark.django_db


@pytest.fixture
def printer() -> Iterator[DemoPrinter]:
    with DemoPrinter() as running:
        yield running


def _print(kiosk: Kiosk, ticket, **more):
    return kiosk.ask("print", token=ticket["token"], language="id", **more)


def test_the_printer_of_the_same_name_prints_and_a_copy_says_so(room, printer) -> None:
    kiosk = room.kiosk("entrance")
    room.register("printer", "entrance", address=printer.address)
    ticket = kiosk.ticket().json()

    assert ticket["print"] == "wire"
    assert _print(kiosk, ticket).json() == {"paper": "ok"}
    assert _print(kiosk, ticket, copy=True).json() == {"paper": "ok"}

    first, copy = printer.printed
    assert first.width == copy.width == drawing.WIDTH
    assert copy.height > first.height  # the line that says it is a copy
    assert kiosk.ticket().json()["number"] == "A-002"


def test_a_kiosk_uses_the_printer_of_its_zone(room, printer) -> None:
    room.register("printer", "desk", "izin", printer.address)
    assert room.kiosk("one", "izin").ticket().json()["print"] == "wire"
    assert room.kiosk("two", "warga").ticket().json()["print"] == "browser"


def test_without_paper_the_number_counts_and_the_manager_sees_it(room, printer) -> None:
    kiosk = room.kiosk("entrance")
    room.register("printer", "roll", "", printer.address)
    room.register("printer", "entrance", "", printer.address)
    ticket = kiosk.ticket().json()
    printer.paper = "out"

    refused = _print(kiosk, ticket)

    assert refused.status_code == 503
    assert refused.json()["code"] == "printer_unavailable"
    assert "A-001" in ticket["screen"]
    assert _paper(room, "printer") == "out"
    kiosk.ask("beat")
    assert _paper(room, "kiosk") == "out"
    printer.paper = "low"
    assert kiosk.ask("beat").json()["paper"] == "low"
    assert _paper(room, "kiosk") == _paper(room, "printer") == "low"
    assert _print(kiosk, ticket).json() == {"paper": "low"}


def test_a_printer_without_address_prints_nothing(room) -> None:
    kiosk = room.kiosk("entrance")
    room.register("printer", "entrance", address="none")
    ticket = kiosk.ticket().json()
    assert ticket["print"] == "none"
    assert _print(kiosk, ticket).status_code == 503


def test_prints_no_ticket_of_another_day_or_of_nobody(room, printer) -> None:
    kiosk = room.kiosk("entrance")
    room.register("printer", "entrance", address=printer.address)
    ticket = kiosk.ticket().json()
    assert kiosk.ask("print", token="x" * 22).status_code == 404
    room.clock.forward(days=1)
    assert _print(kiosk, ticket).status_code == 404
    assert not printer.printed


def _paper(room, kind: str) -> object:
    known = devices.devices(mall=MALL, now=room.clock.now)
    (found,) = (d for d in known if d.kind == kind and d.name == "entrance")
    return found.state["paper"]


def test_a_printer_s_address_is_checked_when_it_is_added(room) -> None:
    with pytest.raises(devices.BadDevice) as refused:
        room.register("printer", "entrance", address="printer:paper")
    assert "host:port" in str(refused.value.fields["address"])
