"""Making room: a search that moves others so that one more promise can be kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.board import Board, lay
from satupintu.routing.moving import undone
from satupintu.routing.placing import adopt, fill, nodes_of
from satupintu.routing.quoting import set_window
from satupintu.routing.reading import read_plan
from satupintu.routing.search import cost_of, restore, save
from satupintu.routing.thinking import Effort, think
from satupintu.routing.told import rest_before
from satupintu.routing.values import BOOKED, Offer, Plan, Window

# A bold search: hot and cold in mean rides, see `Effort`.
SEEKING = {"hot": 0.4, "cold": 0.04}
# More than all other promises together could weigh.
FIRST = 1000 * BOOKED


def make_room(board: Board, t: int, window: Window, effort: Effort) -> Offer | None:
    """Search for a plan with the absent job t in a window; nothing is changed.

    Promises that are kept stay; what has a smaller prize may be left out for it, and
    counts in `extra`.
    """
    state = board.state
    set_window(state, int(state.jobs[t, f.LAST]), window.start, window.end)
    state.tried[t] = -1
    state.jobs[t, f.PRIZE] = FIRST
    before = int(cost_of(state, f.PRIZE)) - FIRST
    with undone(board):
        think(
            board,
            effort,
            keeping=True,
            on_progress=lambda _, cost: cost > before + FIRST // 2,
        )
        if state.jobs[t, f.ROUTE] < 0:
            return None
        return _offer(board, t, window, before)


def _offer(board: Board, t: int, window: Window, before: int) -> Offer:
    state = board.state
    k, u = int(state.jobs[t, f.ROUTE]), int(state.jobs[t, f.LAST])
    p = int(state.where[u])
    early = p < rest_before(state, k)
    leave = int(state.routes[f.E0 if early else f.E1, k, p])
    latest = int(state.routes[f.L0 if early else f.L1, k, p])
    eta = leave - int(state.nodes[u, f.SERVICE])
    return Offer(
        window=window,
        worker=board.problem.workers[k].id,
        extra=int(cost_of(state, f.PRIZE)) - before,
        eta=eta,
        slack=max(0, latest - eta),
        plan=read_plan(board),
    )


def follow(board: Board, t: int, plan: Plan) -> bool:
    """Lay a plan with the absent job t that was found before.

    What came since is inserted again. If that breaks a promise, nothing is changed.
    """
    state, before = board.state, promised(board)
    kept = np.zeros(state.routes.shape[1:], np.int64)
    save(state, kept)
    _clear(board)
    adopt(board, plan)
    fill(board)
    if state.jobs[t, f.ROUTE] >= 0 and before <= promised(board):
        return True
    restore(state, kept)
    return False


def _clear(board: Board) -> None:
    """Only the locked stops stay in routes."""
    state = board.state
    fixed = [
        nodes_of(board, k)[: state.workers[k, f.LOCKED]]
        for k in range(len(state.workers))
    ]
    state.jobs[:, f.ROUTE] = -1
    jobs = int(state.counts[f.JOBS])
    state.absent[:jobs] = range(jobs)
    state.counts[f.ABSENT] = jobs
    for k, nodes in enumerate(fixed):
        lay(board, k, nodes)


def promised(board: Board) -> frozenset[int]:
    """The jobs in routes that were promised."""
    jobs = board.state.jobs[: board.state.counts[f.JOBS]]
    kept = (jobs[:, f.ROUTE] >= 0) & (jobs[:, f.PRIZE] >= BOOKED)
    return frozenset(kept.nonzero()[0].tolist())


def shared(effort: Effort, parts: int) -> Effort:
    """The effort for one of several parts."""
    seconds = None if effort.seconds is None else effort.seconds / parts
    trials = None if effort.trials is None else effort.trials // parts
    return replace(effort, seconds=seconds, trials=trials)
