"""Who is called next. Pure; real calling and the simulator share this rule.

Within one queue, in this order:

1. *The cap.* Whoever was passed `max_passed` times or more goes first, the one who
   stands first in the line before the others.
2. *The policy*, between the first priority visitor and the first normal one:
   `strict`   the priority visitor;
   `ratio`    turn by turn, `priority` to `normal`: of the last
              `priority + normal - 1` calls of the queue, if fewer than `priority`
              were of priority visitors it is their turn, else the others';
   `ageing`   whoever came first, if a priority visitor counts as come `bonus`
              minutes earlier.
   Where one kind is missing, the other goes.
3. *First come, first served* among visitors of the same kind.

A counter that serves several queues lets each of them name its next visitor and
calls, in this order: one who is at the cap; a priority visitor of a strict queue;
else the visitor of the queue whose first in line came earliest (of an ageing
queue: counted with the bonus). So nobody waits longer for having chosen the other
line, and turns within a queue stay the queue's own.

The place in the line is `sort_at`: when the visitor came, or the appointed time
of a booking. Only those who are `due` take part: a booked visitor before the time,
or one who pushed back, is not passed by anybody either. Equal places go by the
order in which they are given. All times are minutes on one clock.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar


class Policy(Protocol):
    """What is read of `catalogue.schema_mall.QueuePolicy`."""

    @property
    def kind(self) -> str: ...
    @property
    def priority(self) -> int: ...
    @property
    def normal(self) -> int: ...
    @property
    def bonus(self) -> float: ...
    @property
    def max_passed(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who waits. `booked`: with an appointment; `passed`: how often until now."""

    id: Hashable
    queue: str
    priority: bool
    sort_at: float
    passed: int = 0
    booked: bool = False
    due: bool = True


@dataclass(frozen=True, slots=True)
class Served:
    """A call that was made: of which queue, and of a priority visitor or not."""

    queue: str
    priority: bool


def minutes(at: datetime) -> float:
    """A moment as `Candidate.sort_at`."""
    return at.timestamp() / 60


def choose(
    candidates: Sequence[Candidate],
    policies: Mapping[str, Policy],
    history: Sequence[Served] = (),
    most: int | None = None,
) -> list[Candidate]:
    """The candidates of one counter in the order in which they are to be called.

    At most the first `most` of them. The order is that of one call after another
    if nobody else came; who finds the first one taken by a colleague tries the
    second. `history` is newest first; `longest_turn` calls of each queue are enough.

    Raises KeyError for a candidate whose queue has no policy.
    """
    lines: dict[str, Line[Standing]] = {}
    for order, candidate in enumerate(candidates):
        if not candidate.due:
            continue
        line = lines.get(candidate.queue)
        if line is None:
            recent = [h.priority for h in history if h.queue == candidate.queue]
            line = lines[candidate.queue] = Line(policies[candidate.queue], recent)
        line.join(
            Standing(
                candidate.sort_at,
                order,
                priority=candidate.priority,
                passed=candidate.passed,
                booked=candidate.booked,
            )
        )
    called: list[Candidate] = []
    standing = call_next(lines.values())
    while standing is not None and len(called) != most:
        called.append(candidates[standing.order])
        standing = call_next(lines.values())
    return called


def longest_turn(policies: Iterable[Policy]) -> int:
    """How many calls of a queue `choose` looks back on, at most."""
    return max((p.priority + p.normal - 1 for p in policies), default=0)


class Standing:
    """A place in a `Line`. `order` breaks ties of `sort_at` and is free to use."""

    __slots__ = ("booked", "order", "passed", "priority", "sort_at")

    def __init__(
        self,
        sort_at: float,
        order: int,
        *,
        priority: bool = False,
        passed: int = 0,
        booked: bool = False,
    ) -> None:
        self.sort_at = sort_at
        self.order = order
        self.priority = priority
        self.passed = passed
        self.booked = booked

    def __lt__(self, other: Standing) -> bool:
        if self.sort_at != other.sort_at:
            return self.sort_at < other.sort_at
        return self.order < other.order


S = TypeVar("S", bound=Standing)


class Line(Generic[S]):
    """Those who wait in one queue, first come first, by kind. Mutable and fast.

    `recent` tells of the last calls, newest first, whether they were of priority.
    """

    __slots__ = ("_capped", "_normal", "_policy", "_priority", "_recent", "_turn")

    def __init__(self, policy: Policy, recent: Sequence[bool] = ()) -> None:
        self._policy = policy
        self._priority: list[S] = []
        self._normal: list[S] = []
        self._turn = policy.priority + policy.normal - 1
        self._recent = list(recent[: self._turn])
        self._capped = False

    def join(self, standing: S) -> None:
        """Stand in line at the place that `sort_at` gives."""
        kind = self._priority if standing.priority else self._normal
        if kind and standing < kind[-1]:
            insort(kind, standing)
        else:
            kind.append(standing)
        if standing.passed >= self._policy.max_passed:
            self._capped = True

    def beside(self) -> Line[S]:
        """An empty line by the same policy and turns: for those who are early."""
        return Line(self._policy, self._recent)

    def leave(self, standing: S) -> None:
        """Leave the line without having been called."""
        (self._priority if standing.priority else self._normal).remove(standing)

    def call(self, standing: S) -> None:
        """Leave the line because one was called: it counts for the turns."""
        self.leave(standing)
        if self._turn:
            self._recent.insert(0, standing.priority)
            del self._recent[self._turn :]

    def named(self) -> tuple[int, float, int, S] | None:
        """Who is next here, after what decides between queues: the least goes."""
        if self._capped:
            capped = self._first_capped()
            if capped is not None:
                return (0, capped.sort_at, capped.order, capped)
        if self._priority:
            return self._by_policy(self._priority[0])
        if not self._normal:
            return None
        first = self._normal[0]
        return (2, first.sort_at, first.order, first)

    def _by_policy(self, special: S) -> tuple[int, float, int, S]:
        """Who is next while a priority visitor waits."""
        policy = self._policy
        if policy.kind == "strict":
            return (1, special.sort_at, special.order, special)
        bonus = policy.bonus if policy.kind == "ageing" else 0.0
        if not self._normal:
            return (2, special.sort_at - bonus, special.order, special)
        normal = self._normal[0]
        if policy.kind == "ageing":
            if special.sort_at - bonus <= normal.sort_at:
                return (2, special.sort_at - bonus, special.order, special)
            return (2, normal.sort_at, normal.order, normal)
        first = min(special, normal)
        turn = special if sum(self._recent) < policy.priority else normal
        return (2, first.sort_at, first.order, turn)

    def pass_over(self, called: S) -> None:
        """Count one more passing for all who stand before `called`."""
        most = self._policy.max_passed
        for kind in (self._priority, self._normal):
            for standing in kind:
                if called < standing:
                    break
                standing.passed += 1
                if standing.passed >= most:
                    self._capped = True

    def _first_capped(self) -> S | None:
        most = self._policy.max_passed
        for standing in sorted(self._priority + self._normal):
            if standing.passed >= most:
                return standing
        self._capped = False
        return None


def call_next(lines: Iterable[Line[S]]) -> S | None:
    """Take the next visitor out of the lines of one counter; None if nobody waits."""
    lines = tuple(lines)
    best: tuple[int, float, int, S] | None = None
    of: Line[S] | None = None
    for line in lines:
        named = line.named()
        if named is not None and (best is None or named < best):
            best, of = named, line
    if best is None or of is None:
        return None
    called = best[3]
    of.call(called)
    if not called.booked:
        for line in lines:
            line.pass_over(called)
    return called
