"""What the displays of a zone show and speak, read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.queueing.clock import hall_clock
from satupintu.queueing.models import Announcement

# Ids are given before the commit: one may become visible after a later one.
OVERLAP = 20
SHOWN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CallView:
    """One call on a display. `counter` is its label; `age` in real seconds."""

    id: int
    kind: str
    number: str
    counter: str
    way: str
    at: datetime
    age: float

    def as_data(self) -> dict[str, object]:
        """As in the hint with which it was announced, and its age."""
        return {
            "kind": self.kind,
            "number": self.number,
            "counter": self.counter,
            "way": self.way,
            "at": self.at.isoformat(),
            "age": round(self.age),
        }


def last_calls(
    *,
    mall: str,
    zone: str,
    now: datetime,
    after: int = 0,
    within: timedelta = SHOWN,
    limit: int = 50,
) -> list[CallView]:
    """The newest calls of a zone, the oldest first; `now` is the real moment.

    Those after the id `after` and a few before it, since ids may commit out of
    order: who asks drops what it has. None older than `within` on the hall's
    clock, and none of a day to which that clock has not come yet.
    """
    clock = hall_clock(mall=mall)
    speed, shown = clock.speed, clock.shows(now)
    rows = Announcement.objects.filter(
        mall=mall,
        zone=zone,
        id__gt=max(0, after - OVERLAP),
        at__gt=shown - within * max(speed, 1),
        at__lte=shown + timedelta(seconds=5),
    ).order_by("-id")[:limit]
    return [
        CallView(
            id=row.id,
            kind=row.kind,
            number=row.number,
            counter=row.counter,
            way=row.way,
            at=row.at,
            age=max(0.0, (shown - row.at).total_seconds()) / (speed or 1),
        )
        for row in reversed(rows)
    ]
