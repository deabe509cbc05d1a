"""Handing an issued permit to its holder at a counter, against a one-time code.

The holder asks for the code and says it at the counter. The officer sees whose
permit it opens, compares the identity card, and hands over: once, journalled.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import journal
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Conflict, NotAllowed, Refused
from satupintu.permits.checking import find_permit, no_such_permit
from satupintu.permits.models import Handover, Permit, WrongCode
from satupintu.permits.views import PermitView, to_view

# Without letters and digits that people mix up when they say them aloud.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
TRIES = 8
WINDOW = timedelta(minutes=15)
_SALT = "satupintu.permits.handover"


class WrongHandoverCode(Refused):
    """No permit waits under this code."""

    code = "wrong_handover_code"
    status = 422


class TooManyTries(Refused):
    """This member of staff typed too many wrong codes."""

    code = "too_many_tries"
    status = 429


class NotHandedHere(NotAllowed):
    """Another agency hands this permit over, or it is another visitor's."""

    code = "not_handed_here"


class AlreadyHanded(Conflict):
    """The permit was handed over before."""

    code = "already_handed"


class NotInForce(Conflict):
    """A permit that is suspended or revoked is not handed over."""

    code = "not_in_force"


@dataclass(frozen=True, slots=True)
class HandoverView:
    """`code` is only for the holder; `done_at` is None until it is handed over."""

    permit: PermitView
    code: str
    asked_at: datetime
    done_at: datetime | None
    done_by: str
    place: str

    @property
    def spoken(self) -> str:
        """The code in two groups, as people say it."""
        return f"{self.code[:4]} {self.code[4:]}"


def ask_handover(*, permit_id: uuid.UUID, actor: Actor, now: datetime) -> HandoverView:
    """The holder's code; asked again, it is the same one.

    The caller knows whether the service hands over at counters. Raises
    `NoSuchPermit`, `NotInForce`, `AlreadyHanded`.
    """
    with transaction.atomic():
        permit = _own(permit_id, actor)
        _refuse_out_of_force(permit)
        row = Handover.objects.filter(permit=permit).first()
        if row is None:
            digest = _digest(_code(permit.pk, 1))
            row = Handover.objects.create(permit=permit, digest=digest, asked_at=now)
            _note(row, actor, "permit.handover_asked", now)
        _refuse_done(row)
        return _view(row, with_code=True)


def renew_handover(
    *, permit_id: uuid.UUID, actor: Actor, now: datetime
) -> HandoverView:
    """Another code, where the first may have been seen by others."""
    with transaction.atomic():
        permit = _own(permit_id, actor)
        row = Handover.objects.filter(permit=permit).first()
        if row is None:
            raise no_such_permit()
        _refuse_done(row)
        row.round += 1
        row.digest, row.asked_at = _digest(_code(permit.pk, row.round)), now
        row.save(update_fields=["round", "digest", "asked_at"])
        _note(row, actor, "permit.handover_renewed", now)
        return _view(row, with_code=True)


def handover_of(*, permit_id: uuid.UUID, actor: Actor) -> HandoverView | None:
    """What the holder asked for, with the code until it is used; None if nothing."""
    row = Handover.objects.select_related("permit").filter(permit_id=permit_id).first()
    if row is None or row.permit.holder_id != actor.id:
        return None
    return _view(row, with_code=row.done_at is None)


def find_handover(
    *,
    code: str,
    actor: Actor,
    now: datetime,
    holder_id: uuid.UUID | None = None,
) -> HandoverView:
    """The permit that this code opens, for the officer to compare the identity.

    `holder_id` is the visitor's account, if it is known. A wrong code is counted
    even though an error is raised. Raises `WrongHandoverCode`, `TooManyTries`,
    `NotHandedHere`, `AlreadyHanded`, `NotInForce`.
    """
    row = _find(code, actor, now)
    _check(row, holder_id)
    return _view(row, with_code=False)


