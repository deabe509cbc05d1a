"""The film of a day, from its rows: seven statements for any number of visits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from satupintu.catalogue import service as catalogue
from satupintu.courier.film import (
    ARRIVED,
    BOOKED,
    CANCELLED,
    ENDED,
    RIDING,
    Film,
    FilmOfficer,
    FilmVisit,
    Turn,
    in_order,
)
from satupintu.courier.filmnews import Hand, news_of
from satupintu.courier.legs import (
    AWAY,
    BEFORE,
    HOME,
    PAUSES,
    Halt,
    Riding,
    Span,
    legs_of,
)
from satupintu.courier.models import (
    Holder,
    HomeVisit,
    Hop,
    PlannedStop,
    Report,
    Shift,
    ShiftState,
    StopKind,
)
from satupintu.courier.problem import travel
from satupintu.kernel.models import JournalEntry
from satupintu.routing.points import Point
from satupintu.routing.travel.base import NoRoadTimes

HALF = timedelta(minutes=30)
# Whoever is not there at the time planned is expected this much later than now.
SOON = timedelta(minutes=2)
# A ride that nobody can reckon.
SOME_RIDE = timedelta(minutes=15)
_TOLD = (
    *("home.booked", "home.moved", "home.riding", "home.arrived", "home.let_go"),
    *("home.told", "home.at_risk", "shift.off", "shift.back", "shift.paused"),
)
_OF_VISIT = (
    *("kind", "state", "outcome", "name", "area", "lat", "lon", "shift_id"),
    *("from_at", "until_at", "created_at", "booked_at", "riding_at", "arrived_at"),
    *("ended_at", "erased_at"),
)


@dataclass(slots=True)
class FilmRows:
    """All that is recorded of a day. `notes` are journal entries by their stream,
    `arrives` the planned arrivals of visits, `pauses` those of officers' phones."""

    day: date
    now: datetime
    shifts: Sequence[Shift]
    visits: Sequence[HomeVisit]
    notes: Mapping[uuid.UUID, list[JournalEntry]]
    arrives: Mapping[uuid.UUID | None, datetime]
    hands: Sequence[Hand]
    pauses: Mapping[uuid.UUID, list[Span]]
    account: Mapping[uuid.UUID | None, uuid.UUID] = field(default_factory=dict)


def film_day(*, day: date, now: datetime) -> Film:
    """A local day as it went, up to `now`. Whoever asks is a dispatcher."""
    rows = _read(day, now)
    starts_at, ends_at = _bounds(rows)
    visits = [_visit(row, rows) for row in rows.visits]
    halts = _halts(rows, visits)
    riding = _riding(now)
    officers = tuple(
        FilmOfficer(
            shift_id=shift.pk,
            badge=shift.officer.badge,
            name=shift.officer.name,
            base=shift.officer.base,
            legs=legs_of(
                base=_base(shift),
                starts_at=starts_at,
                ends_at=ends_at,
                halts=halts.get(shift.pk, ()),
                spans=_spans(shift, rows, starts_at, ends_at),
                riding=riding,
            ),
        )
        for shift in rows.shifts
    )
    events = news_of(rows.shifts, visits, rows.notes, rows.hands, rows.pauses)
    return Film(
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        officers=officers,
        visits=tuple(visits),
        events=tuple(e for e in events if starts_at <= e.at <= ends_at),
        is_forgotten=any(row.erased_at for row in rows.visits),
        goes_on=now < catalogue.day_bounds(day)[1],
    )


def _read(day: date, now: datetime) -> FilmRows:
    rows = Shift.objects.filter(day=day).select_related("officer")
    shifts = list(rows.order_by("officer__base", "officer__badge"))
    visits = list(
        HomeVisit.objects.filter(day=day).only(*_OF_VISIT).order_by("from_at", "pk")
    )
    streams = [row.pk for row in (*shifts, *visits)]
    notes: dict[uuid.UUID, list[JournalEntry]] = {}
    entries = JournalEntry.objects.filter(stream__in=streams, action__in=_TOLD)
    for entry in entries.defer("hash").order_by("stream", "seq"):
        notes.setdefault(entry.stream, []).append(entry)
    stops = PlannedStop.objects.filter(shift__day=day, kind=StopKind.VISIT)
    account: dict[uuid.UUID | None, uuid.UUID] = {
        shift.officer.account_id: shift.pk for shift in shifts
    }
    return FilmRows(
        day=day,
        now=now,
        shifts=shifts,
        visits=visits,
        notes=notes,
        arrives=dict(stops.values_list("visit_id", "arrives_at")),
        hands=_hands(day, account),
        pauses=_pauses(day),
        account=account,
    )


