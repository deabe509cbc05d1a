"""What one counter more would bring, in a line beside the live hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from satupintu.kernel.localized import text
from satupintu.queueing.forecast.rest import SlotWait
from satupintu.queueing.staffing import Outlook
from satupintu.queueing.teams import Team
from satupintu.web.hall.place import Here, agency_name

# How many parts of the day ahead are looked at: the present hour and the next.
SOON = 2


@dataclass(frozen=True, slots=True)
class Hint:
    """Now and with one counter more: how many are open, what nine of ten wait in the
    next hour, and how many wait longer than promised until closing."""

    agency: str
    queue: str
    team: str
    counters: tuple[int, int]
    wait: tuple[float, float]
    late: tuple[int, int]


def hint_of(
    place: Here, mine: Team, queue: str, outlook: Outlook | None
) -> Hint | None:
    """The hint for a queue; None when its day is over."""
    if outlook is None:
        return None
    before, after = (
        [w for w in waits if w.queue == queue]
        for waits in (outlook.before, outlook.after)
    )
    if not before:
        return None
    return Hint(
        agency=agency_name(place.mall.queue(queue).agency),
        queue=text(place.mall.queue(queue).title),
        team=mine.code,
        counters=(_open(outlook.now), _open(outlook.plan)),
        wait=(_long(before), _long(after)),
        late=(_late(before), _late(after)),
    )


def _open(plan: dict[str, list[int]]) -> int:
    return sum(numbers[0] for numbers in plan.values())


def _long(waits: Sequence[SlotWait]) -> float:
    return max(wait.p90 for wait in waits if wait.slot < SOON or wait is waits[0])


def _late(waits: Sequence[SlotWait]) -> int:
    return round(sum(wait.late for wait in waits))
