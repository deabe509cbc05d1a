"""Ruin and recreate with simulated annealing."""

from __future__ import annotations

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.compiling import entry, jit
from satupintu.routing.insertion import SPAN, best_in_route, put, remembered
from satupintu.routing.ruin import keep, put_back, put_routes_back, roll, ruin
from satupintu.routing.schedule import refresh
from satupintu.routing.state import State
from satupintu.routing.tails import swap_some
from satupintu.routing.told import moved_cost, set_moved
from satupintu.routing.values import Array

# How often the best place in a route is overlooked.
BLINK = 0.02
# How many exchanges of tails are tried with each trial.
TAILS = 5


@entry
def cost_of(state: State, column: int) -> int:
    """Riding, moved times, and the prizes (or prices) of absent jobs."""
    total = 0
    for k in range(len(state.workers)):
        total += state.totals[k, f.RIDING] + state.totals[k, f.SHIFTED]
    for x in range(state.counts[f.ABSENT]):
        total += state.jobs[state.absent[x], column]
    return total


@jit
def find_best(state: State, t: int, blink: float, column: int) -> tuple[int, int, int]:
    """Cost, route (-1: none) and positions of the cheapest insertion of job t."""
    best = state.jobs[t, column]
    route, code = int(f.NOWHERE), int(f.NOWHERE)
    for k in range(len(state.workers)):
        if state.form[t, k] == f.NEVER:
            continue
        cost, found = remembered(state, t, k, best)
        if found >= 0 and blink > 0 and roll(state.dice) < blink:
            cost, found = best_in_route(state, t, k, best, found // SPAN)
        if found >= 0:
            best, route, code = cost, k, found
    return best, route, code


@jit
def _set_keys(state: State) -> None:
    """In which order the absent jobs are inserted: one of six, by chance."""
    mode = int(roll(state.dice) * 10)
    for x in range(state.counts[f.ABSENT]):
        t = state.absent[x]
        u = state.jobs[t, f.LAST]
        noise = roll(state.dice)
        if mode < 4:
            state.keys[x] = noise
        elif mode < 6:
            state.keys[x] = noise - state.jobs[t, f.PRICE]
        elif mode < 7:
            state.keys[x] = -state.cost[0, u]
        elif mode < 8:
            state.keys[x] = state.cost[0, u]
        elif mode < 9:
            state.keys[x] = state.nodes[u, f.CLOSE] - state.nodes[u, f.OPEN] + noise
        else:
            state.keys[x] = state.nodes[u, f.OPEN] + noise


@entry
def sort_absent(state: State) -> None:
    """Sort the absent jobs by their keys; they are few."""
    keys, absent = state.keys, state.absent
    for x in range(1, state.counts[f.ABSENT]):
        key, t = keys[x], absent[x]
        y = x
        while y > 0 and keys[y - 1] > key:
            keys[y], absent[y] = keys[y - 1], absent[y - 1]
            y -= 1
        keys[y], absent[y] = key, t


@jit
def recreate(state: State, blink: float) -> None:
    """Insert the absent jobs, each where it is cheapest and worth its prize."""
    left = 0
    for x in range(state.counts[f.ABSENT]):
        t = state.absent[x]
        _, k, code = find_best(state, t, blink, f.PRICE)
        if k < 0:
            state.absent[left] = t
            left += 1
        else:
            keep(state, k)
            put(state, t, k, code)
    state.counts[f.ABSENT] = left


@jit
def drop_absent(state: State, t: int) -> None:
    """Job t is in a route now."""
    left = 0
    for x in range(state.counts[f.ABSENT]):
        if state.absent[x] != t:
            state.absent[left] = state.absent[x]
            left += 1
    state.counts[f.ABSENT] = left


@entry
def insert(state: State, t: int) -> bool:
    """Insert the absent job t where it is cheapest, if all costs are below its prize.

    The search of the place looks at riding; what it moves is reckoned afterwards.
    """
    before = cost_of(state, f.PRIZE)
    _, k, code = find_best(state, t, 0.0, f.PRIZE)
    if k < 0:
        return False
    state.counts[f.TRIAL] += 1
    keep(state, k)
    put(state, t, k, code)
    drop_absent(state, t)
    set_moved(state)
    if cost_of(state, f.PRIZE) <= before:
        return True
    state.absent[state.counts[f.ABSENT]] = t
    state.counts[f.ABSENT] += 1
    put_routes_back(state)
    state.jobs[t, f.ROUTE] = -1
    return False


@entry
def insert_into(state: State, t: int, k: int) -> bool:
    """Insert the absent job t into route k, whatever it costs."""
    _, code = best_in_route(state, t, k, f.INF, int(f.NOWHERE))
    if code < 0:
        return False
    put(state, t, k, code)
    drop_absent(state, t)
    return True


@jit
def _misses(state: State) -> bool:
    """Whether a job is absent that must not be."""
    for x in range(state.counts[f.ABSENT]):
        if state.jobs[state.absent[x], f.MUST]:
            return True
    return False


@jit
def attempt(state: State, heat: float, current: int) -> int:
    """One trial: kept by the rule of annealing, or undone. Returns the cost."""
    state.counts[f.TRIAL] += 1
    absent = state.counts[f.ABSENT]
    for x in range(absent):
        state.old_absent[x] = state.absent[x]
    if ruin(state):
        _set_keys(state)
        sort_absent(state)
        recreate(state, BLINK)
        set_moved(state)
        cost = cost_of(state, f.PRICE)
        worst = current - heat * np.log(max(roll(state.dice), 1e-300))
        if cost < worst and not _misses(state):
            return cost
    put_back(state, absent)
    return current


@entry
def search(
    state: State, best: Array, score: Array, iterations: int, heat: float
) -> None:
    """Run trials at one temperature.

    `score` is the current cost by prices and the best one by prizes; `best` (workers,
    positions) keeps the nodes of the best routes behind their count.
    """
    score[0] = cost_of(state, f.PRICE)
    for _ in range(iterations):
        saved = swap_some(state, heat, TAILS)
        cost = attempt(state, heat, score[0] - saved)
        if cost == score[0]:
            continue
        score[0] = cost
        true = cost_of(state, f.PRIZE)
        if true < score[1] and not _misses(state):
            score[1] = true
            save(state, best)


@entry
def save(state: State, best: Array) -> None:
    """Copy the routes: their count, then their nodes."""
    for k in range(len(state.workers)):
        count = state.totals[k, f.COUNT]
        best[k, 0] = count
        for p in range(1, count + 1):
            best[k, p] = state.routes[f.NODE, k, p]


@entry
def restore(state: State, best: Array) -> None:
    """Lay the copied routes again, and reckon everything anew."""
    for t in range(state.counts[f.JOBS]):
        state.jobs[t, f.ROUTE] = -1
    for k in range(len(state.workers)):
        state.totals[k, f.COUNT] = best[k, 0]
        for p in range(1, best[k, 0] + 1):
            u = best[k, p]
            state.routes[f.NODE, k, p] = u
            state.jobs[state.nodes[u, f.JOB], f.ROUTE] = k
        refresh(state, k)
        state.totals[k, f.SHIFTED] = moved_cost(state, k)
    absent = 0
    for t in range(state.counts[f.JOBS]):
        if state.jobs[t, f.ROUTE] < 0:
            state.absent[absent] = t
            absent += 1
    state.counts[f.ABSENT] = absent
