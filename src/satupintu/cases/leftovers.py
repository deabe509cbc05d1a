"""Drafts that were given up, and their papers, are deleted for good.

Personal data is kept no longer than it is needed (UU 27/2022).
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from satupintu.cases.access import draft_of
from satupintu.cases.holdings import holds_file
from satupintu.cases.models import Draft
from satupintu.documents import service as documents
from satupintu.kernel.actor import Actor


@transaction.atomic
def discard_draft(*, draft_id: uuid.UUID, actor: Actor) -> None:
    """Delete a draft for good. A draft that became a case is not found."""
    _delete(draft_of(actor, draft_id, lock=True))


def prune_drafts(*, now: datetime, keep: timedelta) -> int:
    """Delete drafts that nobody touched for `keep`; returns how many."""
    stale = Draft.objects.filter(case__isnull=True, updated_at__lt=now - keep)
    count = 0
    for draft_id in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = stale.select_for_update(of=("self",))
            draft = locked.filter(pk=draft_id).first()
            if draft is not None:
                _delete(draft)
                count += 1
    return count


def let_go(account_id: uuid.UUID, file_ids: Iterable[str]) -> None:
    """Delete those of these files that no application and no vault of theirs holds.

    To be called in the transaction that took them out of a draft.
    """
    for file_id in sorted(file_ids):
        documents.delete_unused(
            file_id=uuid.UUID(file_id), in_use=partial(_holds, account_id)
        )


def _holds(account_id: uuid.UUID, file_id: uuid.UUID) -> bool:
    return holds_file(account_id=account_id, file_id=file_id)


def _delete(draft: Draft) -> None:
    file_ids = list(draft.papers.values())
    draft.delete()
    let_go(draft.account_id, file_ids)
