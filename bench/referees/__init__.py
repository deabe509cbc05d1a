"""Solvers of others on the same day; they come with `make bench-plan`, not before."""

from __future__ import annotations

from satupintu.routing.board import lay_out
from satupintu.routing.placing import adopt, fill
from satupintu.routing.reading import read_plan
from satupintu.routing.service import Plan, Problem, Route, Stop, Task

# A stop of a sequence: a task, or what is taken at the base for a task.
Visit = tuple[str, str]


def jobs_of(problem: Problem) -> list[tuple[Task | None, Task]]:
    """The tasks, a pair as one."""
    tasks = {task.id: task for task in problem.tasks}
    firsts = {task.mate for task in problem.tasks}
    return [
        (tasks[task.mate] if task.mate else None, task)
        for task in problem.tasks
        if task.id not in firsts
    ]


def plan_of(
    problem: Problem, sequences: dict[str, list[Visit]], *, repair: bool = False
) -> Plan:
    """The plan of a solver that says who visits what in which order.

    Times are those of our own schedule, as early as possible. Tasks that do not fit
    where they were put are left out, or with `repair` inserted where they do.
    """
    routes = tuple(
        Route(worker, tuple(_stop(*visit) for visit in visits), 0)
        for worker, visits in sequences.items()
    )
    board = lay_out(problem)
    adopt(board, Plan(routes, (), 0, 0))
    if repair:
        fill(board)
    return read_plan(board)


def _stop(kind: str, name: str) -> Stop:
    if kind == "reload":
        return Stop("reload", 0, 0, 0, 0, loads=(name,))
    return Stop("task", 0, 0, 0, 0, task=name)
