"""An officer's day as the phone keeps it: everything needed without a network."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from satupintu.catalogue import service as catalogue
from satupintu.courier import causes, codes
from satupintu.courier.faces import small_face
from satupintu.courier.folders import FolderView, bag_of, folders_by_visit
from satupintu.courier.models import (
    OPEN,
    DayPlan,
    HomeVisit,
    Kind,
    PlannedStop,
    Proposal,
    Shift,
)
from satupintu.courier.reports import ConflictView, open_conflicts_of
from satupintu.courier.shifts import shift_on
from satupintu.courier.speaking import language_words
from satupintu.courier.standing import remember_told
from satupintu.courier.views import ErrandView, HomeVisitView, views_of
from satupintu.kernel.errors import NotFound
from satupintu.kernel.localized import text

Json = dict[str, Any]


def manifest(*, account_id: uuid.UUID, day: date, now: datetime) -> Json:
    """The day of this officer as JSON, in the active language.

    What it says is remembered: what is done at these doors counts also if the plan
    changes before the phone hears of it. Raises `NoShift`.
    """
    shift = shift_on(account_id=account_id, day=day)
    stops = list(PlannedStop.objects.filter(shift=shift).order_by("seq"))
    rows = HomeVisit.objects.filter(shift=shift) | HomeVisit.objects.filter(
        pk__in=[stop.visit_id for stop in stops if stop.visit_id]
    )
    visits = {row.pk: row for row in rows.filter(day=day).distinct()}
    plan = DayPlan.objects.filter(day=day).first()
    version = plan.version if plan else 0
    remember_told(shift=shift, version=version, visits=visits, now=now)
    folders = folders_by_visit(visit_ids=visits)
    return {
        "day": day.isoformat(),
        "version": version,
        "reason": _reason(day),
        "made_at": now.isoformat(),
        "shift": _shift(shift),
        "officer": _officer(shift),
        "desk": {"phone": catalogue.home_visits().phone},
        "stays": list(catalogue.home_visits().stays),
        "stops": [_stop(stop) for stop in stops],
        "visits": {
            str(view.id): _visit(view, visits[view.id], folders[view.id])
            for view in views_of(visits.values(), now)
        },
        "bag": [folder_json(each) for each in bag_of(account_id=account_id)],
        "conflicts": [_conflict(each) for each in open_conflicts_of(shift_id=shift.pk)],
    }


def folder_json(folder: FolderView) -> Json:
    """A folder as the phone shows it."""
    return {
        "code": folder.code,
        "holder": folder.holder.value,
        "where": folder.where,
        "visit": str(folder.visit_id or ""),
        "delivery": str(folder.delivery_id or ""),
        "sheets": folder.sheets,
        "papers": [
            {
                "title": paper.title,
                "paper": paper.paper,
                "original": paper.is_original,
                "sheets": paper.sheets,
            }
            for paper in folder.papers
        ],
    }


def _reason(day: date) -> str:
    """Why the plan of the day was last changed as a whole."""
    last = Proposal.objects.filter(day=day).exclude(published_at=None)
    found = last.order_by("-published_at").first()
    return causes.said(found.reason) if found else ""


def _shift(shift: Shift) -> Json:
    moments = ("starts_at", "ends_at", "opened_at", "ended_at", "paused_until")
    given = {name: _at(getattr(shift, name)) for name in (*moments, "rested_at")}
    return {"id": str(shift.pk), "state": shift.state, **given}


def _officer(shift: Shift) -> Json:
    officer = shift.officer
    base = catalogue.home_visits().base(officer.base)
    return {
        "account": str(officer.account_id),
        "badge": officer.badge,
        "name": officer.name,
        "face": small_face(officer.photo_id),
        "base": {
            "code": base.code,
            "name": text(base.name),
            "lat": base.lat,
            "lon": base.lon,
        },
    }


def _stop(stop: PlannedStop) -> Json:
    return {
        "seq": stop.seq,
        "kind": stop.kind,
        "visit": str(stop.visit_id or ""),
        "arrives_at": _at(stop.arrives_at),
        "begins_at": _at(stop.begins_at),
        "leaves_at": _at(stop.leaves_at),
        "locked": stop.locked,
    }


def _visit(view: HomeVisitView, row: HomeVisit, folders: Sequence[FolderView]) -> Json:
    is_open_delivery = view.kind == Kind.DELIVER and view.state in OPEN
    return {
        "id": str(view.id),
        "kind": view.kind,
        "state": view.state,
        "outcome": view.outcome,
        "note": view.note,
        "attempt": view.attempt,
        "name": view.name,
        "phone": view.phone,
        "language": view.language,
        "speaks": language_words(view.language),
        "needs": _needs(view.needs),
        "priority": view.is_priority,
        "address": view.address,
        "landmark": view.landmark,
        "area": _area(view.area),
        "lat": view.lat,
        "lon": view.lon,
        "precision": view.precision,
        "from_at": _at(view.from_at),
        "until_at": _at(view.until_at),
        "arrives_at": _at(view.arrives_at),
        "minutes": view.minutes,
        "door_code": view.door_code,
        "code": asdict(codes.check_of(row)) if is_open_delivery else None,
        "folders": [folder_json(each) for each in folders],
        "link": _link(view),
        "errands": [_errand(view, errand) for errand in view.errands],
    }


def _errand(view: HomeVisitView, errand: ErrandView) -> Json:
    return {
        "service": errand.service,
        "title": _title(errand.service),
        "prepare": _prepare(errand.service) if view.kind == Kind.FILE else [],
        "draft": str(errand.draft_id or ""),
        "case": str(errand.case_id or ""),
        "permit": str(errand.permit_id or ""),
    }


def _link(view: HomeVisitView) -> Json | None:
    """The visit that this officer does before or after, and what goes along."""
    link = view.link
    if link is None:
        return None
    return {
        "visit": str(link.visit_id),
        "name": link.name,
        "second": link.is_second,
        "carries": link.carries,
    }


def _needs(wanted: Sequence[str]) -> list[Json]:
    known = {need.code: need for need in catalogue.home_visits().needs}
    return [
        {"code": code, "title": text(known[code].title), "icon": known[code].icon}
        for code in wanted
        if code in known
    ]


def _area(code: str) -> str:
    try:
        return catalogue.area(code).title if code else ""
    except NotFound:
        return ""


def _title(service: str) -> str:
    for published in catalogue.services():
        if published.code == service:
            return text(published.definition.title)
    return service


def _prepare(service: str) -> list[str]:
    try:
        return [text(line) for line in catalogue.home_visits().service(service).prepare]
    except KeyError:
        return []


def _conflict(view: ConflictView) -> Json:
    return {
        "action": view.action,
        "visit": str(view.visit_id or ""),
        "name": view.visit_name,
        "at": view.at.isoformat(),
        "sentence": view.sentence,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
