"""What the office has moved, and why: read from the journal of the visit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from satupintu.kernel import journal
from satupintu.kernel.actor import ActorKind

MOVED = "home.moved"


@dataclass(frozen=True, slots=True)
class OfficeMove:
    """The promise of now was chosen by the office; `reason` may be empty."""

    reason: str
    at: datetime


def office_move(*, visit_id: uuid.UUID) -> OfficeMove | None:
    """The last move of the visit, if it was not the citizen's."""
    moves = [each for each in journal.entries(visit_id) if each.action == MOVED]
    if not moves or moves[-1].actor_kind == ActorKind.CITIZEN.value:
        return None
    return OfficeMove(str(moves[-1].data.get("reason", "")), moves[-1].at)
