"""Many at once: a paper is kept once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from satupintu.documents import service as documents
from satupintu.documents.models import VaultPaper
from satupintu.documents.tests.samples import pdf
from satupintu.kernel import tenancy
from satupintu.kernel.ids import uuid7
from satupintu.kernel.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_a_paper_of_several_applications_at_once_is_kept_once() -> None:
    tenant = Tenant.objects.create(slug="mall", name="MPP Contoh")
    owner = uuid7()
    with tenancy.scope(tenant):
        stored = documents.store(
            owner_id=owner,
            name="ktp.pdf",
            data=pdf(),
            types=("pdf",),
            max_mb=1,
            now=NOW,
        )

    def keep(_n: int) -> UUID:
        try:
            with tenancy.scope(tenant):
                return documents.keep(
                    owner_id=owner, paper="ktp", file_id=stored.id, now=NOW
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(keep, range(16)))
    assert len(kept) == 1
    assert VaultPaper.every_tenant.count() == 1
