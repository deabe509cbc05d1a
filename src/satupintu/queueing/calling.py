"""Calling visitors to a counter: who is next, a very number, once more.

One transaction: the session's row is locked first, then stop and visit. `key`
names one press of a button, so that a retry gives the same answer and changes
nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import live
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict
from satupintu.queueing import flow, nearby, rows
from satupintu.queueing.counters import (
    NotYourQueue,
    Serving,
    open_press,
    serving,
)
from satupintu.queueing.desk import (
    CannotCall,
    NoSuchNumber,
    StalePage,
    leave_counter,
    shown_stop,
    too_late,
)
from satupintu.queueing.line import (
    FIRST_LOOKED_AT,
    MOST_LOOKED_AT,
    extent,
    order_of,
)
from satupintu.queueing.models import (
    OVER,
    Announcement,
    Call,
    Session,
    State,
    Stop,
)


class CounterBusy(Conflict):
    """Somebody is at the counter already."""

    code = "counter_busy"


class OnBreak(Conflict):
    code = "on_break"


@dataclass(frozen=True, slots=True)
class _Press:
    """A press that may call somebody: of whom, in which mall, when."""

    session: Session
    mall: Mall
    key: str
    now: datetime


def call_next(
    *,
    session_id: uuid.UUID,
    key: str,
    actor: Actor,
    now: datetime,
    finishing: uuid.UUID | None = None,
) -> Serving | None:
    """Call whoever is next for this counter; None when nobody waits.

    `finishing` is the visitor to finish first, in the same transaction. Raises
    `CounterBusy`, `OnBreak`, `StalePage` or `NoSuchSession`, and changes nothing.
    """
    with transaction.atomic():
        day, reach = catalogue.local_day(now), extent(FIRST_LOOKED_AT)
        found = open_press(session_id, actor, key, now, finishing, day, reach)
        if found.called is not None:
            return serving(rows.stop_of(found.called))
        press = _Press(found.session, catalogue.mall(found.session.mall), key, now)
        left = _leave(press, finishing, found)
        _check_working(press.session)
        line: rows.Line | None = found.line
        if left and left[0].stop.visit.ended_at is None:
            # The visit goes on: another of its errands may stand in this line now.
            _write(left)
            line, left = None, []
        picked = _pick_next(press, day, line)
        if picked is not None:
            return _call(picked, press, left)
        _write(left)
        press.session.save(update_fields=["seen_at"])
        return None


def call_this(
    *,
    session_id: uuid.UUID,
    stop_id: uuid.UUID,
    key: str,
    actor: Actor,
    now: datetime,
) -> Serving:
    """Call this very visitor: out of turn, from hold, or back after a miss."""
    with transaction.atomic():
        found = open_press(session_id, actor, key, now)
        if found.called is not None:
            return serving(rows.stop_of(found.called))
        _check_free(found.current)
        _check_working(found.session)
        press = _Press(found.session, catalogue.mall(found.session.mall), key, now)
        stop = _callable_stop(stop_id, press)
        picked = rows.pick(
            [stop.pk],
            [State.WAITING, State.ON_HOLD, State.NO_SHOW, State.PLANNED],
        )
        if picked is None:
            raise CannotCall(
                _("This visitor has just been called to a counter, or has left.")
            )
        return _call(picked, press)


def recall(
    *, session_id: uuid.UUID, stop_id: uuid.UUID, key: str, actor: Actor, now: datetime
) -> Serving:
    """Show and speak the call once more."""
    with transaction.atomic():
        found = open_press(session_id, actor, key, now)
        stop = shown_stop(found.session, stop_id)
        if found.called is None:
            stop.calls += 1
            stop.save(update_fields=["calls"])
            mall = catalogue.mall(found.session.mall)
            _note_call(stop, _Press(found.session, mall, key, now), kind="recall")
        return serving(stop)


def _check_free(current: uuid.UUID | None) -> None:
    if current is not None:
        raise CounterBusy(
            _("%(number)s is at your counter. Finish, hold or transfer first."),
            number=rows.stop_of(current).visit.number,
        )


def _check_working(session: Session) -> None:
    if session.break_from is not None:
        raise OnBreak(_("You are on a break. End it, then call."))


def _leave(
    press: _Press, stop_id: uuid.UUID | None, found: rows.OpenPress
) -> list[rows.Move]:
    """Finish the visitor of the page, to be written with the call; one who was
    finished by this press stays so. Without one the counter must be free."""
    if stop_id is None:
        _check_free(found.current)
        return []
    if found.current is None and rows.stop_of(stop_id).state in OVER:
        return []
    if found.current != stop_id:
        raise StalePage(
            _("Your page is out of date: another visitor is here now, or nobody is.")
        )
    stop = next((each for each in found.here if each.pk == stop_id), None)
    if stop is None or stop.state in OVER:
        return []  # has left in this moment
    return leave_counter(
        stop,
        State.FINISHED,
        press.session,
        press.now,
        mall=press.mall,
        stops=found.here,
    )


def _write(left: Sequence[rows.Move]) -> None:
    rows.write(*left)
    flow.tell(*(move.stop.visit for move in left[:1]))


def _pick_next(press: _Press, day: date, line: rows.Line | None) -> rows.Picked | None:
    """The first in line whom no colleague is calling in this moment, locked."""
    mall, queues, now = press.mall, press.session.queues, press.now
    for most in (FIRST_LOOKED_AT, MOST_LOOKED_AT):
        if line is None:
            line = rows.line(mall.code, day, queues, now, extent(most))
        order = order_of(line, mall, most)
        picked = rows.pick(order, [State.WAITING])
        if picked is not None or len(order) < most:
            return picked
        line = None
    return None


def _call(
    picked: rows.Picked, press: _Press, left: Sequence[rows.Move] = ()
) -> Serving:
    """Call the one who was picked, and write who has left the counter before."""
    stop, visit = picked.stop, picked.stop.visit
    visit.ended_at, visit.end = None, ""
    stop.calls += 1
    zone = press.mall.counter(press.session.counter).zone
    called = flow.move(stop, State.CALLED, press.now, session=press.session, zone=zone)
    _note_call(stop, press, kind="call", moves=[*left, called], stops=picked.stops)
    nearby.announce_call(stop=stop, now=press.now)
    return serving(stop, picked.stops)


def _note_call(
    stop: Stop,
    press: _Press,
    *,
    kind: str,
    moves: Sequence[rows.Move] = (),
    stops: Sequence[Stop] = (),
) -> None:
    """Write the call down, with the moves that it makes, and tell: the display of
    the counter's zone, the pages of those who moved, and the counters of the same
    queues. `stops` are all of the visit that moves; who has left has no more."""
    shown = _announcement(stop, press, kind)
    cursor = rows.write_call(moves, _call_row(stop, press, kind), shown)
    data = {
        "kind": kind,
        "number": shown.number,
        "counter": shown.counter,
        "way": shown.way,
        "at": press.now.isoformat(),
    }
    zone = f"zone:{shown.mall}:{shown.zone}"
    queues = {*press.session.queues, *(each.queue for each in stops)}
    moved = flow.changes((move.stop.visit for move in moves), queues)
    live.tell(live.Said(zone, "call", data, cursor), *moved)


def _call_row(stop: Stop, press: _Press, kind: str) -> Call:
    waited = press.now - (stop.waiting_from or press.now)
    policy = press.mall.policy_of(press.mall.queue(stop.queue))
    return Call(
        stop=stop,
        session=press.session,
        mall=stop.mall,
        day=stop.day,
        queue=stop.queue,
        counter=press.session.counter,
        kind=kind,
        at=press.now,
        key=press.key,
        sort_at=stop.sort_at,
        priority=stop.priority,
        booked=stop.booked_for is not None,
        waited=max(0, int(waited.total_seconds())),
        policy=policy.model_dump(exclude={"title"}),
    )


def _announcement(stop: Stop, press: _Press, kind: str) -> Announcement:
    counter = press.mall.counter(press.session.counter)
    return Announcement(
        mall=stop.mall,
        zone=counter.zone,
        kind=kind,
        number=stop.visit.number,
        counter=counter.label,
        way=counter.way,
        at=press.now,
    )


def _callable_stop(stop_id: uuid.UUID, press: _Press) -> Stop:
    session, now = press.session, press.now
    stop = Stop.objects.select_related("visit").filter(pk=stop_id).first()
    if (
        stop is None
        or stop.mall != session.mall
        or stop.day != catalogue.local_day(now)
    ):
        raise NoSuchNumber(_("There is no such number here today."))
    if stop.queue not in session.queues:
        raise NotYourQueue(
            _("Your counter does not serve the queue of %(number)s."),
            number=stop.visit.number,
        )
    if stop.hold_at and stop.hold_at != session.counter:
        raise CannotCall(
            _("%(number)s is held for counter %(counter)s."),
            number=stop.visit.number,
            counter=stop.hold_at,
        )
    if stop.state == State.NO_SHOW and too_late(stop, press.mall, now):
        raise CannotCall(_("This number was missed too long ago. Give a new one."))
    return stop
