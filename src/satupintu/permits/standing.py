"""Suspending, reinstating and revoking a permit."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import journal, outbox
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed
from satupintu.permits.checking import find_permit
from satupintu.permits.events import PermitReinstated, PermitRevoked, PermitSuspended
from satupintu.permits.models import Permit
from satupintu.permits.views import PermitView, to_view

_LONGEST_REASON = 300
_Change = type[PermitReinstated] | type[PermitRevoked] | type[PermitSuspended]


class NotYourPermit(NotAllowed):
    """Only staff of an agency that took part may change a permit's standing."""

    code = "not_your_permit"


class WrongStanding(Conflict):
    """The permit's standing does not allow this change."""

    code = "wrong_standing"


class ReasonMissing(Invalid):
    """Everybody who checks the permit reads the reason; it cannot be left out."""

    code = "reason_missing"


def suspend(
    *,
    permit_id: uuid.UUID,
    actor: Actor,
    agencies: frozenset[str],
    reason: str,
    now: datetime,
) -> PermitView:
    """Put a valid permit out of force until further notice.

    `agencies` took part in the case; the caller knows. Raises `NoSuchPermit`,
    `NotYourPermit`, `ReasonMissing`, `WrongStanding`.
    """
    return _change(
        permit_id, actor, agencies, reason, now, PermitSuspended, from_=("valid",)
    )


def reinstate(
    *,
    permit_id: uuid.UUID,
    actor: Actor,
    agencies: frozenset[str],
    reason: str,
    now: datetime,
) -> PermitView:
    """Put a suspended permit in force again. Raises as `suspend` does."""
    return _change(
        permit_id, actor, agencies, reason, now, PermitReinstated, from_=("suspended",)
    )


def revoke(
    *,
    permit_id: uuid.UUID,
    actor: Actor,
    agencies: frozenset[str],
    reason: str,
    now: datetime,
) -> PermitView:
    """End a permit for good. Raises as `suspend` does."""
    return _change(
        permit_id,
        actor,
        agencies,
        reason,
        now,
        PermitRevoked,
        from_=("valid", "suspended"),
    )


_NEXT: dict[_Change, Permit.Status] = {
    PermitSuspended: Permit.Status.SUSPENDED,
    PermitReinstated: Permit.Status.VALID,
    PermitRevoked: Permit.Status.REVOKED,
}


@transaction.atomic
def _change(
    permit_id: uuid.UUID,
    actor: Actor,
    agencies: frozenset[str],
    reason: str,
    now: datetime,
    event: _Change,
    *,
    from_: tuple[str, ...],
) -> PermitView:
    row = find_permit(permit_id, lock=True)
    _check(row, actor, agencies, reason.strip(), from_)
    row.status = _NEXT[event]
    row.status_reason = reason.strip()
    row.status_at = now
    row.save(update_fields=("status", "status_reason", "status_at"))
    journal.append(
        stream=row.id,
        actor=actor,
        action=event.name,
        now=now,
        data={"reason": row.status_reason},
    )
    outbox.announce(
        event(key=row.id, case_id=row.case_id, reason=row.status_reason), at=now
    )
    return to_view(row)


def _check(
    row: Permit,
    actor: Actor,
    agencies: frozenset[str],
    reason: str,
    from_: tuple[str, ...],
) -> None:
    if not actor.is_staff or not actor.agencies & agencies:
        raise NotYourPermit(
            _("Only staff of an agency that took part in the case may do this.")
        )
    if not reason or len(reason) > _LONGEST_REASON:
        raise ReasonMissing(
            _("Write the reason in at most 300 characters. Everybody can read it."),
            fields={"reason": _("Write the reason in at most 300 characters.")},
        )
    if row.status not in from_:
        raise WrongStanding(
            _("This permit is %(status)s, so this is not possible. Look again."),
            status=Permit.Status(row.status).label,
        )
