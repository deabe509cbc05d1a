"""Ruin and recreate with simulated annealing."""

from __future__ import annotations

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.compiling import jit
from satupintu.routing.insertion import SPAN, best_in_route, put, remembered
from satupintu.routing.ruin import keep, put_back, roll, ruin
from satupintu.routing.schedule import refresh, rested
from satupintu.routing.state import State
from satupintu.routing.values import MOVED, MOVED_SHARE, TOLERANCE, Array

# How often the best place in a route is overlooked.
BLINK = 0.01


@jit
def rest_before(state: State, k: int) -> int:
    """The position whose ride holds the rest; 0 when nobody rests."""
    if not state.workers[k, f.RESTS]:
        return 0
    node, e0, e1 = (
        state.routes[f.NODE, k],
        state.routes[f.E0, k],
        state.routes[f.E1, k],
    )
    for p in range(state.totals[k, f.COUNT] + 1, 1, -1):
        ride = state.time[node[p - 1], node[p]]
        if rested(e0[p - 1], e1[p - 1], ride, state.workers[k]) < e1[p - 1] + ride:
            return p
    return 1


@jit
def moved_cost(state: State, k: int) -> int:
    """What it costs that citizens of route k are met at other times than told."""
    rest = rest_before(state, k)
    total = 0
    for p in range(1, state.totals[k, f.COUNT] + 1):
        u = state.routes[f.NODE, k, p]
        told = state.nodes[u, f.TOLD]
        if told >= 0:
            leave = state.routes[f.E0 if p < rest else f.E1, k, p]
            moved = abs(leave - state.nodes[u, f.SERVICE] - told) - TOLERANCE
            if moved > 0:
                total += MOVED + moved // MOVED_SHARE
    return total


@jit
def cost_of(state: State) -> int:
    """Riding, moved times, and the prizes of absent jobs."""
    total = 0
    for k in range(len(state.workers)):
        total += state.totals[k, f.RIDING] + state.totals[k, f.SHIFTED]
    for x in range(state.counts[f.ABSENT]):
        total += state.jobs[state.absent[x], f.PRIZE]
    return total


@jit
def find_best(state: State, t: int, blink: float) -> tuple[int, int, int]:
    """Cost, route (-1: none) and positions of the cheapest insertion of job t."""
    best = state.jobs[t, f.PRIZE]
    route, code = -1, -1
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
            state.keys[x] = noise - state.jobs[t, f.PRIZE]
        elif mode < 7:
            state.keys[x] = -state.cost[0, u]
        elif mode < 8:
            state.keys[x] = state.cost[0, u]
        elif mode < 9:
            state.keys[x] = state.nodes[u, f.CLOSE] - state.nodes[u, f.OPEN] + noise
        else:
            state.keys[x] = state.nodes[u, f.OPEN] + noise


@jit
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
        _, k, code = find_best(state, t, blink)
        if k < 0:
            state.absent[left] = t
            left += 1
        else:
            keep(state, k)
            put(state, t, k, code)
    state.counts[f.ABSENT] = left


@jit
def _misses(state: State) -> bool:
    """Whether a job is absent that must not be."""
    for x in range(state.counts[f.ABSENT]):
        if state.jobs[state.absent[x], f.MUST]:
            return True
    return False


@jit
def _set_moved(state: State) -> None:
    """Reckon moved times of the routes that this trial touched."""
    if state.counts[f.TELLS]:
        for k in range(len(state.workers)):
            if state.stamps[k] == state.counts[f.TRIAL]:
                state.totals[k, f.SHIFTED] = moved_cost(state, k)


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
        _set_moved(state)
        cost = cost_of(state)
        worst = current - heat * np.log(max(roll(state.dice), 1e-300))
        if cost < worst and not _misses(state):
            return cost
    put_back(state, absent)
    return current


@jit
def search(
    state: State,
    best: Array,
    score: Array,
    iterations: int,
    heats: tuple[float, float],
) -> None:
    """Run trials while cooling from heats[0] to heats[1].

    `score` is the current cost and the best one; `best` (workers, positions) keeps
    the nodes of the best routes behind their count.
    """
    heat = heats[0]
    cooling = (heats[1] / heats[0]) ** (1.0 / iterations)
    for _ in range(iterations):
        score[0] = attempt(state, heat, score[0])
        heat *= cooling
        if score[0] < score[1]:
            score[1] = score[0]
            save(state, best)


@jit
def save(state: State, best: Array) -> None:
    """Copy the routes: their count, then their nodes."""
    for k in range(len(state.workers)):
        count = state.totals[k, f.COUNT]
        best[k, 0] = count
        for p in range(1, count + 1):
            best[k, p] = state.routes[f.NODE, k, p]


@jit
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
