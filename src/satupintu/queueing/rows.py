"""Rows on the path of every press at a counter, read by fixed statements.

Building a query costs the ORM several times what PostgreSQL needs to answer it,
and a hall of clerks presses at once. The rows are the ORM's own model instances.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from satupintu.catalogue.schema_mall import Counter
from satupintu.kernel import tenancy
from satupintu.queueing.models import Call, Session, Stop, Visit

_SESSION = """
    SELECT * FROM queueing_session
    WHERE tenant_id = %s AND id = %s AND account_id = %s AND closed_at IS NULL
    FOR UPDATE
"""
# The lock on the session comes first, in a statement of its own: what is read
# here is then what the press before this one has left.
_PRESS = """
    SELECT
        (SELECT stop_id FROM queueing_call WHERE tenant_id = %s AND key = %s),
        (SELECT id FROM queueing_stop
         WHERE session_id = %s AND state IN ('called', 'serving'))
"""
_STOP = "SELECT * FROM queueing_stop WHERE tenant_id = %s AND id = %s"
# Whoever changes a stop that is not free to be called locks its visit first, as the
# visitor's own page does: two orders of locking would wait for each other.
_LOCK_VISIT = """
    SELECT id FROM queueing_visit
    WHERE tenant_id = %s
      AND id = (SELECT visit_id FROM queueing_stop WHERE tenant_id = %s AND id = %s)
    FOR UPDATE
"""
_VISIT = "SELECT * FROM queueing_visit WHERE tenant_id = %s AND id = %s"
_STOPS = "SELECT * FROM queueing_stop WHERE visit_id = %s ORDER BY place"
# Stop and visit are locked together and read again under the lock, so that nobody
# is called twice, or to two counters. Whom a colleague is calling is skipped.
_PICK = """
    SELECT stop.* FROM queueing_stop AS stop
    JOIN queueing_visit AS visit ON visit.id = stop.visit_id
    WHERE stop.tenant_id = %s AND stop.id = ANY(%s)
      AND stop.state = ANY(%s) AND visit.counter = ''
    ORDER BY array_position(%s, stop.id)
    LIMIT 1
    FOR UPDATE OF stop, visit SKIP LOCKED
"""
# The first of each kind in each queue, each by its own range of the index: a long
# line costs no more than a short one.
_LINE = """
    SELECT first.* FROM unnest(%s::text[]) AS line (queue)
    CROSS JOIN (VALUES (true), (false)) AS kind (priority)
    CROSS JOIN LATERAL (
        SELECT stop.id, stop.queue, stop.priority, stop.sort_at, stop.booked_for,
               stop.waiting_from
        FROM queueing_stop AS stop
        JOIN queueing_visit AS visit ON visit.id = stop.visit_id
        WHERE stop.tenant_id = %s AND stop.mall = %s AND stop.day = %s
          AND stop.state = 'waiting' AND stop.queue = line.queue
          AND stop.priority = kind.priority
          AND visit.counter = '' AND visit.arrived_at IS NOT NULL
          AND (stop.not_before IS NULL OR stop.not_before <= %s)
        ORDER BY stop.sort_at, stop.id
        LIMIT %s
    ) AS first
    ORDER BY first.sort_at, first.id
"""
_LATER = """
    SELECT call.sort_at, call.at, session.queues::text
    FROM queueing_call AS call
    JOIN queueing_session AS session ON session.id = call.session_id
    WHERE call.tenant_id = %s AND call.mall = %s AND call.day = %s
      AND call.kind = 'call' AND NOT call.booked
      AND call.sort_at > %s AND call.at >= %s
"""
# The call, what the display shows of it, and that somebody is at work here.
_NOTE = """
    WITH call AS (
        INSERT INTO queueing_call (
            id, tenant_id, stop_id, session_id, mall, day, queue, counter, kind, at,
            key, sort_at, priority, booked, waited, policy
        ) VALUES (
            %(id)s, %(tenant)s, %(stop)s, %(session)s, %(mall)s, %(day)s, %(queue)s,
            %(counter)s, %(kind)s, %(at)s, %(key)s, %(sort_at)s, %(priority)s,
            %(booked)s, %(waited)s, %(policy)s
        )
    ), session AS (
        UPDATE queueing_session SET seen_at = %(at)s WHERE id = %(session)s
    )
    INSERT INTO queueing_announcement
        (tenant_id, mall, zone, kind, number, counter, way, at)
    VALUES (
        %(tenant)s, %(mall)s, %(zone)s, %(kind)s, %(number)s, %(label)s, %(way)s,
        %(at)s
    )
    RETURNING id
