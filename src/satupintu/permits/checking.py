"""Checking a permit: by its number, its check code, its QR code or its document."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from satupintu.documents import service as documents
from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotFound
from satupintu.permits import keys, rules, token as tokens
from satupintu.permits.models import Permit
from satupintu.permits.rules import Verdict
from satupintu.permits.views import PermitView, Verification, to_public, to_view


class NoSuchPermit(NotFound):
    """There is none, or this actor may not know that there is."""

    code = "no_such_permit"


def permit_of(case_id: uuid.UUID) -> PermitView | None:
    """The permit that a case led to, if any."""
    row = Permit.objects.filter(case_id=case_id).first()
    return to_view(row) if row else None


def permits_of_holder(holder_id: uuid.UUID) -> list[PermitView]:
    """All permits of a holder, newest first."""
    return [to_view(row) for row in Permit.objects.filter(holder_id=holder_id)]


def get_permit(permit_id: uuid.UUID) -> PermitView:
    """One permit. Callers guard. Raises `NoSuchPermit`."""
    return to_view(find_permit(permit_id))


def verify(query: str, *, now: datetime) -> Verification:
    """What a stranger is told about a number or check code, typed as it may be."""
    row = _find(query)
    if row is None:
        return Verification(Verdict.UNKNOWN, now)
    return _verdict(row, now)


def verify_token(text: str, *, now: datetime) -> Verification:
    """The same for the text of a QR code; a changed or foreign one is forged."""
    tenant = tenancy.current()
    try:
        claims = tokens.read_token(text, keys.token_keys(tenant=tenant.slug))
    except tokens.Forged:
        return Verification(Verdict.FORGED, now)
    row = Permit.objects.filter(
        number=claims.number, status_index=claims.status_index
    ).first()
    if row is None or claims.tenant != tenant.slug:
        return Verification(Verdict.FORGED, now)
    return _verdict(row, now)


def document(
    *, actor: Actor, permit_id: uuid.UUID, agencies: frozenset[str] = frozenset()
) -> tuple[documents.StoredFile, bytes]:
    """The signed PDF, for the holder and for staff of the `agencies` involved.

    The caller says which agencies took part. Anybody else, and anybody before
    the document is signed, gets `NoSuchPermit`.
    """
    row = find_permit(permit_id)
    is_holder = actor.id is not None and actor.id == row.holder_id
    is_involved = actor.is_staff and bool(actor.agencies & agencies)
    if row.document_id is None or not (is_holder or is_involved):
        raise no_such_permit()
    return documents.describe(row.document_id), documents.read(row.document_id)


def find_permit(permit_id: uuid.UUID, *, lock: bool = False) -> Permit:
    """The row, locked until the transaction ends if asked. Raises `NoSuchPermit`."""
    rows = Permit.objects.select_for_update() if lock else Permit.objects.all()
    row: Permit | None = rows.filter(pk=permit_id).first()
    if row is None:
        raise no_such_permit()
    return row


def no_such_permit() -> NoSuchPermit:
    return NoSuchPermit(_("There is no such permit, or it is not yours to see."))


def _find(query: str) -> Permit | None:
    code = rules.read_check_code(query)
    if code:
        by_code: Permit | None = Permit.objects.filter(check_code=code).first()
        if by_code:
            return by_code
    number = "".join(query.split())
    if not number or len(number) > 80 or not number.isprintable():
        return None
    written = {number, number.upper()}
    by_number: Permit | None = Permit.objects.filter(number__in=written).first()
    return by_number


def _verdict(row: Permit, now: datetime) -> Verification:
    zone = ZoneInfo(row.facts["time_zone"])
    verdict = rules.judge(
        status=row.status,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        today=now.astimezone(zone).date(),
    )
    changed_on = row.status_at.astimezone(zone).date() if row.status_at else None
    return Verification(verdict, now, to_public(row, changed_on=changed_on))
