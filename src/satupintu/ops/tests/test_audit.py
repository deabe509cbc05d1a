"""`audit verify` finds what somebody changed behind the application's back."""

import uuid
from datetime import datetime

from django.db import connection

from satupintu.kernel import journal
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.models import Tenant
from satupintu.ops.audit import verify_all


def _chain(now: datetime, length: int) -> uuid.UUID:
    stream = uuid.uuid4()
    for number in range(length):
        journal.append(
            stream=stream, actor=SYSTEM, action="note", now=now, data={"n": number}
        )
    return stream


def test_reads_all_chains(tenant: Tenant, now: datetime) -> None:
    streams = {_chain(now, 2) for _ in range(5)}
    assert {r.stream for r in verify_all()} == streams
    assert not any(r.broken for r in verify_all())


def test_names_the_entry_that_was_changed(tenant: Tenant, now: datetime) -> None:
    good, bad = _chain(now, 3), _chain(now, 3)
    with connection.cursor() as cursor:
        # The trigger refuses this, but a superuser can switch triggers off.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE kernel_journalentry SET data = '{\"n\": 9}'"
            " WHERE stream = %s AND seq = 2",
            [bad],
        )
    found = {r.stream: r.broken for r in verify_all()}
    assert found[good] is None
    broken = found[bad]
    assert broken is not None
    assert broken.seq == 2
