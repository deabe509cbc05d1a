"""The one-time code with which a citizen is handed a permit at the door.

The citizen reads it aloud, last. It is derived from the visit and its round, so it
is stored nowhere. An officer's phone checks it without a network: it is given a
salted, slow hash. Ours is the word that counts: we check again when the phone's
report comes in. A renewed code makes the one before worthless.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from satupintu.courier.models import OPEN, HomeVisit, Kind
from satupintu.kernel.errors import Conflict, NotFound, Refused

DIGITS = 6
TRIES = 5
# About a fifth of a second on a cheap phone, a fiftieth here.
ROUNDS = 60_000
_SALT = "satupintu.courier.code"
_DAY = 86_400


class WrongCode(Refused):
    """The code is not the one of this visit; the try was counted by the caller."""

    code = "wrong_code"
    status = 422


class TooManyTries(Refused):
    """Too many wrong codes for this visit: only a signature helps now, or a new one."""

    code = "too_many_tries"
    status = 429


class NoCode(NotFound):
    """Nothing is handed over on this visit (any more), so there is no code."""

    code = "no_code"


class NoOpenDelivery(Conflict):
    """The visit has ended; its code is worth nothing."""

    code = "no_open_delivery"


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a phone needs to check a code by itself: PBKDF2 with SHA-256.

    `salt` and `hash` are hex digits; `tries` is how often it may be typed.
    """

    salt: str
    hash: str
    rounds: int
    tries: int
    digits: int = DIGITS


def code_of(*, visit_id: uuid.UUID) -> str:
    """The code for the citizen's page. Raises `NoCode` unless a delivery is open."""
    return _derived(_delivery(visit_id))


def renew_code(*, visit_id: uuid.UUID) -> str:
    """Another code, where the first may have been seen; its tries begin anew."""
    with transaction.atomic():
        visit = _delivery(visit_id, lock=True)
        visit.code_round += 1
        visit.code_tries = 0
        visit.save(update_fields=("code_round", "code_tries"))
        return _derived(visit)


def check_of(visit: HomeVisit) -> CodeCheck:
    """What the phone is given for this delivery."""
    name = f"courier.code:{visit.pk.hex}:{visit.code_round}"
    salt = _keyed("salt", visit).hex()[:32]
    found: str | None = cache.get(name)
    if found is None:
        found = _slow(_derived(visit), salt)
        cache.set(name, found, _DAY)
    return CodeCheck(salt, found, ROUNDS, max(0, TRIES - visit.code_tries))


def refuse_wrong(visit: HomeVisit, typed: str) -> None:
    """Raises `WrongCode`, or `TooManyTries`. Changes nothing; see `count_try`."""
    if visit.code_tries >= TRIES:
        raise TooManyTries(
            _(
                "Too many wrong codes for this visit. Hand over against a signature, "
                "or ask the citizen to renew the code."
            )
        )
    if not constant_time_compare(_derived(visit), "".join(typed.split())):
        raise WrongCode(
            _(
                "The one-time code is not the one of this visit. It may have been "
                "renewed since the phone was last online."
            )
        )


def count_try(visit_id: uuid.UUID) -> None:
    """A wrong code was typed. Called where the refusal is no longer rolled back."""
    visit = HomeVisit.objects.select_for_update().get(pk=visit_id)
    visit.code_tries = min(visit.code_tries + 1, TRIES)
    visit.save(update_fields=("code_tries",))


def _delivery(visit_id: uuid.UUID, *, lock: bool = False) -> HomeVisit:
    rows = HomeVisit.objects.select_for_update() if lock else HomeVisit.objects.all()
    visit = rows.filter(pk=visit_id, kind=Kind.DELIVER).first()
    if visit is None:
        raise NoCode(_("Nothing is handed over on this visit."))
    if visit.state not in OPEN:
        raise NoOpenDelivery(
            _("This visit has ended, so its code opens nothing any more.")
        )
    return visit


def _derived(visit: HomeVisit) -> str:
    number = int.from_bytes(_keyed("code", visit)[:8])
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _keyed(use: str, visit: HomeVisit) -> bytes:
    value = f"{visit.pk.hex}:{visit.code_round}"
    return bytes(salted_hmac(f"{_SALT}.{use}", value, algorithm="sha256").digest())


def _slow(code: str, salt: str) -> str:
    made = hashlib.pbkdf2_hmac("sha256", code.encode(), bytes.fromhex(salt), ROUNDS)
    return made.hex()