def _hands(day: date, account: Mapping[uuid.UUID | None, uuid.UUID]) -> list[Hand]:
    """Folders that went into an officer's hand, or out of it: those of the day's
    visits. Two statements, each with an index."""
    first, after = catalogue.day_bounds(day)
    found: dict[uuid.UUID, Hand] = {}
    for of_day in ({"folder__visit__day": day}, {"folder__delivery__day": day}):
        hops = Hop.objects.filter(**of_day, at__gte=first, at__lt=after)
        for pk, giver, giver_id, taker, taker_id, at, visit in hops.values_list(
            "pk", "giver", "giver_id", "taker", "taker_id", "at", "folder__visit_id"
        ):
            is_out = taker == Holder.OFFICER
            shift = account.get(taker_id if is_out else giver_id)
            other = giver if is_out else taker
            if shift is not None and other in (Holder.DESK, Holder.CITIZEN):
                found[pk] = Hand(at, shift, other == Holder.DESK, is_out, visit)
    return sorted(found.values(), key=lambda hand: hand.at)


def _pauses(day: date) -> dict[uuid.UUID, list[Span]]:
    """Pauses that officers began on their phones."""
    found: dict[uuid.UUID, list[Span]] = {}
    told = Report.objects.filter(shift__day=day, action="pause", is_conflict=False)
    for shift_id, at, data in told.order_by("at").values_list("shift_id", "at", "data"):
        minutes = data.get("minutes")
        if isinstance(minutes, int | float) and 0 < minutes <= 24 * 60:
            until = at + timedelta(minutes=minutes)
            found.setdefault(shift_id, []).append(Span(at, until, PAUSES))
    return found


def _bounds(rows: FilmRows) -> tuple[datetime, datetime]:
    """From the half hour before the first shift to that after the last, or to now."""
    first, after = catalogue.day_bounds(rows.day)
    starts = [min(s.starts_at, s.opened_at or s.starts_at) for s in rows.shifts]
    ends = [max(s.ends_at, s.ended_at or s.ends_at) for s in rows.shifts]
    starts += [at for v in rows.visits if (at := v.riding_at or v.from_at)]
    ends += [at for v in rows.visits if (at := v.ended_at or v.until_at)]
    starts_at = max(first, min(starts, default=first))
    ends_at = min(after, max(ends, default=first))
    starts_at -= (starts_at - first) % HALF
    ends_at = min(after, ends_at + HALF - (ends_at - first) % HALF)
    return starts_at, max(starts_at, min(ends_at, rows.now))


def _visit(row: HomeVisit, rows: FilmRows) -> FilmVisit:
    known = row.lat is not None and row.lon is not None
    return FilmVisit(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        area=row.area,
        point=Point(row.lat or 0.0, row.lon or 0.0) if known else None,
        from_at=row.from_at,
        until_at=row.until_at,
        outcome=row.outcome,
        shift_id=row.shift_id,
        turns=in_order(_turns(row, rows)),
    )


def _turns(row: HomeVisit, rows: FilmRows) -> list[Turn]:
    """What the row says last, after what had to be let go before."""
    since: datetime | None = None
    before: list[Turn] = []
    gone = 0
    for note in rows.notes.get(row.pk, ()):
        name = note.action.removeprefix("home.")
        if name in ("booked", "moved"):
            since = _since(note, since, rows.day)
        elif name in (RIDING, ARRIVED):
            at = datetime.fromisoformat(str(note.data.get("at") or note.at))
            before.append(Turn(at, name, rows.account.get(note.actor_id)))
        elif name == "let_go":
            before.append(Turn(note.at, BOOKED))
            gone = len(before)
    turns = [Turn(since or row.booked_at or row.created_at, BOOKED), *before[:gone]]
    for told_at, state in ((row.riding_at, RIDING), (row.arrived_at, ARRIVED)):
        if told_at is not None:
            turns.append(Turn(told_at, state, row.shift_id))
    if row.state in ENDED and row.ended_at is not None:
        turns.append(Turn(row.ended_at, row.state, row.shift_id))
    return turns


