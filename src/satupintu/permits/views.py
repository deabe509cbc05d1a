"""Permits as other modules see them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from satupintu.kernel import tenancy
from satupintu.permits import token as tokens
from satupintu.permits.models import Permit
from satupintu.permits.rules import Verdict, group_check_code, mask_name


@dataclass(frozen=True, slots=True)
class PermitView:
    """A permit for its holder and for the agencies. `title`: language -> text.

    `document_id` is None in the short time before the document is signed.
    """

    id: uuid.UUID
    case_id: uuid.UUID
    holder_id: uuid.UUID
    service_code: str
    number: str
    check_code: str
    title: dict[str, str]
    holder: str
    status: str
    status_reason: str
    status_at: datetime | None
    valid_from: date
    valid_until: date | None
    issued_at: datetime
    deemed: bool
    document_id: uuid.UUID | None
    token: str

    @property
    def printed_check_code(self) -> str:
        return group_check_code(self.check_code)

    @property
    def qr_svg(self) -> str:
        """The picture of the printed QR code."""
        return tokens.qr_svg(self.token, base_url=settings.SATUPINTU_BASE_URL)


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A fact that anybody may see; texts per language."""

    label: dict[str, str]
    value: str | dict[str, str]


@dataclass(frozen=True, slots=True)
class PublicPermit:
    """What a stranger sees: no identity number, no unmasked name, no file."""

    number: str
    check_code: str
    title: dict[str, str]
    holder: str
    agency: dict[str, str]
    signer: str
    lines: tuple[PublicLine, ...]
    valid_from: date
    valid_until: date | None
    deemed: bool
    reason: str
    changed_on: date | None


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to "is this permit genuine and in force?".

    `permit` is None exactly if the verdict is unknown or forged.
    """

    verdict: Verdict
    checked_at: datetime
    permit: PublicPermit | None = None


def to_view(row: Permit) -> PermitView:
    return PermitView(
        id=row.id,
        case_id=row.case_id,
        holder_id=row.holder_id,
        service_code=row.service_code,
        number=row.number,
        check_code=row.check_code,
        title=dict(row.facts["title"]),
        holder=str(row.facts["holder"]),
        status=row.status,
        status_reason=row.status_reason,
        status_at=row.status_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_at=row.issued_at,
        deemed=row.deemed,
        document_id=row.document_id,
        token=row.token,
    )


def to_public(row: Permit, *, changed_on: date | None) -> PublicPermit:
    """`changed_on`: the issuer's local date of a revocation or suspension."""
    facts: dict[str, Any] = row.facts
    lines = [line for line in facts["lines"] if line["public"]]
    return PublicPermit(
        number=row.number,
        check_code=group_check_code(row.check_code),
        title=dict(facts["title"]),
        holder=mask_name(facts["holder"]),
        agency=dict(facts["agency"]),
        signer=tenancy.current().name,
        lines=tuple(PublicLine(line["label"], line["value"]) for line in lines),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        deemed=row.deemed,
        reason=row.status_reason if row.status != Permit.Status.VALID else "",
        changed_on=changed_on,
    )
