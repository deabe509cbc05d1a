"""The arrays that the engine works on, as compiled functions see them."""

from __future__ import annotations

from typing import NamedTuple

from satupintu.routing.values import Array


class State(NamedTuple):
    """All arrays are C-ordered; n nodes, t jobs, k workers, p positions;
    int64 where nothing else is said: numbers of one width are compiled once.

    cost, time       int32 (n, n), from row to column; `time` holds the counter, too
    cost_to, time_to their transposes: a node's row is all that a test reads
    nodes            (n, NODE_FIELDS)
    windows          (w, 2)
    workers          (k, WORKER_FIELDS)
    jobs             (t, JOB_FIELDS)
    first            (t, bases), first node of a job of two, or -1
    form             int8 (t, k), NEVER, SINGLE or DOUBLE
    routes           (PLANES, k, p)
    totals           (k, TOTAL_FIELDS)
    where            (n,), a node's position in its route
    near             (n, m), nodes by nearness, -1 at the end
    tried            (t, k, 3), version of the route, cost, position
    old_routes, old_totals   what a trial would have to put back
    stamps           (k,), in which trial a route was kept
    absent, old_absent       (t,), jobs in no route
    keys             float64 (t,), scratch: in which order jobs are inserted
    counts           (COUNTERS,)
    dice             uint64 (1,)
    """

    cost: Array
    cost_to: Array
    time: Array
    time_to: Array
    nodes: Array
    windows: Array
    workers: Array
    jobs: Array
    first: Array
    form: Array
    routes: Array
    totals: Array
    where: Array
    near: Array
    tried: Array
    old_routes: Array
    old_totals: Array
    stamps: Array
    absent: Array
    old_absent: Array
    keys: Array
    counts: Array
    dice: Array
