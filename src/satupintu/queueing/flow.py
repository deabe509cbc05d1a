"""How a stop moves from state to state: row, history and hints in one go.

Every function here runs inside its caller's transaction, which has locked the
visit (or picked the stop and visit together, see `calling`).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import live
from satupintu.kernel.ids import uuid7
from satupintu.queueing import rows
from satupintu.queueing.models import (
    AT_COUNTER,
    OVER,
    Session,
    State,
    Stop,
    Visit,
)

# One statement: a press at a counter waits for the database once less.
_ENTER = """
    WITH stop AS (
        UPDATE queueing_stop SET
            state = %(state)s, since = %(now)s, reason = %(reason)s,
            session_id = %(session)s, counter = %(counter)s, queue = %(queue)s,
            errand = %(errand)s, waiting_from = %(waiting_from)s,
            sort_at = %(sort_at)s, not_before = %(not_before)s,
            hold_at = %(hold_at)s, calls = %(calls)s
        WHERE id = %(stop)s
    ), visit AS (
        UPDATE queueing_visit SET counter = %(at)s, zone = %(zone)s
        WHERE id = %(visit)s AND (counter, zone) <> (%(at)s, %(zone)s)
    )
    INSERT INTO queueing_period
        (id, tenant_id, stop_id, mall, queue, state, at, counter, staff_id, reason)
    VALUES (
        %(period)s, %(tenant)s, %(stop)s, %(mall)s, %(queue)s, %(state)s, %(now)s,
        %(counter)s, %(staff)s, %(reason)s
    )
"""


def enter(
    stop: Stop,
    state: State,
    now: datetime,
    *,
    session: Session | None = None,
    zone: str = "",
    staff_id: uuid.UUID | None = None,
    counter: str = "",
    reason: str = "",
) -> None:
    """Put the stop into a state, and write it into the history.

    At a counter (`session`, in `zone`) the visit is marked as being there; a stop
    that leaves one frees its visit. `counter` keeps where something was done.
    """
    visit = stop.visit
    if session is not None:
        visit.counter, visit.zone = session.counter, zone or visit.zone
    elif stop.state in AT_COUNTER:
        visit.counter = ""
    stop.state, stop.since, stop.reason, stop.session = state, now, reason, session
    stop.counter = session.counter if session else counter
    if state is State.WAITING and stop.waiting_from is None:
        stop.waiting_from = now
    staff = staff_id or (session.account_id if session else None)
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, {**_columns(stop), "staff": staff})


def _columns(stop: Stop) -> dict[str, Any]:
    """The stop as it is now, for `_ENTER`."""
    own = (
        *("state", "reason", "counter", "queue", "errand", "waiting_from"),
        *("sort_at", "not_before", "hold_at", "calls", "mall"),
    )
    return {
        **{name: getattr(stop, name) for name in own},
        "stop": stop.pk,
        "now": stop.since,
        "session": stop.session_id,
        "visit": stop.visit.pk,
        "at": stop.visit.counter,
        "zone": stop.visit.zone,
        "period": uuid7(),
        "tenant": stop.tenant_id,
    }


def go_on(visit: Visit, mall: Mall, now: datetime, chosen: Stop | None = None) -> None:
    """After a stop is over or held: the next errand joins its line, or the visit ends.

    `chosen` is the errand that goes first; else the one planned first does.
    """
    stops = rows.stops_of(visit)
    if any(stop.state in AT_COUNTER for stop in stops):
        return
    planned = [stop for stop in stops if stop.state == State.PLANNED]
    in_line = any(stop.state == State.WAITING for stop in stops)
    if planned and not in_line:
        first = chosen or planned[0]
        first.visit = visit
        join_line(first, visit, mall, now)
    elif all(stop.state in OVER for stop in stops) and visit.ended_at is None:
        _end(visit, stops, now)


def join_line(stop: Stop, visit: Visit, mall: Mall, now: datetime) -> None:
    """The stop begins to wait; its place is by the mall's policy for places, and
    that of an appointment by its own time."""
    stop.sort_at = stop.booked_for or now
    if mall.places == "credit" and visit.arrived_at is not None:
        stop.sort_at = now - (now - visit.arrived_at) / 2
    enter(stop, State.WAITING, now)


def has_come(visit: Visit, now: datetime) -> None:
    """Who stands at a counter is in the building, also if they never said so: else
    the errands after this one would wait for an arrival that has been."""
    if visit.arrived_at is None:
        visit.arrived_at = now
        visit.save(update_fields=["arrived_at"])


def tell(visit: Visit) -> None:
    """Let open pages of the visitor and of the hall know that something changed."""
    live.changed(f"visit:{visit.pk}", f"hall:{visit.mall}")


def _end(visit: Visit, stops: list[Stop], now: datetime) -> None:
    served = any(stop.state == State.FINISHED for stop in stops)
    missed = any(stop.state == State.NO_SHOW for stop in stops)
    if missed and not served:
        return  # a missed number may still come back
    visit.ended_at = now
    visit.end = "finished" if served else "left"
    visit.save(update_fields=["ended_at", "end"])


def near_front(stop: Stop, line: list[datetime]) -> datetime:
    """A place behind the first two of a line (their `sort_at`s, in order)."""
    if len(line) > 2:
        return line[1] + timedelta(milliseconds=1)
    return min(stop.sort_at, line[0]) if line else stop.sort_at
