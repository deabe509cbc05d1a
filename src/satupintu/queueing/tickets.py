"""Tickets of a kiosk: with network, and afterwards for those given without."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Conflict, Invalid
from satupintu.queueing.leases import leased_number
from satupintu.queueing.models import Visit
from satupintu.queueing.opening import LeasedNumber, Wanted, open_visit
from satupintu.queueing.views import VisitView
from satupintu.queueing.visits import CannotMove, leave

# Ends the key of a ticket that was given without network. The kiosk may have asked
# us before under the same key without the sign, and have got no answer.
OFFLINE = "~"
# With the kiosk's own id before it, a key still fits into its column.
LONGEST_KEY = 46


class GivenOffline(Conflict):
    """The kiosk has given up waiting for this answer and printed a number itself."""

    code = "given_offline"


class NumberUsed(Conflict):
    """Somebody has this number already."""

    code = "number_used"


class BadKey(Invalid):
    code = "bad_key"


@dataclass(frozen=True, slots=True)
class Order:
    """What was chosen at a kiosk. `group` is declared by the visitor, not proven.

    `key` names the touch among those of this kiosk: the same key of another one is
    another visitor.
    """

    mall: str
    device_id: uuid.UUID
    wanted: tuple[Wanted, ...]
    key: str
    group: str = ""
    language: str = ""
    needs: Sequence[str] = ()

    @property
    def own_key(self) -> str:
        """The key among those of all doors."""
        return f"{self.device_id.hex}:{self.key}"


def take_ticket(*, order: Order, now: datetime) -> VisitView:
    """A number for what was chosen. The same key gives the same one.

    Raises `GivenOffline` for a request that arrives after the kiosk gave it up,
    and what `open_visit` raises.
    """
    _refuse_bad(order.key, offline=False)
    if Visit.objects.filter(key=order.own_key + OFFLINE).exists():
        raise GivenOffline(_("The kiosk has printed a number for this already."))
    return _open(order, via="kiosk", now=now)


def bring_in(
    *,
    order: Order,
    prefix: str,
    seq: int,
    taken_at: datetime,
    now: datetime,
) -> VisitView:
    """The visit of a number that the kiosk gave out without network.

    Its place in the line is by the moment at which it was taken. A visit that we
    opened for the same touch, and whose answer never arrived, is given up: the
    number on paper counts. Raises `leases.NotLeased`, `leases.LeaseOver`,
    `NumberUsed`, and what `open_visit` raises.
    """
    _refuse_bad(order.key, offline=True)
    if known := Visit.objects.filter(key=order.own_key).first():
        if (known.prefix, known.seq) != (prefix, seq):
            raise NumberUsed(_("This ticket was brought in with another number."))
        return _open(order, via="offline", now=now)
    leased = leased_number(
        device_id=order.device_id, prefix=prefix, seq=seq, taken_at=taken_at, now=now
    )
    with transaction.atomic():
        _give_up_twin(order.own_key.removesuffix(OFFLINE), now)
        try:
            with transaction.atomic():
                return _open(order, via="offline", now=now, leased=leased)
        except IntegrityError:
            raise NumberUsed(_("Somebody has this number already.")) from None


def _open(
    order: Order, *, via: str, now: datetime, leased: LeasedNumber | None = None
) -> VisitView:
    return open_visit(
        mall=order.mall,
        wanted=order.wanted,
        key=order.own_key,
        now=now,
        via=via,
        group=order.group,
        language=order.language,
        needs=order.needs,
        leased=leased,
    )


def _give_up_twin(key: str, now: datetime) -> None:
    twin = Visit.objects.filter(key=key, ended_at=None).first()
    if twin is not None:
        # Who is at a counter under that number has seen it, and stays there.
        with suppress(CannotMove):
            leave(token=twin.token, now=now)


def _refuse_bad(key: str, *, offline: bool) -> None:
    if not 16 <= len(key) <= LONGEST_KEY or key.endswith(OFFLINE) != offline:
        raise BadKey(_("The key of this ticket cannot be used. Start again."))
