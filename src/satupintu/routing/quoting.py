"""What a task would cost in each of several windows: one call for all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.board import Board
from satupintu.routing.compiling import entry, jit
from satupintu.routing.insertion import best_in_route, put
from satupintu.routing.ruin import keep, put_routes_back
from satupintu.routing.state import State
from satupintu.routing.told import rest_before
from satupintu.routing.values import Array, Offer, Window, Worker

# Columns of an answer: the worker or -1, more riding, begin, slack.
WORKER, EXTRA, ETA, SLACK = 0, 1, 2, 3


def quote_all(board: Board, t: int, windows: Sequence[Window]) -> list[list[int]]:
    """The columns above for the absent job t in each window."""
    asked = np.array([(w.start, w.end) for w in windows], np.int64).reshape(-1, 2)
    answers = np.zeros((len(windows), 4), np.int64)
    quote(board.state, t, asked, answers)
    found: list[list[int]] = answers.tolist()
    return found


def offer_of(
    workers: Sequence[Worker], window: Window, answer: list[int]
) -> Offer | None:
    """What an answer says to people."""
    worker, extra, eta, slack = answer
    if worker < 0:
        return None
    return Offer(window, workers[worker].id, extra, eta, slack)


@entry
def quote(state: State, t: int, windows: Array, answers: Array) -> None:
    """The cheapest insertion of the absent job t in each window (w, 2), into
    `answers` (w, 4); nothing is changed but the window of its last node."""
    u = state.jobs[t, f.LAST]
    for w in range(len(windows)):
        state.nodes[u, f.OPEN] = state.windows[state.nodes[u, f.WIN0], 0] = windows[
            w, 0
        ]
        state.nodes[u, f.CLOSE] = state.windows[state.nodes[u, f.WIN0], 1] = windows[
            w, 1
        ]
        best, route, code = f.INF, int(f.NOWHERE), int(f.NOWHERE)
        for k in range(len(state.workers)):
            if state.form[t, k] != f.NEVER:
                cost, found = best_in_route(state, t, k, best, int(f.NOWHERE))
                if found >= 0:
                    best, route, code = cost, k, found
        answers[w, WORKER] = route
        if route >= 0:
            answers[w, EXTRA] = best
            _try_out(state, t, route, code, answers[w])


@entry
def set_window(state: State, u: int, start: int, end: int) -> None:
    """Let node u, which has room for one window at least, have only this one."""
    first = state.nodes[u, f.WIN0]
    state.nodes[u, f.WIN1] = first + 1
    state.nodes[u, f.OPEN] = state.windows[first, 0] = start
    state.nodes[u, f.CLOSE] = state.windows[first, 1] = end


@jit
def _try_out(state: State, t: int, k: int, code: int, answer: Array) -> None:
    """When the task would begin, and by how much that may slip."""
    state.counts[f.TRIAL] += 1
    keep(state, k)
    put(state, t, k, code)
    u = state.jobs[t, f.LAST]
    p = state.where[u]
    rest = rest_before(state, k)
    leave = state.routes[f.E0 if p < rest else f.E1, k, p]
    latest = state.routes[f.L0 if p < rest else f.L1, k, p]
    answer[ETA] = leave - state.nodes[u, f.SERVICE]
    answer[SLACK] = max(0, latest - answer[ETA])
    put_routes_back(state)
    state.jobs[t, f.ROUTE] = -1
