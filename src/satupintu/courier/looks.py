"""Who looked at a visit's person: in the journal of the visit, once a day for each."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from satupintu.catalogue import service as catalogue
from satupintu.courier.models import HomeVisit
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.models import JournalEntry

VIEWED = "home.viewed"


def note_looks(
    *, visit_ids: Collection[uuid.UUID], actor: Actor, now: datetime
) -> None:
    """Write that a member of staff saw who is visited, and where. One statement when
    that is written already; looks of one local day are one."""
    if not actor.is_staff or not visit_ids:
        return
    midnight, _end = catalogue.day_bounds(catalogue.local_day(now))
    seen = JournalEntry.objects.filter(
        stream__in=visit_ids, action=VIEWED, actor_id=actor.id, at__gte=midnight
    )
    new = set(visit_ids) - set(seen.values_list("stream", flat=True))
    if not new:
        return
    facts = {"agencies": sorted(actor.agencies)}
    with transaction.atomic():
        rows = HomeVisit.objects.select_for_update().filter(pk__in=new)
        for row in rows.order_by("pk"):
            journal.append(
                stream=row.pk, actor=actor, action=VIEWED, now=now, data=facts
            )
