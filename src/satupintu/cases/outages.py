"""Outages of agencies, as cases hear of them.

The pauses of a case follow from the outages and from its steps alone. To note one
outage twice, late, or its end before its beginning gives the same clocks.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from satupintu.cases import flow
from satupintu.cases.models import Outage, Task
from satupintu.kernel.actor import SYSTEM


def note_outage(
    *,
    outage_id: uuid.UUID,
    agency: str,
    reason: str,
    began_at: datetime,
    ended_at: datetime | None = None,
) -> int:
    """Stop the legal clocks of cases at the agency, or let them go on.

    Only of services whose clock stops for outages. Returns how many changed. A
    case that fails holds up no other; what failed is raised in the end, as an
    ExceptionGroup. A case that was closed meanwhile stays as it is.
    """
    row = _noted(outage_id, agency, reason, began_at, ended_at)
    at = row.ended_at or row.began_at
    done, failed = 0, list[Exception]()
    for case_id in _concerned(row).values_list("case_id", flat=True):
        try:
            done += _recount(case_id, at)
        except Exception as error:
            error.add_note(f"case {case_id}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("the outage is not yet noted in some cases", failed)
    return done


@transaction.atomic
def _noted(
    outage_id: uuid.UUID,
    agency: str,
    reason: str,
    began_at: datetime,
    ended_at: datetime | None,
) -> Outage:
    """The row, which once ended stays so."""
    row, _made = Outage.objects.select_for_update().get_or_create(
        pk=outage_id,
        defaults={"agency": agency, "reason": reason, "began_at": began_at},
    )
    if ended_at is not None and row.ended_at is None:
        row.ended_at = max(row.began_at, ended_at)
        row.save(update_fields=("ended_at",))
    return row


def _concerned(row: Outage) -> QuerySet[Task]:
    """The steps that were open at the agency at some time of the outage."""
    tasks = Task.objects.filter(agency=row.agency, case__closed_at=None).filter(
        Q(state=Task.State.READY) | Q(decided_at__gt=row.began_at)
    )
    if row.ended_at is not None:
        tasks = tasks.filter(opened_at__lt=row.ended_at)
    return tasks.order_by("case_id").distinct("case_id")


@transaction.atomic
def _recount(case_id: uuid.UUID, at: datetime) -> bool:
    return flow.recount(flow.run(case_id, actor=SYSTEM, now=at))
