"""Proving an e-mail address or phone number with a one-time code.

Only the keyed hash of a code is stored. A code is bound to the browser that asked
for it: its id (the ticket) stays in that browser's session, so that nobody else
can spend its tries. A newer code for the same address ends the older ones.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import tenancy
from satupintu.kernel.errors import Refused
from satupintu.people.accounts import account_of
from satupintu.people.address import Address
from satupintu.people.limits import (
    CODE_LIFE,
    PER_ADDRESS,
    PER_CLIENT,
    TRIES,
    WRONG_PER_CLIENT,
    Limit,
)
from satupintu.people.models import SignInCode

DIGITS = 6
KEPT = timedelta(days=2)
_SALT = "satupintu.people.signin"


class TooManyCodes(Refused):
    """The limit of codes of this address or network is reached."""

    code = "too_many_codes"
    status = 429


class CodeRefused(Refused):
    """Wrong, used, replaced, expired, or tried too often: one sentence for all."""

    code = "code_refused"
    status = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """`ticket` goes into the session, `code` to the address.

    `code` is "" where the address belongs to a member of staff, who may not sign
    in this way: tell them so by message, and show the same page as to anybody.
    """

    ticket: uuid.UUID
    code: str


def ask_code(*, address: Address, client: str, now: datetime) -> Asked:
    """Make a new code for an address. `client` is `client_network(...)` or "".

    The answer does not depend on whether an account exists. Raises `TooManyCodes`.
    """
    with transaction.atomic():
        _take_turn(address.value)
        _check_limits(address.value, client, now)
        _open_codes(address.value).update(closed_at=now)
        ticket = SignInCode(address=address.value, client=client, created_at=now)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        ticket.digest = _digest(ticket.id, code)
        holder = account_of(address)
        if holder is not None and holder.is_staff:
            code, ticket.closed_at = "", now
        ticket.save(force_insert=True)
    return Asked(ticket.id, code)


def check_code(*, ticket: uuid.UUID, code: str, now: datetime) -> str:
    """The proven address (as `Address.value`), if the code is right.

    Single use. A wrong try is counted even though an error is raised, so do not
    call this inside a transaction that is then rolled back. Raises `CodeRefused`.
    """
    typed = "".join(c for c in code if c.isdecimal())
    with transaction.atomic():
        row: SignInCode | None = (
            SignInCode.objects.select_for_update().filter(pk=ticket).first()
        )
        address = _try(row, typed, now) if row is not None else ""
    if not address:
        raise CodeRefused(
            _(
                "This code is not right or no longer valid. "
                "Check the newest message, or ask for a new code."
            )
        )
    return address


def sweep_codes(*, now: datetime) -> int:
    """Delete the records that no limit looks at any more; returns how many."""
    deleted, _per_model = SignInCode.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted


def _try(row: SignInCode, typed: str, now: datetime) -> str:
    if row.closed_at is not None or now - row.created_at > CODE_LIFE:
        return ""
    if row.tries >= TRIES or _guesses_too_much(row.client, now):
        return ""
    if constant_time_compare(row.digest, _digest(row.id, typed)):
        row.closed_at, row.proved = now, True
        row.save(update_fields=["closed_at", "proved"])
        return row.address
    row.tries += 1
    row.save(update_fields=["tries"])
    return ""


def _guesses_too_much(client: str, now: datetime) -> bool:
    if not client:
        return False
    since = now - WRONG_PER_CLIENT.window
    recent = SignInCode.objects.filter(client=client, created_at__gt=since)
    wrong: int = recent.aggregate(n=Sum("tries"))["n"] or 0
    return wrong >= WRONG_PER_CLIENT.count


def _check_limits(address: str, client: str, now: datetime) -> None:
    # A code that was used is no nuisance: somebody who signs in is no flood.
    of_address = SignInCode.objects.filter(address=address, proved=False)
    of_client = SignInCode.objects.filter(client=client)
    if _reached(of_address, PER_ADDRESS, now):
        raise TooManyCodes(
            _(
                "We have sent several codes to this address. "
                "Wait a quarter of an hour, then ask for a new one."
            )
        )
    if client and _reached(of_client, PER_CLIENT, now):
        raise TooManyCodes(
            _(
                "Too many codes were asked for from your network. "
                "Wait a quarter of an hour, then try again."
            )
        )


def _reached(
    rows: QuerySet[SignInCode], limits: Sequence[Limit], now: datetime
) -> bool:
    return any(
        rows.filter(created_at__gt=now - limit.window).count() >= limit.count
        for limit in limits
    )


def _open_codes(address: str) -> QuerySet[SignInCode]:
    rows: QuerySet[SignInCode] = SignInCode.objects.filter(
        address=address, closed_at__isnull=True
    )
    return rows


def _take_turn(address: str) -> None:
    """Two requests for one address go one after the other, so limits hold."""
    key = f"signin:{tenancy.current_id()}:{address}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _digest(ticket: uuid.UUID, code: str) -> str:
    value = f"{ticket.hex}:{code}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()
