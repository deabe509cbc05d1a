"""Applications that were signed for at a door and refused when they arrived."""

from __future__ import annotations

import uuid
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
    open_ = HomeErrand.objects.filter(visit_id=visit_id, case_id=None)
    services = list(open_.order_by("place").values_list("service", flat=True))
    last: dict[str, dict[str, object]] = {}
    rows = Report.objects.filter(visit_id=visit_id, action=FILED)
    for data, answer in rows.order_by("received_at").values_list("data", "answer"):
        last[str(data.get("errand"))] = answer
    return tuple(each for each in services if _is_refused(last.get(each, {})))


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
