"""Where a job fits best, and putting it there.

A job is one node, or two of which the first comes before (a reload, the place where a
folder is collected, an earlier visit). Positions are coded `p * SPAN + j`: the first
node after position p, the last one after position j of the route as it is now.
"""

from __future__ import annotations

from satupintu.routing import fields as f
from satupintu.routing.compiling import entry, jit
from satupintu.routing.schedule import (
    backward,
    begin_at,
    brought,
    forward,
    refresh,
    renew,
    rested,
    weigh,
)
from satupintu.routing.state import State

SPAN = 4096


@jit
def fits(state: State, k: int, p: int, u: int, rides: tuple[int, int]) -> bool:
    """Whether node u keeps all times between positions p and p + 1 of route k."""
    worker = state.workers[k]
    nodes, windows = state.nodes, state.windows
    service = nodes[u, f.SERVICE]
    e0, e1 = state.routes[f.E0, k, p], state.routes[f.E1, k, p]
    if not worker[f.RESTS]:
        leave = begin_at(nodes, windows, u, e1 + rides[0]) + service
        return leave + rides[1] <= state.routes[f.L1, k, p + 1]
    leave0 = begin_at(nodes, windows, u, e0 + rides[0]) + service
    if leave0 + rides[1] <= state.routes[f.L0, k, p + 1]:
        return True
    arrive = rested(e0, e1, rides[0], worker)
    leave1 = begin_at(nodes, windows, u, arrive) + service
    arrive = rested(leave0, leave1, rides[1], worker)
    return arrive <= state.routes[f.L1, k, p + 1]


@jit
def best_single(state: State, k: int, u: int, bound: int, skip: int) -> tuple[int, int]:
    """The cheapest insertion of node u below `bound`, not after `skip`, or -1."""
    node, edge = state.routes[f.NODE, k], state.routes[f.EDGE, k]
    e0, e1 = state.routes[f.E0, k], state.routes[f.E1, k]
    l1 = state.routes[f.L1, k]
    cost_to, cost = state.cost_to[u], state.cost[u]
    opens, closes = state.nodes[u, f.OPEN], state.nodes[u, f.CLOSE]
    bag = state.workers[k, f.BAG]
    most_before = bag - brought(state, k, u)
    most_after = bag - state.nodes[u, f.COLLECT]
    best, found = bound, -1
    for p in range(state.workers[k, f.LOCKED], state.totals[k, f.COUNT] + 1):
        q = node[p + 1]
        more = cost_to[node[p]] + cost[q] - edge[p]
        if more >= best or l1[p + 1] < opens or p == skip:
            continue
        if min(e0[p], e1[p]) > closes:
            break
        if (
            state.routes[f.UPTO, k, p] <= most_before
            and state.routes[f.ONWARD, k, p] <= most_after
            and fits(state, k, p, u, (state.time_to[u, node[p]], state.time[u, q]))
        ):
            best, found = more, p * SPAN + p
    return best, found


@jit
def best_double(state: State, k: int, t: int, bound: int, skip: int) -> tuple[int, int]:
    """The cheapest insertion of both nodes of job t below `bound`, or -1."""
    a = state.first[t, state.workers[k, f.BASE]]
    node, edge = state.routes[f.NODE, k], state.routes[f.EDGE, k]
    e0, e1 = state.routes[f.E0, k], state.routes[f.E1, k]
    nodes, windows = state.nodes, state.windows
    room = state.workers[k, f.BAG] - state.jobs[t, f.AMOUNT]
    room -= nodes[a, f.COLLECT] + nodes[state.jobs[t, f.LAST], f.BRING]
    best, found = bound, -1
    for p in range(state.workers[k, f.LOCKED], state.totals[k, f.COUNT] + 1):
        if min(e0[p], e1[p]) > nodes[a, f.CLOSE]:
            break
        lifted = state.routes[f.LIFTED, k, p] if nodes[a, f.RELOADS] else 0
        if p == skip or state.routes[f.LOAD, k, p] - lifted > room:
            continue
        if state.routes[f.UPTO, k, p] + nodes[a, f.BRING] > state.workers[k, f.BAG]:
            continue
        ride = state.time[node[p], a]
        arrive = rested(e0[p], e1[p], ride, state.workers[k])
        service = nodes[a, f.SERVICE]
        leave0 = begin_at(nodes, windows, a, e0[p] + ride) + service
        leave1 = begin_at(nodes, windows, a, arrive) + service
        if min(leave0, leave1) >= f.INF:
            continue
        cost = state.cost[node[p], a] - edge[p]
        best, j = _best_last(state, k, t, p, (best, cost, leave0, leave1, lifted))
        if j >= 0:
            found = p * SPAN + j
    return best, found


