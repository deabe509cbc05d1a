"""How a stop moves from state to state: row, history and hints in one go.

Every function here runs inside its caller's transaction, which has locked the
visit (or picked the stop and visit together, see `calling`).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import live
from satupintu.queueing.models import (
    AT_COUNTER,
    OVER,
    Period,
    Session,
    State,
    Stop,
    Visit,
)


def enter(
    stop: Stop,
    state: State,
    now: datetime,
    *,
    session: Session | None = None,
    staff_id: uuid.UUID | None = None,
    reason: str = "",
) -> None:
    """Put the stop into a state, and write it into the history."""
    stop.state = state
    stop.since = now
    stop.reason = reason
    stop.session = session
    stop.counter = session.counter if session else ""
    if state is State.WAITING and stop.waiting_from is None:
        stop.waiting_from = now
    stop.save()
    Period.objects.create(
        stop=stop,
        mall=stop.mall,
        queue=stop.queue,
        state=state,
        at=now,
        counter=stop.counter,
        staff_id=staff_id or (session.account_id if session else None),
        reason=reason,
    )


def go_on(visit: Visit, mall: Mall, now: datetime, chosen: Stop | None = None) -> None:
    """After a stop is over or held: the next errand joins its line, or the visit ends.

    `chosen` is the errand that goes first; else the one planned first does.
    """
    stops = list(visit.stops.order_by("place"))
    if any(stop.state in AT_COUNTER for stop in stops):
        return
    planned = [stop for stop in stops if stop.state == State.PLANNED]
    in_line = any(stop.state == State.WAITING for stop in stops)
    if planned and not in_line:
        join_line(chosen or planned[0], visit, mall, now)
    elif all(stop.state in OVER for stop in stops) and visit.ended_at is None:
        _end(visit, stops, now)


def join_line(stop: Stop, visit: Visit, mall: Mall, now: datetime) -> None:
    """The stop begins to wait; its place is by the mall's policy for places."""
    stop.sort_at = now
    if mall.places == "credit" and visit.arrived_at is not None:
        stop.sort_at = now - (now - visit.arrived_at) / 2
    enter(stop, State.WAITING, now)


def free(visit: Visit) -> None:
    """The visitor leaves the counter."""
    visit.counter = ""
    visit.save(update_fields=["counter"])


def tell(visit: Visit) -> None:
    """Let open pages of the visitor and of the hall know that something changed."""
    live.hint(f"visit:{visit.pk}", "changed", {})
    live.hint(f"hall:{visit.mall}", "changed", {})


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
