"""How far nodes are from each other, and which are near."""

from __future__ import annotations

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.compiling import entry, jit
from satupintu.routing.state import State
from satupintu.routing.values import Array


def set_rides(state: State, first: int, n: int, ride: Array, reload: int) -> None:
    """Set the rides between the nodes below n and those from `first` on, both ways.

    ride: seconds between places. The counter's time is part of the ride to it.
    """
    places = state.nodes[:n, f.PLACE]
    counter = reload * state.nodes[:n, f.RELOADS]
    new = slice(first, n)
    away = places[:, None] != places[None, new]
    there = ride[np.ix_(places, places[new])]
    state.cost[:n, new] = there
    state.time[:n, new] = there + counter[None, new] * away
    back = ride[np.ix_(places[new], places)]
    state.cost[new, :n] = back
    state.time[new, :n] = back + counter[None, :] * away.T
    for one, other in ((state.cost, state.cost_to), (state.time, state.time_to)):
        other[:n, new] = one[new, :n].T
        other[new, :n] = one[:n, new].T


def set_near(state: State, first: int, n: int) -> None:
    """For each stop all stops by the way there and back, itself first."""
    both = state.cost[first:n, first:n] + state.cost_to[first:n, first:n]
    np.fill_diagonal(both, -1)
    order = np.argsort(both, axis=1, kind="stable")[:, : state.near.shape[1]]
    state.near[first:n, : order.shape[1]] = order + first


@entry
def set_near_of(state: State, u: int, first: int) -> None:
    """Let node u be near to the nodes first..u-1, and those to it."""
    state.near[u, 0] = u
    state.near[u, 1:] = -1
    for v in range(first, u):
        _come_near(state, u, v)
        _come_near(state, v, u)


@jit
def _come_near(state: State, u: int, v: int) -> None:
    """Put v where it belongs among the nodes near u, the nearest first."""
    row, far = state.near[u], _apart(state, u, v)
    x = len(row) - 1
    if row[x] >= 0 and _apart(state, u, row[x]) <= far:
        return
    while x > 1 and (row[x - 1] < 0 or _apart(state, u, row[x - 1]) > far):
        row[x] = row[x - 1]
        x -= 1
    row[x] = v


@jit
def _apart(state: State, u: int, v: int) -> int:
    return state.cost[u, v] + state.cost_to[u, v]
