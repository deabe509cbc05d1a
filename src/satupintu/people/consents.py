"""What the helped person is asked: may this officer help, may this be sent.

A question goes to the person's own address as a code and a link; the letter is the
caller's to send. It is answered once, by either of the two.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import Conflict, Invalid, NotFound
from satupintu.people import accounts, signin
from satupintu.people.address import Address, parse_address
from satupintu.people.assistance import (
    LIFE,
    AssistanceView,
    close_questions,
    end_row,
    note,
    open_row,
    view_of,
)
from satupintu.people.limits import CODE_LIFE
from satupintu.people.models import Assistance, Consent


class NoSuchQuestion(NotFound):
    """The question was answered, replaced, or is too old."""

    code = "no_such_question"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This question is no longer open. Ask the officer at the counter "
                "to send a new one."
            )
        )


class StaffAddress(Invalid):
    """Members of staff are helped under their private address only."""

    code = "staff_address"


class WrongPerson(Conflict):
    """The account behind the address cannot be helped."""

    code = "wrong_person"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: `code` and `token` go to `address` and are kept nowhere."""

    id: uuid.UUID
    assistance: AssistanceView
    address: Address
    code: str
    token: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question that waits. `what` is help or send; `seal` says what is sent."""

    what: str
    assistance: AssistanceView
    draft_id: uuid.UUID | None
    seal: str
    asked_at: datetime


def begin_assistance(
    *,
    address: Address,
    helper: Actor,
    mall: str,
    counter: str,
    stop_id: uuid.UUID,
    now: datetime,
) -> Question:
    """Ask whoever holds the address; an earlier assistance of the helper ends.

    The answer does not say whether there is an account. Raises `TooManyCodes` and
    `StaffAddress`.
    """
    holder = accounts.account_of(address)
    if holder is not None and holder.is_staff:
        raise StaffAddress(
            _("This address belongs to a staff account. Take the private address."),
            fields={"address": _("Take the visitor's private address.")},
        )
    asked = _code(address, helper, now)
    with transaction.atomic():
        accounts.take_turn(account_id=helper.account_id)
        for row in Assistance.objects.filter(helper_id=helper.id, ended_at=None):
            end_row(row, "replaced", helper, now)
        row = Assistance.objects.create(
            helper_id=helper.account_id,
            address=address.value,
            mall=mall,
            counter=counter,
            stop_id=stop_id,
            began_at=now,
            expires_at=now + LIFE,
        )
        note(row, helper, "assistance.asked", now, stop=stop_id, counter=counter)
        return _ask(row, Consent.What.HELP, asked, address, now)


def ask_to_send(
    *, assistance: AssistanceView, draft_id: uuid.UUID, seal: str, now: datetime
) -> Question:
    """Ask the person whether this may be sent; an earlier question is replaced."""
    address = parse_address(text=assistance.address, country="")
    asked = _code(address, assistance.person, now)
    with transaction.atomic():
        row = open_row(assistance.id, now)
        close_questions(row, now)
        note(row, view_of(row).person, "consent.asked", now, draft=draft_id, seal=seal)
        return _ask(
            row, Consent.What.SEND, asked, address, now, draft_id=draft_id, seal=seal
        )


def answer_with_code(
    *, assistance: AssistanceView, code: str, now: datetime
) -> QuestionView:
    """The open question of this assistance is agreed to, if the code is right.

    A wrong code is counted even though an error is raised: call it outside a
    transaction. Raises `CodeRefused` and `NoSuchQuestion`.
    """
    found = _waiting(assistance.id)
    signin.check_code(ticket=found.ticket, code=code, now=now)
    return _answer(found.pk, Consent.Answer.AGREED, now)


def answer_on_phone(*, token: str, agrees: bool, now: datetime) -> QuestionView:
    """The person answers where the link leads. Raises `NoSuchQuestion`."""
    found = _by_token(token, now)
    answer = Consent.Answer.AGREED if agrees else Consent.Answer.REFUSED
    return _answer(found.pk, answer, now)


def question_for(*, token: str, now: datetime) -> QuestionView:
    """The question that the link leads to. Raises `NoSuchQuestion`."""
    return _question(_by_token(token, now))


def question_of(*, assistance: AssistanceView) -> QuestionView | None:
    """The question of this assistance that waits for an answer, if any."""
    found = _rows().filter(assistance_id=assistance.id, answered_at=None).first()
    return _question(found) if found else None


def _code(address: Address, asker: Actor, now: datetime) -> signin.Asked:
    """Limits count by the officer: a hall's network is one address for all."""
    helper = asker.helper.id if asker.helper else asker.account_id
    return signin.ask_code(address=address, client=f"staff:{helper}", now=now)


