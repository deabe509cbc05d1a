"""A session is read as Django wrote it, and not when it has ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from satupintu.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    written = db.SessionStore()
    written["a"] = 1
    written.create()
    return str(written.session_key)


def test_reads_what_was_written(key: str) -> None:
    assert SessionStore(key)["a"] == 1


def test_one_that_has_ended_is_empty_and_its_key_is_not_used_again(key: str) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    ended = SessionStore(key)
    assert "a" not in ended
    assert ended.session_key is None


def test_one_that_was_deleted_is_empty(key: str) -> None:
    SessionStore(key).delete()
    assert "a" not in SessionStore(key)