"""


class Press(NamedTuple):
    """What this press has called already, and who is at the counter."""

    called: uuid.UUID | None
    current: uuid.UUID | None


class LineRow(NamedTuple):
    """One who could be called now."""

    id: uuid.UUID
    queue: str
    priority: bool
    sort_at: datetime
    booked_for: datetime | None
    waiting_from: datetime | None


class LaterCall(NamedTuple):
    """A call of somebody with a later place; `queues` are those of its counter."""

    sort_at: datetime
    at: datetime
    queues: list[str]


def lock_session(session_id: uuid.UUID, account_id: uuid.UUID) -> Session | None:
    """The open session of this person, locked."""
    found = Session.objects.raw(
        _SESSION, [tenancy.current_id(), session_id, account_id]
    )
    return next(iter(found), None)


def press(session: Session, key: str) -> Press:
    """To be asked once the session is locked."""
    return Press(*_row(_PRESS, [tenancy.current_id(), key, session.pk]))


def stop_of(stop_id: uuid.UUID) -> Stop:
    """A stop with its visit."""
    return _with_visit(Stop.objects.raw(_STOP, [tenancy.current_id(), stop_id])[0])


def locked_stop(stop_id: uuid.UUID) -> Stop | None:
    """A stop as it is once its visit is locked; None if there is none."""
    tenant = tenancy.current_id()
    if not _rows(_LOCK_VISIT, [tenant, tenant, stop_id]):
        return None
    return stop_of(stop_id)


def stops_of(visit: Visit) -> list[Stop]:
    """All stops of a visit, in their order."""
    return list(Stop.objects.raw(_STOPS, [visit.pk]))


def pick(order: Sequence[uuid.UUID], states: Sequence[str]) -> Stop | None:
    """The first of `order` that is free to be called, locked with its visit."""
    if not order:
        return None
    ids = list(order)
    found = Stop.objects.raw(_PICK, [tenancy.current_id(), ids, list(states), ids])
    return next((_with_visit(stop) for stop in found), None)


def line(
    mall: str, day: date, queues: Sequence[str], now: datetime, most: int
) -> list[LineRow]:
    """Who could be called from these queues, in the order of the line."""
    given = [list(queues), tenancy.current_id(), mall, day, now, most]
    return [LineRow(*row) for row in _rows(_LINE, given)]


def later_calls(
    mall: str, day: date, place: datetime, since: datetime
) -> list[LaterCall]:
    """Calls since a moment of visitors whose place is after `place`."""
    given = [tenancy.current_id(), mall, day, place, since]
    return [
        LaterCall(
            sort_at, at, json.loads(queues) if isinstance(queues, str) else queues
        )
        for sort_at, at, queues in _rows(_LATER, given)
    ]


def note_call(call: Call, *, number: str, counter: Counter) -> int:
    """Write a call and its announcement; the announcement's id."""
    values = {
        **{
            name: getattr(call, name)
            for name in ("id", "mall", "day", "queue", "counter", "kind", "at", "key")
        },
        "tenant": call.tenant_id,
        "stop": call.stop_id,
        "session": call.session_id,
        "sort_at": call.sort_at,
        "priority": call.priority,
        "booked": call.booked,
        "waited": call.waited,
        "policy": json.dumps(call.policy),
        "zone": counter.zone,
        "number": number,
        "label": counter.label,
        "way": counter.way,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        return int(cursor.fetchone()[0])


def _with_visit(stop: Stop) -> Stop:
    stop.visit = Visit.objects.raw(_VISIT, [stop.tenant_id, stop.visit_id])[0]
    return stop


def _row(statement: str, given: Sequence[Any]) -> tuple[Any, ...]:
    (row,) = _rows(statement, given)
    return row


def _rows(statement: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
