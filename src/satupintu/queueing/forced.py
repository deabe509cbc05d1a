"""A counter that somebody forgot to sign out of: a manager ends it, with a reason."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Invalid
from satupintu.queueing import flow, rows
from satupintu.queueing.counters import NoSuchSession, close
from satupintu.queueing.models import AT_COUNTER, Session, State, Stop
from satupintu.queueing.rights import refuse_others

SHORTEST_REASON = 5


class ReasonMissing(Invalid):
    code = "reason_missing"


def sign_out_forgotten(
    *, session_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> None:
    """End another's session. A second time changes nothing.

    Who is being served there counts as served; who was called and not yet served
    goes back to the same place in the line. The reason stays in their history.
    Raises `NoSuchSession`, `NotManager`, `ReasonMissing`.
    """
    reason = reason.strip()[:150]
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(pk=session_id).first()
        if row is None:
            raise NoSuchSession(_("Nobody is signed in there."))
        refuse_others(actor, catalogue.mall(row.mall))
        if row.closed_at is not None:
            return
        if len(reason) < SHORTEST_REASON:
            sentence = _("Write why, in a few words; it is kept.")
            raise ReasonMissing(sentence, fields={"reason": sentence})
        _clear(row, f"{actor.name}: {reason}"[:200], actor, now)
        close(row, now)


def close_yesterdays(*, mall: str, now: datetime) -> int:
    """End the sessions of earlier days that nobody signed out of; how many."""
    midnight, _next = catalogue.day_bounds(catalogue.local_day(now))
    forgotten = Session.objects.filter(
        mall=mall, closed_at=None, opened_at__lt=midnight
    )
    ids = list(forgotten.values_list("pk", flat=True))
    return sum(_close_forgotten(session_id, now) for session_id in ids)


def _close_forgotten(session_id: uuid.UUID, now: datetime) -> bool:
    with transaction.atomic():
        row = Session.objects.select_for_update().get(pk=session_id)
        if row.closed_at is not None:
            return False
        _clear(row, "forgotten", SYSTEM, now)
        close(row, now)
        return True


def _clear(row: Session, reason: str, actor: Actor, now: datetime) -> None:
    here = Stop.objects.filter(session=row, state__in=AT_COUNTER).first()
    stop = rows.locked_stop(here.pk) if here else None
    if stop is None or stop.state not in AT_COUNTER:
        return
    if stop.state == State.SERVING:
        left = flow.move(
            stop,
            State.FINISHED,
            now,
            staff_id=actor.id,
            counter=row.counter,
            reason=reason,
        )
        mall = catalogue.mall(row.mall)
        rows.write(left, *flow.go_on(stop.visit, flow.siblings(stop), mall, now))
    else:
        flow.enter(stop, State.WAITING, now, staff_id=actor.id, reason="back")
    flow.tell(stop.visit)
