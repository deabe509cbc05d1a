"""A tiny pack and service that everyone understands: a stall at the market.

Melati asks for a stall of some square metres, in a zone, for food or clothes;
a food stall says how it cooks, and brings a hygiene certificate.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from satupintu.catalogue import form
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Pack, PaperType, RateTable, Service

TODAY = date(2026, 11, 24)
WEEK = {day: ["08:00-12:00", "13:00-16:00"] for day in ("mon", "tue", "wed", "thu")}

PACK: dict[str, Any] = {
    "code": "town",
    "name": {"id": "Kota", "en": "Town"},
    "place": {"id": "Kota", "en": "Town"},
    "country": "id",
    "currency": "IDR",
    "time_zone": "Asia/Jakarta",
    "languages": ["id", "en"],
    "identity_schemes": [
        {
            "code": "nik",
            "title": {"id": "NIK", "en": "NIK"},
            "stdnum": "id.nik",
            "example": "3174014107909001",
        },
        {"code": "card", "title": {"en": "card number"}, "pattern": r"[A-Z]\d{3}"},
    ],
    "agencies": [{"code": "market", "name": {"en": "Market"}, "short": {"en": "M"}}],
    "roles": [{"code": "officer", "title": {"en": "Officer"}}],
    "topics": [{"code": "trade", "title": {"en": "Trade"}}],
    "papers": [],
    "calendar": {"hours": {**WEEK, "fri": ["08:00-11:30"]}},
}
PAPERS = [
    {"code": "photo", "title": {"id": "Foto", "en": "Photo"}},
    {"code": "hygiene", "title": {"id": "Sertifikat", "en": "Hygiene certificate"}},
    {"code": "sketch", "title": {"id": "Denah", "en": "Sketch"}},
]
TABLES = [
    {
        "code": "stall",
        "title": {"id": "Tarif kios", "en": "Stall rate"},
        "keys": ["zone"],
        "since": "2026-01-01",
        "rates": {"north": "25000", "south": "12500.50"},
    },
    {
        "code": "stall",
        "title": {"id": "Tarif kios", "en": "Stall rate"},
        "keys": ["zone"],
        "since": "2025-01-01",
        "rates": {"north": "20000", "south": "10000"},
    },
]


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    label = {"id": name.title(), "en": name.title()}
    return {"name": name, "type": kind, "label": label, **more}


def option(value: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "label": {"id": value, "en": value.title()}, **more}


FORM = [
    {
        "name": "stall",
        "title": {"en": "Stall"},
        "questions": [
            question("area", "number", min=1, max=100, unit={"id": "m²", "en": "m²"}),
            question("zone", "choice", options=[option("north"), option("south")]),
            question(
                "goods",
                "choice",
                options=[
                    option("clothes"),
                    option("food", show_if="zone == 'north'"),
                ],
            ),
            question(
                "cooking",
                "choices",
                show_if="goods == 'food'",
                options=[option("gas"), option("charcoal", show_if="area >= 10")],
            ),
        ],
    },
    {
        "name": "gas",
        "title": {"en": "Gas"},
        "show_if": "'gas' in cooking",
        "questions": [question("bottles", "integer", min=1)],
    },
    {
        "name": "dates",
        "title": {"en": "Dates"},
        "questions": [
            question(
                "start",
                "date",
                checks=[
                    {
                        "rule": "start >= today",
                        "message": {"id": "Terlalu awal.", "en": "Start later."},
                    }
                ],
            ),
            question("note", "long_text", required=False, max_length=20),
        ],
    },
]
SERVICE: dict[str, Any] = {
    "code": "stall",
    "version": 1,
    "kind": "permit",
    "title": {"id": "Izin kios", "en": "Stall permit"},
    "summary": {"en": "A stall at the market"},
    "topic": "trade",
    "agency": "market",
    "number": "STALL/{seq}/{year}",
    "series": "stall",
    "legal_basis": [{"title": {"en": "By-law 1"}}],
    "form": FORM,
    "papers": [
        {"paper": "photo"},
        {"paper": "hygiene", "required_if": "goods == 'food'"},
        {"paper": "sketch", "offered_if": "area > 20"},
    ],
    "fees": [],
    "procedure": {
        "approve": {
            "title": {"en": "Approve"},
            "kind": "approval",
            "needs": ["intake"],
            "by": "officer@town-hall",
            "when": "area > 5",
        },
        "intake": {"title": {"en": "Intake"}, "kind": "intake", "by": "officer"},
    },
    "clock": {"total": "5 wd"},
    "standard": {
        part: {"en": "-"}
        for part in (
            "complaints",
            "facilities",
            "competence",
            "supervision",
            "staff",
            "guarantee",
            "safety",
            "evaluation",
        )
    },
    "examples": [],
}


def published(**changes: Any) -> Published:
    """The market service, with parts of its definition replaced."""
    tables = [RateTable.model_validate(table) for table in TABLES]
    papers = [PaperType.model_validate(paper) for paper in PAPERS]
    return Published(
        version_id=UUID(int=1),
        definition=Service.model_validate({**SERVICE, **changes}),
        papers={paper.code: paper for paper in papers},
        tables={f"{table.code} {table.since}": table for table in tables},
        template="",
        pack=Pack.model_validate(PACK),
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def asking(kind: str, **more: Any) -> Published:
    """A service with the one question `answer`."""
    page = {
        "name": "page",
        "title": {"en": "Page"},
        "questions": [question("answer", kind, **more)],
    }
    return published(form=[page], papers=[], procedure={}, fees=[])


def facts(service: Published, /, **answers: object) -> dict[str, object]:
    return form.make_facts(
        service, answers, channel="online", on_behalf=False, today=TODAY
    )
