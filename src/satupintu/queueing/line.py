"""Who stands in line for a counter now, in the order in which they are called.

The rule itself is pure (`rules`); here its facts are read from the tables.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from satupintu.catalogue.schema_mall import Mall, QueuePolicy
from satupintu.queueing import rows, rules
from satupintu.queueing.models import Call

# Of each kind in each queue. More clerks than this never press at one moment.
MOST_LOOKED_AT = 40
MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class InLine:
    """One who waits, as the rule needs it; since when, and the place in the line."""

    candidate: rules.Candidate
    waiting_from: datetime
    place: datetime


def call_order(
    *,
    mall: Mall,
    day: date,
    queues: Sequence[str],
    now: datetime,
    most: int | None = None,
) -> list[uuid.UUID]:
    """The (at most `most`) stops that a counter with these queues calls, in order.

    Left out are visitors at another counter, not in the building yet, or who let
    others go first. One who came early for an appointment is called before the
    time only when nobody else waits.
    """
    standing = in_line(
        mall=mall, day=day, queues=queues, now=now, most=most or MOST_SHOWN
    )
    if not standing:
        return []
    if not any(one.candidate.due for one in standing):
        standing = [_early(one) for one in standing]
    policies = {code: mall.policy_of(mall.queue(code)) for code in queues}
    candidates = _with_passes(mall, day, standing)
    history = _turns(mall, day, candidates, policies)
    chosen = rules.choose(candidates, policies, history, most)
    return [c.id for c in chosen if isinstance(c.id, uuid.UUID)]


def in_line(
    *, mall: Mall, day: date, queues: Sequence[str], now: datetime, most: int
) -> list[InLine]:
    """Who could be called from these queues, in the order of the line.

    The first `most` of each kind in each queue.
    """
    found = rows.line(mall.code, day, queues, now, most)
    return [
        InLine(
            rules.Candidate(
                id=row.id,
                queue=row.queue,
                priority=row.priority,
                sort_at=rules.minutes(row.sort_at),
                booked=row.booked_for is not None,
                due=row.booked_for is None or row.booked_for <= now,
            ),
            row.waiting_from or now,
            row.sort_at,
        )
        for row in found
    ]


def _early(one: InLine) -> InLine:
    return replace(one, candidate=replace(one.candidate, due=True))


def _with_passes(
    mall: Mall, day: date, standing: Sequence[InLine]
) -> list[rules.Candidate]:
    """The candidates with how often later ones were called before each."""
    place = min(one.place for one in standing)
    since = min(one.waiting_from for one in standing)
    calls = rows.later_calls(mall.code, day, place, since)
    if not calls:
        return [one.candidate for one in standing]
    return [
        replace(
            one.candidate,
            passed=sum(
                call.sort_at > one.place
                and call.at >= one.waiting_from
                and one.candidate.queue in call.queues
                for call in calls
            ),
        )
        for one in standing
    ]


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
            calls = Call.objects.filter(
                mall=mall.code, day=day, queue=queue, kind="call"
            ).order_by("-at")
            last = calls.values_list("priority", flat=True)[:turn]
            history += [rules.Served(queue, priority) for priority in last]
    return history
