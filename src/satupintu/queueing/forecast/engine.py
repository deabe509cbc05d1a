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
    of the same person in other lines.
    """

    __slots__ = ("away", "called_at", "line", "marked", "minutes", "others")

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
        self.away = True

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
        self._events: list[tuple[float, int, Desk | Visitor]] = []
        self._ticket = 0
        self._marked = 0
        for desk in desks:
            self._expect_desk(desk, desk.free_at)

    def stand(self, visitor: Visitor) -> None:
        """Let one stand in line from the beginning."""
        self._marked += visitor.marked
        visitor.line.join(visitor)
        visitor.away = False

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
        if visitor.others:
            busy = max(o.busy_until() for o in visitor.others)
            if at < busy:
                self._add(busy, visitor)
                return
        visitor.line.join(visitor)
        visitor.away = False
        for desk in [d for d in self._idle if visitor.line in d.lines]:
            self._idle.remove(desk)
            if desk.calls_from(at) == at:
                self._call(desk, at)
                return
            self._expect_desk(desk, at)

    def _call(self, desk: Desk, at: float) -> None:
        while True:
            called = call_next(desk.lines)
            if called is None:
                self._idle.append(desk)
                return
            called.called_at = at
            called.away = True
            self._marked -= called.marked
            for other in called.others:
                self._wait_for(other, at + called.minutes)
            if called.minutes:
                self._expect_desk(desk, at + called.minutes)
                return

    def _wait_for(self, other: Visitor, until: float) -> None:
        """The same person is at a desk: keep the other place free meanwhile."""
        if not other.away:
            other.line.leave(other)
            other.away = True
            self._add(until, other)

    def _expect_desk(self, desk: Desk, at: float) -> None:
        at = desk.calls_from(at)
        if at < math.inf:
            self._add(at, desk)

    def _add(self, at: float, who: Desk | Visitor) -> None:
        self._ticket += 1
        heappush(self._events, (at, self._ticket, who))
