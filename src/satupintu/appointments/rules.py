"""When one may come: slots from hours and rules, and what fits where. Pure.

Times inside a day are minutes since local midnight; every range is half-open.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from satupintu.catalogue.schema_mall import Booking, Queue, SlotRule
from satupintu.kernel.hours import WEEKDAYS, Range, read_ranges

# Between two queues of one visit; more would be two visits.
LONGEST_GAP = 60
FEW = 5


@dataclass(frozen=True, slots=True)
class Cut:
    """A slot as the rules want it."""

    start: int
    end: int
    public: int
    internal: int
    walk_in: int

    def overlaps(self, first: int, last: int) -> bool:
        return self.start < last and first < self.end


@dataclass(frozen=True, slots=True)
class Exemption:
    """The office closes a range of the day, or opens it with these places."""

    closes: bool
    span: Range
    public: int = 0
    internal: int = 0
    walk_in: int = 0


def cut_day(
    booking: Booking,
    day: date,
    ranges: Sequence[Range],
    exceptions: Sequence[Exemption] = (),
) -> list[Cut]:
    """The slots of a day: hours cut into pieces, then the exceptions in order.

    An exception takes out every slot that it touches, so that no two slots of a
    queue ever share a minute; an opening is cut from its own beginning.
    """
    cuts = [
        _by_rules(booking, day, start)
        for span in ranges
        for start in range(span.first, span.last - booking.slot + 1, booking.slot)
    ]
    for each in exceptions:
        first, last = each.span.first, each.span.last
        cuts = [cut for cut in cuts if not cut.overlaps(first, last)]
        if not each.closes:
            cuts += [
                Cut(at, at + booking.slot, each.public, each.internal, each.walk_in)
                for at in range(first, last - booking.slot + 1, booking.slot)
            ]
    return sorted(cuts, key=lambda cut: cut.start)


def _by_rules(booking: Booking, day: date, start: int) -> Cut:
    found: Booking | SlotRule = booking
    for rule in booking.rules:
        (span,) = read_ranges(rule.hours, [rule.hours])
        if WEEKDAYS[day.weekday()] in rule.days and span.first <= start < span.last:
            found = rule
    end = start + booking.slot
    return Cut(start, end, found.public, found.internal, found.walk_in)


def moment(day: date, minutes: int, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC; None where clocks go forward and skip this time."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local
    local = midnight + timedelta(minutes=minutes)
    found = local.replace(tzinfo=zone).astimezone(UTC)
    there = found.astimezone(zone).replace(tzinfo=None)
    return found if there == local else None


@dataclass(frozen=True, slots=True)
class Row:
    """A slot as it is stored, with what is taken of it."""

    id: uuid.UUID
    start: int
    end: int
    public: int
    internal: int
    walk_in: int
    public_taken: int = 0
    internal_taken: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do so that the stored slots follow the rules."""

    create: list[Cut]
    change: list[Row]
    delete: list[uuid.UUID]


def reconcile(cuts: Sequence[Cut], rows: Sequence[Row]) -> Plan:
    """Bring the stored slots of a day in line without losing anybody.

    A slot never gets fewer places than are taken; where the rules want fewer, or
    none, it is closed for new bookings. While such a slot is kept, slots that
    overlap it have so many places less, so that the office is not overbooked.
    """
    wanted = {(cut.start, cut.end): cut for cut in cuts}
    stale = [row for row in rows if (row.start, row.end) not in wanted]
    kept = [row for row in stale if row.public_taken or row.internal_taken]
    plan = Plan([], [], [row.id for row in stale if row not in kept])
    for row in kept:
        _note(plan, row, _closed(row, public=0, internal=0, walk_in=0))
    known = {(row.start, row.end): row for row in rows}
    for key, cut in wanted.items():
        left = _without(cut, kept)
        if key not in known:
            plan.create.append(left)
            continue
        row = known[key]
        _note(plan, row, _closed(row, left.public, left.internal, left.walk_in))
    return plan


def _without(cut: Cut, kept: Sequence[Row]) -> Cut:
    beside = [row for row in kept if cut.overlaps(row.start, row.end)]
    return replace(
        cut,
        public=max(0, cut.public - sum(row.public_taken for row in beside)),
        internal=max(0, cut.internal - sum(row.internal_taken for row in beside)),
    )