def hand_over(
    *,
    code: str,
    actor: Actor,
    agencies: frozenset[str],
    place: str,
    now: datetime,
    holder_id: uuid.UUID | None = None,
) -> HandoverView:
    """The permit is in its holder's hand. Raises as `find_handover` does.

    `agencies` may hand it over; the caller knows them from the case.
    """
    found = _find(code, actor, now)
    with transaction.atomic():
        permit = find_permit(found.permit_id, lock=True)
        row = Handover.objects.get(pk=found.pk)
        row.permit = permit
        if not actor.agencies & agencies:
            raise NotHandedHere(
                _("Another agency hands this permit over. Send the visitor there.")
            )
        _check(row, holder_id)
        row.done_at, row.done_by, row.done_by_name = now, actor.id, actor.name
        row.place = place
        row.save(update_fields=["done_at", "done_by", "done_by_name", "place"])
        _note(row, actor, "permit.handed_over", now, place=place)
        return _view(row, with_code=False)


def note_handed(
    *, permit_id: uuid.UUID, by: str, place: str, now: datetime
) -> HandoverView:
    """The holder has the permit in hand, where another door than a counter checked
    the code; again is harmless. Raises `NoSuchPermit`."""
    with transaction.atomic():
        permit = find_permit(permit_id, lock=True)
        row, _made = Handover.objects.get_or_create(
            permit=permit,
            defaults={"digest": _digest(_code(permit.pk, 1)), "asked_at": now},
        )
        if row.done_at is None:
            row.done_at, row.done_by_name, row.place = now, by, place
            row.save(update_fields=["done_at", "done_by_name", "place"])
            _note(row, SYSTEM, "permit.handed_over", now, place=place, by=by)
        return _view(row, with_code=False)


def _find(code: str, actor: Actor, now: datetime) -> Handover:
    """The row of a code, typed as it may be; wrong ones are counted, then refused."""
    if not actor.is_staff:
        raise NotHandedHere(_("Only staff at a counter hand permits over."))
    wrong = WrongCode.objects.filter(staff_id=actor.account_id, at__gt=now - WINDOW)
    if wrong.count() >= TRIES:
        raise TooManyTries(
            _("Too many wrong codes. Wait a quarter of an hour, then try again.")
        )
    typed = "".join(c for c in code.upper() if c in LETTERS)
    row: Handover | None = (
        Handover.objects.select_related("permit").filter(digest=_digest(typed)).first()
    )
    if row is None:
        WrongCode.objects.filter(at__lte=now - WINDOW).delete()
        WrongCode.objects.create(staff_id=actor.account_id, at=now)
        raise WrongHandoverCode(
            _(
                "No permit waits under this code; nothing was handed over. Ask the "
                "visitor to read it again: it is on the page of the application."
            )
        )
    return row


def _check(row: Handover, holder_id: uuid.UUID | None) -> None:
    if holder_id is not None and row.permit.holder_id != holder_id:
        raise NotHandedHere(
            _("This code belongs to another person. Nothing was handed over.")
        )
    _refuse_done(row)
    _refuse_out_of_force(row.permit)


def _own(permit_id: uuid.UUID, actor: Actor) -> Permit:
    permit = find_permit(permit_id, lock=True)
    if permit.holder_id != actor.id or permit.document_id is None:
        raise no_such_permit()
    return permit


def _refuse_done(row: Handover) -> None:
    if row.done_at is not None:
        raise AlreadyHanded(
            _("This permit was already handed over, by %(name)s. It is done once."),
            name=row.done_by_name,
        )


def _refuse_out_of_force(permit: Permit) -> None:
    if permit.status != Permit.Status.VALID:
        raise NotInForce(
            _("This permit is %(status)s, so it is not handed over."),
            status=Permit.Status(permit.status).label,
        )


def _note(
    row: Handover, actor: Actor, action: str, now: datetime, **data: object
) -> None:
    journal.append(stream=row.permit_id, actor=actor, action=action, now=now, data=data)


def _code(permit_id: uuid.UUID, round_: int) -> str:
    secret = salted_hmac(_SALT, f"{permit_id.hex}:{round_}", algorithm="sha256")
    number = int.from_bytes(secret.digest()[:16])
    letters = []
    for _position in range(LENGTH):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


def _digest(code: str) -> str:
    return salted_hmac(f"{_SALT}.code", code, algorithm="sha256").hexdigest()


def _view(row: Handover, *, with_code: bool) -> HandoverView:
    return HandoverView(
        permit=to_view(row.permit),
        code=_code(row.permit_id, row.round) if with_code else "",
        asked_at=row.asked_at,
        done_at=row.done_at,
        done_by=row.done_by_name,
        place=row.place,
    )
