"""Riding a route on trial, also an impossible one, to say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from satupintu.routing import fields as f
from satupintu.routing.board import Board
from satupintu.routing.values import Reason

# A folder too many weighs as much as being so many seconds late.
FOLDER = 900


@dataclass(slots=True)
class Outcome:
    """By how much a route breaks which rule; all zero when it can be ridden."""

    late: dict[int, int] = field(default_factory=dict)
    shift: int = 0
    rest: int = 0
    bag: int = 0

    @property
    def total(self) -> int:
        return sum(self.late.values()) + self.shift + self.rest + FOLDER * self.bag


def ride_out(board: Board, k: int, nodes: list[int]) -> Outcome:
    """Ride the nodes in order, late or not, with the rest where it hurts least."""
    worker = board.state.workers[k]
    path = [k, *nodes, len(board.state.workers) + k]
    best, leaves = _ride(board, k, path, 0)
    if worker[f.RESTS]:
        latest = worker[f.LATEST]
        free = [p for p in range(1, len(path)) if leaves[p - 1] <= latest] or [1]
        found = [_ride(board, k, path, p)[0] for p in free[-4:]]
        best = min(found, key=lambda outcome: outcome.total)
    most = _heaviest(board, k, nodes)
    best.bag = max(0, most - int(worker[f.BAG]))
    return best


def _ride(
    board: Board, k: int, path: list[int], rest: int
) -> tuple[Outcome, list[int]]:
    """Ride with the rest before position `rest` (0: none); when each one is left."""
    state, worker = board.state, board.state.workers[k]
    found, now = Outcome(), int(worker[f.START])
    leaves = [now]
    for p in range(1, len(path)):
        u = path[p]
        if p == rest:
            found.rest = max(0, now - int(worker[f.LATEST]))
        now += int(state.time[path[p - 1], u])
        if p == rest:
            now = max(now, int(worker[f.EARLIEST])) + int(worker[f.LENGTH])
        begin = _begin(board, u, now)
        if begin is None:
            found.late[u] = now - int(state.nodes[u, f.CLOSE])
        now = (now if begin is None else begin) + int(state.nodes[u, f.SERVICE])
        leaves.append(now)
    found.shift = max(0, now - int(worker[f.END]))
    return found, leaves


def _begin(board: Board, u: int, arrive: int) -> int | None:
    row = board.state.nodes[u]
    for start, end in board.state.windows[row[f.WIN0] : row[f.WIN1]].tolist():
        if arrive <= end:
            return int(max(arrive, start))
    return None


def _heaviest(board: Board, k: int, nodes: list[int]) -> int:
    """The most folders in the bag on this way."""
    state = board.state
    collected = int(state.workers[k, f.CARRYING])
    load = collected
    for u in nodes:
        row = state.nodes[u]
        held = row[f.HELD] if state.form[row[f.JOB], k] == f.SINGLE else 0
        load += int(row[f.BRING] + held)
    most = load
    for u in nodes:
        row = state.nodes[u]
        if row[f.RELOADS]:
            load, collected = load - collected, 0
        load += int(row[f.CHANGE])
        collected += int(row[f.COLLECT])
        most = max(most, load)
    return most


def reasons_of(
    board: Board, k: int, nodes: list[int], t: int, outcome: Outcome
) -> Iterator[Reason]:
    """The broken rules of a route that holds job t, its own lateness first."""
    worker = board.problem.workers[k].id
    own = [u for u in outcome.late if board.state.nodes[u, f.JOB] == t]
    for u in own:
        at = nodes.index(u)
        before = board.tasks[nodes[at - 1]] if at else None
        yield Reason(worker, "late", outcome.late[u], before)
    for u, seconds in outcome.late.items():
        if u not in own:
            yield Reason(worker, "pushes", seconds, board.tasks[u])
    if outcome.shift:
        yield Reason(worker, "shift", outcome.shift)
    if outcome.rest:
        yield Reason(worker, "rest", outcome.rest)
    if outcome.bag:
        yield Reason(worker, "bag", outcome.bag)


def refusal(board: Board, t: int, k: int) -> Reason | None:
    """Why worker k can never do job t, whatever else is planned."""
    state, worker = board.state, board.problem.workers[k]
    tasks = board.members[t]
    missing = frozenset().union(*(task.needs for task in tasks)) - worker.skills
    if missing:
        return Reason(worker.id, "skill", len(missing), missing=tuple(sorted(missing)))
    if state.form[t, k] == f.NEVER:
        return Reason(worker.id, "reserved")
    row = state.nodes[state.jobs[t, f.LAST]]
    if worker.end < row[f.OPEN] or worker.start > row[f.CLOSE]:
        gap = max(row[f.OPEN] - worker.end, worker.start - row[f.CLOSE])
        return Reason(worker.id, "away", int(gap))
    return None
