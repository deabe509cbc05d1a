"""Numbers of the day: one series per mall, local date and prefix."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import connection

from satupintu.kernel import tenancy

_TAKE = """
    INSERT INTO queueing_series (tenant_id, mall, day, prefix, last)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (tenant_id, mall, day, prefix)
    DO UPDATE SET last = queueing_series.last + excluded.last
    RETURNING last
"""


def take_numbers(*, mall: str, day: date, prefix: str, count: int = 1) -> int:
    """The first of `count` new numbers in a row. Its row is locked to the commit."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number outside a transaction could be given out twice")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [tenancy.current_id(), mall, day, prefix, count])
        (last,) = cursor.fetchone()
    return int(last) - count + 1


def written(prefix: str, seq: int, digits: int) -> str:
    """A number as tickets and displays write it: `A-001`. Longer ones grow."""
    return f"{prefix}-{seq:0{digits}}"


def new_token() -> str:
    """128 random bits for the address of a visit, in 22 safe characters."""
    return secrets.token_urlsafe(16)
