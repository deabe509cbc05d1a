"""Laying a given plan on a board, and inserting what is left."""

from __future__ import annotations

from collections.abc import Iterable

from satupintu.routing import fields as f
from satupintu.routing.board import Board, lay
from satupintu.routing.schedule import is_feasible
from satupintu.routing.search import insert, insert_into, sort_absent
from satupintu.routing.told import moved_cost
from satupintu.routing.values import Plan, Route


def adopt(board: Board, plan: Plan) -> None:
    """Lay the routes of a plan as far as they fit the problem of the board.

    A route that is no longer feasible keeps those of its tasks that still fit.
    """
    for route in plan.routes:
        if route.worker in board.ranks:
            _adopt_route(board, board.ranks[route.worker], route)


def _adopt_route(board: Board, k: int, route: Route) -> None:
    state = board.state
    fixed = nodes_of(board, k)
    nodes = [u for u in _sequence(board, k, route) if u not in fixed]
    lay(board, k, fixed + nodes)
    if is_feasible(state, k):
        return
    for t in dict.fromkeys(int(state.nodes[u, f.JOB]) for u in nodes):
        state.jobs[t, f.ROUTE] = -1
        add_absent(board, t)
    lay(board, k, fixed)
    for t in dict.fromkeys(int(state.nodes[u, f.JOB]) for u in nodes):
        insert_into(state, t, k)


def nodes_of(board: Board, k: int) -> list[int]:
    """The stops of route k as nodes."""
    count = board.state.totals[k, f.COUNT]
    found: list[int] = board.state.routes[f.NODE, k, 1 : count + 1].tolist()
    return found


def _sequence(board: Board, k: int, route: Route) -> list[int]:
    """The nodes of a route as planned; jobs that the worker cannot do are left out."""
    state = board.state
    base = state.workers[k, f.BASE]
    nodes: list[int] = []
    for stop in route.stops:
        for name in stop.loads:
            if name in board.jobs and _reloads(board, k, name):
                nodes.append(int(state.first[board.jobs[name], base]))
        if stop.task in board.nodes:
            u, t = board.nodes[stop.task], board.jobs[stop.task]
            free = state.jobs[t, f.ROUTE] in (-1, k)
            if free and state.form[t, k] != f.NEVER:
                nodes += _missing_first(board, k, stop.task, nodes)
                nodes.append(u)
    return _whole_jobs(board, k, nodes)


def _reloads(board: Board, k: int, name: str) -> bool:
    """Whether worker k needs a visit to the base for this task."""
    job, state = board.jobs[name], board.state
    held = state.nodes[board.nodes[name], f.HELD]
    return bool(held) and bool(state.form[job, k] == f.DOUBLE)


def _missing_first(board: Board, k: int, name: str, nodes: list[int]) -> list[int]:
    state = board.state
    first = int(state.first[board.jobs[name], state.workers[k, f.BASE]])
    return [first] if _reloads(board, k, name) and first not in nodes else []


def _whole_jobs(board: Board, k: int, nodes: list[int]) -> list[int]:
    """Only jobs of which every node is there, in the right order, once."""
    state = board.state
    nodes = list(dict.fromkeys(nodes))
    at = {u: p for p, u in enumerate(nodes)}
    kept = []
    for u in nodes:
        t = int(state.nodes[u, f.JOB])
        last, base = int(state.jobs[t, f.LAST]), state.workers[k, f.BASE]
        first = last if state.form[t, k] == f.SINGLE else int(state.first[t, base])
        if last in at and first in at and at[first] <= at[last]:
            kept.append(u)
    return kept


def add_absent(board: Board, t: int) -> None:
    counts = board.state.counts
    board.state.absent[counts[f.ABSENT]] = t
    counts[f.ABSENT] += 1


def fill(board: Board) -> None:
    """Insert absent jobs, the most precious first, where they are worth it."""
    state = board.state
    count_moved(board, range(len(state.workers)))
    jobs = state.absent[: state.counts[f.ABSENT]]
    last = state.jobs[jobs, f.LAST]
    width = state.nodes[last, f.CLOSE] - state.nodes[last, f.OPEN]
    state.keys[: len(jobs)] = width - 1e6 * state.jobs[jobs, f.PRIZE]
    sort_absent(state)
    for t in state.absent[: state.counts[f.ABSENT]].tolist():
        insert(state, t)


def count_moved(board: Board, routes: Iterable[int]) -> None:
    """Reckon what moved times cost in these routes."""
    if board.state.counts[f.TELLS]:
        for k in routes:
            board.state.totals[k, f.SHIFTED] = moved_cost(board.state, k)
