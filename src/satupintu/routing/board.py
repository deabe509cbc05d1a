"""From a problem to the engine's arrays, and what each row of them stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.nearness import set_near, set_rides
from satupintu.routing.schedule import refresh
from satupintu.routing.state import State
from satupintu.routing.values import Array, BadProblem, Problem, Task, Worker

# Rows kept free for tasks that come later, before everything is laid out anew.
SPARE_JOBS = 32
NEAR = 200
_ALWAYS = f.INF - 1


@dataclass(eq=False)
class Board:
    """The state of a problem; `tasks` by node, `jobs` and `nodes` by task id."""

    problem: Problem
    state: State
    bases: list[int]
    ranks: dict[str, int]
    jobs: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)
    members: dict[int, tuple[Task, ...]] = field(default_factory=dict)
    next_node: int = 0
    next_window: int = 0

    def has_room(self, windows: int) -> bool:
        """Whether one more job, with so many windows, fits behind the last row."""
        state = self.state
        nodes = 1 + len(self.bases)
        return (
            state.counts[f.JOBS] < len(state.jobs)
            and self.next_node + nodes <= len(state.nodes)
            and self.next_window + windows + nodes <= len(state.windows)
        )


def lay_out(problem: Problem) -> Board:
    """All arrays of a problem; only the locked stops are in routes.

    Raises `BadProblem`.
    """
    bases = sorted({worker.base for worker in problem.workers})
    board = Board(
        problem=problem,
        state=_allocate(problem, len(bases)),
        bases=bases,
        ranks={worker.id: k for k, worker in enumerate(problem.workers)},
        next_node=2 * len(problem.workers),
    )
    _set_workers(board)
    for tasks in _jobs_of(problem):
        add_job(board, tasks)
    n = board.next_node
    set_rides(board.state, 0, n, problem.ride, problem.reload)
    set_near(board.state, 2 * len(problem.workers), n)
    _lock(board)
    return board


def _jobs_of(problem: Problem) -> list[tuple[Task, ...]]:
    """Tasks that go together: one, or two in order. Raises `BadProblem`.

    When the first of a link is locked, the second one is bound to the same worker.
    """
    tasks = _tasks_of(problem)
    locked = {name: w for w, names in problem.locked.items() for name in names}
    jobs: list[tuple[Task, ...]] = []
    linked: set[str] = set()
    for last in problem.tasks:
        if last.first is None:
            continue
        first = tasks.get(last.first)
        if first is None or first.first or {first.id, last.id} & linked:
            raise BadProblem(f"The task {last.id} needs one other task before it.")
        linked |= {first.id, last.id}
        if first.id in locked:
            jobs += [(first,), (_untied(last, locked[first.id]),)]
        else:
            jobs.append((first, last))
    return jobs + [(task,) for task in problem.tasks if task.id not in linked]


def _untied(last: Task, worker: str) -> Task:
    deliver = 0 if last.mate is not None else last.deliver
    return replace(last, worker=worker, deliver=deliver, mate=None, after=None)


def _tasks_of(problem: Problem) -> dict[str, Task]:
    tasks = {task.id: task for task in problem.tasks}
    if len(tasks) < len(problem.tasks):
        raise BadProblem("Two tasks have the same id.")
    for task in problem.tasks:
        if not task.windows:
            raise BadProblem(f"The task {task.id} has no window.")
    return tasks


def _allocate(problem: Problem, bases: int) -> State:
    workers, tasks = len(problem.workers), len(problem.tasks) + SPARE_JOBS
    loads = sum(task.deliver > 0 and task.mate is None for task in problem.tasks)
    stops = tasks + bases * (loads + SPARE_JOBS)
    nodes = 2 * workers + stops
    longest = min(stops + 2, max(64, 3 * stops // max(1, workers) + 16))
    windows = sum(len(task.windows) + 1 for task in problem.tasks)
    windows += 2 * workers + stops + 8 * SPARE_JOBS

    def whole(*shape: int, kind: type = np.int64, fill: int = 0) -> Array:
        return np.full(shape, fill, kind)

    routes = (f.PLANES, workers, longest)
    return State(
        cost=whole(nodes, nodes, kind=np.int32),
        cost_to=whole(nodes, nodes, kind=np.int32),
        time=whole(nodes, nodes, kind=np.int32),
        time_to=whole(nodes, nodes, kind=np.int32),
        nodes=whole(nodes, f.NODE_FIELDS),
        windows=whole(windows, 2),
        workers=whole(workers, f.WORKER_FIELDS),
        jobs=whole(tasks, f.JOB_FIELDS),
        first=whole(tasks, bases, fill=-1),
        form=whole(tasks, workers, kind=np.int8),
        routes=whole(*routes),
        totals=whole(workers, f.TOTAL_FIELDS),
        where=whole(nodes),
        near=whole(nodes, min(nodes, NEAR), fill=-1),
        tried=whole(tasks, workers, 3, fill=-1),
        old_routes=whole(*routes),
        old_totals=whole(workers, f.TOTAL_FIELDS),
        stamps=whole(workers, fill=-1),
        absent=whole(tasks),
        old_absent=whole(tasks),
        keys=whole(tasks, kind=np.float64),
        counts=whole(f.COUNTERS),
        dice=whole(1, kind=np.uint64, fill=1),
    )


def _set_workers(board: Board) -> None:
    state, workers = board.state, board.problem.workers
    for k, worker in enumerate(workers):
        row = state.workers[k]
        row[f.START], row[f.END] = worker.start, worker.end
        row[f.BAG], row[f.CARRYING] = worker.bag, worker.carrying
        row[f.BASE] = board.bases.index(worker.base)
        rest = worker.rest
        if rest is not None and worker.end > rest.earliest + rest.length:
            row[f.RESTS], row[f.LENGTH] = 1, rest.length
            row[f.EARLIEST] = rest.earliest
            row[f.LATEST] = max(rest.latest, worker.start)
        at = worker.base if worker.at is None else worker.at
        _set_node(board, k, at, 0, ((0, _ALWAYS),))
        _set_node(board, len(workers) + k, worker.base, 0, ((0, _ALWAYS),))


def _set_node(
    board: Board,
    u: int,
    place: int,
    service: int,
    windows: Sequence[tuple[int, int]],
) -> None:
    row = board.state.nodes[u]
    row[:] = 0
    row[f.PLACE], row[f.SERVICE], row[f.TOLD], row[f.JOB] = place, service, -1, -1
    set_windows(board, u, windows)


def set_windows(board: Board, u: int, windows: Sequence[tuple[int, int]]) -> None:
    """Give node u its windows, behind those that are there."""
    row, first = board.state.nodes[u], board.next_window
    row[f.OPEN], row[f.CLOSE] = windows[0][0], windows[-1][1]
    row[f.WIN0], row[f.WIN1] = first, first + len(windows)
    board.state.windows[first : first + len(windows)] = windows
    board.next_window += len(windows)


def _windows_of(task: Task, *, late: bool) -> list[tuple[int, int]]:
    """Merged and sorted. A locked stop is kept even when it is late by now."""
    merged: list[tuple[int, int]] = []
    for window in sorted(task.windows):
        if merged and window.start <= merged[-1][1]:
            last = merged.pop()
            merged.append((last[0], max(last[1], window.end)))
        else:
            merged.append((window.start, window.end))
    return [*merged, (merged[-1][1], _ALWAYS)] if late else merged


def add_job(board: Board, tasks: tuple[Task, ...]) -> int:
    """Write the rows of a job at the end; its rides are set by `set_rides_of`."""
    state = board.state
    job = int(state.counts[f.JOBS])
    nodes = [_add_task(board, task, job, alone=len(tasks) == 1) for task in tasks]
    row = state.jobs[job]
    row[:] = 0
    row[f.LAST], row[f.ROUTE] = nodes[-1], -1
    row[f.PRIZE] = sum(task.prize for task in tasks)
    state.first[job], state.tried[job] = -1, -1
    if len(tasks) == 2:
        state.first[job] = nodes[0]
        _carry(board, job, tasks[-1], nodes)
    for k, worker in enumerate(board.problem.workers):
        state.form[job, k] = form_of(board.problem, tasks, worker)
    if len(tasks) == 1 and (state.form[job] == f.DOUBLE).any():
        _add_reloads(board, job, tasks[0])
    board.members[job] = tasks
    state.absent[state.counts[f.ABSENT]] = job
    state.counts[f.ABSENT] += 1
    state.counts[f.JOBS] += 1
    return job


def _add_task(board: Board, task: Task, job: int, *, alone: bool) -> int:
    u = board.next_node
    board.next_node += 1
    locked = any(task.id in names for names in board.problem.locked.values())
    _set_node(board, u, task.place, task.service, _windows_of(task, late=locked))
    row = board.state.nodes[u]
    row[f.JOB], row[f.COLLECT], row[f.CHANGE] = job, task.collect, task.collect
    if task.told is not None:
        row[f.TOLD] = task.told
        board.state.counts[f.TELLS] += 1
    if task.mate is None and task.deliver:
        row[f.CHANGE] -= task.deliver
        row[f.HELD if alone else f.BRING] = task.deliver
    board.jobs[task.id], board.nodes[task.id] = job, u
    board.tasks[u] = task.id
    return u


def _carry(board: Board, job: int, last: Task, nodes: list[int]) -> None:
    """What is collected at the first node of a pair is brought to the last one."""
    amount = max(1, last.deliver) if last.mate is not None else 0
    board.state.jobs[job, f.AMOUNT] = amount
    board.state.nodes[nodes[0], f.CHANGE] += amount
    board.state.nodes[nodes[1], f.CHANGE] -= amount


def _add_reloads(board: Board, job: int, task: Task) -> None:
    """A node at each base from which somebody could bring the folders."""
    state = board.state
    state.jobs[job, f.AMOUNT] = task.deliver
    for k, worker in enumerate(board.problem.workers):
        base = state.workers[k, f.BASE]
        if state.form[job, k] != f.DOUBLE or state.first[job, base] >= 0:
            continue
        u = board.next_node
        board.next_node += 1
        _set_node(board, u, worker.base, 0, ((task.ready, _ALWAYS),))
        row = state.nodes[u]
        row[f.JOB], row[f.RELOADS], row[f.CHANGE] = job, 1, task.deliver
        state.first[job, base] = u
        board.tasks[u] = task.id


def form_of(problem: Problem, tasks: tuple[Task, ...], worker: Worker) -> int:
    """How the worker can do a job of one task, or of two linked ones."""
    locked = problem.locked.get(worker.id, ())
    if not all(is_allowed(task, worker) or task.id in locked for task in tasks):
        return f.NEVER
    ways = [_way_of(problem, task, worker) for task in tasks]
    if len(tasks) == 2:
        return f.DOUBLE if ways == [f.SINGLE, f.SINGLE] else f.NEVER
    return f.SINGLE if ways[0] == f.NEVER and tasks[0].id in locked else ways[0]


def is_allowed(task: Task, worker: Worker) -> bool:
    """Whether the worker may do the task and has the skills for it."""
    return task.worker in (None, worker.id) and task.needs <= worker.skills


def _way_of(problem: Problem, task: Task, worker: Worker) -> int:
    """Whether the folders are in the bag already, or need a visit to the base."""
    if task.deliver == 0 or task.mate is not None or task.id in worker.holds:
        return f.SINGLE
    if worker.at is None and task.ready <= worker.start:
        return f.SINGLE
    if any(task.id in other.holds for other in problem.workers):
        return f.NEVER
    return f.DOUBLE


def _lock(board: Board) -> None:
    """Lay the locked stops; what they make late by now does not count against them."""
    state = board.state
    locked = {name for names in board.problem.locked.values() for name in names}
    for task in board.problem.tasks:
        if task.mate in locked:
            # It stays in the bag to the end, should nobody bring it.
            state.nodes[board.nodes[task.mate], f.CHANGE] += max(1, task.deliver)
    for k, worker in enumerate(board.problem.workers):
        names = board.problem.locked.get(worker.id, ())
        lay(board, k, [u for name in names for u in _nodes_for(board, name, k)])
        state.workers[k, f.LOCKED] = state.totals[k, f.COUNT]
        if names:
            _forgive(state, k)


def _forgive(state: State, k: int) -> None:
    """Set the bag, the latest rest and the shift's end to what locked stops need."""
    row, last = state.workers[k], int(state.totals[k, f.COUNT])
    row[f.BAG] = max(row[f.BAG], state.routes[f.UPTO, k, last])
    leave = state.routes[f.E0, k, last]
    if row[f.RESTS] and state.routes[f.E1, k, last] >= f.INF:
        row[f.LATEST] = max(row[f.LATEST], leave)
        refresh(state, k)
    home = int(state.routes[f.E1, k, last + 1])
    if row[f.END] < home < f.INF:
        row[f.END] = home
        refresh(state, k)


def _nodes_for(board: Board, name: str, k: int) -> list[int]:
    if name not in board.nodes:
        raise BadProblem(f"The task {name} is locked, but not in the problem.")
    u, job, state = board.nodes[name], board.jobs[name], board.state
    single = board.state.nodes[u, f.HELD] and state.form[job, k] == f.DOUBLE
    return [int(state.first[job, state.workers[k, f.BASE]]), u] if single else [u]


def lay(board: Board, k: int, nodes: list[int]) -> None:
    """Set the nodes of route k, reckon it, and take its jobs out of the absent."""
    state = board.state
    state.totals[k, f.COUNT] = len(nodes)
    state.routes[f.NODE, k, 1 : len(nodes) + 1] = nodes
    for u in nodes:
        state.jobs[state.nodes[u, f.JOB], f.ROUTE] = k
    refresh(state, k)
    left = [
        t for t in state.absent[: state.counts[f.ABSENT]] if state.jobs[t, f.ROUTE] < 0
    ]
    state.absent[: len(left)] = left
    state.counts[f.ABSENT] = len(left)
