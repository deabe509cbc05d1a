"""The append-only, hash-chained history of a stream (a case, a permit, a pack).

The caller holds the lock on the stream's own row, so that two writers never
compete for the same sequence number; the unique constraint is the second wall.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import EllipsisType

from django.core.serializers.json import DjangoJSONEncoder

from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.models import JournalEntry

GENESIS = bytes(32)
ASSISTED_BY = "assisted_by"


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold, and why."""

    stream: uuid.UUID
    seq: int
    why: str


def append(
    *,
    stream: uuid.UUID,
    actor: Actor,
    action: str,
    now: datetime,
    data: Mapping[str, object] | None = None,
    last: JournalEntry | EllipsisType | None = ...,
) -> JournalEntry:
    """Write the next entry of `stream`. The caller has locked the stream's row.

    `last` is the entry before it, None in a new stream; left out, it is read.
    Whoever helped the actor is written into the data, as `assisted_by`.
    """
    if isinstance(last, EllipsisType):
        last = JournalEntry.objects.filter(stream=stream).order_by("-seq").first()
    entry = JournalEntry(
        stream=stream,
        seq=last.seq + 1 if last else 1,
        at=now,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        data=_plain({**(data or {}), **_helper(actor)}),
    )
    entry.hash = _digest(entry, bytes(last.hash) if last else GENESIS)
    entry.save(force_insert=True)
    return entry


def entries(stream: uuid.UUID) -> Sequence[JournalEntry]:
    """The history of `stream`, oldest first."""
    return list(JournalEntry.objects.filter(stream=stream).order_by("seq"))


def verify(stream: uuid.UUID) -> Broken | None:
    """The first entry that was changed, removed or put in; None if all holds."""
    previous, expected = GENESIS, 1
    for entry in entries(stream):
        if entry.seq != expected:
            return Broken(stream, expected, "an entry is missing")
        digest = _digest(entry, previous)
        if bytes(entry.hash) != digest:
            return Broken(stream, entry.seq, "the entry or one before it was changed")
        previous, expected = digest, expected + 1
    return None


def _digest(entry: JournalEntry, previous: bytes) -> bytes:
    fields = {
        "tenant": str(tenancy.current_id()),
        "stream": str(entry.stream),
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_kind, str(entry.actor_id or ""), entry.actor_name],
        "action": entry.action,
        "data": entry.data,
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def _helper(actor: Actor) -> dict[str, object]:
    if actor.helper is None:
        return {}
    helper = actor.helper
    named = {"id": helper.id, "name": helper.name, "place": helper.place}
    return {ASSISTED_BY: named}


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    """As JSON will give it back, so that the digest is the same on reading."""
    plain: dict[str, object] = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    return plain
