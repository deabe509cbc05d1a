"""What-ifs: a task elsewhere, and why it is where it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.board import Board, lay, set_windows
from satupintu.routing.insertion import best_in_route
from satupintu.routing.placing import add_absent, count_moved, nodes_of
from satupintu.routing.schedule import is_feasible
from satupintu.routing.search import cost_of, restore, save
from satupintu.routing.trial import Outcome, reasons_of, refusal, ride_out
from satupintu.routing.values import Reason, Verdict, Window


@contextmanager
def undone(board: Board) -> Iterator[None]:
    """Whatever happens to the routes inside is put back afterwards."""
    kept = np.zeros(board.state.routes.shape[1:], np.int64)
    save(board.state, kept)
    try:
        yield
    finally:
        restore(board.state, kept)


@dataclass(slots=True)
class Move:
    """What a move would do, and the nodes of the routes that it changes."""

    verdict: Verdict
    routes: dict[int, list[int]] = field(default_factory=dict)


def take_out(board: Board, t: int) -> None:
    """Take job t out of its route; it is absent then."""
    state = board.state
    k = int(state.jobs[t, f.ROUTE])
    if k < 0:
        return
    left = [u for u in nodes_of(board, k) if state.nodes[u, f.JOB] != t]
    state.jobs[t, f.ROUTE] = -1
    add_absent(board, t)
    lay(board, k, left)
    count_moved(board, [k])


def is_locked(board: Board, t: int) -> bool:
    state = board.state
    k = int(state.jobs[t, f.ROUTE])
    place = state.where[state.jobs[t, f.LAST]]
    return k >= 0 and bool(place <= state.workers[k, f.LOCKED])


def weigh_move(board: Board, name: str, worker: str | None, position: int) -> Move:
    """What moving a task to a worker (None: to nobody) would do; nothing is moved.

    position: before which of the worker's tasks, counted without this one.
    """
    t, state = board.jobs[name], board.state
    if is_locked(board, t):
        own = board.problem.workers[int(state.jobs[t, f.ROUTE])].id
        return Move(Verdict(False, 0, reasons=(Reason(own, "locked"),)))
    before, old = int(cost_of(state, f.PRIZE)), int(state.jobs[t, f.ROUTE])
    with undone(board):
        take_out(board, t)
        routes = {old: nodes_of(board, old)} if old >= 0 else {}
        broken = _broken_without(board, t, old)
        if broken and (worker is None or board.ranks[worker] != old):
            return Move(Verdict(False, 0, reasons=broken))
        if worker is None:
            return Move(Verdict(True, int(cost_of(state, f.PRIZE)) - before), routes)
        k = board.ranks[worker]
        refused = refusal(board, t, k)
        if refused is not None and refused.rule != "away":
            return Move(Verdict(False, 0, reasons=(refused,)))
        at = _node_position(board, k, position)
        if at < state.workers[k, f.LOCKED]:
            return Move(Verdict(False, 0, reasons=(Reason(worker, "locked"),)))
        return _best_of(board, t, k, (name, at), (before, routes))


def _broken_without(board: Board, t: int, k: int) -> tuple[Reason, ...]:
    """What is wrong with route k without job t: its visit to the base may be missed."""
    if k < 0 or is_feasible(board.state, k):
        return ()
    nodes = nodes_of(board, k)
    return tuple(reasons_of(board, k, nodes, t, ride_out(board, k, nodes)))


def _node_position(board: Board, k: int, position: int) -> int:
    """Behind how many nodes of route k the position of a task is."""
    nodes = nodes_of(board, k)
    visits = [p for p, u in enumerate(nodes) if not board.state.nodes[u, f.RELOADS]]
    return visits[position] if position < len(visits) else len(nodes)


def _best_of(
    board: Board,
    t: int,
    k: int,
    where: tuple[str, int],
    old: tuple[int, dict[int, list[int]]],
) -> Move:
    """The cheapest feasible way to lay job t there, or the least wrong one."""
    before, routes = old
    base = nodes_of(board, k)
    best: tuple[tuple[int, int], list[int], Outcome] | None = None
    for nodes in _ways(board, t, k, where, base):
        lay(board, k, nodes)
        count_moved(board, [k])
        feasible = bool(is_feasible(board.state, k))
        outcome = Outcome() if feasible else ride_out(board, k, nodes)
        rank = (outcome.total, int(cost_of(board.state, f.PRIZE)))
        if best is None or rank < best[0]:
            best = rank, nodes, outcome
    if best is None:
        return Move(
            Verdict(False, 0, reasons=(Reason(board.problem.workers[k].id, "order"),))
        )
    (_, cost), nodes, outcome = best
    late = tuple((board.tasks[u], seconds) for u, seconds in outcome.late.items())
    reasons = tuple(reasons_of(board, k, nodes, t, outcome))
    verdict = Verdict(not outcome.total, cost - before, late, reasons)
    return Move(verdict, {**routes, k: nodes})


def _ways(
    board: Board, t: int, k: int, where: tuple[str, int], base: list[int]
) -> Iterator[list[int]]:
    """Route k with job t: the named task there, the other node wherever it can be."""
    name, at = where
    state, last = board.state, int(board.state.jobs[t, f.LAST])
    locked = int(state.workers[k, f.LOCKED])
    if state.form[t, k] == f.SINGLE:
        yield [*base[:at], last, *base[at:]]
        return
    first = int(state.first[t, state.workers[k, f.BASE]])
    if board.nodes[name] == last:
        for p in range(locked, at + 1):
            yield [*base[:p], first, *base[p:at], last, *base[at:]]
    else:
        for j in range(at, len(base) + 1):
            yield [*base[:at], first, *base[at:j], last, *base[j:]]


def carry_out(board: Board, t: int, move: Move) -> None:
    """Lay the routes of a move."""
    state = board.state
    if state.jobs[t, f.ROUTE] >= 0:
        state.jobs[t, f.ROUTE] = -1
        add_absent(board, t)
    for k, nodes in move.routes.items():
        lay(board, k, nodes)
    count_moved(board, move.routes)


def explain(board: Board, t: int) -> list[Reason]:
    """For each worker what speaks for or against doing job t, absent now."""
    return [_explain_one(board, t, k) for k in range(len(board.state.workers))]


def explain_planned(board: Board, t: int, window: Window | None) -> list[Reason]:
    """As `explain` for a job that may be in a route, and perhaps in another window."""
    if is_locked(board, t):
        own = int(board.state.jobs[t, f.ROUTE])
        return [Reason(board.problem.workers[own].id, "locked")]
    u = int(board.state.jobs[t, f.LAST])
    row, mark = board.state.nodes[u].copy(), board.next_window
    with undone(board):
        take_out(board, t)
        if window is not None:
            set_windows(board, u, [(window.start, window.end)])
        found = explain(board, t)
        board.state.nodes[u], board.next_window = row, mark
    return found


def _explain_one(board: Board, t: int, k: int) -> Reason:
    refused = refusal(board, t, k)
    if refused is not None:
        return refused
    worker = board.problem.workers[k].id
    cost, code = best_in_route(board.state, t, k, f.INF, -1)
    if code >= 0:
        pays = cost <= board.state.jobs[t, f.PRIZE]
        return Reason(worker, "fits" if pays else "far", int(cost))
    base, found = nodes_of(board, k), []
    for at in range(int(board.state.workers[k, f.LOCKED]), len(base) + 1):
        nodes = [*base[:at], *_own_nodes(board, t, k), *base[at:]]
        outcome = ride_out(board, k, nodes)
        found.append((outcome.total, nodes, outcome))
    _, nodes, outcome = min(found, key=lambda way: way[0])
    return next(reasons_of(board, k, nodes, t, outcome), Reason(worker, "order"))


def _own_nodes(board: Board, t: int, k: int) -> list[int]:
    state = board.state
    last = int(state.jobs[t, f.LAST])
    if state.form[t, k] == f.SINGLE:
        return [last]
    return [int(state.first[t, state.workers[k, f.BASE]]), last]
