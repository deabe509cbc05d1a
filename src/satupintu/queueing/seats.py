"""Where a member of staff sits, and what the clocks show there: asked with every
press of a button, so it is one fixed statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.clocks import Clock

_SEAT = """
    SELECT session.mall, session.counter, clock.real_at, clock.shown_at, clock.speed
    FROM queueing_session AS session
    LEFT JOIN queueing_hallclock AS clock USING (tenant_id, mall)
    WHERE session.tenant_id = %s AND session.account_id = %s
      AND session.closed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """A counter with somebody at it; `now` is what the mall's clocks show."""

    mall: str
    counter: str
    now: datetime


def seat_of(*, actor: Actor, now: datetime) -> Seat | None:
    """Where the actor is signed in at the real moment `now`; None if nowhere."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAT, [tenancy.current_id(), actor.account_id])
        row = cursor.fetchone()
    if row is None:
        return None
    mall, counter, *clock = row
    return Seat(mall, counter, Clock(*clock).shows(now) if clock[0] else now)
