"""An officer's work: what is ready on the own posts, soonest due first.

The cost of a page does not depend on how many cases there are: one indexed
range per post, cut to a page, merged. Counts are capped for the same reason.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from satupintu.cases import flow, rules
from satupintu.cases.access import on_posts_of
from satupintu.cases.finding import BULKY
from satupintu.cases.models import Case, Task
from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import Actor

PAGE = 25
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the keyset of its last row."""

    due_at: datetime
    task_id: uuid.UUID

    def encode(self) -> str:
        return f"{self.due_at.isoformat()}~{self.task_id}"

    @classmethod
    def decode(cls, text: str) -> "Cursor | None":
        """None for what is not a cursor: the first page is the answer then."""
        due_at, _sep, task_id = text.partition("~")
        try:
            found = cls(datetime.fromisoformat(due_at), uuid.UUID(task_id))
        except ValueError:
            return None
        return found if found.due_at.tzinfo else None


@dataclass(frozen=True, slots=True)
class QueuePage:
    tasks: Sequence[Task]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Open tasks on the actor's posts; `MOST_COUNTED` means that many or more."""

    ready: int
    overdue: int
    soon: int
    mine: int


def queue(
    *,
    actor: Actor,
    after: Cursor | None = None,
    service_code: str = "",
    due_before: datetime | None = None,
    mine: bool = False,
    size: int = PAGE,
) -> QueuePage:
    """One page of the actor's work queue, soonest due first."""
    where = Q()
    if service_code:
        where &= Q(case__service_code=service_code)
    if due_before is not None:
        where &= Q(due_at__lt=due_before)
    if mine:
        where &= Q(claimed_by_id=actor.id)
    if after is not None:
        where &= Q(due_at__gt=after.due_at) | Q(
            due_at=after.due_at, id__gt=after.task_id
        )
    ids = _merged(actor, where, size + 1)
    tasks = list(
        Task.objects.filter(pk__in=ids)
        .select_related("case", "claimed_by")
        .defer(*(f"case__{name}" for name in BULKY))
        .order_by("due_at", "id")
    )
    last = tasks[size - 1] if len(tasks) > size else None
    cursor = Cursor(last.due_at, last.pk) if last and last.due_at else None
    return QueuePage(tasks[:size], cursor)


@transaction.atomic
def claim_next(*, actor: Actor) -> Case | None:
    """Take the most urgent task that is free; without one, an own one again.

    Two officers who ask at the same moment get two cases. A task that four eyes
    keep from the actor is passed over. None if there is nothing to do.
    """
    for task_id in _merged(actor, Q(claimed_by=None), PAGE):
        free = Task.objects.filter(pk=task_id, state=Task.State.READY, claimed_by=None)
        task = free.select_for_update(skip_locked=True).first()
        if task is None or not _may_decide(task, actor):
            continue
        task.claimed_by_id = actor.id
        task.save(update_fields=("claimed_by",))
        return task.case
    mine = _merged(actor, Q(claimed_by_id=actor.id), 1)
    return Task.objects.select_related("case").get(pk=mine[0]).case if mine else None


def _may_decide(task: Task, actor: Actor) -> bool:
    steps = catalogue.version(task.case.version_id).definition.procedure
    history = [flow.record_of(each) for each in task.case.tasks.all()]
    return rules.may_decide(steps, task.step, actor.id, history)


def counts(*, actor: Actor, now: datetime, soon: datetime) -> QueueCounts:
    """The figures above the queue, in one statement."""
    whole = Task.objects.filter(on_posts_of(actor), state=Task.State.READY)
    parts = [
        whole,
        whole.filter(due_at__lt=now),
        whole.filter(due_at__gte=now, due_at__lt=soon),
        whole.filter(claimed_by_id=actor.id),
    ]
    return QueueCounts(*_capped(parts))


def _merged(actor: Actor, where: Q, limit: int) -> list[uuid.UUID]:
    ready = Task.objects.filter(where, state=Task.State.READY, due_at__isnull=False)
    parts = [
        ready.filter(agency=agency, role=role)
        .order_by("due_at", "id")
        .values_list("pk", "due_at")[:limit]
        for agency, role in sorted(actor.posts)
    ]
    if not parts:
        return []
    rows = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
    first = sorted(rows, key=lambda row: (row[1], row[0]))[:limit]
    return [pk for pk, _due_at in first]


def _capped(parts: Sequence[QuerySet[Task]]) -> list[int]:
    selects: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            sql, values = (
                part.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
            )
        except EmptyResultSet:  # an officer without a post
            return [0] * len(parts)
        # The statement is the ORM's own; its values stay parameters.
        selects.append(f"(SELECT count(*) FROM ({sql}) AS capped)")  # noqa: S608
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(selects), params)
        return list(cursor.fetchone())
