"""The kiosk's page, its service worker, and the questions that it asks us."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from pydantic import AwareDatetime, Field

from satupintu.catalogue import service as catalogue
from satupintu.queueing import alarms, devices, service as queueing
from satupintu.queueing.devices import DeviceView, NoSuchDevice
from satupintu.queueing.printers import PrinterUnavailable
from satupintu.queueing.service import VisitView, Wanted
from satupintu.queueing.tickets import OFFLINE, Order, bring_in, take_ticket
from satupintu.web.kiosk import arriving, printing, state
from satupintu.web.kiosk.content import tongue
from satupintu.web.kiosk.offline import template_of, words_of
from satupintu.web.kiosk.paired import Body, Kiosk, answer, kiosk_of
from satupintu.web.kiosk.ticket import paper_of, ticket_of
from satupintu.web.requests import client_address

SCRIPTS = ("store", "net", "speech", "scan", "paper", "screens", "kiosk")
STYLES = (
    "satupintu/satupintu.css",
    "satupintu/khmer.css",
    "satupintu/devices.css",
    "kiosk/kiosk.css",
)
FONTS = (
    "satupintu/fonts/noto-sans-khmer-khmer-400-normal.woff2",
    "satupintu/fonts/noto-sans-khmer-khmer-700-normal.woff2",
)


class Errand(Body):
    queue: str = Field(max_length=60)
    errand: str = Field(max_length=60)


class Leased(Body):
    prefix: str = Field(max_length=4)
    seq: int = Field(ge=1, le=9_999_999)
    # At the ends of the calendar other time zones have no date.
    taken_at: AwareDatetime = Field(
        gt=datetime(2, 1, 1, tzinfo=UTC), lt=datetime(9999, 1, 1, tzinfo=UTC)
    )


class Ticket(Body):
    key: str = Field(max_length=80)
    wanted: list[Errand] = Field(max_length=20)
    group: str = Field("", max_length=60)
    leased: Leased | None = None


class Beat(Body):
    holds: dict[str, int] = Field({}, max_length=100)
    waiting: int = Field(0, ge=0)
    refused: int = Field(0, ge=0)
    version: str = Field("", max_length=40)


class Code(Body):
    code: str = Field(max_length=300)


class Print(Body):
    token: str = Field(max_length=40)
    copy_: bool = Field(False, alias="copy")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole kiosk, in all its languages; it runs from here without network."""
    try:
        kiosk = kiosk_of(request)
    except NoSuchDevice as error:
        context = {"sentence": error.sentence}
        return render(request, "kiosk/unpaired.html", context, status=403)
    tongues = [tongue(kiosk.mall, code, kiosk.now) for code in kiosk.languages]
    shown = {
        "tongues": tongues,
        "scripts": [f"kiosk/{name}.js" for name in SCRIPTS],
        "config": _config(request, kiosk),
        "words": {each.code: words_of(kiosk.mall, each) for each in tongues},
        "blanks": {each.code: template_of(kiosk.mall, each) for each in tongues},
    }
    response = render(request, "kiosk/kiosk.html", shown)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its place decides what it serves."""
    context = {
        "page": reverse("kiosk"),
        "assets": [staticfiles_storage.url(name) for name in _assets()],
    }
    script = render_to_string("kiosk/worker.js", context)
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@answer(Beat)
def beat(request: HttpRequest, kiosk: Kiosk, given: Beat) -> dict[str, Any]:
    """Every 30 seconds: how the kiosk does, and what is new for it."""
    printer = printing.printer_of(kiosk)
    paper = _paper_state(printer, kiosk)
    devices.heartbeat(
        device_id=kiosk.device.id,
        state={
            "paper": paper,
            "waiting": given.waiting,
            "refused": given.refused,
            "version": given.version,
        },
        address=client_address(request),
        now=kiosk.real,
    )
    blocks = state.lease_missing(
        mall=kiosk.mall, device_id=kiosk.device.id, holds=given.holds, now=kiosk.now
    )
    return {
        **state.state_of(kiosk),
        "blocks": [
            {
                "day": b.day.isoformat(),
                "prefix": b.prefix,
                "next": b.first,
                "last": b.last,
            }
            for b in blocks
        ],
        "paper": paper,
        "print": printing.way_of_printing(printer),
        "version": version(),
    }


@answer(Ticket)
def tickets(request: HttpRequest, kiosk: Kiosk, given: Ticket) -> dict[str, Any]:
    """A number now, or the visit of one that was printed without network."""
    order = Order(
        mall=kiosk.mall.code,
        device_id=kiosk.device.id,
        wanted=tuple(Wanted(item.queue, item.errand) for item in given.wanted),
        key=given.key,
        group=given.group,
        language=translation.get_language() or "",
    )
    if given.leased is None:
        return _given(request, kiosk, take_ticket(order=order, now=kiosk.now))
    visit = bring_in(
        order=order,
        prefix=given.leased.prefix,
        seq=given.leased.seq,
        taken_at=given.leased.taken_at,
        now=kiosk.now,
    )
    return {"number": visit.number, "token": visit.token}


@answer(Code)
def check_in(request: HttpRequest, kiosk: Kiosk, given: Code) -> dict[str, Any]:
    """An appointment has come: by its QR, or the letters of its code."""
    visit = arriving.check_in(kiosk, given.code, translation.get_language() or "")
    return _given(request, kiosk, visit)


@answer(Print)
def print_ticket(request: HttpRequest, kiosk: Kiosk, given: Print) -> dict[str, Any]:
    """Print a ticket on the kiosk's printer: the same number, never a new one."""
    printer = printing.printer_of(kiosk)
    if printer is None:
        raise PrinterUnavailable("none")
    visit = queueing.visit(token=given.token, now=kiosk.now)
    forecasts = queueing.queue_forecasts(mall=kiosk.mall.code)
    paper = paper_of(visit, forecasts, kiosk.now, copy=given.copy_)
    return {"paper": printing.print_on(printer, paper, kiosk.real)}


