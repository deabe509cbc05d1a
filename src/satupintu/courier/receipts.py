"""Receipts: what went from one hand to the other at a door, and what shows it.

Whoever has the address of a visit may see those of its own folders, with the
signature or photo, as long as that is kept (`courier.forgetting`).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.courier.folders import FolderView, HopView, hop_view, view_of
from satupintu.courier.models import Folder, Holder, HomeVisit, Hop
from satupintu.documents import service as documents
from satupintu.documents.service import StoredFile
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotFound

PROOF_SEEN = "folder.proof_seen"


class NoSuchReceipt(NotFound):
    """Nothing of this number went from or to the citizen on this visit."""

    code = "no_such_receipt"

    def __init__(self) -> None:
        super().__init__(
            _("There is no such receipt of this visit. Open the visit's page again.")
        )


class ProofForgotten(NotFound):
    """There never was a picture, or it was erased some time after the visit."""

    code = "proof_forgotten"

    def __init__(self) -> None:
        super().__init__(
            _("The picture is not kept any more. The receipt says what happened.")
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """A folder and the hop that it is about; `proof` if there is a picture still."""

    folder: FolderView
    hop: HopView
    proof: StoredFile | None


def receipt_of(*, visit_id: uuid.UUID, code: str, seq: int) -> Receipt:
    """The receipt of hop `seq` of a folder that this visit took or brought.

    Callers guard. Raises `NoSuchReceipt`, also for a hop between hands of the office,
    or of another citizen (papers may be fetched from one and brought to another).
    """
    about = Q(visit_id=visit_id) | Q(delivery_id=visit_id)
    folder = Folder.objects.filter(about, code=code.upper()).first()
    hop = Hop.objects.filter(folder=folder, seq=seq).first() if folder else None
    if folder is None or hop is None or not _is_by(visit_id, hop):
        raise NoSuchReceipt
    proofs = documents.describe_all([hop.proof_id] if hop.proof_id else [])
    proof = proofs.get(hop.proof_id) if hop.proof_id else None
    return Receipt(view_of(folder), hop_view(hop), proof)


def _is_by(visit_id: uuid.UUID, hop: Hop) -> bool:
    """Whether who is visited gave or took."""
    account = HomeVisit.objects.values_list("account_id", flat=True).get(pk=visit_id)
    hands = ((hop.giver, hop.giver_id), (hop.taker, hop.taker_id))
    return (Holder.CITIZEN, account) in hands


def open_proof(
    *, visit_id: uuid.UUID, code: str, seq: int, actor: Actor | None, now: datetime
) -> tuple[StoredFile, bytes]:
    """The signature or photo of a receipt. That staff looked is in the journal.

    `actor` is None for who is not signed in. Raises `NoSuchReceipt`,
    `ProofForgotten`, and `NotReadable` of the documents.
    """
    found = receipt_of(visit_id=visit_id, code=code, seq=seq)
    if found.proof is None:
        raise ProofForgotten
    data = documents.read(found.proof.id)
    if actor is not None and actor.is_staff:
        _note_look(found, actor, now)
    return found.proof, data


@transaction.atomic
def _note_look(found: Receipt, actor: Actor, now: datetime) -> None:
    """That a member of staff looked at what a citizen signed."""
    Folder.objects.select_for_update().get(pk=found.folder.id)
    journal.append(
        stream=found.folder.id,
        actor=actor,
        action=PROOF_SEEN,
        now=now,
        data={"hop": found.hop.seq},
    )
