"""Columns of the engine's arrays. Numba takes these names for constants."""

# Larger than any time; doubled it still fits in 32 bits.
INF = 1_000_000_000
# No position, no route; the first position. Compiled functions get `int(NOWHERE)`: for
# a literal, all that they call would be compiled once more.
NOWHERE = -1
FIRST = 1

# Nodes: starts 0..K-1 and ends K..2K-1 of the K workers, then stops.
SERVICE, OPEN, CLOSE, WIN0, WIN1 = 0, 1, 2, 3, 4
# Folders: brought from the start, collected, change of the load here; brought from
# the start only where no reload in the route brings them.
BRING, COLLECT, CHANGE, HELD = 5, 6, 7, 8
JOB, TOLD, RELOADS, PLACE = 9, 10, 11, 12
NODE_FIELDS = 13

# Workers.
START, END, RESTS, LENGTH, EARLIEST, LATEST = 0, 1, 2, 3, 4, 5
BAG, CARRYING, LOCKED, BASE = 6, 7, 8, 9
WORKER_FIELDS = 10

# Jobs: what is inserted and removed as a whole, one node or two.
# The price is what its absence costs while searching: at most its prize.
LAST, PRIZE, AMOUNT, ROUTE, MUST, PRICE = 0, 1, 2, 3, 4, 5
JOB_FIELDS = 6
# How a worker can do a job.
NEVER, SINGLE, DOUBLE = 0, 1, 2

# Planes of the routes, by worker and position (0 is the start, count + 1 the end):
# node, cost to the next, earliest leaving and latest arriving before the rest (0)
# and after it (1), load on leaving, its maximum up to here and from here on, and what
# of it stays behind on a visit to the base.
NODE, EDGE, E0, E1, L0, L1, LOAD, UPTO, ONWARD, LIFTED = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
PLANES = 10

# Totals of the routes.
COUNT, RIDING, VERSION, SHIFTED = 0, 1, 2, 3
TOTAL_FIELDS = 4

# What the search counts: versions of routes, trials, jobs, absent jobs, told times.
CLOCK, TRIAL, JOBS, ABSENT, TELLS = 0, 1, 2, 3, 4
COUNTERS = 5
