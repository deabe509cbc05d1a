"""The cast, and Melati's practice permit as the tests issue it."""

import uuid
from datetime import date, datetime
from typing import Any

from satupintu.kernel.actor import Actor, ActorKind
from satupintu.permits import service
from satupintu.permits.facts import FactLine, PermitFacts

MELATI = Actor(ActorKind.CITIZEN, uuid.UUID(int=1), "Melati")
BUDI = Actor(ActorKind.CITIZEN, uuid.UUID(int=2), "Budi")
RINI = Actor(
    ActorKind.STAFF, uuid.UUID(int=3), "Rini", frozenset({("dpmptsp", "approver")})
)
JOKO = Actor(
    ActorKind.STAFF, uuid.UUID(int=4), "Joko", frozenset({("bapenda", "reviewer")})
)
INVOLVED = frozenset({"dpmptsp", "dinkes"})
IDENTITY_NUMBER = "3171046304900002"

FACTS = PermitFacts(
    holder="dr. Melati Cahaya",
    agency={"id": "Dinas Penanaman Modal dan PTSP", "en": "One-Stop Service Agency"},
    place={"id": "Jakarta", "en": "Jakarta"},
    languages=("id", "en"),
    time_zone="Asia/Jakarta",
    lines=(
        FactLine("nik", {"id": "NIK", "en": "Identity number"}, IDENTITY_NUMBER),
        FactLine(
            "clinic",
            {"id": "Tempat praktik", "en": "Place of practice"},
            {"id": "Klinik Contoh Sehat", "en": "Contoh Sehat Clinic"},
            public=True,
        ),
    ),
    address={"id": "Jalan Contoh 1, Jakarta"},
    conditions=({"id": "Hanya untuk satu tempat.", "en": "For one place only."},),
    legal=({"id": "Undang-Undang 17/2023"},),
)
TITLE = {"id": "Izin praktik dokter", "en": "Doctor's practice permit"}


def issue_permit(now: datetime, **changes: Any) -> service.PermitView:
    """Issue Melati's permit; any argument of `service.issue` may be replaced."""
    given: dict[str, Any] = {
        "case_id": uuid.UUID(int=100),
        "holder_id": MELATI.id,
        "service_code": "sip-dokter",
        "number_pattern": "440/SIP/{year}/{seq:06}",
        "series": "sip",
        "title": TITLE,
        "facts": FACTS,
        "valid_from": date(2026, 11, 24),
        "valid_until": date(2031, 11, 23),
        "template": service.default_template(),
        "deemed": False,
        "now": now,
    }
    return service.issue(**given | changes)
