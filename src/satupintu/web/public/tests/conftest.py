"""A designer who is signed in."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

# This file is read before Django is set up, so it imports models only inside.
if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def staff(mall: Any, now: datetime) -> "Callable[[str], Client]":
    """A client signed in as staff on one post: `staff("designer")`."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.test import Client
    from django.utils import timezone

    from satupintu.people import service as people
    from satupintu.web.middleware import FACTOR_AT, SEEN_AT, SIGNED_IN_AT

    def sign_in(role: str) -> Client:
        account = people.create_staff(
            login=f"{role}@dpmptsp.example.go.id",
            name="Rini",
            password="kopi-pagi-di-teras-42",
            posts=[("dpmptsp", role)],
            now=now,
        )
        client = Client()
        session = client.session
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "satupintu.people.backends.PeopleBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        for key in (SIGNED_IN_AT, SEEN_AT, FACTOR_AT):
            session[key] = timezone.now().isoformat()
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client

    return sign_in
