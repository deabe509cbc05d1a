"""What the visit's page says of the way to the door, and of what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from satupintu.cases import service as cases
from satupintu.courier.service import HomeVisitView
from satupintu.kernel.localized import text
from satupintu.permits import service as permits

# More stops before are said in words only.
MOST_DRAWN = 4
LEFT, RIGHT = 24, 296


@dataclass(frozen=True, slots=True)
class Ride:
    """The drawing of the way, in a box of 320 x 74: no map, no place of the officer.

    `dots` are the stops before (x, whether it is over), `rider` where the motorbike
    is drawn, `is_there`: at the door.
    """

    dots: Sequence[tuple[int, bool]]
    rider: int
    is_there: bool
    more: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What becomes of one service of the visit. `state`: draft, case or permit."""

    title: str
    state: str
    draft_id: object = None
    number: str = ""


def ride_of(visit: HomeVisitView) -> Ride | None:
    """None unless an officer is on the way, or will be today."""
    if visit.state == "arrived":
        return Ride([], RIGHT - 40, is_there=True, more=0)
    if visit.eta is None or visit.eta.is_window or visit.stops_before is None:
        return None
    drawn = min(visit.stops_before, MOST_DRAWN)
    gap = (RIGHT - LEFT) // (drawn + 2)
    over = [(LEFT + gap // 2 + 4, True)] if visit.state == "riding" else []
    ahead = [(LEFT + gap * (n + 2), False) for n in range(drawn)]
    return Ride(
        dots=over + ahead,
        rider=LEFT + gap,
        is_there=False,
        more=visit.stops_before - drawn,
    )


def next_steps(visit: HomeVisitView) -> list[NextStep]:
    """One for each service: the draft, the case, or the permit it has become."""
    found = []
    for errand in visit.errands:
        if errand.case_id is None:
            continue
        case = cases.case_facts(errand.case_id)
        permit = permits.permit_of(errand.case_id)
        found.append(
            NextStep(
                title=text(case.published.definition.title),
                state="permit" if permit else "case",
                number=case.number,
            )
        )
    return found
