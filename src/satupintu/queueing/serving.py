"""What becomes of a visitor at the counter: served, held, moved, missed, back.

Every action is one transaction: the session's row is locked first, then stop and
visit. `key` names one press of a button, so that a retry gives the same answer
and changes nothing; `stop_id` is the visitor whom the officer's page shows, so
that a stale page is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid
from satupintu.queueing import flow, rows
from satupintu.queueing.counters import (
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
from satupintu.queueing.models import (
    Press,
    Session,
    State,
    Stop,
    Visit,
)
from satupintu.queueing.status import statuses
from satupintu.queueing.visits import find_visit


class NoReason(Invalid):
    code = "no_reason"


def start(
    *, session_id: uuid.UUID, stop_id: uuid.UUID, key: str, actor: Actor, now: datetime
) -> Serving:
    """The visitor has come to the counter."""

    def begin(stop: Stop, session: Session) -> None:
        if stop.state == State.CALLED:
            flow.has_come(stop.visit, now)
            flow.enter(stop, State.SERVING, now, session=session)

    return _act("start", session_id, stop_id, key, actor, now, begin)


def hold(
    *,
    session_id: uuid.UUID,
    stop_id: uuid.UUID,
    key: str,
    actor: Actor,
    now: datetime,
    reason: str,
    only_here: bool = False,
) -> Serving:
    """Let the visitor fetch something; the place near the front is kept."""
    reason = reason.strip()[:200]
    if not reason:
        raise NoReason(_("Say why, for example: fetches a copy."))

    def put(stop: Stop, session: Session) -> None:
        stop.hold_at = session.counter if only_here else ""
        rows.write(*leave_counter(stop, State.ON_HOLD, session, now, reason=reason))

    return _act("hold", session_id, stop_id, key, actor, now, put)


def finish(
    *, session_id: uuid.UUID, stop_id: uuid.UUID, key: str, actor: Actor, now: datetime
) -> Serving:
    """The errand is done; the next one of the visit joins its line."""

    def end(stop: Stop, session: Session) -> None:
        rows.write(*leave_counter(stop, State.FINISHED, session, now))

    return _act("finish", session_id, stop_id, key, actor, now, end)


def next_errand(
    *,
    session_id: uuid.UUID,
    stop_id: uuid.UUID,
    key: str,
    actor: Actor,
    now: datetime,
    chosen: uuid.UUID | None = None,
) -> Serving:
    """Finish here, and let the chosen errand (else the next one) join its line."""

    def end(stop: Stop, session: Session) -> None:
        rows.write(*leave_counter(stop, State.FINISHED, session, now, chosen=chosen))

    return _act("next", session_id, stop_id, key, actor, now, end)


def no_show(
    *, session_id: uuid.UUID, stop_id: uuid.UUID, key: str, actor: Actor, now: datetime
) -> Serving:
    """Nobody came. The number may come back within the mall's time for that."""

    def miss(stop: Stop, session: Session) -> None:
        if stop.state != State.CALLED:
            raise StalePage(
                _("This visitor is already being served. Finish or hold instead.")
            )
        rows.write(*leave_counter(stop, State.NO_SHOW, session, now))

    return _act("no_show", session_id, stop_id, key, actor, now, miss)


def transfer(
    *,
    session_id: uuid.UUID,
    stop_id: uuid.UUID,
    key: str,
    actor: Actor,
    now: datetime,
    queue: str,
    errand: str = "",
) -> Serving:
    """Send the visitor to another queue: same number, and the time waited counts."""

    def move(stop: Stop, session: Session) -> None:
        mall = catalogue.mall(session.mall)
        found = catalogue.queue_of(mall, queue)
        known = {item.code for item in found.errands}
        if errand and errand not in known:
            raise CannotCall(_("That queue has no such errand."))
        status = statuses(mall=mall, now=now, queues=[queue])[queue]
        if status.code in ("down", "closed_by_office"):
            raise CannotCall(status.sentence)
        stop.queue, stop.errand = queue, errand or found.errands[0].code
        stop.waiting_from = stop.not_before = None
        flow.has_come(stop.visit, now)
        flow.enter(
            stop, State.WAITING, now, staff_id=session.account_id, reason="transfer"
        )

    return _act("transfer", session_id, stop_id, key, actor, now, move)


def bring_back(
    *, mall: str, number: str, key: str, actor: Actor, now: datetime
) -> Serving:
    """A missed or held number returns to its line, near the front.

    Any officer of the mall may do it, also while another errand of the number waits.
    Raises `NoSuchNumber` or `CannotCall`; a number that only stands in line is left
    where it is.
    """
    found = catalogue.mall(mall)
    with transaction.atomic():
        visit = _visit_of(mall, number, now)
        stops = list(visit.stops.select_for_update().order_by("place"))
        waiting = next((s for s in stops if s.state == State.WAITING), None)
        stop = _returning(stops, found, now)
        if stop is None and waiting is not None:
            return serving(waiting)
        if stop is None:
            raise CannotCall(
                _(
                    "This number is not missed or on hold, or it was missed too long "
                    "ago."
                )
            )
        line = Stop.objects.filter(
            mall=mall, day=visit.day, queue=stop.queue, state=State.WAITING
        )
        places = list(line.order_by("sort_at").values_list("sort_at", flat=True)[:3])
        stop.sort_at = flow.near_front(stop, places)
        stop.not_before, stop.waiting_from, stop.hold_at = None, None, ""
        flow.has_come(visit, now)
        visit.ended_at, visit.end = None, ""
        flow.enter(stop, State.WAITING, now, staff_id=actor.id, reason="back")
        flow.tell(visit)
        return serving(stop)


def _act(
    action: str,
    session_id: uuid.UUID,
    stop_id: uuid.UUID,
    key: str,
    actor: Actor,
    now: datetime,
    change: Callable[[Stop, Session], None],
) -> Serving:
    """One press: the same key again gives the same visitor and changes nothing."""
    with transaction.atomic():
        session = locked_session(session_id, actor, now)
        pressed = Press.objects.filter(key=key, action=action).first()
        if pressed is not None and pressed.stop_id is not None:
            return serving(Stop.objects.select_related("visit").get(pk=pressed.stop_id))
        stop = shown_stop(session, stop_id)
        change(stop, session)
        Press.objects.create(
            key=key, session=session, action=action, stop_id=stop.pk, at=now
        )
        session.save(update_fields=["seen_at"])
        shown = serving(stop)
        queues = {*session.queues, *(each.queue for each in shown.visit.stops)}
        flow.tell(stop.visit, queues=queues)
        return shown


def _visit_of(mall: str, number: str, now: datetime) -> Visit:
    found = find_visit(mall=mall, number=number, now=now)
    if found is None:
        raise NoSuchNumber(
            _("There is no number %(number)s here today. Look at the ticket again."),
            number=number[:12],
        )
    return Visit.objects.select_for_update().get(pk=found.id)


def _returning(stops: list[Stop], mall: Mall, now: datetime) -> Stop | None:
    for stop in stops:
        if stop.state == State.ON_HOLD:
            return stop
        if stop.state == State.NO_SHOW and not too_late(stop, mall, now):
            return stop
    return None