def _closed(row: Row, public: int, internal: int, walk_in: int) -> Row:
    return replace(
        row,
        public=max(public, row.public_taken),
        internal=max(internal, row.internal_taken),
        walk_in=walk_in,
        closed=row.public_taken > public or row.internal_taken > internal,
    )


def _note(plan: Plan, old: Row, new: Row) -> None:
    if old != new:
        plan.change.append(new)


@dataclass(frozen=True, slots=True)
class Need:
    """So many slots in a row of one queue, for these errands."""

    queue: str
    errands: tuple[str, ...]
    slots: int


def needs_of(
    wanted: Sequence[tuple[str, str]], queues: Mapping[str, Queue]
) -> list[Need]:
    """What a visit with these (queue, errand) pairs takes, in their order.

    Errands of one queue are done together, where the first of them stands. Raises
    KeyError for a queue without bookings and for an errand that it does not have.
    """
    together: dict[str, list[str]] = {}
    for code, errand in wanted:
        together.setdefault(code, []).append(errand)
    return [
        Need(code, tuple(errands), _slots(queues[code], errands))
        for code, errands in together.items()
    ]


def _slots(queue: Queue, errands: Sequence[str]) -> int:
    if queue.booking is None:
        raise KeyError(queue.code)
    known = {errand.code: errand.minutes or queue.minutes for errand in queue.errands}
    minutes = sum(known[errand] for errand in errands)
    return max(1, math.ceil(minutes / queue.booking.slot))


@dataclass(frozen=True, slots=True)
class Free:
    """A slot with what is left of it."""

    id: uuid.UUID
    start: int
    end: int
    left: int


@dataclass(frozen=True, slots=True)
class Option:
    """A time at which a visit could begin; `left` visits fit, 0 when full.

    `runs` are the slots of each need, in order.
    """

    start: int
    left: int
    runs: tuple[tuple[Free, ...], ...]


def options(needs: Sequence[Need], day: Mapping[str, Sequence[Free]]) -> list[Option]:
    """Every time of the day at which the whole visit has room in the hours."""
    found = []
    for run in _runs(day.get(needs[0].queue, ()), needs[0].slots):
        option = _complete(run, needs[1:], day)
        if option is not None:
            found.append(option)
    return found


def capacity(needs: Sequence[Need], day: Mapping[str, Sequence[Free]]) -> int:
    """How many such visits the day still takes, filled from its beginning."""
    if len(needs) == 1 and needs[0].slots == 1:
        return sum(slot.left for slot in day.get(needs[0].queue, ()))
    left = {slot.id: slot.left for slots in day.values() for slot in slots}
    total = 0
    for option in options(needs, day):
        ids = [slot.id for run in option.runs for slot in run]
        fits = min(left[each] for each in ids)
        total += fits
        for each in ids:
            left[each] -= fits
    return total


def _runs(slots: Sequence[Free], length: int) -> Iterator[tuple[Free, ...]]:
    """Each stretch of `length` slots without a break between them."""
    for first in range(len(slots) - length + 1):
        run = tuple(slots[first : first + length])
        if all(a.end == b.start for a, b in pairwise(run)):
            yield run


def _complete(
    run: tuple[Free, ...], needs: Sequence[Need], day: Mapping[str, Sequence[Free]]
) -> Option | None:
    """The visit that begins with this run: soonest of those with most places."""
    left = min(slot.left for slot in run)
    if not needs:
        return Option(run[0].start, left, (run,))
    best: Option | None = None
    for following in _runs(day.get(needs[0].queue, ()), needs[0].slots):
        if not 0 <= following[0].start - run[-1].end <= LONGEST_GAP:
            continue
        rest = _complete(following, needs[1:], day)
        if rest is None:
            continue
        both = Option(run[0].start, min(left, rest.left), (run, *rest.runs))
        if best is None or (best.left == 0 and both.left > 0):
            best = both
    return best


def shows(total: int, came: int) -> float:
    """The share of booked visitors who come, from what is known of others.

    Shrunk towards 85 %, the middle of what offices report, as if 20 were known.
    """
    return (came + 17) / (total + 20)