def _ask(
    row: Assistance,
    what: Consent.What,
    asked: signin.Asked,
    address: Address,
    now: datetime,
    draft_id: uuid.UUID | None = None,
    seal: str = "",
) -> Question:
    token = secrets.token_urlsafe(16)
    consent = Consent.objects.create(
        assistance=row,
        what=what,
        draft_id=draft_id,
        seal=seal,
        ticket=asked.ticket,
        digest=_digest(token),
        asked_at=now,
    )
    return Question(consent.pk, view_of(row), address, asked.code, token)


def _answer(
    consent_id: uuid.UUID, answer: Consent.Answer, now: datetime
) -> QuestionView:
    """The first answer counts."""
    with transaction.atomic():
        found = _rows().filter(pk=consent_id).get()
        row = open_row(found.assistance_id, now)
        found.refresh_from_db(fields=["answered_at", "answer"])
        if found.answered_at is not None:
            raise NoSuchQuestion
        found.answer, found.answered_at = answer, now
        found.save(update_fields=["answer", "answered_at"])
        if answer is Consent.Answer.AGREED and found.what == Consent.What.HELP:
            _open(row, now)
        elif answer is Consent.Answer.REFUSED:
            _refuse(row, found, now)
        else:
            person = view_of(row).person
            note(row, person, "consent.agreed", now, draft=found.draft_id)
        found.assistance = row
        return _question(found)


def _open(row: Assistance, now: datetime) -> None:
    person = accounts.account_of(parse_address(text=row.address, country=""))
    if person is not None and (person.is_staff or not person.is_active):
        raise WrongPerson(
            _("This account is closed. The help desk can tell the visitor more.")
        )
    row.proved_at, row.person = now, person
    row.save(update_fields=["proved_at", "person"])
    if person is not None:
        note(row, view_of(row).person, "assistance.opened", now, new=False)


def _refuse(row: Assistance, found: Consent, now: datetime) -> None:
    """No to the help ends it; no to sending leaves the draft as it is."""
    view = view_of(row)
    actor = Actor(ActorKind.CITIZEN, view.person_id, view.person_name)
    note(row, actor, "consent.refused", now, what=found.what, draft=found.draft_id)
    if found.what == Consent.What.HELP:
        end_row(row, "refused", actor, now)


def _waiting(assistance_id: uuid.UUID) -> Consent:
    found: Consent | None = (
        _rows().filter(assistance_id=assistance_id, answered_at=None).first()
    )
    if found is None:
        raise NoSuchQuestion
    return found


def _by_token(token: str, now: datetime) -> Consent:
    found: Consent | None = (
        _rows()
        .filter(
            digest=_digest(token),
            answered_at=None,
            asked_at__gt=now - CODE_LIFE,
            assistance__ended_at=None,
        )
        .first()
    )
    if found is None:
        raise NoSuchQuestion
    return found


def _rows() -> QuerySet[Consent]:
    return Consent.objects.select_related("assistance__helper", "assistance__person")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _question(row: Consent) -> QuestionView:
    return QuestionView(
        what=row.what,
        assistance=view_of(row.assistance),
        draft_id=row.draft_id,
        seal=row.seal,
        asked_at=row.asked_at,
    )
