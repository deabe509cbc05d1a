"""A mall with Jakarta's pack and the people of every test, as a pytest plugin.

Publishing takes seconds, so it is done once per process: what it left in the
tables is remembered and put back, in milliseconds, before each test that asks
for `mall`. People are named as in the glossary of the tests:

citizens   Melati, and Budi, her neighbour
DPMPTSP    Rini (front office), Agus (verifier), Ratna (head of unit), Hadi
           (cashier), Putri (designer and manager), Dewi (designer), Wati (on
           three posts)
others     Joko (Health), Tuti (Civil Registry), Lina (Revenue), Bayu (City
           Planning), Yudi (National Unity; no step in a doctor's case)

Imports of Django models are inside: this file is read before Django is set up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.mall import (
    CITIZENS,
    JAKARTA,
    PASSWORD,
    STAFF,
    Mall,
    as_sent,
    login_of,
    pdf,
)

__all__ = [
    "PASSWORD",
    "Mall",
    "Snapshot",
    "as_sent",
    "entered",
    "login_of",
    "pdf",
]

OPENED = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@contextmanager
def entered(now: datetime, rows: Snapshot) -> Iterator[Mall]:
    """Put these rows into the empty database and enter the mall's scope."""
    from django.core.cache import cache as django_cache
    from django.db import connection

    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant

    django_cache.clear()
    rows.put_back()
    tenant = Tenant.objects.get(slug="jakarta")
    with tenancy.scope(tenant):
        yield Mall(tenant, now)
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            # Django empties only the tables that it manages.
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def mall(db: None, now: datetime) -> Iterator[Mall]:
    """The mall, put into the test's database; the test runs in its scope."""
    if not _opened.tables:
        _open_mall()
    with entered(now, _opened) as found:
        yield found


@pytest.fixture
def at_now(clock: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pages see the test's clock, too."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


def _open_mall() -> None:
    """Hire and publish once, remember the rows, and leave no trace."""
    from django.db import connection, transaction

    from satupintu.catalogue import service as catalogue
    from satupintu.catalogue.models import Sound
    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant

    with transaction.atomic():
        tenant = Tenant.objects.create(slug="jakarta", name="MPP Jakarta")
        with tenancy.scope(tenant):
            catalogue.prepare(JAKARTA, OPENED)
            _hire()
            catalogue.publish(JAKARTA, OPENED)
            # Put back before each test, and of use to few: they bring their own.
            Sound.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _opened.remember()
        transaction.set_rollback(True)


def _hire() -> None:
    from satupintu.people import service as people

    for name, posts in STAFF.items():
        account = people.create_staff(
            login=login_of(name),
            name=name.capitalize(),
            password=PASSWORD,
            posts=posts,
            now=OPENED,
            language="en",
        )
        people.enrol_for_demo(account=account, now=OPENED)
    for login, name, identity in CITIZENS.values():
        people.sign_up(
            address=people.parse_address(text=login, country="ID"),
            name=name,
            identity=identity,
            language="id",
            now=OPENED,
        )


class Snapshot:
    """The rows of the database at one moment, as PostgreSQL copies them."""

    def __init__(self) -> None:
        self.tables: dict[str, bytes] = {}

    def remember(self) -> None:
        from django.apps import apps
        from django.db import connection

        kept = ("satupintu.", "django.contrib.sessions")
        own = [m for m in apps.get_models() if m.__module__.startswith(kept)]
        with connection.cursor() as cursor:
            for name in dict.fromkeys(m._meta.db_table for m in own):
                with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                    data = b"".join(bytes(block) for block in copy)
                if data:
                    self.tables[name] = data

    def put_back(self) -> None:
        """Fill the (empty) tables with these rows."""
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            for name, data in self.tables.items():
                with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(data)
            _advance_sequences(cursor, self.tables)


_opened = Snapshot()


def _advance_sequences(cursor: Any, tables: Collection[str]) -> None:
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    models = [m for m in apps.get_models() if m._meta.db_table in tables]
    for sql in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(sql)
