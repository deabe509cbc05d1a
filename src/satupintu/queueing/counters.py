"""Who serves at which counter: sign in, skills, breaks, sign out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from satupintu.queueing import rows
from satupintu.queueing.models import AT_COUNTER, Pause, Session, Stop
from satupintu.queueing.telling import tell_hall
from satupintu.queueing.views import StopView, VisitView, stop_view, visit_view

LONGEST_BREAK = 240


class NoSuchSession(NotFound):
    """The counter was signed out of, or it is somebody else's."""

    code = "no_such_session"


class CounterTaken(Conflict):
    code = "counter_taken"


class AlreadyAtCounter(Conflict):
    code = "already_at_counter"


class NotYourQueue(NotAllowed):
    code = "not_your_queue"


class BadBreak(Invalid):
    code = "bad_break"


class StillServing(Conflict):
    """A visitor is at the counter: finish first."""

    code = "still_serving"


@dataclass(frozen=True, slots=True)
class Serving:
    """The visitor at a counter, and which errand it is about."""

    visit: VisitView
    stop: StopView


@dataclass(frozen=True, slots=True)
class SessionView:
    """Somebody at a counter. `break_from` is empty while there is no break."""

    id: uuid.UUID
    mall: str
    counter: str
    account_id: uuid.UUID
    name: str
    queues: tuple[str, ...]
    opened_at: datetime
    break_from: datetime | None
    break_until: datetime | None
    seen_at: datetime
    current: Serving | None


def open_counter(
    *, mall: str, counter: str, queues: Sequence[str], actor: Actor, now: datetime
) -> SessionView:
    """Sign in at a counter for some of its queues.

    A second time changes nothing. Raises `CounterTaken` while somebody else sits
    there, `AlreadyAtCounter` when the actor is signed in at another one, and
    `NotYourQueue` for a queue of another agency.
    """
    found = catalogue.mall(mall)
    chosen = _allowed(found, counter, queues, actor)
    try:
        with transaction.atomic():
            row = _open_session(actor)
            if row is None:
                row = Session.objects.create(
                    mall=mall,
                    counter=counter,
                    account_id=actor.account_id,
                    name=actor.name,
                    queues=chosen,
                    opened_at=now,
                    seen_at=now,
                )
                tell_hall(mall)
    except IntegrityError:
        raise _taken(mall, counter, actor) from None
    if (row.mall, row.counter) != (mall, counter):
        raise AlreadyAtCounter(
            _("You are signed in at counter %(counter)s. Sign out there first."),
            counter=row.counter,
        )
    return session_view(row)


def session_of(*, actor: Actor) -> SessionView | None:
    """Where the actor is signed in now; None if nowhere."""
    row = _open_session(actor)
    return session_view(row) if row else None


def change_queues(
    *, session_id: uuid.UUID, queues: Sequence[str], actor: Actor, now: datetime
) -> SessionView:
    """Serve other queues from now on; whoever is at the counter stays."""
    with transaction.atomic():
        row = locked_session(session_id, actor, now)
        row.queues = _allowed(catalogue.mall(row.mall), row.counter, queues, actor)
        row.save(update_fields=["queues", "seen_at"])
        tell_hall(row.mall)
        return session_view(row)


