"""Issuing a permit: once per case, whatever fails in between.

Two transactions. The first takes the number and writes the permit, so that the
series of numbers is locked for a moment only; the second renders, signs and
stores the document under the permit's own lock, then announces it. A crash
between the two leaves a permit without a document: the same call finishes it.
"""

import os
import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.documents import service as documents
from satupintu.kernel import journal, numbers, outbox, tenancy
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Misconfigured
from satupintu.permits import document, keys, rules, signing, token as tokens
from satupintu.permits.events import PermitIssued
from satupintu.permits.facts import PermitFacts, Text, end_of, start_of, to_json
from satupintu.permits.models import Permit
from satupintu.permits.views import PermitView, to_view

_INDEX_SERIES = "permit-status-index"
_MAX_MB = 20
# Long texts would make the QR code too fine for a cheap printer.
_TITLE_IN_TOKEN, _HOLDER_IN_TOKEN = 60, 80


class BadNumberPattern(Misconfigured):
    """The pack's number pattern cannot make numbers."""

    code = "bad_number_pattern"


def issue(
    *,
    case_id: uuid.UUID,
    holder_id: uuid.UUID,
    service_code: str,
    number_pattern: str,
    series: str,
    title: Text,
    facts: PermitFacts,
    valid_from: date,
    valid_until: date | None,
    template: str,
    deemed: bool,
    now: datetime,
    actor: Actor = SYSTEM,
) -> PermitView:
    """Issue the permit of a case; called again, it gives the same permit.

    `template` is Typst source (`document.default_template()` if the pack has
    none). Raises `BadNumberPattern`, `BadTemplate`, `SigningUnavailable`; after
    the last two the permit exists and the same call completes its document.
    """
    row = Permit.objects.filter(case_id=case_id).first()
    if row is None:
        draft = Permit(
            case_id=case_id,
            holder_id=holder_id,
            service_code=service_code,
            deemed=deemed,
            valid_from=valid_from,
            valid_until=valid_until,
            issued_at=now,
        )
        row = _register(draft, facts, title, number_pattern, series, actor)
    if row.document_id is None:
        row = _complete(row.id, template=template, actor=actor, now=now)
    return to_view(row)


def render_preview(*, facts: Mapping[str, object], template: str) -> bytes:
    """An unsigned document with a token that verifies nowhere, for designers.

    `facts` as `facts.to_json` gives them. Raises `BadTemplate`.
    """
    return document.render(
        facts=facts,
        token="PREVIEW" + tokens.PLAIN,
        template=template,
        base_url=settings.SATUPINTU_BASE_URL,
    )


def _register(
    draft: Permit,
    facts: PermitFacts,
    title: Text,
    number_pattern: str,
    series: str,
    actor: Actor,
) -> Permit:
    """Give the draft its numbers and write it; the first of several callers wins."""
    for fault in rules.number_faults(number_pattern):
        raise BadNumberPattern(
            "The permit number “%(pattern)s” cannot be made: %(fault)s.",
            pattern=number_pattern,
            fault=fault,
        )
    try:
        with transaction.atomic():
            _number(draft, facts, title, number_pattern, series)
            draft.save(force_insert=True)
            journal.append(
                stream=draft.id,
                actor=actor,
                action="permit.issued",
                now=draft.issued_at,
                data={
                    "number": draft.number,
                    "case": draft.case_id,
                    "facts": draft.facts,
                },
            )
    except IntegrityError:
        # Its numbers went back with the transaction.
        won: Permit | None = Permit.objects.filter(case_id=draft.case_id).first()
        if won is None:
            raise
        return won
    return draft


def _number(
    draft: Permit, facts: PermitFacts, title: Text, number_pattern: str, series: str
) -> None:
    """Fill in what only the transaction can know. Its locks end with the commit."""
    tenant = tenancy.current()
    on = facts.local_date(draft.issued_at)
    draft.check_code = rules.make_check_code(os.urandom(8))
    draft.status_index = numbers.next_number(series=_INDEX_SERIES, year=0) - 1
    sequence = numbers.next_number(series=series, year=on.year)
    draft.number = rules.format_number(number_pattern, seq=sequence, on=on)
    draft.facts = to_json(
        facts,
        title=title,
        tenant=(tenant.slug, tenant.name),
        service_code=draft.service_code,
        number=draft.number,
        check_code=draft.check_code,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        issued_at=draft.issued_at,
        deemed=draft.deemed,
    )
    draft.token = _token(draft, facts)


def _token(draft: Permit, facts: PermitFacts) -> str:
    tenant = tenancy.current()
    begins = start_of(draft.valid_from, facts.time_zone)
    title: dict[str, str] = draft.facts["title"]
    shown = title.get(facts.languages[0]) or next(iter(title.values()))
    claims = tokens.Claims(
        tenant=tenant.slug,
        number=draft.number,
        title=shown[:_TITLE_IN_TOKEN],
        holder=draft.facts["holder"][:_HOLDER_IN_TOKEN],
        status_index=draft.status_index,
        issued=draft.issued_at,
        not_before=begins if begins > draft.issued_at else None,
        expires=end_of(draft.valid_until, facts.time_zone)
        if draft.valid_until
        else None,
    )
    return tokens.make_token(claims, keys.token_key(tenant=tenant.slug))


@transaction.atomic
def _complete(
    permit_id: uuid.UUID, *, template: str, actor: Actor, now: datetime
) -> Permit:
    """Render, sign and store the document, unless somebody else just did."""
    row: Permit = Permit.objects.select_for_update().get(pk=permit_id)
    if row.document_id is not None:
        return row
    pdf = _signed(row, template, now)
    stored = documents.store(
        owner_id=row.holder_id,
        name=f"{row.number.replace('/', '-')}.pdf",
        data=pdf,
        types=("pdf",),
        max_mb=_MAX_MB,
        now=now,
    )
    row.document_id = stored.id
    row.save(update_fields=("document_id",))
    journal.append(
        stream=row.id,
        actor=actor,
        action="permit.signed",
        now=now,
        data={"document": stored.id, "sha256": stored.sha256},
    )
    outbox.announce(
        PermitIssued(key=row.id, case_id=row.case_id, document_id=stored.id),
        at=now,
    )
    return row


def _signed(row: Permit, template: str, now: datetime) -> bytes:
    tenant = tenancy.current()
    pdf = document.render(
        facts=row.facts,
        token=row.token,
        template=template,
        base_url=settings.SATUPINTU_BASE_URL,
    )
    key = keys.signer_key(tenant=tenant.slug, name=tenant.name, now=now)
    return signing.sign_pdf(
        pdf,
        signer=signing.local_signer(key),
        now=now,
        label=str(_("Electronic signature of the issuing authority")),
        location=next(iter(row.facts["place"].values()), ""),
        tsa_url=settings.SATUPINTU_TSA_URL,
    )
