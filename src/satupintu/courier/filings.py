"""Applications that were signed for at a door and refused when they arrived."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from satupintu.courier.models import HomeErrand, HomeVisit, Report

FILED = "filed"
_FILLING = (FILED, "answers", "paper")
# The citizen sent it from the own account meanwhile: nothing is lost.
SENT_BEFORE = "already_sent"


def refused_filings(*, visit_id: uuid.UUID) -> tuple[str, ...]:
    """The services of a visit whose last filing was refused, and that have no case.

    What the citizen filled in is still in the draft. Callers guard.
    """
    return refused_by_visit(visit_ids=[visit_id]).get(visit_id, ())


def refused_by_visit(
    *, visit_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[str, ...]]:
    """As `refused_filings`, of several visits; those without any are left out."""
    last: dict[tuple[uuid.UUID | None, str], dict[str, object]] = {}
    rows = Report.objects.filter(visit_id__in=visit_ids, action=FILED)
    told = rows.order_by("received_at").values_list("visit_id", "data", "answer")
    for visit_id, data, answer in told:
        last[visit_id, str(data.get("errand"))] = answer
    refused = {which for which, answer in last.items() if _is_refused(answer)}
    if not refused:
        return {}
    open_ = HomeErrand.objects.filter(visit_id__in=visit_ids, case_id=None)
    found: dict[uuid.UUID, tuple[str, ...]] = {}
    for errand in open_.order_by("place"):
        if (errand.visit_id, errand.service) in refused:
            known = found.get(errand.visit_id, ())
            found[errand.visit_id] = (*known, errand.service)
    return found


def _is_refused(answer: dict[str, object]) -> bool:
    return answer.get("state") == "conflict" and answer.get("code") != SENT_BEFORE


def settle_refused(*, visit: HomeVisit, service: str, now: datetime) -> None:
    """It is filed after all: nobody has to look at the tries before it."""
    Report.objects.filter(
        visit=visit,
        action__in=_FILLING,
        data__errand=service,
        is_conflict=True,
        settled_at=None,
    ).update(settled_at=now)
