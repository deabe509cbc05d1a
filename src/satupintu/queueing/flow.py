"""How a stop moves from state to state: row, history and hints in one go.

Every function here runs inside its caller's transaction, which has locked the
visit (or picked the stop and visit together, see `calling`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import live
from satupintu.queueing import rows
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
    """Put the stop into a state, and write it into the history; see `move`."""
    rows.write(
        move(stop, state, now, session=session, staff_id=staff_id, reason=reason)
    )


def move(
    stop: Stop,
    state: State,
    now: datetime,
    *,
    session: Session | None = None,
    zone: str = "",
    staff_id: uuid.UUID | None = None,
    counter: str = "",
    reason: str = "",
) -> rows.Move:
    """Put the stop into a state; the caller writes it (`rows.write`).

    At a counter (`session`, in `zone`) the visit is marked as being there; a stop
    that leaves one frees its visit. `counter` keeps where something was done. What
    else was changed of stop and visit is written with the move.
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
    period = Period(
        tenant_id=stop.tenant_id,
        stop_id=stop.pk,
        mall=stop.mall,
        queue=stop.queue,
        state=state,
        at=now,
        counter=stop.counter,
        staff_id=staff_id or (session.account_id if session else None),
        reason=reason,
    )
    return rows.Move(stop, period)


def siblings(stop: Stop) -> list[Stop]:
    """All stops of the visit in their order, this very one among them."""
    stops = rows.stops_of(stop.visit)
    return [stop if each.pk == stop.pk else each for each in stops]


def go_on(
    visit: Visit,
    stops: Sequence[Stop],
    mall: Mall,
    now: datetime,
    chosen: uuid.UUID | None = None,
) -> list[rows.Move]:
    """After a stop is over or held: the next errand joins its line, or the visit ends.

    `stops` are all of the visit, in their order. `chosen` is the errand that goes
    first, if it is planned; else the one planned first does. The caller writes the
    moves, and with that of the stop which is over also the end of the visit.
    """
    if any(stop.state in AT_COUNTER for stop in stops):
        return []
    planned = [stop for stop in stops if stop.state == State.PLANNED]
    in_line = any(stop.state == State.WAITING for stop in stops)
    if planned and not in_line:
        first = next((stop for stop in planned if stop.pk == chosen), planned[0])
        first.visit = visit
        return [join_line(first, mall, now)]
    if all(stop.state in OVER for stop in stops) and visit.ended_at is None:
        _end(visit, stops, now)
    return []


def join_line(stop: Stop, mall: Mall, now: datetime) -> rows.Move:
    """The stop begins to wait; its place is by the mall's policy for places, and
    that of an appointment by its own time. The caller writes the move."""
    arrived_at = stop.visit.arrived_at
    stop.sort_at = stop.booked_for or now
    if mall.places == "credit" and arrived_at is not None:
        stop.sort_at = now - (now - arrived_at) / 2
    return move(stop, State.WAITING, now)


def has_come(visit: Visit, now: datetime) -> None:
    """Who stands at a counter is in the building, also if they never said so: else
    the errands after this one would wait for an arrival that has been. Written with
    the move that follows."""
    visit.arrived_at = visit.arrived_at or now


def tell(*visits: Visit, queues: Collection[str] = ()) -> None:
    """Let open pages of the visitors and of the hall know that something changed;
    see `changes`."""
    live.tell(*changes(visits, queues))


def changes(visits: Iterable[Visit], queues: Collection[str] = ()) -> list[live.Said]:
    """What is told of visits that changed: to each visitor's page, and in the hall.

    `queues` are those of all their errands, and of the counter where it happened:
    counters with other queues need not look again. Without them all do.
    """
    known = list(visits)
    named = {"queues": sorted(set(queues))} if queues else {}
    halls = sorted({f"hall:{visit.mall}" for visit in known})
    pages = sorted({f"visit:{visit.pk}" for visit in known})
    return [
        *(live.Said(topic, data=named) for topic in halls),
        *(live.Said(topic) for topic in pages),
    ]


def _end(visit: Visit, stops: Sequence[Stop], now: datetime) -> None:
    served = any(stop.state == State.FINISHED for stop in stops)
    missed = any(stop.state == State.NO_SHOW for stop in stops)
    if missed and not served:
        return  # a missed number may still come back
    visit.ended_at = now
    visit.end = "finished" if served else "left"


def near_front(stop: Stop, line: list[datetime]) -> datetime:
    """A place behind the first two of a line (their `sort_at`s, in order)."""
    if len(line) > 2:
        return line[1] + timedelta(milliseconds=1)
    return min(stop.sort_at, line[0]) if line else stop.sort_at
