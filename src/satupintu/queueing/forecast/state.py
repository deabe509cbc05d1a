"""What a simulation starts from: the hall at this moment, as plain data. Pure."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.rules import Policy


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stop in line, or (with `due_at` in the future) expected to join it.

    `shows`: probability of coming when called (else the law's). `factor`: how much
    longer than the queue's mean the errand is. `person`: who it is, if the same
    person stands in several lines. `early`: there before an appointment at `due_at`.
    """

    id: Hashable
    queue: str
    sort_at: float
    priority: bool = False
    passed: int = 0
    booked: bool = False
    due_at: float = -math.inf
    shows: float | None = None
    factor: float = 1.0
    person: Hashable = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class Serving:
    """What a counter is busy with, and for how many minutes already."""

    queue: str
    elapsed: float
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Counter:
    """An open counter. `gaps`: spans without calls (breaks); none after `until`."""

    id: Hashable
    queues: tuple[str, ...]
    serving: Serving | None = None
    gaps: tuple[tuple[float, float], ...] = ()
    until: float = math.inf


@dataclass(frozen=True, slots=True)
class Pace:
    """How much longer services take today than their laws say, and how sure."""

    factor: float = 1.0
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class HallState:
    """All that is known of a hall at `now`.

    `expected` are booked visitors not yet there; `priority_rate` is how many
    priority visitors a minute join a queue; `recent` are the last calls of a queue,
    newest first: whether of priority.
    """

    now: float
    waiting: Sequence[Waiting]
    counters: Sequence[Counter]
    laws: Mapping[str, Law]
    policies: Mapping[str, Policy]
    expected: Sequence[Waiting] = ()
    priority_rate: Mapping[str, float] = field(default_factory=dict)
    recent: Mapping[str, Sequence[bool]] = field(default_factory=dict)
    pace: Mapping[str, Pace] = field(default_factory=dict)


def components(state: HallState) -> list[HallState]:
    """Parts of the hall that share no counter, each a hall of its own."""
    root: dict[str, str] = {}

    def find(queue: str) -> str:
        while root.setdefault(queue, queue) != queue:
            queue = root[queue]
        return queue

    for counter in state.counters:
        for queue in counter.queues:
            root[find(queue)] = find(counter.queues[0])
    # One person in two lines ties these together as well.
    people: dict[Hashable, str] = {}
    for stop in state.waiting:
        if stop.person is not None and stop.queue in root:
            root[find(stop.queue)] = find(people.setdefault(stop.person, stop.queue))
    top = {queue: find(queue) for queue in list(root)}
    return [
        replace(
            state,
            counters=[c for c in state.counters if top[c.queues[0]] == part],
            waiting=[w for w in state.waiting if top.get(w.queue) == part],
            expected=[w for w in state.expected if top.get(w.queue) == part],
        )
        for part in sorted(set(top.values()))
    ]
