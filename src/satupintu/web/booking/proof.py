"""Proof of work for people who are not signed in: ALTCHA, on this host alone.

A browser works for about a second before it may hold a time; a machine that holds
hundreds works for minutes. Nobody is followed, and nobody has to read pictures.
Whoever signs in has proven an address and needs none: that is also the way without
JavaScript.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

import altcha
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from satupintu.kernel.errors import Refused
from satupintu.web.requests import as_request

ALGORITHM = "PBKDF2/SHA-256"
COST = 2_000
# So many derivations on average, about 2 ms each on a telephone of 2020.
COUNTERS = (150, 450)
LIFE = timedelta(minutes=20)
_SALT = "satupintu.web.booking.proof"


class ProofMissing(Refused):
    """No proof of work, a wrong one, or one for another day."""

    code = "proof_missing"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "We could not check that you are not a robot. Wait until the check "
                "below the times is done, or sign in: then none is needed."
            )
        )


@never_cache
@require_safe
def challenge(request: HttpRequest) -> JsonResponse:
    """A new challenge for the browser to work on."""
    return JsonResponse(new_challenge(as_request(request).now).to_dict())


def new_challenge(now: datetime, *, counter: int | None = None) -> altcha.Challenge:
    """Signed, and solved already, so that a solution is checked without work."""
    low, high = COUNTERS
    chosen = low + secrets.randbelow(high - low) if counter is None else counter
    return altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=chosen,
        data={"until": int((now + LIFE).timestamp())},
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("solution"),
    )


def check_proof(payload: str, now: datetime) -> str:
    """What names the challenge, once it is solved. Raises `ProofMissing`."""
    try:
        sent = altcha.Payload.from_base64(payload)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ProofMissing from None
    done = altcha.verify_solution(
        sent,
        _key("challenge"),
        hmac_key_secret=_key("solution"),
    )
    if not done.verified:
        raise ProofMissing
    solved = sent.challenge
    until = (solved.parameters.data or {}).get("until", 0)
    if not isinstance(until, int) or until < now.timestamp():
        raise ProofMissing
    return sha256(str(solved.signature).encode()).hexdigest()


@cache
def _key(use: str) -> str:
    return salted_hmac(_SALT, use, algorithm="sha256").hexdigest()