@answer(Body)
def call_help(request: HttpRequest, kiosk: Kiosk, given: Body) -> dict[str, Any]:
    """A visitor wants somebody to come to the kiosk."""
    # Staff read it, in the language of the office.
    with translation.override(catalogue.pack().languages[0]):
        by = _("a visitor at the kiosk")
    alarms.raise_alarm(
        mall=kiosk.mall.code,
        kind="help",
        place=kiosk.device.name,
        by=by,
        now=kiosk.now,
    )
    return {"called": True}


def version() -> str:
    """Changes with the scripts, styles and pack: then an idle kiosk loads anew."""
    parts = [staticfiles_storage.url(name) for name in _assets()]
    parts.append(repr(catalogue.malls()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _given(request: HttpRequest, kiosk: Kiosk, visit: VisitView) -> dict[str, Any]:
    forecasts = queueing.queue_forecasts(mall=kiosk.mall.code)
    ticket = ticket_of(visit, forecasts, kiosk.now)
    paper = paper_of(visit, forecasts, kiosk.now)
    printer = printing.printer_of(kiosk)
    return {
        "number": visit.number,
        "token": visit.token,
        "print": printing.way_of_printing(printer),
        "screen": render_to_string("kiosk/ticket.html", {"t": ticket}),
        "paper": render_to_string("kiosk/paper.html", {"p": paper}),
    }


def _paper_state(printer: DeviceView | None, kiosk: Kiosk) -> str:
    """What the manager sees: paper of the wired printer, else what nobody knows."""
    if printer is None:
        return "unknown"
    if printing.way_of_printing(printer) == printing.NONE:
        return "absent"
    return printing.look_at(printer, kiosk.real)


def _config(request: HttpRequest, kiosk: Kiosk) -> dict[str, Any]:
    return {
        "csrf": get_token(request),
        "version": version(),
        "zone": str(catalogue.zone()),
        "languages": kiosk.languages,
        "digits": kiosk.mall.digits,
        "print": printing.way_of_printing(printing.printer_of(kiosk)),
        "offline": OFFLINE,
        "urls": {
            name: reverse(f"kiosk-{name}")
            for name in ("beat", "tickets", "check-in", "print", "help", "worker")
        },
        "queues": {
            queue.code: {
                "prefix": queue.prefix,
                "minutes": queue.minutes,
                "errands": [errand.code for errand in queue.errands],
            }
            for queue in kiosk.mall.queues
        },
        "state": state.state_of(kiosk),
    }


def _assets() -> list[str]:
    scripts = [f"kiosk/{name}.js" for name in SCRIPTS]
    return [*scripts, *STYLES, *FONTS, "satupintu/door.svg"]
