"""Calling visitors to a counter: who is next, a very number, once more.

One transaction: the session's row is locked first, then stop and visit. `key`
names one press of a button, so that a retry gives the same answer and changes
nothing.
"""

from __future__ import annotations

import uuid
from datetime import datetime

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
    locked_session,
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
from satupintu.queueing.line import MOST_LOOKED_AT, call_order
from satupintu.queueing.models import (
    OVER,
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
        session = locked_session(session_id, actor, now)
        pressed = rows.press(session, key)
        if pressed.called is not None:
            return serving(rows.stop_of(pressed.called))
        mall = catalogue.mall(session.mall)
        if finishing is not None:
            _finish_before_calling(session, finishing, pressed.current, mall, now)
        else:
            _check_free(pressed.current)
        _check_working(session)
        order = call_order(
            mall=mall,
            day=catalogue.local_day(now),
            queues=session.queues,
            now=now,
            most=MOST_LOOKED_AT,
        )
        picked = rows.pick(order, [State.WAITING])
        if picked is None:
            session.save(update_fields=["seen_at"])
            return None
        return _call(picked, session, mall, key, now)


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
        session = locked_session(session_id, actor, now)
        pressed = rows.press(session, key)
        if pressed.called is not None:
            return serving(rows.stop_of(pressed.called))
        _check_free(pressed.current)
        _check_working(session)
        mall = catalogue.mall(session.mall)
        stop = _callable_stop(stop_id, session, mall, now)
        picked = rows.pick(
            [stop.pk],
            [State.WAITING, State.ON_HOLD, State.NO_SHOW, State.PLANNED],
        )
        if picked is None:
            raise CannotCall(
                _("This visitor has just been called to a counter, or has left.")
            )
        return _call(picked, session, mall, key, now)


def recall(
    *, session_id: uuid.UUID, stop_id: uuid.UUID, key: str, actor: Actor, now: datetime
) -> Serving:
    """Show and speak the call once more."""
    with transaction.atomic():
        session = locked_session(session_id, actor, now)
        stop = shown_stop(session, stop_id)
        if rows.press(session, key).called is None:
            mall = catalogue.mall(session.mall)
            stop.calls += 1
            stop.save(update_fields=["calls"])
            _note_call(stop, session, mall, key, now, kind="recall")
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


def _finish_before_calling(
    session: Session,
    stop_id: uuid.UUID,
    current: uuid.UUID | None,
    mall: Mall,
    now: datetime,
) -> None:
    """Finish the visitor of the page; one who was finished by this press stays so."""
    if current is None and rows.stop_of(stop_id).state in OVER:
        return
    if current != stop_id:
        raise StalePage(
            _("Your page is out of date: another visitor is here now, or nobody is.")
        )
    stop = rows.locked_stop(stop_id)
    if stop is None or stop.state in OVER:
        return  # has left in this moment
    leave_counter(stop, State.FINISHED, session, now, mall=mall)
    flow.tell(stop.visit)


def _call(stop: Stop, session: Session, mall: Mall, key: str, now: datetime) -> Serving:
    visit = stop.visit
    if visit.ended_at is not None:
        visit.ended_at, visit.end = None, ""
        visit.save(update_fields=["ended_at", "end"])
    stop.calls += 1
    zone = mall.counter(session.counter).zone
    flow.enter(stop, State.CALLED, now, session=session, zone=zone)
    _note_call(stop, session, mall, key, now, kind="call")
    nearby.announce_call(stop=stop, now=now)
    flow.tell(visit)
    return serving(stop)


def _note_call(
    stop: Stop, session: Session, mall: Mall, key: str, now: datetime, *, kind: str
) -> None:
    """Write the call down, and let the display of the counter's zone show it."""
    waited = now - (stop.waiting_from or now)
    policy = mall.policy_of(mall.queue(stop.queue))
    counter = mall.counter(session.counter)
    shown = rows.note_call(
        Call(
            stop=stop,
            session=session,
            mall=stop.mall,
            day=stop.day,
            queue=stop.queue,
            counter=session.counter,
            kind=kind,
            at=now,
            key=key,
            sort_at=stop.sort_at,
            priority=stop.priority,
            booked=stop.booked_for is not None,
            waited=max(0, int(waited.total_seconds())),
            policy=policy.model_dump(exclude={"title"}),
        ),
        number=stop.visit.number,
        counter=counter,
    )
    data = {
        "kind": kind,
        "number": stop.visit.number,
        "counter": counter.label,
        "way": counter.way,
        "at": now.isoformat(),
    }
    live.hint(f"zone:{stop.mall}:{counter.zone}", "call", data, shown)


def _callable_stop(
    stop_id: uuid.UUID, session: Session, mall: Mall, now: datetime
) -> Stop:
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
    if stop.state == State.NO_SHOW and too_late(stop, mall, now):
        raise CannotCall(_("This number was missed too long ago. Give a new one."))
    return stop
