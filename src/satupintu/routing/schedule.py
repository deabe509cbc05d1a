"""When a worker is where, by labels that make the test of an insertion O(1).

Each position of a route knows four times: the earliest leaving, and the latest
arriving that still keeps all that follows, each before and after the rest was taken.
The rest falls into any ride: the worker may stop on the way, or rest on arriving.
"""

from __future__ import annotations

from satupintu.routing import fields as f
from satupintu.routing.compiling import entry, jit
from satupintu.routing.state import State
from satupintu.routing.values import Array


@jit
def begin_at(nodes: Array, windows: Array, u: int, t: int) -> int:
    """The earliest begin at node u for who arrives at t, or INF."""
    if t > nodes[u, f.CLOSE]:
        return f.INF
    if t <= nodes[u, f.OPEN]:
        return nodes[u, f.OPEN]
    for w in range(nodes[u, f.WIN0], nodes[u, f.WIN1]):
        if t <= windows[w, 1]:
            return max(t, windows[w, 0])
    return f.INF


@jit
def latest_at(nodes: Array, windows: Array, u: int, t: int) -> int:
    """The latest arriving at node u that begins there by t, or -INF."""
    if t < nodes[u, f.OPEN]:
        return -f.INF
    if t >= nodes[u, f.CLOSE]:
        return nodes[u, f.CLOSE]
    for w in range(nodes[u, f.WIN1] - 1, nodes[u, f.WIN0] - 1, -1):
        if windows[w, 0] <= t:
            return min(t, windows[w, 1])
    return -f.INF


@jit
def rested(e0: int, e1: int, ride: int, worker: Array) -> int:
    """The earliest arriving with the rest taken, now or before."""
    after = e1 + ride
    if e0 <= worker[f.LATEST]:
        now = max(e0 + ride, worker[f.EARLIEST]) + worker[f.LENGTH]
        after = min(after, now)
    return after


@jit
def forward(state: State, k: int, first: int) -> None:
    """Earliest leaving from position `first` on."""
    node, e0, e1 = (
        state.routes[f.NODE, k],
        state.routes[f.E0, k],
        state.routes[f.E1, k],
    )
    worker = state.workers[k]
    rests = worker[f.RESTS]
    for p in range(first, state.totals[k, f.COUNT] + 2):
        u = node[p]
        ride = state.time[node[p - 1], u]
        service = state.nodes[u, f.SERVICE]
        if rests:
            arrive = e0[p - 1] + ride
            e0[p] = begin_at(state.nodes, state.windows, u, arrive) + service
            arrive = rested(e0[p - 1], e1[p - 1], ride, worker)
        else:
            e0[p] = f.INF
            arrive = e1[p - 1] + ride
        e1[p] = begin_at(state.nodes, state.windows, u, arrive) + service


@jit
def backward(state: State, k: int, last: int) -> None:
    """Latest arriving from position `last` back to the first stop."""
    node, l0, l1 = (
        state.routes[f.NODE, k],
        state.routes[f.L0, k],
        state.routes[f.L1, k],
    )
    worker = state.workers[k]
    rests = worker[f.RESTS]
    for p in range(last, 0, -1):
        u = node[p]
        ride = state.time[u, node[p + 1]]
        service = state.nodes[u, f.SERVICE]
        nodes, windows = state.nodes, state.windows
        l1[p] = latest_at(nodes, windows, u, l1[p + 1] - ride - service)
        if rests:
            leave = l0[p + 1] - ride
            if worker[f.EARLIEST] + worker[f.LENGTH] <= l1[p + 1]:
                then = min(worker[f.LATEST], l1[p + 1] - worker[f.LENGTH] - ride)
                leave = max(leave, then)
            l0[p] = latest_at(nodes, windows, u, leave - service)
        else:
            l0[p] = -f.INF


@jit
def weigh(state: State, k: int) -> None:
    """Loads of a route. At a reload, what was collected is handed in."""
    node, load = state.routes[f.NODE, k], state.routes[f.LOAD, k]
    count = state.totals[k, f.COUNT]
    collected = state.workers[k, f.CARRYING]
    total = collected
    for p in range(1, count + 1):
        total += brought(state, k, node[p])
    load[0] = total
    lifted = state.routes[f.LIFTED, k]
    lifted[0] = collected
    for p in range(1, count + 1):
        u = node[p]
        if state.nodes[u, f.RELOADS]:
            total -= collected
            collected = 0
        total += state.nodes[u, f.CHANGE]
        collected += state.nodes[u, f.COLLECT]
        load[p] = total
        lifted[p] = collected
    upto, onward = state.routes[f.UPTO, k], state.routes[f.ONWARD, k]
    most = 0
    for p in range(count + 1):
        most = max(most, load[p])
        upto[p] = most
    most = 0
    for p in range(count, -1, -1):
        most = max(most, load[p])
        onward[p] = most
        if state.nodes[node[p], f.RELOADS]:
            most = 0


@jit
def brought(state: State, k: int, u: int) -> int:
    """Folders for node u that worker k has in the bag from the start."""
    amount = state.nodes[u, f.BRING]
    if state.nodes[u, f.HELD] and state.form[state.nodes[u, f.JOB], k] == f.SINGLE:
        amount += state.nodes[u, f.HELD]
    return amount


@jit
def link(state: State, k: int) -> None:
    """Costs between neighbours, and their sum; where each node is."""
    node, edge = state.routes[f.NODE, k], state.routes[f.EDGE, k]
    total = 0
    for p in range(state.totals[k, f.COUNT] + 1):
        edge[p] = state.cost[node[p], node[p + 1]]
        total += edge[p]
        state.where[node[p]] = p
    state.totals[k, f.RIDING] = total


@jit
def renew(state: State, k: int) -> None:
    """The route has another content: later questions must not use old answers."""
    state.counts[f.CLOCK] += 1
    state.totals[k, f.VERSION] = state.counts[f.CLOCK]


@entry
def refresh(state: State, k: int) -> None:
    """Reckon a route anew from its nodes and their count."""
    count = state.totals[k, f.COUNT]
    worker = state.workers[k]
    routes = state.routes
    routes[f.NODE, k, 0] = k
    routes[f.NODE, k, count + 1] = len(state.workers) + k
    routes[f.E0, k, 0] = worker[f.START] if worker[f.RESTS] else f.INF
    routes[f.E1, k, 0] = f.INF if worker[f.RESTS] else worker[f.START]
    routes[f.L0, k, count + 1] = -f.INF
    routes[f.L1, k, count + 1] = worker[f.END]
    link(state, k)
    forward(state, k, int(f.FIRST))
    backward(state, k, count)
    weigh(state, k)
    renew(state, k)


@entry
def is_feasible(state: State, k: int) -> bool:
    """Whether the route keeps every window, the shift and the bag."""
    count = state.totals[k, f.COUNT]
    if count == 0:
        return True
    in_time = state.routes[f.E1, k, count + 1] <= state.workers[k, f.END]
    return in_time and state.routes[f.UPTO, k, count] <= state.workers[k, f.BAG]
