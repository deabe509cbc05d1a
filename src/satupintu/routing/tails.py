"""Exchanging the tails of two routes: what taking out strings hardly ever finds."""

from __future__ import annotations

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.compiling import jit
from satupintu.routing.ruin import below, is_ridden, keep, put_routes_back, roll
from satupintu.routing.schedule import is_feasible, refresh
from satupintu.routing.state import State
from satupintu.routing.told import set_moved

# Among how many of the nearest stops the one to ride on to is chosen.
NEAREST = 20


@jit
def swap_tails(state: State, gain: float) -> int:
    """Ride from a random stop to a near one of another route, whose first part gets
    the rest of this route. Returns what it saves, or 0 and nothing has changed when
    that is not more than `gain`, or not feasible."""
    u = state.jobs[below(state.dice, state.counts[f.JOBS]), f.LAST]
    nearest = min(NEAREST, state.near.shape[1] - 1)
    v = state.near[u, 1 + below(state.dice, nearest)]
    if v < 0:
        return 0
    k = state.jobs[state.nodes[u, f.JOB], f.ROUTE]
    m = state.jobs[state.nodes[v, f.JOB], f.ROUTE]
    if k < 0 or m < 0 or k == m:
        return 0
    p, q = state.where[u], state.where[v] - 1
    if not is_ridden(state, k, u) or not is_ridden(state, m, v):
        return 0
    if p < state.workers[k, f.LOCKED] or q < state.workers[m, f.LOCKED]:
        return 0
    saved = _saved(state, k, m, p, q)
    if saved <= gain or not _in_time(state, k, m, p, q):
        return 0
    if not _may_swap(state, k, m, p) or not _may_swap(state, m, k, q):
        return 0
    return _swap(state, k, m, (p, q), gain)


@jit
def _saved(state: State, k: int, m: int, p: int, q: int) -> int:
    """How much less is ridden when both ends of the routes are at the same base."""
    one, other = state.routes[f.NODE, k], state.routes[f.NODE, m]
    old = state.routes[f.EDGE, k, p] + state.routes[f.EDGE, m, q]
    onward = _next(state, other[q + 1], m, k)
    back = _next(state, one[p + 1], k, m)
    return old - state.cost[one[p], onward] - state.cost[other[q], back]


@jit
def _next(state: State, u: int, k: int, m: int) -> int:
    """The node u of route k as one of route m: every route has an end of its own."""
    workers = len(state.workers)
    return workers + m if u == workers + k else u


@jit
def _in_time(state: State, k: int, m: int, p: int, q: int) -> bool:
    """Whether both new routes keep the times after the seam."""
    return _joins(state, k, p, m, q) and _joins(state, m, q, k, p)


@jit
def _joins(state: State, k: int, p: int, m: int, q: int) -> bool:
    routes = state.routes
    onward = _next(state, routes[f.NODE, m, q + 1], m, k)
    ride = state.time[routes[f.NODE, k, p], onward]
    # Who rests, and when, may differ; a rough test that `_swap` confirms.
    leave = min(routes[f.E0, k, p], routes[f.E1, k, p])
    return leave + ride <= max(routes[f.L0, m, q + 1], routes[f.L1, m, q + 1])


@jit
def _may_swap(state: State, k: int, m: int, p: int) -> bool:
    """Whether worker m may do all of route k behind position p, each job whole."""
    for x in range(p + 1, state.totals[k, f.COUNT] + 1):
        t = state.nodes[state.routes[f.NODE, k, x], f.JOB]
        if state.form[t, k] != f.SINGLE or state.form[t, m] != f.SINGLE:
            return False
    longest = state.totals[m, f.COUNT] + state.totals[k, f.COUNT]
    return longest + 3 < state.routes.shape[2]


@jit
def _swap(state: State, k: int, m: int, at: tuple[int, int], gain: float) -> int:
    """Exchange the tails, moved times included; undone if that is not worth it."""
    p, q = at
    before = _cost(state, k) + _cost(state, m)
    state.counts[f.TRIAL] += 1
    keep(state, k)
    keep(state, m)
    _copy_tail(state, m, q, k, p)
    _copy_tail(state, k, p, m, q)
    refresh(state, k)
    refresh(state, m)
    if is_feasible(state, k) and is_feasible(state, m):
        set_moved(state)
        saved = before - _cost(state, k) - _cost(state, m)
        if saved > gain:
            return saved
    put_routes_back(state)
    return 0


@jit
def _cost(state: State, k: int) -> int:
    return state.totals[k, f.RIDING] + state.totals[k, f.SHIFTED]


@jit
def _copy_tail(state: State, k: int, p: int, m: int, q: int) -> None:
    """Put the old tail of route k behind position q of route m."""
    length = state.old_totals[k, f.COUNT] - p
    for x in range(1, length + 1):
        u = state.old_routes[f.NODE, k, p + x]
        state.routes[f.NODE, m, q + x] = u
        state.jobs[state.nodes[u, f.JOB], f.ROUTE] = m
    state.totals[m, f.COUNT] = q + length


@jit
def swap_some(state: State, heat: float, tries: int) -> int:
    """Try some exchanges by the rule of annealing. Returns what they save."""
    saved = 0
    for _ in range(tries):
        saved += swap_tails(state, heat * np.log(max(roll(state.dice), 1e-300)))
    return saved
