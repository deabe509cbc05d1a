"""What a dispatcher did last by hand, so that it can be taken back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from satupintu.web.dispatch.place import Here, id_of
from satupintu.web.requests import SignedIn

KEPT = "dispatch_undo"


@dataclass(frozen=True, slots=True)
class Undo:
    """A visit that was placed by hand, and where it was before."""

    visit_id: uuid.UUID
    name: str
    officer: str
    spot: tuple[uuid.UUID, str]
    was_locked: bool


def keep_undo(
    request: SignedIn,
    place: Here,
    visit_id: uuid.UUID,
    spot: tuple[uuid.UUID, str] | None,
    was_locked: bool,
) -> None:
    """Remember it in the session; None: it had no officer, so there is no way back."""
    if spot is None:
        request.session.pop(KEPT, None)
        return
    request.session[KEPT] = {
        "day": place.day.isoformat(),
        "visit": str(visit_id),
        "shift": str(spot[0]),
        "after": spot[1],
        "locked": was_locked,
    }


def undo_of(request: SignedIn, place: Here) -> Undo | None:
    """What can be taken back on this day, while the visit still waits."""
    kept = request.session.get(KEPT)
    if not isinstance(kept, dict) or kept.get("day") != place.day.isoformat():
        return None
    visit_id, shift = id_of(kept["visit"]), id_of(kept["shift"])
    visit = place.visits.get(visit_id) if visit_id else None
    route = next((r for r in place.plan.routes if r.shift.id == shift), None)
    if visit is None or visit.state != "booked" or route is None:
        return None
    return Undo(
        visit.id,
        visit.name,
        route.officer.name,
        (route.shift.id, kept["after"]),
        kept["locked"],
    )


def forget_undo(request: SignedIn) -> None:
    """It was taken back, or something else was done since."""
    request.session.pop(KEPT, None)
