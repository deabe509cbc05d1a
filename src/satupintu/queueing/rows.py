"""Rows on the path of every press at a counter: read, locked and written.

Building a query costs the ORM several times what PostgreSQL needs to answer it,
and a hall of clerks presses at once. So a press is a few functions of the database
(migration `0005_presses`), which take and give JSON; what they give becomes the
ORM's own instances here.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

from satupintu.kernel import tenancy
from satupintu.queueing import rules
from satupintu.queueing.models import (
    Announcement,
    Call,
    Period,
    Session,
    Stop,
    Visit,
)

M = TypeVar("M", bound=models.Model)

_OPEN_PRESS = "SELECT queueing_open_press(%s, %s, %s, %s, %s, %s, %s, %s, %s)::text"
_LINE = "SELECT queueing_line(%s, %s, %s, %s, %s, %s, %s)::text"
_PICK = "SELECT queueing_pick(%s, %s::uuid[], %s)::text"
_LOCK_VISIT = "SELECT queueing_lock_visit(%s, %s)::text"
_MOVE = "SELECT queueing_move(%s)"
_CALL = "SELECT queueing_call(%s, %s, %s)"
_STOP = """
    SELECT json_build_object('visit', to_json(visit), 'stops', json_build_array(
        to_json(stop)
    ))::text
    FROM queueing_stop AS stop JOIN queueing_visit AS visit ON visit.id = stop.visit_id
    WHERE stop.tenant_id = %s AND stop.id = %s
"""
_STOPS = "SELECT * FROM queueing_stop WHERE visit_id = %s ORDER BY place"
# What a move changes; the rest of these rows stays as it is.
_OF_STOP = (
    *("id", "state", "since", "reason", "session_id", "counter", "queue", "errand"),
    *("waiting_from", "sort_at", "not_before", "hold_at", "calls"),
)
_OF_VISIT = ("id", "counter", "zone", "arrived_at", "ended_at", "end")
_READERS: dict[type[models.Field[Any, Any]], Callable[[Any], object]] = {
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.UUIDField: uuid.UUID,
    models.ForeignKey: uuid.UUID,
}


@dataclass(frozen=True, slots=True)
class Line:
    """Who could be called, in the order of the line, and the last calls by queue."""

    candidates: list[rules.Candidate]
    history: list[rules.Served]


class Extent(NamedTuple):
    """How far to look into the lines: the first `most` of each kind in each queue,
    and the last `turn` calls of each queue."""

    most: int
    turn: int


NOT_AT_ALL = Extent(0, 0)


@dataclass(frozen=True, slots=True)
class OpenPress:
    """What a press finds once the session is locked.

    `called`: what this very press has called already; `current`: who is at the
    counter; `here`: all stops of the visit that is to be finished, if it is the
    one at the counter, the visit locked; `line` as far as was asked for.
    """

    session: Session
    called: uuid.UUID | None
    current: uuid.UUID | None
    here: list[Stop]
    line: Line


@dataclass(frozen=True, slots=True)
class Picked:
    """One who was free to be called, and all stops of the visit, which is locked."""

    stop: Stop
    stops: list[Stop]


@dataclass(frozen=True, slots=True)
class Move:
    """A stop in a new state, with its visit, and that row of its history. It counts
    once it is written."""

    stop: Stop
    period: Period


def open_press(
    *,
    session_id: uuid.UUID,
    account_id: uuid.UUID,
    key: str,
    day: date | None,
    now: datetime,
    finishing: uuid.UUID | None = None,
    extent: Extent = NOT_AT_ALL,
) -> OpenPress | None:
    """Lock the open session of this person; None if there is none."""
    tenant = tenancy.current_id()
    given = [tenant, session_id, account_id, key, finishing, day, now, *extent]
    found = _json(_OPEN_PRESS, given)
    if found is None:
        return None
    return OpenPress(
        session=_made(Session, found["session"]),
        called=_id(found["called"]),
        current=_id(found["current"]),
        here=_stops(found["here"]),
        line=_line(found["line"]),
    )


def stop_of(stop_id: uuid.UUID) -> Stop:
    """A stop with its visit."""
    (stop,) = _stops(_json(_STOP, [tenancy.current_id(), stop_id]))
    return stop


def locked_stop(stop_id: uuid.UUID) -> Stop | None:
    """A stop as it is once its visit is locked; None if there is none."""
    stops = _stops(_json(_LOCK_VISIT, [tenancy.current_id(), stop_id]))
    return next((stop for stop in stops if stop.pk == stop_id), None)


def stops_of(visit: Visit) -> list[Stop]:
    """All stops of a visit, in their order."""
    return list(Stop.objects.raw(_STOPS, [visit.pk]))


def line(
    mall: str, day: date, queues: Sequence[str], now: datetime, extent: Extent
) -> Line:
    """Who could be called from these queues, in the order of the line."""
    given = [tenancy.current_id(), mall, day, list(queues), now, *extent]
    return _line(_json(_LINE, given))


def pick(order: Sequence[uuid.UUID], states: Sequence[str]) -> Picked | None:
    """The first of `order` that is free to be called, locked with its visit."""
    if not order:
        return None
    found = _json(_PICK, [tenancy.current_id(), list(order), list(states)])
    if found is None:
        return None
    stops, picked = _stops(found["here"]), uuid.UUID(found["picked"])
    return Picked(next(stop for stop in stops if stop.pk == picked), stops)


def write(*moves: Move) -> None:
    """Write moves of stops, in this order."""
    if moves:
        _answer(_MOVE, [_moves(moves)])


def write_call(moves: Sequence[Move], call: Call, shown: Announcement) -> int:
    """Write moves, the call and what the display shows of it; the latter's id."""
    given = [_moves(moves), _dumped(_row(call)), _dumped(_row(shown))]
    return int(_answer(_CALL, given))


