"""Folders as others see them: what is in them, in whose hand, by which way.

Callers guard: who may see a folder is for them to know.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.courier.models import Folder, Holder, Hop
from satupintu.kernel.errors import Invalid, NotFound

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,19}")


class NoSuchFolder(NotFound):
    """No folder has this code."""

    code = "no_such_folder"


class BadFolder(Invalid):
    """Code or contents cannot be: nothing in it, or not a folder's code."""

    code = "bad_folder"


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets of one paper: `paper` as the pack's register calls it, or ""."""

    paper: str
    title: str
    is_original: bool
    sheets: int


@dataclass(frozen=True, slots=True)
class HopView:
    """One step of the chain; `sheets` is what was counted then."""

    seq: int
    giver: Holder
    giver_id: uuid.UUID | None
    giver_name: str
    taker: Holder
    taker_id: uuid.UUID | None
    taker_name: str
    at: datetime
    recorded_at: datetime
    sheets: int
    seal_intact: bool
    proof: str
    proof_id: uuid.UUID | None
    place: str


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder as others see it, without its chain (`chain_of`)."""

    id: uuid.UUID
    code: str
    account_id: uuid.UUID
    case_id: uuid.UUID | None
    permit_id: uuid.UUID | None
    visit_id: uuid.UUID | None
    delivery_id: uuid.UUID | None
    holder: Holder
    holder_id: uuid.UUID | None
    holder_name: str
    papers: tuple[Sheets, ...]
    created_at: datetime
    closed_at: datetime | None

    @property
    def sheets(self) -> int:
        return sum(paper.sheets for paper in self.papers)

    @property
    def where(self) -> str:
        """In whose hand, as one reads it: `desk at the base (West unit)`."""
        name = f" ({self.holder_name})" if self.holder_name else ""
        return f"{self.holder.label}{name}"


def chain_of(*, folder_id: uuid.UUID) -> tuple[HopView, ...]:
    """Through whose hands the folder went, the first first. Callers guard."""
    rows = Hop.objects.filter(folder_id=folder_id).order_by("seq")
    return tuple(hop_view(row) for row in rows)


def folder_of(*, code: str) -> FolderView:
    """The folder of a code, as typed or scanned. Raises `NoSuchFolder`."""
    found = Folder.objects.filter(code=read_code(code)).first()
    if found is None:
        raise unknown(code)
    return view_of(found)


def folders_of(
    *,
    case_id: uuid.UUID | None = None,
    visit_id: uuid.UUID | None = None,
    account_id: uuid.UUID | None = None,
) -> tuple[FolderView, ...]:
    """The folders of a case, of a visit (taken or brought), or of a citizen."""
    rows = Folder.objects.prefetch_related("papers")
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    if visit_id is not None:
        rows = rows.filter(Q(visit_id=visit_id) | Q(delivery_id=visit_id))
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return tuple(view_of(row) for row in rows)


def folders_by_visit(
    *, visit_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[FolderView]]:
    """As `folders_of`, for many visits at once."""
    about = Q(visit_id__in=visit_ids) | Q(delivery_id__in=visit_ids)
    found: dict[uuid.UUID, list[FolderView]] = {pk: [] for pk in visit_ids}
    for row in Folder.objects.prefetch_related("papers").filter(about):
        view = view_of(row)
        for pk in found.keys() & {row.visit_id, row.delivery_id}:
            found[pk].append(view)
    return found


def bag_of(*, account_id: uuid.UUID) -> tuple[FolderView, ...]:
    """What an officer carries now."""
    rows = Folder.objects.prefetch_related("papers").filter(
        holder=Holder.OFFICER, holder_id=account_id, closed_at=None
    )
    return tuple(view_of(row) for row in rows)


def at_desk(*, base: str) -> tuple[FolderView, ...]:
    """What lies on the desk of a base, the oldest first."""
    rows = Folder.objects.prefetch_related("papers").filter(
        holder=Holder.DESK, closed_at=None, chain__seq=F("hops"), chain__place=base
    )
    return tuple(view_of(row) for row in rows)


def read_code(typed: str) -> str:
    """A folder's code as typed, or scanned from its QR. Raises `BadFolder`.

    A QR may hold an address that ends in the code.
    """
    code = typed.strip().rstrip("/").rpartition("/")[2].upper()
    if not _CODE.fullmatch(code):
        raise BadFolder(
            _("This is not a folder's code. It stands below the QR code: F-2208."),
            fields={"code": _("Not a folder's code.")},
        )
    return code


def view_of(folder: Folder) -> FolderView:
    """The row as a value."""
    return FolderView(
        id=folder.pk,
        code=folder.code,
        account_id=folder.account_id,
        case_id=folder.case_id,
        permit_id=folder.permit_id,
        visit_id=folder.visit_id,
        delivery_id=folder.delivery_id,
        holder=Holder(folder.holder),
        holder_id=folder.holder_id,
        holder_name=folder.holder_name,
        papers=tuple(
            Sheets(p.paper, p.title, p.is_original, p.sheets)
            for p in folder.papers.all()
        ),
        created_at=folder.created_at,
        closed_at=folder.closed_at,
    )


def unknown(code: str) -> NoSuchFolder:
    """The refusal for a code that no folder has."""
    return NoSuchFolder(
        _("No folder has the code %(code)s. Look at the label again."), code=code
    )


def hop_view(row: Hop) -> HopView:
    """The row as a value."""
    return HopView(
        seq=row.seq,
        giver=Holder(row.giver),
        giver_id=row.giver_id,
        giver_name=row.giver_name,
        taker=Holder(row.taker),
        taker_id=row.taker_id,
        taker_name=row.taker_name,
        at=row.at,
        recorded_at=row.recorded_at,
        sheets=row.sheets,
        seal_intact=row.seal_intact,
        proof=row.proof,
        proof_id=row.proof_id,
        place=row.place,
    )