def close_counter(*, session_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Sign out. Refused with `StillServing` while somebody is at the counter."""
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(pk=session_id).first()
        if row is None or row.account_id != actor.account_id or row.closed_at:
            return
        close(row, now)


def close(row: Session, now: datetime) -> None:
    """End a locked session. Raises `StillServing`."""
    if current_stop(row) is not None:
        raise StillServing(
            _("A visitor is at the counter. Finish, hold or transfer first.")
        )
    _end_pause(row, now)
    row.closed_at = now
    row.break_from = row.break_until = None
    row.save(update_fields=["closed_at", "break_from", "break_until"])
    tell_hall(row.mall)


def begin_break(
    *, session_id: uuid.UUID, minutes: int | None, actor: Actor, now: datetime
) -> SessionView:
    """Take a break, until a planned time if `minutes` are given.

    Whoever is at the counter is served to the end first (`StillServing`).
    """
    if minutes is not None and not 0 < minutes <= LONGEST_BREAK:
        raise BadBreak(_("A break takes 1 to 240 minutes."))
    with transaction.atomic():
        row = locked_session(session_id, actor, now)
        if row.break_from is not None:
            return session_view(row)
        if current_stop(row) is not None:
            raise StillServing(_("Finish with this visitor, then take your break."))
        row.break_from = now
        row.break_until = now + timedelta(minutes=minutes) if minutes else None
        row.save(update_fields=["break_from", "break_until", "seen_at"])
        Pause.objects.create(session=row, began_at=now)
        tell_hall(row.mall)
        return session_view(row)


def end_break(*, session_id: uuid.UUID, actor: Actor, now: datetime) -> SessionView:
    """Be back. A second time changes nothing."""
    with transaction.atomic():
        row = locked_session(session_id, actor, now)
        _end_pause(row, now)
        row.break_from = row.break_until = None
        row.save(update_fields=["break_from", "break_until", "seen_at"])
        tell_hall(row.mall)
        return session_view(row)


def open_press(
    session_id: uuid.UUID,
    actor: Actor,
    key: str,
    now: datetime,
    finishing: uuid.UUID | None = None,
    line_of: date | None = None,
    extent: rows.Extent = rows.NOT_AT_ALL,
) -> rows.OpenPress:
    """Lock the actor's open session, mark it as active, and look around.

    `finishing` is the visitor whose visit is locked too; `line_of` the day whose
    lines are read, as far as `extent`. Raises `NoSuchSession` when the session was
    closed (also by a manager) or is another's.
    """
    found = rows.open_press(
        session_id=session_id,
        account_id=actor.account_id,
        key=key,
        day=line_of,
        now=now,
        finishing=finishing,
        extent=extent,
    )
    if found is None:
        raise NoSuchSession(
            _("You are no longer signed in at this counter. Sign in again.")
        )
    found.session.seen_at = now
    return found


def locked_session(session_id: uuid.UUID, actor: Actor, now: datetime) -> Session:
    """The actor's open session, locked and marked as active; see `open_press`."""
    return open_press(session_id, actor, "", now).session


def current_stop(session: Session) -> Stop | None:
    """The stop that is called to or served at the counter now."""
    return (
        Stop.objects.select_related("visit")
        .filter(session=session, state__in=AT_COUNTER)
        .first()
    )


def session_view(row: Session) -> SessionView:
    stop = current_stop(row)
    return SessionView(
        id=row.pk,
        mall=row.mall,
        counter=row.counter,
        account_id=row.account_id,
        name=row.name,
        queues=tuple(row.queues),
        opened_at=row.opened_at,
        break_from=row.break_from,
        break_until=row.break_until,
        seen_at=row.seen_at,
        current=_with_forecasts(stop) if stop else None,
    )


def serving(stop: Stop, stops: Sequence[Stop] = ()) -> Serving:
    """The stop with its whole visit (`stops`, read if not given); no forecasts."""
    stops = stops or rows.stops_of(stop.visit)
    return Serving(visit=visit_view(stop.visit, stops), stop=stop_view(stop))


def _with_forecasts(stop: Stop) -> Serving:
    stops = stop.visit.stops.select_related("forecast").order_by("place")
    return Serving(visit=visit_view(stop.visit, stops), stop=stop_view(stop))


def _open_session(actor: Actor) -> Session | None:
    return Session.objects.filter(account_id=actor.account_id, closed_at=None).first()


def _allowed(
    mall: Mall, counter: str, queues: Sequence[str], actor: Actor
) -> list[str]:
    try:
        serves = mall.counter(counter).queues
    except KeyError:
        raise NotYourQueue(_("There is no such counter in this mall.")) from None
    chosen = [code for code in serves if code in set(queues)]
    if not chosen or len(chosen) != len(set(queues)):
        raise NotYourQueue(_("Choose one or more of the queues of this counter."))
    if not {mall.queue(code).agency for code in chosen} <= actor.agencies:
        raise NotYourQueue(
            _("You can only serve the queues of your own agency. Choose others.")
        )
    return chosen


def _taken(mall: str, counter: str, actor: Actor) -> Conflict:
    other = Session.objects.filter(mall=mall, counter=counter, closed_at=None).first()
    if other is None or other.account_id == actor.account_id:
        return AlreadyAtCounter(
            _("You have just signed in at a counter in another window.")
        )
    return CounterTaken(
        _("%(name)s is signed in at counter %(counter)s. Choose another counter."),
        name=other.name,
        counter=counter,
    )


def _end_pause(row: Session, now: datetime) -> None:
    Pause.objects.filter(session=row, ended_at=None).update(ended_at=now)
