"""What is printed, and what a printer must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Refused

Supply = Literal["ok", "low", "out", "unknown"]
Reason = Literal["paper", "cover", "unreachable", "none"]

SENTENCES: dict[Reason, Promise] = {
    "paper": _("The printer is out of paper. Your number is valid without a ticket."),
    "cover": _("The printer is open. Your number is valid without a ticket."),
    "unreachable": _(
        "The printer does not answer. Your number is valid without a ticket."
    ),
    "none": _("There is no printer here. Your number is valid without a ticket."),
}


class PrinterUnavailable(Refused):
    """Nothing was printed. `reason`: paper, cover, unreachable, or none."""

    code = "printer_unavailable"
    status = 503

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PaperStop:
    """One errand on the ticket: what, where, and what to bring."""

    title: str
    where: str
    bring: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A ticket of 80 mm, ready to draw: every text in the visitor's language.

    `*_en` is the same in short English, empty where the visitor reads English.
    `mark` says that it is a copy, or was given without network. `qr` is an SVG
    drawing of `url`; both are empty where the visitor's page is not known yet.
    """

    language: str
    mall: str
    when: str
    number: str
    mark: str = ""
    group: str = ""
    group_en: str = ""
    place: str = ""
    counters: str = ""
    way: str = ""
    way_en: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    stops: tuple[PaperStop, ...] = ()
    qr: str = ""
    url: str = ""
    follow: str = ""
    follow_en: str = ""
    notes: tuple[str, ...] = ()
    honest: str = ""
    honest_en: str = ""
    help: str = ""


class Printer(Protocol):
    """Prints one ticket at a time."""

    def print(self, paper: Paper) -> Supply:
        """Print and cut; how much paper is left. Raises `PrinterUnavailable`."""

    def supply(self) -> Supply:
        """How much paper is left. Raises `PrinterUnavailable` if it cannot print."""


class NoPrinter:
    """A kiosk without a printer: the number is shown, never printed."""

    def print(self, paper: Paper) -> Supply:
        raise PrinterUnavailable("none")

    def supply(self) -> Supply:
        raise PrinterUnavailable("none")
