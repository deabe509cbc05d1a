"""At the door: what an officer does there, and what goes wrong."""

from __future__ import annotations

import random
from datetime import datetime

import structlog

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.demo.road.applications import fill_in
from satupintu.demo.road.desk import folder_code
from satupintu.demo.road.phone import Phone
from satupintu.demo.script import Script
from satupintu.journeys.door_form import draft_of
from satupintu.kernel.errors import Refused
from satupintu.kernel.localized import text

log = structlog.get_logger("satupintu.demo")

# What goes wrong, how often, and how many minutes it takes to find out.
VAIN = (("not_home", 0.035, 8), ("not_ready", 0.03, 12), ("wrong_address", 0.012, 10))


def fate_of(visit: HomeVisitView) -> tuple[str, float]:
    """Why the visit fails ("": it does not), and the minutes at the door."""
    draw = random.Random(f"fate {visit.key}")  # noqa: S311 - a play
    luck = draw.random()
    for outcome, share, minutes in VAIN:
        if luck < share and not (outcome == "not_ready" and visit.kind == "deliver"):
            return outcome, minutes
        luck -= share
    return "", visit.minutes * draw.triangular(0.7, 1.5, 0.95)


def see_to(visit: HomeVisitView, phone: Phone, script: Script, now: datetime) -> None:
    """What is done at the door when it goes well."""
    if visit.kind == "deliver":
        _hand_over(visit, phone, now)
        return
    phone.send("checked", now, visit.id)
    signature = phone.sign(now, visit.id)
    _file(visit, phone, script, signature, now)
    if visit.collects:
        service = catalogue.current(visit.errands[0].service)
        title = text(service.definition.title)
        phone.send(
            "custody",
            now,
            visit.id,
            folder=folder_code(visit.id),
            papers=[{"title": title, "paper": "", "original": True, "sheets": 3}],
            signature=signature,
        )
    phone.send("done", now, visit.id)


def _hand_over(visit: HomeVisitView, phone: Phone, now: datetime) -> None:
    code = courier.code_of(visit_id=visit.id)
    phone.send("delivered", now, visit.id, code_typed=code)


def _file(
    visit: HomeVisitView, phone: Phone, script: Script, signature: str, now: datetime
) -> None:
    """The application is sent from the door, with what the citizen has prepared."""
    for errand in visit.errands:
        if errand.draft_id is None:
            continue
        try:
            view = fill_in(script, errand, visit, courier.real_time(shown=now))
        except Refused as error:
            log.info("demo draft refused", why=str(error))
            continue
        draft = draft_of(view)
        papers = {n: p["given"] for n, p in draft["papers"].items() if p["given"]}
        phone.send(
            "filed",
            now,
            visit.id,
            errand=errand.service,
            version=draft["version"],
            pages=draft["pages"],
            papers=papers,
            signature=signature,
        )
