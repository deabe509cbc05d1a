"""VROOM over pyvroom (BSD-2): everything but prizes traded against riding."""

from __future__ import annotations

import numpy as np
import vroom

from bench.referees import Visit, jobs_of, plan_of
from satupintu.routing.service import Plan, Problem, Task, Worker

# VROOM serves the higher priority first, whatever it costs.
PRIORITIES = {54_000: 100, 10_800: 20, 5_400: 10}


def solve(problem: Problem, depth: int) -> Plan:
    """Plan with `vroom -x DEPTH` (0 to 5) on one core."""
    given = vroom.Input()
    given.set_durations_matrix("car", problem.ride.astype(np.uint32))
    skills = _Numbers()
    for number, worker in enumerate(problem.workers):
        given.add_vehicle(_vehicle(number, worker, skills))
    for number, (first, task) in enumerate(jobs_of(problem)):
        given.add_job(_job(problem, number, first, task, skills))
    solution = given.solve(exploration_level=depth, nb_threads=1)
    return plan_of(problem, _read(problem, solution))


class _Numbers(dict[str, int]):
    def __missing__(self, name: str) -> int:
        self[name] = len(self) + 1
        return self[name]


def _vehicle(number: int, worker: Worker, skills: _Numbers) -> vroom.Vehicle:
    rest = worker.rest
    breaks = []
    if rest is not None:
        window = vroom.TimeWindow(rest.earliest, rest.latest)
        breaks = [vroom.Break(number, time_windows=[window], service=rest.length)]
    return vroom.Vehicle(
        number,
        start=worker.base,
        end=worker.base,
        capacity=[worker.bag],
        skills={skills[name] for name in worker.skills},
        time_window=vroom.TimeWindow(worker.start, worker.end),
        breaks=breaks,
    )


def _windows(task: Task) -> list[vroom.TimeWindow]:
    return [vroom.TimeWindow(w.start, w.end) for w in task.windows]


def _job(
    problem: Problem, number: int, first: Task | None, task: Task, skills: _Numbers
) -> vroom.Job | vroom.Shipment:
    needs = {skills[name] for name in task.needs}
    more = {"skills": needs, "priority": PRIORITIES[task.prize]}
    if first is not None:
        start = vroom.ShipmentStep(
            number,
            location=first.place,
            default_service=first.service,
            time_windows=_windows(first),
        )
    elif task.ready:
        base = next(w.base for w in problem.workers if task.needs <= w.skills)
        start = vroom.ShipmentStep(
            number,
            location=base,
            default_setup=problem.reload,
            time_windows=[vroom.TimeWindow(task.ready, 24 * 3600)],
        )
    else:
        return vroom.Job(
            number,
            location=task.place,
            default_service=task.service,
            delivery=[task.deliver],
            pickup=[task.collect],
            time_windows=_windows(task),
            **more,
        )
    end = vroom.ShipmentStep(
        number,
        location=task.place,
        default_service=task.service,
        time_windows=_windows(task),
    )
    return vroom.Shipment(start, end, amount=[max(1, task.deliver)], **more)


def _read(problem: Problem, solution: vroom.Solution) -> dict[str, list[Visit]]:
    jobs = jobs_of(problem)
    found: dict[str, list[Visit]] = {w.id: [] for w in problem.workers}
    for row in solution.routes.itertuples():
        visits = found[problem.workers[row.vehicle_id].id]
        if row.type in ("start", "end", "break"):
            continue
        first, task = jobs[int(row.id)]
        if row.type != "pickup":
            visits.append(("task", task.id))
        elif first is not None:
            visits.append(("task", first.id))
        else:
            visits.append(("reload", task.id))
    return found
