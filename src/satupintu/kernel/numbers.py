"""Gapless numbers per series and year."""

from django.db import connection

from satupintu.kernel import tenancy

_NEXT = """
    INSERT INTO kernel_numberseries (tenant_id, series, year, last)
    VALUES (%s, %s, %s, 1)
    ON CONFLICT (tenant_id, series, year)
    DO UPDATE SET last = kernel_numberseries.last + 1
    RETURNING last
"""


def next_number(*, series: str, year: int) -> int:
    """The next number. Take it last: its row stays locked until the commit.

    No gap can arise, since a rollback also takes the number back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number outside a transaction could be lost")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [tenancy.current_id(), series, year])
        row: tuple[int] = cursor.fetchone()
    return row[0]
