"""What it costs to come at another time than the citizen was told."""

from __future__ import annotations

from satupintu.routing import fields as f
from satupintu.routing.compiling import entry, jit
from satupintu.routing.schedule import rested
from satupintu.routing.state import State
from satupintu.routing.values import MOVED, MOVED_SHARE, TOLERANCE


@entry
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


@entry
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
def set_moved(state: State) -> None:
    """Reckon moved times of the routes that this trial touched."""
    if state.counts[f.TELLS]:
        for k in range(len(state.workers)):
            if state.stamps[k] == state.counts[f.TRIAL]:
                state.totals[k, f.SHIFTED] = moved_cost(state, k)
