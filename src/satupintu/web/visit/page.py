"""A visit as its page tells it. Pure: views of the domain in, lines of a page out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.catalogue.schema_mall import Errand, Mall, Queue, Zone
from satupintu.kernel.localized import text
from satupintu.queueing.service import (
    ForecastView,
    Status,
    StopView,
    VisitView,
    Waiting,
)
from satupintu.web.visit.range import Range, range_of

PUSHES = (10, 20, 30)
MOST_PUSHED = 60
# Who came so lately may not have a forecast yet.
JUST = timedelta(minutes=2)
# States in which the clock of a queue may stand still without a word.
_QUIET = ("open", "cutoff", "full")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made of, read at `now` (the mall's clock).

    `joining` is the forecast for one who joins the queue now: until there is one for
    a visitor who has just come, it holds for that visitor.
    """

    mall: Mall
    visit: VisitView
    now: datetime
    statuses: Mapping[str, Status]
    line: Sequence[Waiting] = ()
    coverage: float | None = None
    advice: Advice | None = None
    joining: ForecastView | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """Where to go next, and why: minutes of walking and of waiting there.

    `moves`: another errand would come first if the visitor does nothing.
    """

    stop: StopView
    walk: int
    low: int | None = None
    high: int | None = None
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One errand in the list of the day. `mark`: done, on, missed, gone or ''."""

    place: int
    stop: StopView
    title: str
    mark: str
    zone: Zone
    counters: str
    counter: str
    bring: str
    advice: Advice | None
    returns_until: datetime | None


@dataclass(frozen=True, slots=True)
class Push:
    """A choice of letting others go first, and which place it leads to."""

    minutes: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """All that the templates show. `state`: away, waiting, pushed, called, serving,
    held, missed, between or ended."""

    state: str
    visit: VisitView
    lines: tuple[Line, ...]
    current: Line | None
    place: int | None
    range: Range | None
    status: Status | None
    pushes: tuple[Push, ...]
    way: str

    @property
    def is_open(self) -> bool:
        return self.state != "ended"

    @property
    def can_ask(self) -> bool:
        return can_ask(self.visit)

    @property
    def can_leave(self) -> bool:
        return self.state not in ("ended", "serving")

    @property
    def minutes_inside(self) -> int:
        """From the number to the end."""
        ended = self.visit.ended_at or self.visit.opened_at
        began = self.visit.arrived_at or self.visit.opened_at
        return max(0, round((ended - began).total_seconds() / 60))

    @property
    def done(self) -> int:
        return sum(line.mark == "done" for line in self.lines)


def page_of(facts: Facts) -> Page:
    """What the visitor sees now."""
    visit, now = facts.visit, facts.now
    stop = visit.current
    lines = tuple(_line(facts, each) for each in visit.stops)
    current = next((line for line in lines if line.stop == stop), None)
    state = state_of(visit, now)
    place = place_of(facts.line, visit)
    status = facts.statuses.get(stop.queue) if stop else None
    return Page(
        state=state,
        visit=visit,
        lines=lines,
        current=current,
        place=place,
        range=_range(facts, stop) if state in ("away", "waiting", "pushed") else None,
        status=None if status is None or status.code in _QUIET else status,
        pushes=_pushes(facts, stop) if state in ("waiting", "away", "pushed") else (),
        way=_way(facts.mall, stop) if state == "called" else "",
    )


def state_of(visit: VisitView, now: datetime) -> str:
    """One word for what the visitor has to do now."""
    stop = visit.current
    if visit.ended_at is not None:
        return "ended"
    if stop is None:
        missed = any(each.state == "no_show" for each in visit.stops)
        return "missed" if missed else "between"
    if stop.state in ("called", "serving"):
        return stop.state
    if stop.state == "on_hold":
        return "held"
    if visit.arrived_at is None:
        return "away"
    if stop.not_before is not None and stop.not_before > now:
        return "pushed"
    return "waiting"


def can_ask(visit: VisitView) -> bool:
    """Whether staff come when this visitor asks: somebody has seen the visitor.

    Else a stranger with a number from afar could ring at all counters.
    """
    was_seen = visit.via != "remote" or any(stop.calls for stop in visit.stops)
    return visit.ended_at is None and visit.arrived_at is not None and was_seen


def place_of(line: Sequence[Waiting], visit: VisitView) -> int | None:
    """The place in the line, counted from 1, in the order of calling."""
    for place, one in enumerate(line, 1):
        if one.number == visit.number:
            return place
    return None


def spans(labels: Sequence[str]) -> str:
    """`1–3, 7`: neighbours are drawn together, so that ten counters stay readable."""
    groups: list[list[str]] = []
    for label in labels:
        last = groups[-1][-1] if groups else ""
        follows = label.isdecimal() and last.isdecimal() and int(label) - int(last) == 1
        if follows:
            groups[-1].append(label)
        else:
            groups.append([label])
    return ", ".join(g[0] if len(g) == 1 else f"{g[0]}–{g[-1]}" for g in groups)


def _line(facts: Facts, stop: StopView) -> Line:
    mall = facts.mall
    queue = mall.queue(stop.queue)
    errand = _errand(queue, stop.errand)
    counter = mall.counter(stop.counter) if stop.counter else None
    advice = facts.advice if facts.advice and facts.advice.stop == stop else None
    return Line(
        place=stop.place,
        stop=stop,
        title=text(errand.title),
        mark=_mark(facts.visit, stop),
        zone=mall.zone(counter.zone if counter else queue.zone),
        counters=spans([c.label for c in mall.counters if queue.code in c.queues]),
        counter=counter.label if counter else "",
        bring=text(errand.bring or queue.bring),
        advice=advice,
        returns_until=_returns_until(facts, stop),
    )


def _errand(queue: Queue, code: str) -> Errand:
    return next((e for e in queue.errands if e.code == code), queue.errands[0])


def _mark(visit: VisitView, stop: StopView) -> str:
    ends = {"finished": "done", "no_show": "missed", "cancelled": "gone"}
    if stop.state in ends:
        return ends[stop.state]
    current = visit.current
    return "on" if current is not None and current.id == stop.id else ""


def _returns_until(facts: Facts, stop: StopView) -> datetime | None:
    """Until when a missed number may come back; None if that is over."""
    if stop.state != "no_show":
        return None
    until = stop.since + timedelta(minutes=facts.mall.no_show_minutes)
    return until if until > facts.now else None


def _range(facts: Facts, stop: StopView | None) -> Range | None:
    if stop is None:
        return None
    mall, visit = facts.mall, facts.visit
    there = mall.queue(stop.queue).zone
    walk = mall.walk_minutes(visit.zone, there) if visit.zone else mall.walk
    known = stop.forecast or _of_newcomer(facts, stop)
    return range_of(known, walk=walk, coverage=facts.coverage, now=facts.now)


def _of_newcomer(facts: Facts, stop: StopView) -> ForecastView | None:
    """Who has an appointment, or let others go first, is none."""
    came = stop.waiting_from
    is_new = came is not None and facts.now - came <= JUST
    return facts.joining if is_new and not (stop.booked_for or stop.pushed) else None


def _pushes(facts: Facts, stop: StopView | None) -> tuple[Push, ...]:
    """The choices that are left of the hour, with the place that each leads to."""
    if stop is None or stop.state != "waiting":
        return ()
    left = MOST_PUSHED - stop.pushed
    return tuple(
        Push(minutes, _place_after(facts, stop, minutes))
        for minutes in PUSHES
        if minutes <= left
    )


def _place_after(facts: Facts, stop: StopView, minutes: int) -> int | None:
    if not facts.line:
        return None
    then = stop.sort_at + timedelta(minutes=minutes)
    before = [one for one in facts.line if one.stop.sort_at <= then]
    return max(1, sum(one.number != facts.visit.number for one in before) + 1)


def _way(mall: Mall, stop: StopView | None) -> str:
    return mall.counter(stop.counter).way if stop and stop.counter else ""
