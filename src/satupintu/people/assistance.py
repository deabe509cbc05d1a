"""A member of staff acts with a citizen, who agrees to it, in the citizen's name.

    consents.begin_assistance  the helper says whom to ask: a question goes there
    consents.answer_...        by the code, said at the counter, or on the phone
    introduce                  somebody without an account says who it is
    consents.ask_to_send       a question about exactly what is about to be sent
    end_assistance             the stop ended, or the helper said so

Every step is written into the journal under the assistance's own id.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import journal, tenancy
from satupintu.kernel.actor import Actor, ActorKind, Helper
from satupintu.kernel.errors import NotAllowed
from satupintu.people import accounts
from satupintu.people.address import parse_address
from satupintu.people.models import Account, Assistance, Consent

LIFE = timedelta(minutes=60)
_HELPING = """
    SELECT EXISTS (
        SELECT 1 FROM people_assistance
        WHERE tenant_id = %s AND helper_id = %s
          AND ended_at IS NULL AND expires_at > %s
    )
"""


class NoAssistance(NotAllowed):
    """The helper has nobody's agreement now."""

    code = "no_assistance"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody has agreed to be helped by you now. Start again at the "
                "counter: the visitor gets a code."
            )
        )


@dataclass(frozen=True, slots=True)
class AssistanceView:
    """Who helps whom, where, and until when.

    `person_id` is None until the address is proven and the person is known.
    """

    id: uuid.UUID
    helper_id: uuid.UUID
    helper_name: str
    person_id: uuid.UUID | None
    person_name: str
    address: str
    mall: str
    counter: str
    stop_id: uuid.UUID
    is_proved: bool
    expires_at: datetime

    @property
    def person(self) -> Actor:
        """The person, acting with the helper. Raises `NoAssistance`."""
        if self.person_id is None:
            raise NoAssistance
        return Actor(
            kind=ActorKind.CITIZEN,
            id=self.person_id,
            name=self.person_name,
            helper=Helper(id=self.helper_id, name=self.helper_name, place=self.counter),
        )


def introduce(
    *,
    assistance: AssistanceView,
    name: str,
    identity: str,
    language: str,
    now: datetime,
) -> AssistanceView:
    """Open an account for who has proved an address. Raises `BadProfile`."""
    if not assistance.is_proved:
        raise NoAssistance
    address = parse_address(text=assistance.address, country="")
    with transaction.atomic():
        row = open_row(assistance.id, now)
        if row.person_id is None:
            row.person = accounts.sign_up(
                address=address,
                name=name,
                identity=identity,
                language=language,
                now=now,
            )
            row.save(update_fields=["person"])
            note(row, view_of(row).person, "assistance.opened", now, new=True)
        return view_of(row)


def assistance_of(*, helper: Actor, now: datetime) -> AssistanceView | None:
    """Whom this member of staff helps now; the caller looks whether the stop runs."""
    rows = Assistance.objects.select_related("helper", "person")
    row = rows.filter(helper_id=helper.id, ended_at=None, expires_at__gt=now).first()
    return view_of(row) if row else None


def is_helping(*, helper: Actor, now: datetime) -> bool:
    """Whether `assistance_of` would find anything: asked with every press of a
    button at a counter, so it is one fixed statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HELPING, [tenancy.current_id(), helper.id, now])
        return bool(cursor.fetchone()[0])


def end_assistance(*, assistance: AssistanceView, why: str, now: datetime) -> None:
    """It is over; again is harmless."""
    with transaction.atomic():
        rows = Assistance.objects.select_for_update()
        row = rows.filter(pk=assistance.id, ended_at=None).first()
        if row is not None:
            helper = Actor(ActorKind.STAFF, row.helper_id, assistance.helper_name)
            end_row(row, why, helper, now)


def end_row(row: Assistance, why: str, actor: Actor, now: datetime) -> None:
    """End a locked assistance; its questions can no longer be answered."""
    row.ended_at, row.end = now, why
    row.save(update_fields=["ended_at", "end"])
    close_questions(row, now)
    note(row, actor, "assistance.ended", now, why=why)


def close_questions(row: Assistance, now: datetime) -> None:
    """What was asked before is no longer asked."""
    Consent.objects.filter(assistance=row, answered_at=None).update(
        answered_at=now, answer=Consent.Answer.REPLACED
    )


def open_row(assistance_id: uuid.UUID, now: datetime) -> Assistance:
    """The row, locked until the transaction ends. Raises `NoAssistance`."""
    rows = Assistance.objects.select_for_update(of=("self",))
    row: Assistance | None = (
        rows.select_related("helper", "person")
        .filter(pk=assistance_id, ended_at=None, expires_at__gt=now)
        .first()
    )
    if row is None:
        raise NoAssistance
    return row


def note(
    row: Assistance, actor: Actor, action: str, now: datetime, **data: object
) -> None:
    """Write to the journal of the assistance, whose row is locked or new."""
    journal.append(stream=row.pk, actor=actor, action=action, now=now, data=data)


def view_of(row: Assistance) -> AssistanceView:
    """The row as others see it."""
    helper: Account = row.helper
    return AssistanceView(
        id=row.pk,
        helper_id=helper.pk,
        helper_name=helper.name,
        person_id=row.person_id,
        person_name=row.person.name if row.person else "",
        address=row.address,
        mall=row.mall,
        counter=row.counter,
        stop_id=row.stop_id,
        is_proved=row.proved_at is not None,
        expires_at=row.expires_at,
    )
