"""One hall, played forward once: lines, desks and a heap of what happens next.

Pure, and the inner loop of everything here: about 5 µs per call.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from satupintu.queueing.rules import Line, Standing, call_next


class Visitor(Standing):
    """One who stands in `line`, and will keep a desk busy for `minutes`.

    Without `minutes` it is a probe: it waits as anybody, but takes no time. Only
    `marked` visitors are waited for until the play ends. `others` are the places
    of the same person in other lines. Before `due_at` one who is there (came early
    for an appointment) is called only by a desk for which nobody else waits.
    """

    __slots__ = (
        "called_at",
        "due_at",
        "line",
        "marked",
        "minutes",
        "others",
        "stands_in",
    )

    def __init__(
        self,
        line: Line[Visitor],
        sort_at: float,
        order: int,
        *,
        minutes: float,
        priority: bool = False,
        passed: int = 0,
        booked: bool = False,
        marked: bool = False,
    ) -> None:
        super().__init__(
            sort_at, order, priority=priority, passed=passed, booked=booked
        )
        self.line = line
        self.minutes = minutes
        self.marked = marked
        self.called_at = math.inf
        self.others: tuple[Visitor, ...] = ()
        self.due_at = -math.inf
        # The line in which the visitor stands: the own one, or that of the early.
        self.stands_in: Line[Visitor] | None = None

    def busy_until(self) -> float:
        """When this person is free again; in the past for one not yet called."""
        if self.called_at == math.inf:
            return -math.inf
        return self.called_at + self.minutes


class Desk:
    """A counter: the lines it serves, when it is free, when it does not call.

    `gaps` are half-open spans without calls, in order; after `until` no calls.
    """

    __slots__ = ("free_at", "gaps", "lines", "until")

    def __init__(
        self,
        lines: Sequence[Line[Visitor]],
        free_at: float,
        gaps: Sequence[tuple[float, float]] = (),
        until: float = math.inf,
    ) -> None:
        self.lines = tuple(lines)
        self.free_at = free_at
        self.gaps = gaps
        self.until = until

    def calls_from(self, at: float) -> float:
        """The first moment from `at` on at which it may call; infinite if none."""
        for start, end in self.gaps:
            if start <= at < end:
                at = end
        return at if at < self.until else math.inf


class Play:
    """One run. Visitors get their `called_at`; infinite means never."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        self._idle: list[Desk] = []
        self._early: dict[Line[Visitor], Line[Visitor]] = {}
        self._events: list[tuple[float, int, Desk | Visitor]] = []
        self._ticket = 0
        self._marked = 0
        for desk in desks:
            self._expect_desk(desk, desk.free_at)

    def stand(self, visitor: Visitor) -> None:
        """Let one stand in line from the beginning."""
        self._marked += visitor.marked
        self._stand_in(visitor.line, visitor)

    def come_early(self, visitor: Visitor, now: float, due_at: float) -> None:
        """Let one be there from the beginning who has an appointment later."""
        visitor.due_at = due_at
        self.expect(visitor, now)
        self._add(due_at, visitor)

    def expect(self, visitor: Visitor, at: float) -> None:
        """Let one join the line at a later moment."""
        self._marked += visitor.marked
        self._add(at, visitor)

    def run(self) -> None:
        """Play until everybody who is marked was called, or nothing happens more."""
        while self._marked and self._events:
            at, _, who = heappop(self._events)
            if isinstance(who, Desk):
                self._call(who, at)
            else:
                self._join(who, at)

    def _join(self, visitor: Visitor, at: float) -> None:
        if visitor.called_at < math.inf:  # early
            return
        if visitor.others:
            busy = max(o.busy_until() for o in visitor.others)
            if at < busy:
                self._add(busy, visitor)
                return
        self._step_out(visitor)
        if at < visitor.due_at:
            early = self._early.setdefault(visitor.line, visitor.line.beside())
            self._stand_in(early, visitor)
        else:
            self._stand_in(visitor.line, visitor)
        for desk in [d for d in self._idle if visitor.line in d.lines]:
            self._idle.remove(desk)
            if desk.calls_from(at) == at:
                self._call(desk, at)
                return
            self._expect_desk(desk, at)

    def _call(self, desk: Desk, at: float) -> None:
        while True:
            called = call_next(desk.lines) or self._call_early(desk)
            if called is None:
                self._idle.append(desk)
                return
            called.called_at = at
            called.stands_in = None
            self._marked -= called.marked
            for other in called.others:
                self._wait_for(other, at + called.minutes)
            if called.minutes:
                self._expect_desk(desk, at + called.minutes)
                return

    def _call_early(self, desk: Desk) -> Visitor | None:
        return call_next(self._early[x] for x in desk.lines if x in self._early)

    def _wait_for(self, other: Visitor, until: float) -> None:
        """The same person is at a desk: keep the other place free meanwhile."""
        if other.stands_in is not None:
            self._step_out(other)
            self._add(until, other)

    def _stand_in(self, line: Line[Visitor], visitor: Visitor) -> None:
        line.join(visitor)
        visitor.stands_in = line

    def _step_out(self, visitor: Visitor) -> None:
        if visitor.stands_in is not None:
            visitor.stands_in.leave(visitor)
            visitor.stands_in = None

    def _expect_desk(self, desk: Desk, at: float) -> None:
        at = desk.calls_from(at)
        if at < math.inf:
            self._add(at, desk)

    def _add(self, at: float, who: Desk | Visitor) -> None:
        self._ticket += 1
        heappush(self._events, (at, self._ticket, who))
