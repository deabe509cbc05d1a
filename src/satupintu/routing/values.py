"""What goes into a plan and what comes out: plain values, no solver.

Times are whole seconds from the local midnight of the day. Places are indexes into
`Problem.ride`. Costs are seconds of riding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from satupintu.kernel.errors import Invalid

# The prize of a promise that was given: it is never traded against riding.
BOOKED = 10_000_000
# A citizen who was told a time may be met this much earlier or later at no cost.
TOLERANCE = 15 * 60
# What it costs to move somebody by more than that, and by each further second.
MOVED = 20 * 60
MOVED_SHARE = 4

Ride = NDArray[np.int32]
Kind = Literal["task", "reload", "rest"]
Rule = Literal[
    "fits",
    "skill",
    "reserved",
    "away",
    "late",
    "pushes",
    "shift",
    "rest",
    "bag",
    "order",
    "locked",
    "far",
]


class BadProblem(Invalid):
    """The problem contradicts itself: an unknown id, a link to a link, no window."""

    code = "bad_problem"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Work begins at `start` or later and at `end` at the latest."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Break:
    """A rest of `length` that begins between `earliest` and `latest`, anywhere."""

    length: int
    earliest: int
    latest: int


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who rides out from `base` and is back there by `end`.

    When the day runs: `at` is where the worker is, free from `start` on; `carrying`
    counts collected folders in the bag that go to the base; `holds` are the tasks
    whose folders to deliver are in the bag. Who is out (`at` is given) reaches every
    other folder only over the base; who starts at the base takes what is ready then.
    """

    id: str
    base: int
    start: int
    end: int
    skills: frozenset[str] = frozenset()
    bag: int = 1_000_000
    rest: Break | None = None
    at: int | None = None
    carrying: int = 0
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """A stop at somebody's door.

    `collect` and `deliver` count folders taken along to the base and brought from it;
    what is brought lies at the base from `ready` on. `prize` is what leaving it out
    costs (`BOOKED`: a promise). `told` is the time that the citizen was told.
    `worker` allows that worker only. `after` names a task that the same worker does
    before; `mate` names the task where the `deliver` folders (at least one) are
    collected. Both tasks of such a link are done, or none.
    """

    id: str
    place: int
    service: int
    windows: tuple[Window, ...]
    needs: frozenset[str] = frozenset()
    collect: int = 0
    deliver: int = 0
    ready: int = 0
    prize: int = BOOKED
    told: int | None = None
    worker: str | None = None
    after: str | None = None
    mate: str | None = None

    @property
    def first(self) -> str | None:
        """The id of the task that the same worker does before this one."""
        return self.mate or self.after


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A day to plan.

    `ride[a, b]` are the seconds from place a to place b, shape (places, places).
    `reload` is the time at the counter of the base on each visit during the day.
    `locked` names, by worker, the tasks that are the first stops and stay so.
    """

    workers: tuple[Worker, ...]
    tasks: tuple[Task, ...]
    ride: Ride
    reload: int = 300
    locked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the worker is from `arrive` to `leave`; work starts at `begin`.

    A reload takes the folders of the tasks in `loads`. The place of a rest is where
    the ride that it falls into ends, or starts when it cannot wait until then.
    """

    kind: Kind
    place: int
    arrive: int
    begin: int
    leave: int
    task: str | None = None
    loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of a worker in order, and when the worker is back at the base."""

    worker: str
    stops: tuple[Stop, ...]
    home: int

    @property
    def tasks(self) -> tuple[str, ...]:
        return tuple(stop.task for stop in self.stops if stop.task is not None)


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of all workers. `cost` is riding, prizes of the unserved, moved times."""

    routes: tuple[Route, ...]
    unserved: tuple[str, ...]
    cost: int
    riding: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A window that can be kept: by whom, when, for how much more riding.

    `slack` is by how much the worker may arrive later than `eta` and still keep all
    promises. `plan` is there when others had to be moved to make room.
    """

    window: Window
    worker: str
    extra: int
    eta: int
    slack: int
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a worker can (`fits`) or cannot do a task; one rule, with its number.

    amount: seconds too late, seconds beyond the shift, folders too many, or, for
    `fits` and `far`, seconds more riding. `after`: the task that comes before, or for
    `pushes` the task that would be late. `missing`: the skills that are lacking.
    """

    worker: str
    rule: Rule
    amount: int = 0
    after: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What moving a task would do; `late` are seconds by which tasks would be late."""

    feasible: bool
    cost: int
    late: tuple[tuple[str, int], ...] = ()
    reasons: tuple[Reason, ...] = ()


Array = NDArray[Any]
