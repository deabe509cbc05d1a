"""The session around signing in: what is under way, and entering."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login

from satupintu.people import service as people
from satupintu.web.middleware import (
    CITIZEN_LIFE,
    FACTOR_AT,
    SEEN_AT,
    SIGNED_IN_AT,
    STAFF_LIFE,
)
from satupintu.web.requests import Request

BACKEND = "satupintu.people.backends.PeopleBackend"
UNDER_WAY = timedelta(minutes=15)

ASKED = "sign_in"  # a citizen waits for a code
PROVED = "sign_up"  # a proven address without an account
ADDING = "add_address"  # a signed-in citizen proves another address
HALF = "staff_half"  # a right password, the second factor still to come
_ALL = (ASKED, PROVED, ADDING, HALF)


@dataclass(frozen=True, slots=True)
class Step:
    """What a session remembers between two pages of signing in."""

    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def remember(request: Request, key: str, **values: str) -> None:
    """Keep a step for `UNDER_WAY`; a newer one of the same kind replaces it."""
    request.session[key] = {**values, "at": request.now.isoformat()}


def recall(request: Request, key: str) -> Step | None:
    """The step, unless it is missing or too old."""
    found: Any = request.session.get(key)
    if not isinstance(found, dict):
        return None
    if request.now - datetime.fromisoformat(found["at"]) > UNDER_WAY:
        return None
    return Step(found)


def enter(request: Request, account: people.Account) -> None:
    """Sign a citizen in: a new session key, for thirty days."""
    _enter(request, account)
    request.session.set_expiry(CITIZEN_LIFE)


def enter_staff(request: Request, account: people.Account) -> None:
    """Sign staff in after the second factor: a new session key, for a shift."""
    _enter(request, account)
    request.session[FACTOR_AT] = request.now.isoformat()
    request.session.set_expiry(STAFF_LIFE)


def _enter(request: Request, account: people.Account) -> None:
    for key in _ALL:
        request.session.pop(key, None)
    login(request, account, backend=BACKEND)  # changes the session's key
    request.session[SIGNED_IN_AT] = request.now.isoformat()
    request.session[SEEN_AT] = request.now.isoformat()
    request.account = account
