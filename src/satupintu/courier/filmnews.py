"""What happened on a day, as a list in the order of time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.courier import causes
from satupintu.courier.film import (
    ARRIVED,
    BOOKED,
    CANCELLED,
    DONE,
    ENDED,
    FAILED,
    RIDING,
    FilmEvent,
    FilmVisit,
)
from satupintu.courier.legs import Span
from satupintu.courier.models import Shift
from satupintu.kernel.models import JournalEntry

Notes = Mapping[uuid.UUID, list[JournalEntry]]
# Folders that pass within this time pass together.
TOGETHER = timedelta(minutes=5)
# As many who are told another time at one moment are one event.
MANY = 3


@dataclass(frozen=True, slots=True)
class Hand:
    """A folder came into an officer's hand (`is_out`), or left it: at the desk, or
    at the door. `visit_id` is where it was collected."""

    at: datetime
    shift_id: uuid.UUID
    is_desk: bool
    is_out: bool
    visit_id: uuid.UUID | None


def news_of(
    shifts: Sequence[Shift],
    visits: Sequence[FilmVisit],
    notes: Notes,
    hands: Sequence[Hand],
    pauses: Mapping[uuid.UUID, list[Span]],
) -> list[FilmEvent]:
    """Everything, the first first."""
    found = [event for shift in shifts for event in _of_shift(shift, notes, pauses)]
    taken: dict[uuid.UUID | None, int] = {}
    for hand in hands:
        if hand.is_out and not hand.is_desk:
            taken[hand.visit_id] = taken.get(hand.visit_id, 0) + 1
    for visit in visits:
        found += _of_visit(visit, notes.get(visit.id, ()), taken.get(visit.id, 0))
    found += _at_desks(hands)
    return _told_together(found)


def _told_together(events: Sequence[FilmEvent]) -> list[FilmEvent]:
    """The first first, and many who were told something at once as one event."""
    told: dict[datetime, int] = {}
    for event in events:
        if event.kind == "told":
            told[event.at] = told.get(event.at, 0) + 1
    many = {at: count for at, count in told.items() if count >= MANY}
    found = [e for e in events if e.kind != "told" or e.at not in many]
    found += [FilmEvent(at, "told_many", count=n) for at, n in many.items()]
    return sorted(found, key=lambda event: event.at)


def _of_shift(
    shift: Shift, notes: Notes, pauses: Mapping[uuid.UUID, list[Span]]
) -> Iterator[FilmEvent]:
    if shift.opened_at is not None:
        yield FilmEvent(shift.opened_at, "opened", shift.pk)
    if shift.ended_at is not None:
        yield FilmEvent(shift.ended_at, "ended", shift.pk)
    for span in pauses.get(shift.pk, ()):
        yield FilmEvent(span.from_at, "paused", shift.pk, until=span.until_at)
    for note in notes.get(shift.pk, ()):
        # A reason is forgotten with the shift's own; the journal cannot forget.
        typed = str(note.data.get("reason") or "") if shift.reason else ""
        reason = causes.said(typed)
        until = _moment(note, "until")
        kind = {"shift.off": "away", "shift.back": "back"}.get(note.action, "paused")
        yield FilmEvent(note.at, kind, shift.pk, reason=reason, until=until)


def _of_visit(
    visit: FilmVisit, notes: Iterable[JournalEntry], folders: int
) -> Iterator[FilmEvent]:
    yield from _told(visit, notes)
    told = _told_times(notes)
    before = ""
    for turn in visit.turns:
        kind = turn.state
        if kind == BOOKED and before:
            kind = "let_go"
        before = turn.state
        if kind == RIDING:
            continue  # the map shows it
        yield FilmEvent(
            turn.at,
            kind,
            turn.shift_id,
            visit.id,
            minutes=_after(turn.at, told) if kind == ARRIVED else None,
            count=folders if kind == DONE else 0,
            reason=visit.outcome if kind == FAILED else "",
        )


def _told(visit: FilmVisit, notes: Iterable[JournalEntry]) -> Iterator[FilmEvent]:
    """Times that had to be told anew, and promises that came into danger."""
    ended = next((t.at for t in visit.turns if t.state in (*ENDED, CANCELLED)), None)
    for note in notes:
        if ended is not None and note.at > ended:
            continue
        if note.action == "home.at_risk":
            yield FilmEvent(note.at, "at_risk", None, visit.id)
        elif note.action == "home.told" and (was := _moment(note, "before")):
            told_at = _moment(note, "told_at")
            if told_at is not None:
                minutes = round((told_at - was).total_seconds() / 60)
                yield FilmEvent(note.at, "told", None, visit.id, minutes, until=told_at)


def _told_times(notes: Iterable[JournalEntry]) -> list[tuple[datetime, datetime]]:
    """When somebody was told which arrival."""
    return [
        (note.at, told_at)
        for note in notes
        if note.action == "home.told" and (told_at := _moment(note, "told_at"))
    ]


def _after(at: datetime, told: Iterable[tuple[datetime, datetime]]) -> int | None:
    """Minutes after the time that was told last by then; None if none was."""
    last = [told_at for said_at, told_at in told if said_at <= at]
    return round((at - last[-1]).total_seconds() / 60) if last else None


def _at_desks(hands: Iterable[Hand]) -> Iterator[FilmEvent]:
    """Folders that pass together are one event."""
    last: dict[tuple[uuid.UUID, bool], tuple[datetime, datetime, int]] = {}
    for hand in hands:
        if not hand.is_desk:
            continue
        key = (hand.shift_id, hand.is_out)
        first, latest, count = last.get(key, (hand.at, hand.at, 0))
        if hand.at - latest > TOGETHER:
            yield _passed(key, first, count)
            first, count = hand.at, 0
        last[key] = (first, hand.at, count + 1)
    for key, (first, _latest, count) in last.items():
        yield _passed(key, first, count)


def _passed(key: tuple[uuid.UUID, bool], at: datetime, count: int) -> FilmEvent:
    shift_id, is_out = key
    return FilmEvent(
        at, "folders_out" if is_out else "folders_in", shift_id, count=count
    )


def _moment(note: JournalEntry, name: str) -> datetime | None:
    said = note.data.get(name)
    return datetime.fromisoformat(str(said)) if said else None
