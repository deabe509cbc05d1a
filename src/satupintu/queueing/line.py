"""Who stands in line for a counter now, in the order in which they are called.

The rule itself is pure (`rules`); here its facts are read from the tables.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from satupintu.catalogue.schema_mall import Mall, QueuePolicy
from satupintu.queueing import rules
from satupintu.queueing.models import Call, Session, State, Stop

MOST_LOOKED_AT = 300


@dataclass(frozen=True, slots=True)
class InLine:
    """One who waits, as the rule needs it, and since when."""

    candidate: rules.Candidate
    waiting_from: datetime
    booked_for: datetime | None


def call_order(
    *, mall: Mall, day: date, queues: Sequence[str], now: datetime
) -> list[uuid.UUID]:
    """The stops that a counter with these queues calls, first one first.

    Left out are visitors at another counter, not in the building yet, or who let
    others go first. One who came early for an appointment is called before the
    time only when nobody else waits.
    """
    standing = in_line(mall=mall, day=day, queues=queues, now=now)
    if not standing:
        return []
    if not any(one.candidate.due for one in standing):
        standing = [_early(one) for one in standing]
    policies = {code: mall.policy_of(mall.queue(code)) for code in queues}
    candidates = _with_passes(mall, day, standing)
    history = _turns(mall, day, candidates, policies)
    return [_id(c) for c in rules.choose(candidates, policies, history)]


def in_line(
    *, mall: Mall, day: date, queues: Sequence[str], now: datetime
) -> list[InLine]:
    """Who could be called from these queues, in the order of the line."""
    rows = (
        Stop.objects.filter(mall=mall.code, day=day, state=State.WAITING)
        .filter(queue__in=queues, visit__counter="", visit__arrived_at__isnull=False)
        .filter(Q(not_before=None) | Q(not_before__lte=now))
        .order_by("sort_at", "id")
        .values_list(
            "id", "queue", "priority", "sort_at", "booked_for", "waiting_from"
        )[:MOST_LOOKED_AT]
    )
    return [
        InLine(
            rules.Candidate(
                id=stop_id,
                queue=queue,
                priority=priority,
                sort_at=rules.minutes(sort_at),
                booked=booked_for is not None,
                due=booked_for is None or booked_for <= now,
            ),
            waiting_from or now,
            booked_for,
        )
        for stop_id, queue, priority, sort_at, booked_for, waiting_from in rows
    ]


def _early(one: InLine) -> InLine:
    return replace(one, candidate=replace(one.candidate, due=True))


def _with_passes(
    mall: Mall, day: date, standing: Sequence[InLine]
) -> list[rules.Candidate]:
    """The candidates with how often later ones were called before each."""
    calls = _later_calls(mall, day, standing)
    if not calls:
        return [one.candidate for one in standing]
    serves = _queues_of_sessions({call[2] for call in calls})
    return [
        replace(
            one.candidate,
            passed=sum(
                rules.minutes(sort_at) > one.candidate.sort_at
                and at >= one.waiting_from
                and one.candidate.queue in serves[session]
                for sort_at, at, session in calls
            ),
        )
        for one in standing
    ]


def _later_calls(
    mall: Mall, day: date, standing: Sequence[InLine]
) -> list[tuple[datetime, datetime, uuid.UUID]]:
    """(place, moment, session) of calls that passed somebody who still stands."""
    first = min(standing, key=lambda one: one.candidate.sort_at)
    since = min(one.waiting_from for one in standing)
    rows = Call.objects.filter(mall=mall.code, day=day, booked=False, kind="call")
    place = datetime.fromtimestamp(first.candidate.sort_at * 60, tz=since.tzinfo)
    rows = rows.filter(sort_at__gt=place, at__gte=since)
    return list(rows.values_list("sort_at", "at", "session_id"))


def _queues_of_sessions(ids: set[uuid.UUID]) -> Mapping[uuid.UUID, set[str]]:
    rows = Session.objects.filter(pk__in=ids).values_list("pk", "queues")
    return defaultdict(set, {pk: set(queues) for pk, queues in rows})


def _turns(
    mall: Mall,
    day: date,
    candidates: Sequence[rules.Candidate],
    policies: Mapping[str, QueuePolicy],
) -> list[rules.Served]:
    """The last calls of the queues in which both kinds wait turn by turn."""
    kinds: dict[str, set[bool]] = defaultdict(set)
    for candidate in candidates:
        kinds[candidate.queue].add(candidate.priority)
    history = []
    for queue, waiting in kinds.items():
        if policies[queue].kind == "ratio" and len(waiting) == 2:
            turn = rules.longest_turn([policies[queue]])
            rows = Call.objects.filter(
                mall=mall.code, day=day, queue=queue, kind="call"
            ).order_by("-at")
            last = rows.values_list("priority", flat=True)[:turn]
            history += [rules.Served(queue, priority) for priority in last]
    return history


def _id(candidate: rules.Candidate) -> uuid.UUID:
    if not isinstance(candidate.id, uuid.UUID):
        raise TypeError("a candidate of the tables is known by its stop's id")
    return candidate.id