def _moves(moves: Sequence[Move]) -> str:
    return _dumped(
        [
            {
                "stop": _values(move.stop, _OF_STOP),
                "visit": _values(move.stop.visit, _OF_VISIT),
                "period": _row(move.period),
            }
            for move in moves
        ]
    )


def _line(found: Mapping[str, Any] | None) -> Line:
    if found is None:
        return Line([], [])
    candidates = [
        rules.Candidate(
            id=uuid.UUID(stop_id),
            queue=queue,
            priority=priority,
            sort_at=seconds / 60,
            passed=passed,
            booked=booked,
            due=due,
        )
        for stop_id, queue, priority, seconds, booked, due, passed in (
            found["standing"] or ()
        )
    ]
    history = [
        rules.Served(queue, priority)
        for queue, calls in (found["recent"] or {}).items()
        for priority in calls
    ]
    return Line(candidates, history)


def _stops(found: Mapping[str, Any] | None) -> list[Stop]:
    """The stops of one visit, each with it."""
    if found is None:
        return []
    visit = _made(Visit, found["visit"])
    stops = [_made(Stop, row) for row in found["stops"]]
    for stop in stops:
        stop.visit = visit
    return stops


def _made(model: type[M], row: Mapping[str, Any]) -> M:
    """A row that came as JSON, as the ORM's instance."""
    names, readers = _columns(model)
    values = [
        read(value) if read and (value := row[name]) is not None else row[name]
        for name, read in zip(names, readers, strict=True)
    ]
    return model.from_db(connection.alias, names, values)


@cache
def _columns(
    model: type[models.Model],
) -> tuple[list[str], list[Callable[[Any], object] | None]]:
    """The columns of a model, and what makes the value of each out of JSON."""
    fields = model._meta.concrete_fields
    return [f.attname for f in fields], [_READERS.get(type(f)) for f in fields]


def _row(instance: models.Model) -> dict[str, object]:
    return _values(instance, _columns(type(instance))[0])


def _values(instance: models.Model, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(instance, name) for name in names}


def _dumped(value: object) -> str:
    return json.dumps(value, default=str)


def _id(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None


def _json(statement: str, given: Sequence[Any]) -> Any:
    found = _answer(statement, given)
    return json.loads(found) if found is not None else None


def _answer(statement: str, given: Sequence[Any]) -> Any:
    """The one value that a statement answers with."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()[0]
