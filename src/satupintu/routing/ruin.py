"""Taking strings of neighbouring stops out of routes, and putting a trial back.

After Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle
routing problems" (Transportation Science 54, 2020).
"""

from __future__ import annotations

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.compiling import jit
from satupintu.routing.schedule import is_feasible, refresh
from satupintu.routing.state import State
from satupintu.routing.values import Array

# How many stops a trial takes out on average, and the longest string of them.
STOPS = 10.0
LONGEST = 10.0
# How often a string leaves some stops within it where they are, and one more of them.
SPLIT = 0.5
SPLIT_MORE = 0.5


@jit
def roll(dice: Array) -> float:
    """A random number in [0, 1), by xorshift."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return (x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@jit
def below(dice: Array, n: int) -> int:
    """A random whole number in 0..n-1."""
    return int(roll(dice) * n)


@jit
def keep(state: State, k: int) -> None:
    """Copy route k, once in a trial, before it is touched."""
    if state.stamps[k] == state.counts[f.TRIAL]:
        return
    state.stamps[k] = state.counts[f.TRIAL]
    for plane in range(f.PLANES):
        for p in range(state.totals[k, f.COUNT] + 2):
            state.old_routes[plane, k, p] = state.routes[plane, k, p]
    for total in range(f.TOTAL_FIELDS):
        state.old_totals[k, total] = state.totals[k, total]


@jit
def put_back(state: State, absent: int) -> None:
    """Undo the trial; `absent` jobs were in no route before it."""
    for x in range(absent):
        state.absent[x] = state.old_absent[x]
        state.jobs[state.absent[x], f.ROUTE] = -1
    state.counts[f.ABSENT] = absent
    put_routes_back(state)


@jit
def put_routes_back(state: State) -> None:
    """Give the routes that were kept in this trial what they held before."""
    for k in range(len(state.workers)):
        if state.stamps[k] != state.counts[f.TRIAL]:
            continue
        count = state.old_totals[k, f.COUNT]
        for plane in range(f.PLANES):
            for p in range(count + 2):
                state.routes[plane, k, p] = state.old_routes[plane, k, p]
        for total in range(f.TOTAL_FIELDS):
            state.totals[k, total] = state.old_totals[k, total]
        for p in range(1, count + 1):
            u = state.routes[f.NODE, k, p]
            state.where[u] = p
            state.jobs[state.nodes[u, f.JOB], f.ROUTE] = k


@jit
def take(state: State, t: int) -> None:
    """Count job t as absent; `close_up` takes its nodes out of the route."""
    state.jobs[t, f.ROUTE] = -1
    state.absent[state.counts[f.ABSENT]] = t
    state.counts[f.ABSENT] += 1


@jit
def close_up(state: State, k: int) -> bool:
    """Take absent jobs out of route k. Whether it is feasible without them."""
    node = state.routes[f.NODE, k]
    kept = 1
    for p in range(1, state.totals[k, f.COUNT] + 1):
        if state.jobs[state.nodes[node[p], f.JOB], f.ROUTE] == k:
            node[kept] = node[p]
            kept += 1
    state.totals[k, f.COUNT] = kept - 1
    refresh(state, k)
    return is_feasible(state, k)


@jit
def is_ridden(state: State, k: int, u: int) -> bool:
    """Whether node u is in route k: a reload may not be needed for its job there."""
    return state.routes[f.NODE, k, state.where[u]] == u


@jit
def ruin(state: State) -> bool:
    """Take out strings near a random stop. Whether the rest is feasible."""
    stops, used = 0, 0
    for k in range(len(state.workers)):
        stops += state.totals[k, f.COUNT]
        used += state.totals[k, f.COUNT] > 0
    longest = min(LONGEST, stops / max(1, used))
    strings = int(roll(state.dice) * (4 * STOPS / (1 + longest) - 1) + 1)
    seed = state.jobs[below(state.dice, state.counts[f.JOBS]), f.LAST]
    for u in state.near[seed]:
        if strings <= 0 or u < 0:
            break
        k = state.jobs[state.nodes[u, f.JOB], f.ROUTE]
        if k < 0 or state.stamps[k] == state.counts[f.TRIAL]:
            continue
        if state.where[u] <= state.workers[k, f.LOCKED] or not is_ridden(state, k, u):
            continue
        keep(state, k)
        _take_string(state, k, state.where[u], longest)
        strings -= 1
        if not close_up(state, k):
            return False
    return True


@jit
def _take_string(state: State, k: int, middle: int, longest: float) -> None:
    """Take a string that holds position `middle`, perhaps with a gap in it."""
    dice = state.dice
    node = state.routes[f.NODE, k]
    first = state.workers[k, f.LOCKED] + 1
    size = state.totals[k, f.COUNT] + 1 - first
    length = min(size, int(roll(dice) * min(size, longest)) + 1)
    gap = 0
    if 1 < length < size and roll(dice) < SPLIT:
        gap = 1
        while length + gap < size and roll(dice) < SPLIT_MORE:
            gap += 1
    low = max(first, middle - length - gap + 1)
    high = min(middle, first + size - length - gap)
    start = low + below(dice, high - low + 1)
    leave = start + below(dice, length + 1)
    for p in range(start, start + length + gap):
        t = state.nodes[node[p], f.JOB]
        if (p < leave or p >= leave + gap) and state.jobs[t, f.ROUTE] == k:
            take(state, t)
