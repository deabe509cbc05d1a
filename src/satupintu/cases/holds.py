"""Which outages concern a case: those of agencies while they had a step of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from satupintu.cases.clock import OUTAGE, Tick
from satupintu.cases.models import Outage, Task
from satupintu.cases.standstill import Hold, outages_of, overlap


@dataclass(frozen=True, slots=True)
class Standing:
    """The time in which an outage met an open step of a case."""

    hold: Hold
    outage: Outage

    @property
    def words(self) -> dict[str, str]:
        """What the journal says of it."""
        return {
            "id": str(self.outage.pk),
            "agency": self.outage.agency,
            "why": self.outage.reason,
        }

    def concerns(self, pause: Hold) -> bool:
        """Whether it is a reason for this pause of the clock."""
        return overlap(self.hold, pause) is not None


def holds_of(tasks: Sequence[Task], *, since: datetime) -> list[Standing]:
    """The outages that met open steps among `tasks`, since the clock started."""
    agencies = {task.agency for task in tasks if task.agency}
    outages = Outage.objects.filter(agency__in=agencies).filter(
        Q(ended_at=None) | Q(ended_at__gt=since)
    )
    return [
        Standing(hold, outage)
        for outage in outages
        for task in tasks
        if task.agency == outage.agency
        and (hold := overlap(Hold(outage.began_at, outage.ended_at), _open(task)))
    ]


def told(
    before: Sequence[Tick], after: Sequence[Tick], known: Sequence[Standing]
) -> Iterator[tuple[str, dict[str, object]]]:
    """What a case's journal says when its outages change: (action, data)."""
    old = {hold.start: hold.end for hold in outages_of(before)}
    for hold in outages_of(after):
        data: dict[str, object] = {
            "reason": OUTAGE,
            "since": hold.start,
            "outages": [each.words for each in known if each.concerns(hold)],
        }
        if hold.start not in old:
            yield "clock.pause", data
        if hold.end is not None and old.get(hold.start) != hold.end:
            yield "clock.resume", {**data, "until": hold.end}
        old.pop(hold.start, None)
    for start in old:
        yield "clock.recounted", {"reason": OUTAGE, "since": start}


def _open(task: Task) -> Hold:
    """From when to when the step could be worked on; a closed case ends it too."""
    return Hold(task.opened_at, task.decided_at)
