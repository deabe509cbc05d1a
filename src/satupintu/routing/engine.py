"""The planner of one day: offers, bookings, improvement, what-ifs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from satupintu.kernel.errors import NotFound
from satupintu.routing import fields as f
from satupintu.routing.board import (
    add_job,
    lay_out,
    set_near_of,
    set_rides_of,
)
from satupintu.routing.placing import adopt, fill, insert
from satupintu.routing.quoting import ETA, EXTRA, SLACK, WORKER, quote
from satupintu.routing.reading import read_plan
from satupintu.routing.search import cost_of
from satupintu.routing.thinking import Effort, Progress, think
from satupintu.routing.values import (
    BOOKED,
    Array,
    BadProblem,
    Offer,
    Plan,
    Problem,
    Task,
    Window,
    Worker,
)

SPARE_PLACES = 32


class UnknownTask(NotFound):
    """No task of the problem has this id."""

    code = "unknown_task"


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
        return int(cost_of(self._board.state))

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
        with self._staged(replace(task, prize=BOOKED), ride_to, ride_from) as job:
            asked = np.array([(w.start, w.end) for w in windows], np.int64)
            answers = np.zeros((len(windows), 4), np.int64)
            if len(windows):
                quote(self._board.state, job, asked, answers)
        return [
            self._offer(window, answer)
            for window, answer in zip(windows, answers.tolist(), strict=True)
        ]

    def _offer(self, window: Window, answer: list[int]) -> Offer | None:
        if answer[WORKER] < 0:
            return None
        return Offer(
            window=window,
            worker=self._base.workers[answer[WORKER]].id,
            extra=answer[EXTRA],
            eta=answer[ETA],
            slack=answer[SLACK],
        )

    def add(
        self,
        task: Task,
        ride_to: Array | None = None,
        ride_from: Array | None = None,
    ) -> bool:
        """Insert a new task where it is cheapest; the problem grows by it.

        Returns False, and nothing has changed, when it fits nowhere or costs more
        than its prize.
        """
        staged = self._staged(task, ride_to, ride_from)
        with staged as job:
            if not insert(self._board, job):
                return False
            staged.commit()
        return True

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
    ) -> _Staged:
        if task.id in self._tasks:
            raise BadProblem(f"The task {task.id} is there already.")
        if task.first is not None:
            raise BadProblem("A linked task is added with the problem.")
        if not self._board.has_room(len(task.windows) + 1):
            self._start(self.problem, self.plan())
        if ride_to is not None and ride_from is not None:
            n = self._places
            if n == len(self._room):
                self._room = _with_room(self._room)
            self._room[:n, n], self._room[n, :n], self._room[n, n] = (
                ride_to,
                ride_from,
                0,
            )
            task = replace(task, place=n)
        return _Staged(self, task, new_place=ride_to is not None)


def _with_room(ride: Array) -> Array:
    n = len(ride)
    room = np.zeros((n + SPARE_PLACES, n + SPARE_PLACES), np.int32)
    room[:n, :n] = ride
    return room


@dataclass(slots=True)
class _Staged:
    """A task written behind the last row; gone again unless it is committed."""

    engine: Engine
    task: Task
    new_place: bool
    job: int = -1
    kept: bool = False
    marks: tuple[int, int, int, int] = (0, 0, 0, 0)

    def __enter__(self) -> int:
        board = self.engine._board
        counts = board.state.counts
        self.marks = (
            board.next_node,
            board.next_window,
            int(counts[f.ABSENT]),
            int(counts[f.TELLS]),
        )
        self.job = add_job(board, (self.task,))
        set_rides_of(board, self.marks[0], self.engine._room)
        return self.job

    def commit(self) -> None:
        engine = self.engine
        first = 2 * len(engine._base.workers)
        for u in range(self.marks[0], engine._board.next_node):
            set_near_of(engine._board.state, u, first)
        engine._tasks[self.task.id] = self.task
        engine._places += self.new_place
        self.kept = True

    def __exit__(self, *_: object) -> None:
        if self.kept:
            return
        board = self.engine._board
        counts = board.state.counts
        for u in range(self.marks[0], board.next_node):
            board.tasks.pop(u, None)
        del board.jobs[self.task.id], board.nodes[self.task.id]
        board.next_node, board.next_window = self.marks[0], self.marks[1]
        counts[f.ABSENT], counts[f.TELLS] = self.marks[2], self.marks[3]
        counts[f.JOBS] -= 1
