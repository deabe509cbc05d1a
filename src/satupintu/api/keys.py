"""Making and reading API keys.

A key has 256 random bits, so a plain digest is enough: there is nothing to guess.
"""

import hashlib
import secrets
from datetime import datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from satupintu.api.models import ApiKey
from satupintu.kernel.actor import Actor
from satupintu.people import service as people

PREFIX = "sp_"


def make_key(*, account: people.Account, name: str, now: datetime) -> str:
    """A new key for the account. It cannot be read again later."""
    key = PREFIX + secrets.token_urlsafe(32)
    ApiKey.objects.create(
        account=account, name=name, digest=digest_of(key), created_at=now
    )
    return key


def digest_of(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


class KeyAuth(HttpBearer):
    """`Authorization: Bearer sp_…`; puts the account's actor on the request."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = (
            ApiKey.objects.filter(digest=digest_of(token), revoked_at=None)
            .select_related("account")
            .first()
        )
        if found is None or not found.account.is_active:
            return None
        return people.actor_for(found.account)
