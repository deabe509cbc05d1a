"""The citizen's vault: a paper given once is offered, never asked for again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from satupintu.documents.files import StoredFile, as_stored
from satupintu.documents.models import File, VaultPaper
from satupintu.documents.storage import private
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotFound
from satupintu.kernel.spans import Span


class NoSuchPaper(NotFound):
    code = "no_such_paper"


@dataclass(frozen=True, slots=True)
class VaultItem:
    """`paper` is the code in the pack's register; `source` where it came from."""

    id: uuid.UUID
    paper: str
    file: StoredFile
    source: str
    valid_until: date | None
    added_at: datetime
    expired: bool


def keep(
    *,
    owner_id: uuid.UUID,
    paper: str,
    file_id: uuid.UUID,
    source: str = "",
    valid_until: date | None = None,
    now: datetime,
) -> uuid.UUID:
    """Put a stored file into its owner's vault; again is harmless."""
    row, _created = VaultPaper.objects.get_or_create(
        owner_id=owner_id,
        paper=paper,
        file_id=file_id,
        defaults={"source": source, "valid_until": valid_until, "added_at": now},
    )
    kept: uuid.UUID = row.id
    return kept


def keep_given(
    *,
    owner_id: uuid.UUID,
    paper: str,
    file_id: uuid.UUID,
    valid: str | None,
    now: datetime,
) -> uuid.UUID:
    """Keep a paper that came with an application.

    `valid` is the pack's span for such a paper (`5 y`); None is without end. It
    counts from `now`, since nobody read the paper's own date.
    """
    until = Span.parse(valid).after(localdate(now)) if valid else None
    return keep(
        owner_id=owner_id, paper=paper, file_id=file_id, valid_until=until, now=now
    )


def vault_of(actor: Actor, now: datetime) -> list[VaultItem]:
    """Everything in the actor's vault, newest first, expired papers too."""
    rows = VaultPaper.objects.filter(owner_id=actor.account_id).select_related("file")
    return [_item(row, now) for row in rows]


def offered(
    owner_id: uuid.UUID, papers: Sequence[str], now: datetime
) -> dict[str, VaultItem]:
    """For each of these papers the newest one that is valid and readable."""
    found: dict[str, VaultItem] = {}
    for row in _valid(owner_id, now).filter(paper__in=papers):
        found.setdefault(row.paper, _item(row, now))
    return found


@transaction.atomic
def forget_paper(
    *, actor: Actor, item_id: uuid.UUID, in_use: Callable[[uuid.UUID], bool]
) -> bool:
    """Take a paper out of the actor's vault; whether its file is deleted, too.

    `in_use` says of a file's id whether an application holds it: then only the
    offer ends. It is asked behind the file's lock, so that no application takes
    the file at that moment (`hold_own`). Raises `NoSuchPaper`, for another's
    paper as well.
    """
    row = VaultPaper.objects.filter(pk=item_id, owner_id=actor.account_id).first()
    if row is None:
        raise NoSuchPaper(_("There is no such paper in your vault"))
    row.delete()
    return delete_unused(file_id=row.file_id, in_use=in_use)


@transaction.atomic
def delete_unused(*, file_id: uuid.UUID, in_use: Callable[[uuid.UUID], bool]) -> bool:
    """Delete a file that no vault and, says `in_use`, no application holds.

    Asked behind the file's lock; the bytes go when the transaction has ended.
    """
    file = File.objects.select_for_update().filter(pk=file_id).first()
    if file is None or VaultPaper.objects.filter(file=file).exists():
        return False
    if in_use(file_id):
        return False
    File.objects.filter(pk=file_id).delete()
    transaction.on_commit(partial(private().delete, file.key))
    return True


def _valid(owner_id: uuid.UUID, now: datetime) -> QuerySet[VaultPaper]:
    unexpired = Q(valid_until__isnull=True) | Q(valid_until__gte=localdate(now))
    rows: QuerySet[VaultPaper] = (
        VaultPaper.objects.filter(unexpired, owner_id=owner_id)
        .exclude(file__scan=File.Scan.QUARANTINED)
        .select_related("file")
    )
    return rows


def _item(row: VaultPaper, now: datetime) -> VaultItem:
    return VaultItem(
        id=row.id,
        paper=row.paper,
        file=as_stored(row.file),
        source=row.source,
        valid_until=row.valid_until,
        added_at=row.added_at,
        expired=row.valid_until is not None and row.valid_until < localdate(now),
    )
