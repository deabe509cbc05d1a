"""The visitor at a counter: is it whom the page shows, and how does one leave."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import Conflict, NotFound
from satupintu.queueing import flow, rows
from satupintu.queueing.models import AT_COUNTER, Session, State, Stop


class StalePage(Conflict):
    """The page shows another visitor than the one at the counter."""

    code = "stale_page"


class CannotCall(Conflict):
    """The number is not in a state, or not in a queue, that can be called here."""

    code = "cannot_call"


class NoSuchNumber(NotFound):
    code = "no_such_number"


def shown_stop(session: Session, stop_id: uuid.UUID) -> Stop:
    """The stop at the counter, its visit locked. Raises `StalePage` if the page shows
    another."""
    stop = rows.locked_stop(stop_id)
    is_here = stop is not None and stop.state in AT_COUNTER
    if stop is None or not is_here or stop.session_id != session.pk:
        raise StalePage(
            _("Your page is out of date: another visitor is here now, or nobody is.")
        )
    return stop


def leave_counter(
    stop: Stop,
    state: State,
    session: Session,
    now: datetime,
    *,
    reason: str = "",
    chosen: uuid.UUID | None = None,
    mall: Mall | None = None,
    stops: Sequence[Stop] = (),
) -> list[rows.Move]:
    """From the counter into `state`; the visit goes on with its next errand.

    `stops` are all of the visit, if they are known. The caller writes the moves.
    """
    if state is not State.NO_SHOW:
        flow.has_come(stop.visit, now)
    left = flow.move(
        stop,
        state,
        now,
        staff_id=session.account_id,
        counter=session.counter,
        reason=reason,
    )
    stops = stops or flow.siblings(stop)
    mall = mall or catalogue.mall(stop.mall)
    return [left, *flow.go_on(stop.visit, stops, mall, now, chosen)]


def too_late(stop: Stop, mall: Mall, now: datetime) -> bool:
    """Whether a missed number may no longer return."""
    return now - stop.since > timedelta(minutes=mall.no_show_minutes)
