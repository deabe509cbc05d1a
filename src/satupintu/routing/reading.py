"""From the engine's arrays to a plan that people can follow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from satupintu.routing import fields as f
from satupintu.routing.board import Board
from satupintu.routing.search import cost_of
from satupintu.routing.told import rest_before
from satupintu.routing.values import Plan, Route, Stop


def read_plan(board: Board) -> Plan:
    """The plan as it stands; everybody leaves and begins as early as possible."""
    state = board.state
    routes = tuple(read_route(board, k) for k in range(len(state.workers)))
    absent = {int(t) for t in state.absent[: state.counts[f.ABSENT]]}
    return Plan(
        routes=routes,
        unserved=tuple(name for name, job in board.jobs.items() if job in absent),
        cost=int(cost_of(state, f.PRIZE)),
        riding=int(state.totals[:, f.RIDING].sum()),
    )


@dataclass(slots=True)
class _Leg:
    """A ride to a node: its times, and the rest that falls into it."""

    leave: int
    ride: int
    counter: int
    rest: int | None = None
    length: int = 0

    @property
    def arrive(self) -> int:
        there = self.leave + self.ride
        return there + self.length if self._stops_on_the_way() else there

    def _stops_on_the_way(self) -> bool:
        return self.rest is not None and self.rest < self.leave + self.ride

    def rest_stop(self, start: int, end: int) -> Stop | None:
        if self.rest is None:
            return None
        place = start if self._stops_on_the_way() else end
        return Stop("rest", place, self.rest, self.rest, self.rest + self.length)


def read_route(board: Board, k: int) -> Route:
    """The stops of worker k with their times."""
    state, worker = board.state, board.problem.workers[k]
    count = int(state.totals[k, f.COUNT])
    if not count:
        return Route(worker.id, (), worker.start)
    rows = state.routes[:, k, : count + 2].tolist()
    rest_at = int(rest_before(state, k))
    stops: list[Stop] = []
    before = rows[f.NODE][0]
    leave = worker.start
    for p in range(1, count + 2):
        u = rows[f.NODE][p]
        leg = _leg_of(board, k, before, u, leave, resting=p == rest_at)
        place = int(state.nodes[u, f.PLACE])
        rest = leg.rest_stop(int(state.nodes[before, f.PLACE]), place)
        leave = rows[f.E0 if p < rest_at else f.E1][p]
        if p > count:
            stops += [rest] if rest else []
            break
        _append(stops, rest, _stop_of(board, u, leg.arrive, leave))
        before = u
    return Route(worker.id, tuple(stops), leave)


def _leg_of(board: Board, k: int, u: int, v: int, leave: int, *, resting: bool) -> _Leg:
    state = board.state
    ride = int(state.cost[u, v])
    leg = _Leg(leave, ride, int(state.time[u, v]) - ride)
    if resting:
        _, earliest, latest = state.workers[k, [f.LENGTH, f.EARLIEST, f.LATEST]]
        leg.rest = min(max(leave + ride + leg.counter, int(earliest)), int(latest))
        leg.length = int(state.workers[k, f.LENGTH])
    return leg


def _stop_of(board: Board, u: int, arrive: int, leave: int) -> Stop:
    row, name = board.state.nodes[u], board.tasks[u]
    if row[f.RELOADS]:
        return Stop("reload", int(row[f.PLACE]), arrive, arrive, leave, loads=(name,))
    begin = leave - int(row[f.SERVICE])
    return Stop("task", int(row[f.PLACE]), arrive, begin, leave, task=name)


def _append(stops: list[Stop], rest: Stop | None, stop: Stop) -> None:
    """Add a stop; visits to the counter in a row are one."""
    last = stops[-1] if stops else None
    if last and last.kind == stop.kind == "reload" and last.place == stop.place:
        stops.pop()
        loads = last.loads + stop.loads
        stop = replace(stop, arrive=last.arrive, begin=last.begin, loads=loads)
    if rest is not None:
        stops.append(rest)
    stops.append(stop)
