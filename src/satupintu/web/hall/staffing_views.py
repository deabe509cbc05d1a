"""What if other counters were open: a plain form, worked out on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from satupintu.kernel.localized import text
from satupintu.queueing import staffing
from satupintu.queueing.forecast.rest import SlotWait
from satupintu.queueing.staffing import Outlook
from satupintu.queueing.teams import CounterPool, Team, team, teams
from satupintu.web.guards import staff_required
from satupintu.web.hall.place import Here, agency_name, here
from satupintu.web.requests import SignedIn

TODAY = "today"
# Somebody waits longer than is worth a number: no counter, or hardly any.
ENDLESS = 240.0


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool of the form: its counters in words, and the plan by slot."""

    code: str
    counters: str
    queues: str
    most: int
    plan: Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """Waits of a queue in a slot, before and after. Minutes of nine in ten."""

    promise: int
    before: float | None
    after: float | None
    late_before: float
    late_after: float

    @property
    def is_better(self) -> bool:
        return (self.after or 0) < (self.before or 0) - 0.5

    @property
    def is_bad(self) -> bool:
        """Longer than before, and than promised; a little longer may be meant so."""
        longer = (self.after or 0) > (self.before or 0) + 0.5
        return longer and (self.after or 0) > self.promise

    @property
    def endless_before(self) -> bool:
        return (self.before or 0) >= ENDLESS

    @property
    def endless_after(self) -> bool:
        return (self.after or 0) >= ENDLESS


@dataclass(frozen=True, slots=True)
class QueueTable:
    title: str
    promise: int
    cells: Sequence[Cell]
    late_before: float
    late_after: float


@require_GET
@staff_required("manager")
def what_if(request: SignedIn, mall: str) -> HttpResponse:
    """Choose an agency, a day and counters; see the waits before and after."""
    place = here(request, mall)
    mine = team(place.mall, request.GET.get("team", "") or place.agencies[0])
    day = _day(request, place)
    suggested = request.GET.get("do") == "suggest" and day is not None
    outlook = _outlook(request, place, mine, day, suggested)
    context = {
        "place": place,
        "teams": [(t.code, _name(t)) for t in teams(place.mall)],
        "team": mine,
        "name": _name(mine),
        "days": _days(place),
        "day": day,
        "chosen": day.isoformat() if day else TODAY,
        "outlook": outlook,
        "suggested": suggested,
        "rows": _pools(place, mine, outlook) if outlook else [],
        "tables": _tables(place, mine, outlook) if outlook else [],
        "hours_before": _hours(outlook.now, outlook) if outlook else 0,
        "hours_after": _hours(outlook.plan, outlook) if outlook else 0,
    }
    return render(request, "hall/staffing.html", context)


def _outlook(
    request: SignedIn, place: Here, mine: Team, day: date | None, suggested: bool
) -> Outlook | None:
    plan = None if suggested else _plan(request, mine)
    if day is None:
        return staffing.rest_of_day(
            mall=place.mall, team=mine, plan=plan, now=place.now
        )
    return staffing.usual_weekday(
        mall=place.mall,
        team=mine,
        day=day,
        plan=plan,
        suggest=suggested,
        today=place.day,
    )


def _plan(request: SignedIn, mine: Team) -> dict[str, list[int]] | None:
    """The counters typed for each slot; None if nothing was sent for this team."""
    found: dict[str, list[int]] = {}
    for pool in mine.pools:
        numbers: list[int] = []
        while (name := f"n-{pool.code}-{len(numbers)}") in request.GET:
            value = request.GET[name].strip()
            numbers.append(int(value) if value.isdecimal() and len(value) < 4 else 0)
        if numbers:
            found[pool.code] = numbers
    return found or None


def _day(request: SignedIn, place: Here) -> date | None:
    """A coming day, or None for the rest of today."""
    asked = request.GET.get("day", TODAY)
    return next((d for d in _days(place) if d.isoformat() == asked), None)


def _days(place: Here) -> list[date]:
    return [place.day + timedelta(days=n) for n in range(1, 8)]


def _name(mine: Team) -> str:
    return ", ".join(agency_name(agency) for agency in mine.agencies)


def _pools(place: Here, mine: Team, outlook: Outlook) -> list[PoolRow]:
    return [_pool(place, pool, outlook) for pool in mine.pools]


def _pool(place: Here, pool: CounterPool, outlook: Outlook) -> PoolRow:
    return PoolRow(
        code=pool.code,
        counters=", ".join(counter.label for counter in pool.counters),
        queues=", ".join(text(place.mall.queue(q).title) for q in pool.queues),
        most=len(pool.counters),
        plan=[
            (f"n-{pool.code}-{n}", wanted, now)
            for n, (wanted, now) in enumerate(
                zip(outlook.plan[pool.code], outlook.now[pool.code], strict=True)
            )
        ],
    )


def _tables(place: Here, mine: Team, outlook: Outlook) -> list[QueueTable]:
    return [_table(place, queue, outlook) for queue in mine.queues]


def _table(place: Here, code: str, outlook: Outlook) -> QueueTable:
    before = {w.slot: w for w in outlook.before if w.queue == code}
    after = {w.slot: w for w in outlook.after if w.queue == code}
    queue = place.mall.queue(code)
    cells = [
        Cell(
            promise=queue.promise,
            before=_long(before.get(n)),
            after=_long(after.get(n)),
            late_before=_late(before.get(n)),
            late_after=_late(after.get(n)),
        )
        for n in range(len(outlook.slots))
    ]
    return QueueTable(
        title=text(queue.title),
        promise=queue.promise,
        cells=cells,
        late_before=sum(cell.late_before for cell in cells),
        late_after=sum(cell.late_after for cell in cells),
    )


def _long(wait: SlotWait | None) -> float | None:
    return None if wait is None else wait.p90


def _late(wait: SlotWait | None) -> float:
    return 0.0 if wait is None else wait.late


def _hours(plan: dict[str, list[int]], outlook: Outlook) -> float:
    """Counter hours of a plan."""
    lengths = [(end - start) / 60 for start, end in outlook.slots]
    return sum(
        n * length
        for numbers in plan.values()
        for n, length in zip(numbers, lengths, strict=True)
    )
