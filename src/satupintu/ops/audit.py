"""Is the journal as it was written? All chains of all tenants, in one reading."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from satupintu.cases import service as cases
from satupintu.kernel import journal, tenancy
from satupintu.kernel.models import Tenant

_STREAMS = """
    SELECT DISTINCT stream FROM kernel_journalentry WHERE tenant_id = %s
    AND stream > %s ORDER BY stream LIMIT %s
"""
_PAGE = 500
_FIRST = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One chain that was read; `broken` says where it does not hold."""

    tenant: str
    stream: uuid.UUID
    broken: journal.Broken | None


def verify_all() -> Iterator[Reading]:
    """Read every chain, one at a time: memory does not grow with the journal."""
    for tenant in Tenant.objects.order_by("slug"):
        with tenancy.scope(tenant):
            for stream in _streams(tenant):
                yield Reading(tenant.slug, stream, _broken(stream))


def _broken(stream: uuid.UUID) -> journal.Broken | None:
    """Where the chain breaks, or that its case says something else than it."""
    found = journal.verify(stream)
    if found is None and not cases.is_as_written(stream):
        return journal.Broken(
            stream, 0, "the case's answers or papers are not those that were sent"
        )
    return found


def _streams(tenant: Tenant) -> Iterator[uuid.UUID]:
    last = _FIRST
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_STREAMS, [tenant.id, last, _PAGE])
            page = [stream for (stream,) in cursor.fetchall()]
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]
