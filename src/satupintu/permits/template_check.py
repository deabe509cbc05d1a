"""Trying a pack's template before it is published: it is printed once, made up."""

from __future__ import annotations

from datetime import UTC, date, datetime

from satupintu.permits import facts as facts_
from satupintu.permits.document import BadTemplate
from satupintu.permits.facts import FactLine, PermitFacts
from satupintu.permits.issuing import render_preview

_FACTS = PermitFacts(
    holder="Melati Kusuma",
    agency={"en": "Agency"},
    place={"en": "City"},
    languages=("en",),
    time_zone="UTC",
    lines=(FactLine("name", {"en": "Name"}, "Melati Kusuma"),),
    conditions=({"en": "A condition."},),
    legal=({"en": "A law."},),
)


def wrong_with(name: str, source: str, every: dict[str, str]) -> str:
    """What is wrong with a Typst template, as a sentence; "" if it prints.

    `name` and the other templates (`every`) do not matter: a template imports
    nothing but the house library.
    """
    made_up = facts_.to_json(
        _FACTS,
        title={"en": "Permit"},
        tenant=("demo", "Demo"),
        service_code="demo",
        number="1/2026",
        check_code="0" * 12,
        valid_from=date(2026, 1, 5),
        valid_until=date(2027, 1, 4),
        issued_at=datetime(2026, 1, 5, 3, tzinfo=UTC),
        deemed=False,
    )
    try:
        render_preview(facts=made_up, template=source)
    except BadTemplate as error:
        return error.sentence
    return ""
