"""The second factor of staff: TOTP (RFC 6238) and recovery codes on paper.

Secrets are encrypted at rest with a key derived from SECRET_KEY (HKDF, then
Fernet), so that a copy of the database alone signs nobody in.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from datetime import datetime, timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Misconfigured, Refused
from satupintu.people.accounts import account
from satupintu.people.models import Account, Factor, RecoveryCode

STEP = 30  # seconds
DRIFT = 1  # steps before and after: a phone's clock is rarely right to the second
RECOVERY_CODES = 10
MAX_FAILURES = 5
PAUSE = timedelta(minutes=15)
_RECOVERY_LENGTH = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1
_SALT = "satupintu.people.recovery"


class FactorRefused(Refused):
    """The code is wrong, used, or too many were wrong."""

    code = "factor_refused"
    status = 422


def has_factor(account_id: uuid.UUID) -> bool:
    """Whether enrolment is complete."""
    return bool(
        Factor.objects.filter(
            account_id=account_id, confirmed_at__isnull=False
        ).exists()
    )


def begin_enrolment(*, account_id: uuid.UUID) -> str:
    """The secret (base32) to show as a QR; the same until it is confirmed.

    Raises `FactorRefused` if there is a confirmed one already.
    """
    with transaction.atomic():
        row, created = Factor.objects.select_for_update().get_or_create(
            account_id=account_id, defaults={"secret": _seal(pyotp.random_base32())}
        )
    if not created and row.confirmed_at is not None:
        raise FactorRefused(_("This account has an authenticator app already"))
    return _open(row.secret)


def provisioning_uri(*, account_id: uuid.UUID, issuer: str) -> str:
    """The `otpauth://` address of the QR for an unconfirmed secret."""
    totp = pyotp.TOTP(begin_enrolment(account_id=account_id))
    return totp.provisioning_uri(name=account(account_id).login, issuer_name=issuer)


def confirm_enrolment(*, account_id: uuid.UUID, code: str, now: datetime) -> list[str]:
    """Finish enrolment with a first code; returns the recovery codes, shown once.

    Raises `FactorRefused`.
    """
    with transaction.atomic():
        row = _locked(account_id)
        if row is None or row.confirmed_at is not None:
            raise FactorRefused(_("This enrolment is over. Sign in again."))
        accepted = _accept(row, code, now)
        if accepted:
            row.confirmed_at = now
            row.save(update_fields=["confirmed_at"])
            codes = _new_recovery_codes(account_id)
    if not accepted:
        raise _refused()
    return codes


def check_factor(*, account_id: uuid.UUID, code: str, now: datetime) -> None:
    """Accept a TOTP code or a recovery code, each only once.

    A wrong try is counted even though an error is raised, so do not call this
    inside a transaction that is then rolled back. Raises `FactorRefused`.
    """
    with transaction.atomic():
        row = _locked(account_id)
        accepted = (
            row is not None and row.confirmed_at is not None and _accept(row, code, now)
        )
    if not accepted:
        raise _refused()


def forget_factor(*, account_id: uuid.UUID) -> None:
    """Make the person enrol again, as after a lost phone and lost codes."""
    with transaction.atomic():
        RecoveryCode.objects.filter(account_id=account_id).delete()
        Factor.objects.filter(account_id=account_id).delete()


def enrol_for_demo(*, account: Account, now: datetime) -> None:
    """Give a demonstration account a confirmed factor. Raises `Misconfigured`."""
    _only_demo()
    begin_enrolment(account_id=account.id)
    Factor.objects.filter(account=account).update(confirmed_at=now)


def demo_totp(account: Account, now: datetime) -> str:
    """The code that the demonstration account can use now; "" without a factor.

    If the current one was used already it is the next one, which is accepted too.
    Raises `Misconfigured` outside a demonstration.
    """
    _only_demo()
    row = Factor.objects.filter(account=account).first()
    if row is None:
        return ""
    step = min(max(_step(now), row.last_step + 1), _step(now) + DRIFT)
    return pyotp.TOTP(_open(row.secret)).at(step * STEP)


def _accept(row: Factor, code: str, now: datetime) -> bool:
    """Whether the code is good and was not used; counts the wrong ones."""
    if _paused(row, now):
        return False
    typed = "".join(c for c in code.upper() if c.isalnum())
    if _is_totp(row, typed, now) or _is_recovery(row, typed, now):
        row.failures = 0
    else:
        row.failures = row.failures + 1 if row.failures < MAX_FAILURES else 1
        row.failed_at = now
    row.save(update_fields=["last_step", "failures", "failed_at"])
    return row.failures == 0


def _is_totp(row: Factor, typed: str, now: datetime) -> bool:
    totp = pyotp.TOTP(_open(row.secret))
    for step in range(_step(now) - DRIFT, _step(now) + DRIFT + 1):
        right = constant_time_compare(totp.at(step * STEP), typed)
        if right and step > row.last_step:
            row.last_step = step
            return True
    return False


def _is_recovery(row: Factor, typed: str, now: datetime) -> bool:
    if len(typed) != _RECOVERY_LENGTH:
        return False
    digest = _recovery_digest(row.account_id, typed)
    unused = RecoveryCode.objects.filter(
        account_id=row.account_id, digest=digest, used_at__isnull=True
    )
    return bool(unused.update(used_at=now))


def _paused(row: Factor, now: datetime) -> bool:
    if row.failures < MAX_FAILURES or row.failed_at is None:
        return False
    return now - row.failed_at < PAUSE


def _locked(account_id: uuid.UUID) -> Factor | None:
    row: Factor | None = (
        Factor.objects.select_for_update().filter(account_id=account_id).first()
    )
    return row


def _new_recovery_codes(account_id: uuid.UUID) -> list[str]:
    codes = [
        "".join(secrets.choice(_ALPHABET) for _n in range(_RECOVERY_LENGTH))
        for _n in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.filter(account_id=account_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account_id=account_id, digest=_recovery_digest(account_id, code))
        for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_digest(account_id: uuid.UUID, code: str) -> str:
    value = f"{account_id.hex}:{code}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def _open(sealed: str) -> str:
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Misconfigured(
            "The second factors cannot be read with this SATUPINTU_SECRET_KEY. Put "
            "the former key back, or let the staff enrol again."
        ) from None


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(str(key))) for key in keys])


def _derive(key: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"satupintu totp v1")
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))


def _refused() -> FactorRefused:
    return FactorRefused(
        _(
            "This code is not right or was used already. Wait for the next one in "
            "your app. After five wrong codes there is a pause of 15 minutes."
        )
    )


def _only_demo() -> None:
    if not getattr(settings, "SATUPINTU_DEMO", False):
        raise Misconfigured("This exists only in a demonstration (SATUPINTU_DEMO).")
