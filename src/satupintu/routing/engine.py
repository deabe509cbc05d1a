"""The planner of one day: offers, bookings, improvement, what-ifs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from satupintu.kernel.errors import NotFound
from satupintu.routing import fields as f
from satupintu.routing.board import lay_out
from satupintu.routing.moving import (
    Move,
    carry_out,
    explain,
    explain_planned,
    weigh_move,
)
from satupintu.routing.placing import adopt, fill
from satupintu.routing.quoting import offer_of, quote_all
from satupintu.routing.reading import read_plan
from satupintu.routing.search import cost_of, insert
from satupintu.routing.seeking import SEEKING, follow, make_room, shared
from satupintu.routing.staging import Staged
from satupintu.routing.thinking import Effort, Progress, think
from satupintu.routing.values import (
    BOOKED,
    Array,
    BadProblem,
    Offer,
    Plan,
    Problem,
    Reason,
    Task,
    Verdict,
    Window,
    Worker,
)

# Places kept free in the matrix for addresses that come later.
SPARE_PLACES = 32


class UnknownTask(NotFound):
    """No task of the problem has this id."""

    code = "unknown_task"


class UnknownWorker(NotFound):
    """No worker of the problem has this id."""

    code = "unknown_worker"


class Engine:
    """A day that is planned and changes. Not for two threads at once.

    Without a plan the tasks are inserted at once, the most precious first; a plan is
    followed as far as it fits the problem, and what it left out is inserted where it
    can be. `problem` is what the plan is for: it grows with `add`.
    """

    def __init__(self, problem: Problem, plan: Plan | None = None) -> None:
        """Raises `BadProblem`."""
        self._room = _with_room(problem.ride)
        self._start(problem, plan)
        fill(self._board)

    def _start(self, problem: Problem, plan: Plan | None) -> None:
        self._board = lay_out(problem)
        self._tasks = {task.id: task for task in problem.tasks}
        self._base = problem
        self._places = len(problem.ride)
        if plan is not None:
            adopt(self._board, plan)

    @property
    def problem(self) -> Problem:
        ride = self._room[: self._places, : self._places]
        return replace(self._base, tasks=tuple(self._tasks.values()), ride=ride)

    def plan(self) -> Plan:
        return read_plan(self._board)

    def cost(self) -> int:
        """Seconds of riding, plus moved times, plus the prizes of unserved tasks."""
        return int(cost_of(self._board.state, f.PRIZE))

    def solve(
        self,
        seconds: float | None = None,
        seed: int = 1,
        on_progress: Progress | None = None,
        **effort: object,
    ) -> int:
        """Search boldly from the plan as it stands; returns the number of trials."""
        work = Effort(seconds=seconds, seed=seed, **effort)  # type: ignore[arg-type]
        return think(self._board, work, keeping=False, on_progress=on_progress)

    def improve(
        self, seconds: float | None = None, seed: int = 1, **effort: object
    ) -> int:
        """Search near the plan as it stands; no promise that it keeps is dropped."""
        near = {"hot": 0.075, **effort}
        work = Effort(seconds=seconds, seed=seed, **near)  # type: ignore[arg-type]
        return think(self._board, work, keeping=True)

    def offers(
        self,
        task: Task,
        windows: Sequence[Window],
        ride_to: Array | None = None,
        ride_from: Array | None = None,
    ) -> list[Offer | None]:
        """For each window the cheapest way to keep it now, moving nobody else's stop.

        task: not in the problem. ride_to, ride_from: seconds from each place to the
        task's and back, shape (places,); without them `task.place` is a known place.
        """
        with self._staged(replace(task, prize=BOOKED), ride_to, ride_from) as staged:
            answers = quote_all(self._board, staged.job, windows)
        workers = self._base.workers
        return [
            offer_of(workers, *asked) for asked in zip(windows, answers, strict=True)
        ]

    def look_harder(
        self,
        task: Task,
        windows: Sequence[Window],
        seconds: float | None = None,
        ride_to: Array | None = None,
        ride_from: Array | None = None,
        **effort: object,
    ) -> list[Offer | None]:
        """As `offers`, but also moves others to make room; in the end nothing changed.

        What was promised stays promised; a task with a smaller prize may be left out
        and is part of `extra`. Book with `add(..., plan=offer.plan)`.
        """
        found = self.offers(task, windows, ride_to, ride_from)
        missing = [n for n, offer in enumerate(found) if offer is None]
        work = Effort(seconds=seconds, **{**SEEKING, **effort})  # type: ignore[arg-type]
        with self._staged(replace(task, prize=BOOKED), ride_to, ride_from) as staged:
            staged.come_near()
            for n in missing:
                part = shared(work, len(missing))
                found[n] = make_room(self._board, staged.job, windows[n], part)
        return found

    def add(
        self,
        task: Task,
        ride_to: Array | None = None,
        ride_from: Array | None = None,
        plan: Plan | None = None,
    ) -> bool:
        """Insert a new task where it is cheapest; the problem grows by it.

        plan: of an offer that moves others; it is followed when the task fits nowhere
        as things are, unless a promise that was given since would be broken. Returns
        False, and nothing has changed, when it fits nowhere or costs more than its
        prize.
        """
        with self._staged(task, ride_to, ride_from) as staged:
            board = self._board
            fits = bool(insert(board.state, staged.job))
            if not fits and (plan is None or not follow(board, staged.job, plan)):
                return False
            staged.come_near()
            staged.kept = True
            self._accept(staged.task)
        return True

    def move(self, name: str, worker: str | None, position: int = 0) -> Verdict:
        """What it would do to give a task to a worker (None: to nobody).

        position: how many of the worker's other tasks come before it. Raises
        `UnknownTask`, `UnknownWorker`.
        """
        return self._weigh(name, worker, position).verdict

    def apply(self, name: str, worker: str | None, position: int = 0) -> Verdict:
        """Move a task if that is feasible. Raises `UnknownTask`, `UnknownWorker`."""
        move = self._weigh(name, worker, position)
        if move.verdict.feasible:
            carry_out(self._board, self._board.jobs[name], move)
        return move.verdict

    def _weigh(self, name: str, worker: str | None, position: int) -> Move:
        self._known(name)
        if worker is not None and worker not in self._board.ranks:
            raise UnknownWorker("This person does not ride on this day.")
        return weigh_move(self._board, name, worker, position)

    def why(
        self,
        task: str | Task,
        window: Window | None = None,
        ride_to: Array | None = None,
        ride_from: Array | None = None,
    ) -> list[Reason]:
        """For each worker whether a task fits, and if not, the rule that is broken.

        task: the id of one of the problem, or one that is not in it. window: instead
        of its own. Raises `UnknownTask`.
        """
        if isinstance(task, Task):
            asked = task if window is None else replace(task, windows=(window,))
            with self._staged(asked, ride_to, ride_from) as staged:
                return explain(self._board, staged.job)
        self._known(task)
        return explain_planned(self._board, self._board.jobs[task], window)

    def remove(self, name: str) -> None:
        """Forget a task, also a locked one, and whatever is brought from it.

        Raises `UnknownTask`.
        """
        self._known(name)
        gone = {name} | {t.id for t in self._tasks.values() if t.mate == name}
        tasks = [
            replace(task, after=None) if task.after in gone else task
            for task in self._tasks.values()
            if task.id not in gone
        ]
        locked = {
            worker: tuple(n for n in names if n not in gone)
            for worker, names in self._base.locked.items()
        }
        self._renew(tasks=tasks, locked=locked)

    def change(self, task: Task) -> None:
        """Give a task other windows, needs or a told time. Raises `UnknownTask`."""
        self._known(task.id)
        self._renew(tasks=(self._tasks | {task.id: task}).values())

    def set_worker(
        self, worker: Worker, locked: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        """A worker's day is another from now on: ill, held up by rain, back again.

        locked: the fixed first stops, when they change too. What no longer fits goes
        to others at once, where it can. Returns the tasks that nobody serves now.
        """
        workers = [worker if w.id == worker.id else w for w in self._base.workers]
        fixed = dict(self._base.locked)
        if locked is not None:
            fixed[worker.id] = tuple(locked)
        before = set(self.plan().unserved)
        self._renew(workers=workers, locked=fixed)
        return tuple(n for n in self.plan().unserved if n not in before)

    def _known(self, name: str) -> Task:
        if name not in self._tasks:
            raise UnknownTask("There is no such task on this day.")
        return self._tasks[name]

    def _renew(
        self,
        *,
        tasks: Iterable[Task] | None = None,
        workers: Iterable[Worker] | None = None,
        locked: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Lay everything out anew, with the plan as it stands."""
        old = self.problem
        problem = replace(
            old,
            tasks=old.tasks if tasks is None else tuple(tasks),
            workers=old.workers if workers is None else tuple(workers),
            locked=old.locked if locked is None else locked,
        )
        self._start(problem, self.plan())
        fill(self._board)

    def _staged(
        self, task: Task, ride_to: Array | None, ride_from: Array | None
    ) -> Staged:
        if task.id in self._tasks:
            raise BadProblem(f"The task {task.id} is there already.")
        if task.first is not None:
            raise BadProblem("A linked task is planned with the whole day only.")
        if not self._board.has_room(len(task.windows) + 1):
            self._start(self.problem, self.plan())
        if ride_to is not None and ride_from is not None:
            n = self._places
            if n == len(self._room):
                self._room = _with_room(self._room)
            self._room[:n, n], self._room[n, :n] = ride_to, ride_from
            self._room[n, n] = 0
            task = replace(task, place=n)
        return Staged(self._board, task, self._room)

    def _accept(self, task: Task) -> None:
        """The staged task is part of the day from now on."""
        self._tasks[task.id] = task
        self._places = max(self._places, task.place + 1)


def _with_room(ride: Array) -> Array:
    n = len(ride)
    room = np.zeros((n + SPARE_PLACES, n + SPARE_PLACES), np.int32)
    room[:n, :n] = ride
    return room