def _since(note: JournalEntry, since: datetime | None, day: date) -> datetime | None:
    """From when on it has a promise on this day."""
    promised = note.data.get("from_at")
    if not promised:
        return since
    is_here = catalogue.local_day(datetime.fromisoformat(str(promised))) == day
    return (since or note.at) if is_here else None


def _halts(
    rows: FilmRows, visits: Iterable[FilmVisit]
) -> dict[uuid.UUID | None, list[Halt]]:
    """By shift, where its officer is recorded to have been."""
    found: dict[uuid.UUID | None, list[Halt]] = {}
    for visit in visits:
        for shift_id, halt in _doors(visit, rows):
            found.setdefault(shift_id, []).append(halt)
    bases = {shift.pk: _base(shift) for shift in rows.shifts}
    for hand in rows.hands:
        if hand.is_desk:
            halt = Halt(hand.at, hand.at, bases[hand.shift_id], is_door=False)
            found.setdefault(hand.shift_id, []).append(halt)
    for shift in rows.shifts:
        if shift.ended_at is not None:
            at = shift.ended_at
            halt = Halt(at, at, bases[shift.pk], is_door=False)
            found.setdefault(shift.pk, []).append(halt)
    return found


def _doors(visit: FilmVisit, rows: FilmRows) -> Iterable[tuple[uuid.UUID | None, Halt]]:
    """The times that somebody stood at the door of a visit, or is on the way to it.
    A ride that was broken off led to no stop."""
    ride: datetime | None = None
    came: Turn | None = None
    for turn in visit.turns:
        if turn.state == RIDING:
            ride = turn.at
        elif turn.state == ARRIVED:
            came = turn
        elif came is not None:
            yield came.shift_id, Halt(came.at, turn.at, visit.point, True, ride)
            ride = came = None
        elif turn.state not in (BOOKED, CANCELLED) and turn.shift_id:
            yield turn.shift_id, Halt(turn.at, turn.at, visit.point, True, ride)
        else:
            ride = None
    last = visit.turns[-1]
    if came is not None:
        yield came.shift_id, Halt(came.at, rows.now, visit.point, True, ride)
    elif last.state == RIDING:
        comes = max(rows.arrives.get(visit.id, rows.now), rows.now + SOON)
        yield last.shift_id, Halt(comes, comes, visit.point, True, ride)


def _spans(
    shift: Shift, rows: FilmRows, starts_at: datetime, ends_at: datetime
) -> list[Span]:
    """Not begun, paused, ended and away, in the order in which they count."""
    opened = shift.opened_at or ends_at
    found = [Span(starts_at, opened, BEFORE), *rows.pauses.get(shift.pk, ())]
    off: datetime | None = None
    for note in rows.notes.get(shift.pk, ()):
        if note.action == "shift.off":
            off = note.at
        elif note.action == "shift.paused" and (until := note.data.get("until")):
            ends = datetime.fromisoformat(str(until))
            found.append(Span(note.at, ends, PAUSES))
        elif off is not None:
            found.append(Span(off, note.at, AWAY))
            off = None
    if off is None and shift.state == ShiftState.OFF:
        off = starts_at
    if off is not None:
        found.append(Span(off, ends_at, AWAY))
    if shift.ended_at is not None:
        found.append(Span(shift.ended_at, ends_at, HOME))
    return found


def _base(shift: Shift) -> Point:
    base = catalogue.home_visits().base(shift.officer.base)
    return Point(base.lat, base.lon)


def _riding(now: datetime) -> Riding:
    """What the plan reckons for a ride of which only the end is recorded."""

    @cache
    def riding(start: Point, goal: Point) -> timedelta:
        try:
            there, _back = travel().rows(
                start, [goal], now.astimezone(catalogue.zone())
            )
        except NoRoadTimes:
            return SOME_RIDE
        return timedelta(seconds=int(there[0]))

    return riding
