"""Clocks of their own, for demonstrations and training days.

A module keeps such a clock in its own table (`OwnClock`) and reads it with one fixed
statement: it is asked with most requests.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection, models

from satupintu.kernel.tenancy import TenantModel


class OwnClock(TenantModel):
    """A clock that shows another time than the real one.

    At the real moment `real_at` it showed `shown_at`; from then on it runs `speed`
    times as fast. Without a row the real time counts.
    """

    real_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    speed = models.FloatField()

    class Meta(TenantModel.Meta):
        abstract = True


class Clock(NamedTuple):
    """What an `OwnClock` says. `speed` 0: it stands still."""

    real_at: datetime
    shown_at: datetime
    speed: float

    def shows(self, now: datetime) -> datetime:
        """What it shows at the real moment `now`."""
        return self.shown_at + (now - self.real_at) * self.speed

    def real(self, shown: datetime) -> datetime:
        """The real moment at which it shows this time.

        While it stands still it is the moment at which it was stopped.
        """
        if not self.speed:
            return self.real_at
        return self.real_at + (shown - self.shown_at) / self.speed


_EPOCH = datetime.fromtimestamp(0, UTC)
REAL = Clock(_EPOCH, _EPOCH, 1.0)


def read_clock(statement: str, given: Sequence[str | uuid.UUID]) -> Clock:
    """The clock that a statement finds (`real_at`, `shown_at`, `speed`), or `REAL`."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        row = cursor.fetchone()
    return Clock(*row) if row else REAL
