"""A scan of a folder: how it was recorded, and that it counts once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from satupintu.courier.folders import FolderView, read_code, view_of
from satupintu.courier.models import Hop
from satupintu.kernel.errors import Conflict


class ScanTaken(Conflict):
    """The form or act was for another folder."""

    code = "scan_taken"


@dataclass(frozen=True, slots=True)
class Scan:
    """How a hop was recorded. `at` is by the clock of whoever recorded it.

    `proof` is signature, scan, code or photo, and `proof_id` its stored file. `place`
    is the base at whose desk it was.
    """

    key: str
    at: datetime
    now: datetime
    seal_intact: bool = True
    sheets: int | None = None
    proof: str = "scan"
    proof_id: uuid.UUID | None = None
    place: str = ""


def done_before(key: str, code: str) -> FolderView | None:
    """What the same key did before: a second scan of one act changes nothing.

    None if nothing. Raises `ScanTaken` where it was another folder.
    """
    hop = Hop.objects.select_related("folder").filter(key=key).first()
    if hop is None:
        return None
    if hop.folder.code != read_code(code):
        raise ScanTaken(
            _("This form was used for folder %(code)s. Scan once more."),
            code=hop.folder.code,
        )
    return view_of(hop.folder)
