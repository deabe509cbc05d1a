"""Emptying the database after a test that committed: only the tables that it filled.

Django truncates every table, which makes hundreds of files, and fills in content
types and permissions again: a tenth of a second after each such test.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from psycopg.errors import DeadlockDetected

# As the migrations left them; no test adds to them.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
_TRIES = 5


def emptying(otherwise: Callable[[Any], None]) -> Callable[[Any], None]:
    """What a `TransactionTestCase` does at its end; `otherwise` is Django's way.

    Only a superuser may silence foreign keys, and the guards of tables that are
    only ever added to. Whoever is none empties the database Django's way.
    """

    def empty(case: Any) -> None:
        if _is_superuser():
            _empty_at_last()
        else:
            otherwise(case)

    return empty


def _empty_at_last() -> None:
    """The last request of a page may hold tables in another order than ours."""
    from django.db import OperationalError

    for tries_left in reversed(range(_TRIES)):
        try:
            return _empty()
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected) or not tries_left:
                raise
    return None


def _empty() -> None:
    from django.db import connection, transaction

    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        # Wait for whoever still writes, as TRUNCATE does.
        cursor.execute(f"LOCK {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})"  # noqa: S608
                for table in tables
            )
        )
        filled = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


@cache
def _is_superuser() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone() == ("on",))


@cache
def _tables() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
    return [f'"{name}"' for name in found if name not in _KEPT]
