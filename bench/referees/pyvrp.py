"""PyVRP (MIT): skills by a matrix for each worker, several windows by copies.

It knows no breaks: it plans without them, and what then no longer fits is inserted
elsewhere.
"""

from __future__ import annotations

import time

import numpy as np
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Shipment,
    VehicleType,
    solve as search,
)

from bench.referees import Visit, jobs_of, plan_of
from satupintu.routing.service import Plan, Problem, Task

# A ride to who may not be served, in the longest rides: larger ones stop the search.
FORBIDDEN = 30


class _Build:
    """Rows of PyVRP, and which tasks each of them stands for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.clients: list[Client] = []
        self.groups: list[ClientGroup] = []
        self.shipments: list[Shipment] = []
        self.visits: list[str] = []
        self.carried: list[tuple[str, str, str]] = []
        for first, task in jobs_of(problem):
            if first is None and not task.ready:
                self._visit(task)
            else:
                self._carry(first, task)

    def _visit(self, task: Task) -> None:
        group = len(self.groups) if len(task.windows) > 1 else None
        rows = range(len(self.clients), len(self.clients) + len(task.windows))
        for window in task.windows:
            self.clients.append(
                Client(
                    task.place,
                    delivery=[task.deliver],
                    pickup=[task.collect],
                    service_duration=task.service,
                    tw_early=window.start,
                    tw_late=window.end,
                    prize=task.prize,
                    required=False,
                    group=group,
                )
            )
            self.visits.append(task.id)
        if group is not None:
            self.groups.append(ClientGroup(rows, required=False))

    def _carry(self, first: Task | None, task: Task) -> None:
        workers = self.problem.workers
        base = next(w.base for w in workers if task.needs <= w.skills)
        window = task.windows[0]
        self.shipments.append(
            Shipment(
                first.place if first else base,
                task.place,
                first.windows[0].start if first else task.ready,
                first.windows[0].end if first else 24 * 3600,
                first.service if first else self.problem.reload,
                window.start,
                window.end,
                task.service,
                amount=[max(1, task.deliver)],
                prize=task.prize * (2 if first else 1),
                required=False,
            )
        )
        kind = ("task", first.id) if first else ("reload", task.id)
        self.carried.append((*kind, task.id))

    def data(self) -> ProblemData:
        problem = self.problem
        bases = sorted({worker.base for worker in problem.workers})
        types = [
            VehicleType(
                1,
                [worker.bag],
                bases.index(worker.base),
                bases.index(worker.base),
                tw_early=worker.start,
                tw_late=worker.end,
                profile=number,
            )
            for number, worker in enumerate(problem.workers)
        ]
        rides = [self._rides(worker.skills) for worker in problem.workers]
        return ProblemData(
            [Location(0, 0) for _ in problem.ride],
            self.clients,
            [Depot(base) for base in bases],
            types,
            rides,
            rides,
            self.groups,
            self.shipments,
        )

    def _rides(self, skills: frozenset[str]) -> np.ndarray:
        ride = self.problem.ride.astype(np.int64)
        far = int(ride.max()) * FORBIDDEN
        for task in self.problem.tasks:
            if not task.needs <= skills:
                ride[:, task.place] = ride[task.place] = far
        np.fill_diagonal(ride, 0)
        return ride


def solve(problem: Problem, seconds: float, seed: int = 1) -> Plan:
    """Plan for so many seconds of processor time."""
    end = time.process_time() + seconds
    build = _Build(problem)
    result = search(build.data(), lambda _: time.process_time() > end, seed=seed)
    sequences: dict[str, list[Visit]] = {}
    for route in result.best.routes():
        visits = sequences.setdefault(problem.workers[route.vehicle_type()].id, [])
        for step in route.schedule():
            if step.is_client():
                visits.append(("task", build.visits[step.idx]))
            elif step.is_pickup():
                visits.append(build.carried[step.idx][:2])
            elif step.is_delivery():
                visits.append(("task", build.carried[step.idx][2]))
    return plan_of(problem, sequences, repair=True)
