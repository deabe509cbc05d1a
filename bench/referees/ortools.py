"""OR-Tools (Apache-2.0): the routing library with guided local search."""

from __future__ import annotations

import time
from itertools import pairwise

from ortools.constraint_solver import pywrapcp, routing_enums_pb2 as enums

from bench.referees import Visit, jobs_of, plan_of
from satupintu.routing.service import Plan, Problem, Task

LATEST = 24 * 3600


class _Model:
    """Nodes: the bases of the workers, then stops; rows say what each stop is."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        workers = problem.workers
        self.rows: list[Visit] = []
        self.places = [worker.base for worker in workers]
        self.service = [0] * len(workers)
        self.jobs = [self._nodes(*job) for job in jobs_of(problem)]
        ends = list(range(len(workers)))
        self.index = pywrapcp.RoutingIndexManager(
            len(self.places), len(workers), ends, ends
        )
        self.routing = pywrapcp.RoutingModel(self.index)
        self.solver = self.routing.solver()
        self._add_times()
        self._add_loads()
        for (first, task), nodes in zip(jobs_of(problem), self.jobs, strict=True):
            self._add_job(first, task, nodes)

    def _node(self, visit: Visit, place: int, service: int) -> int:
        self.rows.append(visit)
        self.places.append(place)
        self.service.append(service)
        return len(self.places) - 1

    def _nodes(self, first: Task | None, task: Task) -> list[int]:
        last = ("task", task.id), task.place, task.service
        if first is not None:
            start = ("task", first.id), first.place, first.service
        elif task.ready:
            workers = self.problem.workers
            base = next(w.base for w in workers if task.needs <= w.skills)
            start = ("reload", task.id), base, self.problem.reload
        else:
            return [self._node(*last)]
        return [self._node(*start), self._node(*last)]

    def _add_times(self) -> None:
        ride = self.problem.ride.tolist()
        node, places, service = self.index.IndexToNode, self.places, self.service

        def cost(a: int, b: int) -> int:
            return ride[places[node(a)]][places[node(b)]]

        def transit(a: int, b: int) -> int:
            return cost(a, b) + service[node(a)]

        routing = self.routing
        routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(cost))
        routing.AddDimension(
            routing.RegisterTransitCallback(transit), LATEST, LATEST, False, "time"
        )
        self.time = routing.GetDimensionOrDie("time")
        served = [service[node(n)] for n in range(routing.Size())]
        for number, worker in enumerate(self.problem.workers):
            for at in (routing.Start(number), routing.End(number)):
                self.time.CumulVar(at).SetRange(worker.start, worker.end)
            if worker.rest is not None:
                rest = worker.rest
                pause = self.solver.FixedDurationIntervalVar(
                    rest.earliest, rest.latest, rest.length, False, f"rest {number}"
                )
                self.time.SetBreakIntervalsOfVehicle([pause], number, served)

    def _add_loads(self) -> None:
        """Folders on board: brought from the base, and what stops change."""
        tasks = {task.id: task for task in self.problem.tasks}
        workers = len(self.problem.workers)
        bring, load = [0] * len(self.places), [0] * len(self.places)
        for nodes in self.jobs:
            task = tasks[self.rows[nodes[-1] - workers][1]]
            if len(nodes) == 2:
                load[nodes[0]], load[nodes[1]] = 1, -1
                amount = max(1, task.deliver)
                load[nodes[0]], load[nodes[1]] = amount, -amount
            else:
                bring[nodes[0]] = task.deliver
                load[nodes[0]] = task.collect - task.deliver
        self._dimension("brought", bring, fix=True)
        self._dimension("load", load, fix=False)
        brought = self.routing.GetDimensionOrDie("brought")
        loaded = self.routing.GetDimensionOrDie("load")
        for number in range(workers):
            start, end = self.routing.Start(number), self.routing.End(number)
            self.solver.Add(loaded.CumulVar(start) == brought.CumulVar(end))

    def _dimension(self, name: str, change: list[int], *, fix: bool) -> None:
        node = self.index.IndexToNode
        call = self.routing.RegisterUnaryTransitCallback(lambda a: change[node(a)])
        bags = [worker.bag for worker in self.problem.workers]
        self.routing.AddDimensionWithVehicleCapacity(call, 0, bags, fix, name)

    def _add_job(self, first: Task | None, task: Task, nodes: list[int]) -> None:
        routing, at = self.routing, [self.index.NodeToIndex(n) for n in nodes]
        workers = self.problem.workers
        able = [n for n, worker in enumerate(workers) if task.needs <= worker.skills]
        for index in at:
            routing.VehicleVar(index).SetValues([-1, *able])
        routing.AddDisjunction([at[-1]], task.prize)
        self._limit(at[-1], [(w.start, w.end) for w in task.windows])
        if len(at) == 1:
            return
        routing.AddDisjunction([at[0]], first.prize if first else 0)
        windows = first.windows if first else ()
        spans = [(w.start, w.end) for w in windows] or [(task.ready, LATEST)]
        self._limit(at[0], spans)
        routing.AddPickupAndDelivery(*at)
        self.solver.Add(routing.VehicleVar(at[0]) == routing.VehicleVar(at[1]))
        times = [self.time.CumulVar(index) for index in at]
        self.solver.Add(times[0] <= times[1])

    def _limit(self, index: int, spans: list[tuple[int, int]]) -> None:
        begin = self.time.CumulVar(index)
        begin.SetRange(spans[0][0], spans[-1][1])
        for (_, end), (start, _) in pairwise(spans):
            begin.RemoveInterval(end + 1, start - 1)


def solve(problem: Problem, seconds: float) -> Plan:
    """Plan for so many seconds of processor time."""
    end = time.process_time() + seconds
    model = _Model(problem)
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = (
        enums.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    how.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    model.routing.AddSearchMonitor(
        model.solver.CustomLimit(lambda: time.process_time() > end)
    )
    how.time_limit.FromSeconds(int(20 * seconds) + 1)
    return plan_of(problem, _read(model, model.routing.SolveWithParameters(how)))


def _read(model: _Model, found: pywrapcp.Assignment | None) -> dict[str, list[Visit]]:
    sequences: dict[str, list[Visit]] = {}
    if found is None:
        return sequences
    workers = model.problem.workers
    for number, worker in enumerate(workers):
        visits = sequences.setdefault(worker.id, [])
        index = found.Value(model.routing.NextVar(model.routing.Start(number)))
        while not model.routing.IsEnd(index):
            visits.append(model.rows[model.index.IndexToNode(index) - len(workers)])
            index = found.Value(model.routing.NextVar(index))
    return sequences
