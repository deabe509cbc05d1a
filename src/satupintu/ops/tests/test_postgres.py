"""Whether a connection still lives is asked only when there is something to hear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper as Asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def another() -> Iterator[Any]:
    """A second connection to the same database."""
    copy = connection.copy()
    copy.ensure_connection()
    yield copy
    copy.close()


def test_a_quiet_connection_is_used_without_asking(
    another: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Asking, "is_usable", lambda _self: pytest.fail("asked"))
    assert another.is_usable()


def test_a_connection_that_the_server_has_ended_is_not_used(another: Any) -> None:
    ended = another.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
        assert cursor.fetchone() == (True,)
    assert not another.is_usable()


def test_a_connection_with_news_is_asked_and_used(another: Any) -> None:
    with another.cursor() as cursor:
        cursor.execute("LISTEN news")
    sender = connection.copy()
    with sender.cursor() as cursor:
        cursor.execute("NOTIFY news")
    sender.close()
    assert another.is_usable()
