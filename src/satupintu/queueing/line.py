"""Who stands in line for a counter now, in the order in which they are called.

The rule itself is pure (`rules`); its facts are read by `rows`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing import rows, rules

# Of each kind in each queue. Whoever presses looks at few; if all of them are
# being called by colleagues in this moment, at more than there are colleagues.
FIRST_LOOKED_AT = 8
MOST_LOOKED_AT = 40
MOST_SHOWN = 300


def call_order(
    *,
    mall: Mall,
    day: date,
    queues: Sequence[str],
    now: datetime,
    most: int | None = None,
) -> list[uuid.UUID]:
    """The (at most `most`) stops that a counter with these queues calls next, in
    order; never more than `MOST_SHOWN` of each kind in each queue. Left out are
    visitors at another counter, not in the building yet, or who let others go
    first."""
    far = extent(most or MOST_SHOWN)
    return order_of(rows.line(mall.code, day, queues, now, far), mall, most)


def order_of(line: rows.Line, mall: Mall, most: int | None = None) -> list[uuid.UUID]:
    """The (at most `most`) first stops of a line in the order of calling.

    One who came early for an appointment is called before the time only when
    nobody else waits.
    """
    candidates = line.candidates
    if not any(one.due for one in candidates):
        candidates = [replace(one, due=True) for one in candidates]
    queues = {one.queue for one in candidates}
    policies = {code: mall.policy_of(mall.queue(code)) for code in queues}
    chosen = rules.choose(candidates, policies, line.history, most)
    return [one.id for one in chosen if isinstance(one.id, uuid.UUID)]


def extent(most: int) -> rows.Extent:
    """How far to look, before it is known in which mall."""
    policies = [policy for mall in catalogue.malls() for policy in mall.policies]
    return rows.Extent(most, rules.longest_turn(policies))