@jit
def _best_last(
    state: State, k: int, t: int, p: int, at: tuple[int, int, int, int, int]
) -> tuple[int, int]:
    """Where the last node of job t goes, when the first comes after position p."""
    best, cost, leave0, leave1, lifted = at
    a = state.first[t, state.workers[k, f.BASE]]
    b = state.jobs[t, f.LAST]
    node = state.routes[f.NODE, k]
    worker = state.workers[k]
    room = worker[f.BAG] - state.jobs[t, f.AMOUNT]
    room -= state.nodes[a, f.COLLECT] + state.nodes[b, f.BRING]
    here, found = a, -1
    count = state.totals[k, f.COUNT]
    for j in range(p, count + 1):
        q = node[j + 1]
        more = cost + state.cost[here, b] + state.cost[b, q]
        if j > p:
            more += state.cost[a, node[p + 1]] - state.routes[f.EDGE, k, j]
        if (
            more < best
            and _last_fits(state, k, j, b, (here, leave0, leave1))
            and _has_room(state, k, j, a, b)
        ):
            best, found = more, j
        if state.nodes[q, f.RELOADS]:
            lifted = 0
        if j == count or state.routes[f.LOAD, k, j + 1] - lifted > room:
            break
        ride = state.time[here, q]
        arrive = rested(leave0, leave1, ride, worker)
        service = state.nodes[q, f.SERVICE]
        leave0 = begin_at(state.nodes, state.windows, q, leave0 + ride) + service
        leave1 = begin_at(state.nodes, state.windows, q, arrive) + service
        if min(leave0, leave1) >= f.INF:
            break
        here = q
    return best, found


@jit
def _last_fits(
    state: State, k: int, j: int, b: int, before: tuple[int, int, int]
) -> bool:
    """Whether node b keeps all times between `before` and position j + 1."""
    here, leave0, leave1 = before
    nodes, windows = state.nodes, state.windows
    worker = state.workers[k]
    ride, onward = state.time[here, b], state.time[b, state.routes[f.NODE, k, j + 1]]
    arrive = rested(leave0, leave1, ride, worker)
    service = nodes[b, f.SERVICE]
    leave0 = begin_at(nodes, windows, b, leave0 + ride) + service
    leave1 = begin_at(nodes, windows, b, arrive) + service
    if leave0 + onward <= state.routes[f.L0, k, j + 1]:
        return True
    return rested(leave0, leave1, onward, worker) <= state.routes[f.L1, k, j + 1]


@jit
def _has_room(state: State, k: int, j: int, a: int, b: int) -> bool:
    """Whether what both nodes bring and collect fits beside the rest of the route."""
    bag = state.workers[k, f.BAG]
    collect = state.nodes[a, f.COLLECT] + state.nodes[b, f.COLLECT]
    bring = state.nodes[a, f.BRING] + state.nodes[b, f.BRING]
    return (
        state.routes[f.ONWARD, k, j] + collect <= bag
        and state.routes[f.UPTO, k, j] + bring <= bag
    )


@entry
def best_in_route(
    state: State, t: int, k: int, bound: int, skip: int
) -> tuple[int, int]:
    """The cheapest insertion of job t into route k below `bound`, or -1."""
    if state.totals[k, f.COUNT] + 4 > state.routes.shape[2]:
        return bound, -1
    if state.form[t, k] == f.SINGLE:
        return best_single(state, k, state.jobs[t, f.LAST], bound, skip)
    return best_double(state, k, t, bound, skip)


@jit
def remembered(state: State, t: int, k: int, bound: int) -> tuple[int, int]:
    """As `best_in_route`, but an unchanged route is not asked twice."""
    known = state.tried[t, k]
    if known[0] == state.totals[k, f.VERSION] and (known[2] >= 0 or bound <= known[1]):
        if known[2] < 0 or known[1] >= bound:
            return bound, -1
        return known[1], known[2]
    cost, code = best_in_route(state, t, k, bound, int(f.NOWHERE))
    known[0], known[1], known[2] = state.totals[k, f.VERSION], cost, code
    return cost, code


@jit
def put(state: State, t: int, k: int, code: int) -> None:
    """Insert job t into route k at the coded positions."""
    p, j = code // SPAN, code % SPAN
    if state.form[t, k] == f.DOUBLE:
        _shift(state, k, j)
        state.routes[f.NODE, k, j + 1] = state.jobs[t, f.LAST]
        _shift(state, k, p)
        state.routes[f.NODE, k, p + 1] = state.first[t, state.workers[k, f.BASE]]
        refresh(state, k)
    else:
        _shift(state, k, p)
        _link_one(state, k, p, state.jobs[t, f.LAST])
    state.jobs[t, f.ROUTE] = k


@jit
def _shift(state: State, k: int, p: int) -> None:
    """Make room after position p in those planes that stay valid behind it."""
    node, edge = state.routes[f.NODE, k], state.routes[f.EDGE, k]
    l0, l1 = state.routes[f.L0, k], state.routes[f.L1, k]
    for x in range(state.totals[k, f.COUNT] + 1, p, -1):
        node[x + 1] = node[x]
        edge[x + 1] = edge[x]
        l0[x + 1] = l0[x]
        l1[x + 1] = l1[x]
        state.where[node[x]] = x + 1
    state.totals[k, f.COUNT] += 1


@jit
def _link_one(state: State, k: int, p: int, u: int) -> None:
    """Set node u after position p, and reckon what that changes."""
    node, edge = state.routes[f.NODE, k], state.routes[f.EDGE, k]
    node[p + 1] = u
    state.where[u] = p + 1
    state.totals[k, f.RIDING] -= edge[p]
    edge[p] = state.cost[node[p], u]
    edge[p + 1] = state.cost[u, node[p + 2]]
    state.totals[k, f.RIDING] += edge[p] + edge[p + 1]
    forward(state, k, p + 1)
    backward(state, k, p + 1)
    weigh(state, k)
    renew(state, k)
