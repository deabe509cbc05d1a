"""Who may act for whom. A recorded authority has an end and can be revoked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotAllowed, NotFound, Sentence
from satupintu.people.accounts import MAX_IDENTITY, MAX_NAME, account, has_unseen
from satupintu.people.models import Authority

MAX_YEARS = 5
# Field -> its greatest length, and what to say when it is missing.
_TEXTS: dict[str, tuple[int, Sentence]] = {
    "person_name": (MAX_NAME, _("Enter the name of the person you act for")),
    "person_identity": (MAX_IDENTITY, _("Enter their identity number")),
    "relation": (60, _("Say how you are related or authorised")),
    "person_contact": (200, ""),
}


class NoSuchAuthority(NotFound):
    code = "no_such_authority"


class AuthorityEnded(NotAllowed):
    """It is revoked, over, or not yet in force."""

    code = "authority_ended"


class BadAuthority(Invalid):
    code = "bad_authority"


class AuthorityState(StrEnum):
    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """The holder may act for the person named here, both dates included.

    `proof_id` is the uploaded file (`documents`).
    """

    id: uuid.UUID
    holder_id: uuid.UUID
    person_name: str
    person_identity: str
    person_contact: str
    relation: str
    proof_id: uuid.UUID
    valid_from: date
    valid_until: date
    state: AuthorityState


@dataclass(frozen=True, slots=True)
class AuthorityDetails:
    """What a person says about an authority; both dates included."""

    person_name: str
    person_identity: str
    relation: str
    valid_from: date
    valid_until: date
    person_contact: str = ""


def record_authority(
    *, actor: Actor, details: AuthorityDetails, proof_id: uuid.UUID, now: datetime
) -> AuthorityView:
    """Record that the actor may act for another. Raises `BadAuthority`.

    Days are those of the active time zone, here and in all of this module.
    """
    fields = authority_faults(details=details, now=now)
    if fields:
        raise BadAuthority(_("Some details are missing or wrong"), fields=fields)
    row = Authority.objects.create(
        holder_id=actor.account_id,
        person_name=" ".join(details.person_name.split()),
        person_identity="".join(details.person_identity.split()),
        person_contact=details.person_contact.strip(),
        relation=" ".join(details.relation.split()),
        proof_id=proof_id,
        valid_from=details.valid_from,
        valid_until=details.valid_until,
        created_at=now,
    )
    return _view(row, localdate(now))


def authorities_of(actor: Actor, now: datetime) -> list[AuthorityView]:
    """All authorities that the actor holds, newest first, ended ones too."""
    rows = Authority.objects.filter(holder_id=actor.account_id)
    return [_view(row, localdate(now)) for row in rows]


def authority_for(
    *, actor: Actor, authority_id: uuid.UUID, now: datetime
) -> AuthorityView:
    """The actor's authority, if it is in force now.

    Another's does not exist (`NoSuchAuthority`); one that is revoked, over or not
    yet in force is refused (`AuthorityEnded`).
    """
    view = _view(_own(actor, authority_id), localdate(now))
    if view.state is not AuthorityState.IN_FORCE:
        raise AuthorityEnded(
            _(
                "Your authority to act for %(name)s is not in force. "
                "Record a new one under your account."
            ),
            name=view.person_name,
        )
    return view


def revoke_authority(
    *, actor: Actor, authority_id: uuid.UUID, now: datetime
) -> AuthorityView:
    """End an authority at once; again is harmless. Raises `NoSuchAuthority`."""
    row = _own(actor, authority_id)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
    return _view(row, localdate(now))


def known_about(actor: Actor, authority: AuthorityView | None = None) -> dict[str, str]:
    """What a form need not ask: name, identity, email, phone of the applicant.

    With an authority the name and identity are those of the person represented;
    e-mail and phone stay the actor's, who is the one to be reached.
    """
    if actor.id is None:
        return {}
    own = account(actor.id)
    return {
        "name": authority.person_name if authority else own.name,
        "identity": authority.person_identity if authority else own.identity,
        "email": own.email,
        "phone": own.phone,
    }


def _own(actor: Actor, authority_id: uuid.UUID) -> Authority:
    row: Authority | None = Authority.objects.filter(
        pk=authority_id, holder_id=actor.account_id
    ).first()
    if row is None or actor.id is None:
        raise NoSuchAuthority(_("There is no such authority under your account"))
    return row


def authority_faults(
    *, details: AuthorityDetails, now: datetime
) -> dict[str, Sentence]:
    """What is wrong with the details, by field; empty if nothing is."""
    faults: dict[str, Sentence] = {}
    for name, (limit, missing) in _TEXTS.items():
        value: str = getattr(details, name)
        if missing and not value.strip():
            faults[name] = missing
        if len(value) > limit:
            faults[name] = _("This is too long")
        elif has_unseen(" ".join(value.split())):
            faults[name] = _("Remove the invisible characters, and type it again.")
    wrong_end = _wrong_end(details, localdate(now))
    return faults | ({"valid_until": wrong_end} if wrong_end else {})


def _wrong_end(details: AuthorityDetails, today: date) -> Sentence:
    if details.valid_until < details.valid_from:
        return _("The last day must not be before the first day")
    if details.valid_until < today:
        return _("The last day must not be in the past")
    if details.valid_until - details.valid_from > timedelta(days=366 * MAX_YEARS):
        return _("An authority can last at most five years")
    return ""


def _view(row: Authority, today: date) -> AuthorityView:
    return AuthorityView(
        id=row.id,
        holder_id=row.holder_id,
        person_name=row.person_name,
        person_identity=row.person_identity,
        person_contact=row.person_contact,
        relation=row.relation,
        proof_id=row.proof_id,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=_state(row, today),
    )


def _state(row: Authority, today: date) -> AuthorityState:
    if row.revoked_at is not None:
        return AuthorityState.REVOKED
    if today < row.valid_from:
        return AuthorityState.COMING
    if today > row.valid_until:
        return AuthorityState.OVER
    return AuthorityState.IN_FORCE
