"""Which of several errands to do next: advice for one visitor. Pure.

The order is sought that is done soonest, walking and waiting and service together,
with a penalty for each errand that may not be done before its counters close. Up to
four errands all orders are tried; with more, the next one is sought step by step.

Advice is calm: one who was sent somewhere is sent elsewhere only if that saves at
least five minutes. It helps everybody: who goes where fewer wait makes no line
longer than it was. Standing in several lines at once would help the visitor more,
but others pay for it; that is a policy of the mall (`places`), not advice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import NormalDist

# Minutes that an errand which is not done today is worth.
MISSED = 120.0
CALM = 5.0
MOST_TRIED = 4
# What is far off may still change: a short first wait is worth a little more.
NEARER = 0.1
_NORMAL = NormalDist()
_Q90 = _NORMAL.inv_cdf(0.9)


@dataclass(frozen=True, slots=True)
class Wait:
    """Foretold minutes of waiting for one who joins a line at some moment."""

    q50: float
    q90: float


@dataclass(frozen=True, slots=True)
class Errand:
    """A stop that is to be made: where, how long it takes, what must come first.

    `closes`: minutes from now until its counters close; `after`: ids of errands
    that must be done before, of those that are still to be done.
    """

    id: Hashable
    queue: str
    zone: str
    minutes: float
    closes: float = float("inf")
    after: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Advice:
    """Go to `order[0]` next. Minutes from now; `saves` against keeping the old one.

    `changed` says that the visitor is sent elsewhere than before.
    """

    order: tuple[Errand, ...]
    walk: float
    wait: Wait
    done: float
    saves: float = 0.0
    changed: bool = False


# The wait of one who joins the line of a queue so many minutes from now.
WaitAt = Callable[[str, float], Wait]
# Minutes on foot between zones; from '' (not in any zone yet) as well.
Walk = Callable[[str, str], float]


def advise(
    errands: Sequence[Errand],
    *,
    zone: str,
    wait: WaitAt,
    walk: Walk,
    current: Hashable = None,
) -> Advice | None:
    """What to do next; None if nothing is left, or nothing is possible.

    `current` is the errand that the visitor was sent to before: it stays unless
    another saves `CALM` minutes.
    """
    if not errands:
        return None
    best: dict[Hashable, tuple[float, tuple[Errand, ...]]] = {}
    for order in _orders(errands, zone, wait, walk):
        cost = _cost(order, zone, wait, walk)
        first = order[0].id
        if first not in best or cost < best[first][0]:
            best[first] = (cost, order)
    if not best:
        return None
    cost, order = min(best.values(), key=lambda found: found[0])
    saves = best[current][0] - cost if current in best else 0.0
    changed = current is not None and order[0].id != current
    if changed and current in best and saves < CALM:
        cost, order = best[current]
        saves, changed = 0.0, False
    way = walk(zone, order[0].zone)
    return Advice(
        order=order,
        walk=way,
        wait=wait(order[0].queue, way),
        done=_done(order, zone, wait, walk),
        saves=saves,
        changed=changed,
    )


def fading(now: Wait, usual: Wait, minutes: float, *, half: float = 45.0) -> Wait:
    """A wait foretold for later: from that of now towards the usual one."""
    share = 0.5 ** (minutes / half)
    return Wait(
        usual.q50 + share * (now.q50 - usual.q50),
        usual.q90 + share * (now.q90 - usual.q90),
    )


def _orders(
    errands: Sequence[Errand], zone: str, wait: WaitAt, walk: Walk
) -> Iterator[tuple[Errand, ...]]:
    """All orders that are allowed; of many errands one good one for each first."""
    if len(errands) <= MOST_TRIED:
        yield from (order for order in permutations(errands) if _allowed(order))
        return
    for first in errands:
        if not _free(first, errands):
            continue
        order, left = [first], [e for e in errands if e is not first]
        while left:
            free = [e for e in left if _free(e, left)] or left
            following = min(free, key=lambda e: _cost((*order, e), zone, wait, walk))
            order.append(following)
            left.remove(following)
        yield tuple(order)


def _allowed(order: Sequence[Errand]) -> bool:
    return all(_free(errand, order[place:]) for place, errand in enumerate(order))


def _free(errand: Errand, left: Sequence[Errand]) -> bool:
    """Whether nothing that is left must come before."""
    return errand.after.isdisjoint(other.id for other in left if other is not errand)


def _cost(order: Sequence[Errand], zone: str, wait: WaitAt, walk: Walk) -> float:
    """Minutes until all is done, what may be missed, and the first wait a little."""
    at, missed, first = 0.0, 0.0, 0.0
    for errand in order:
        at += walk(zone, errand.zone)
        expected = wait(errand.queue, at)
        called = at + expected.q50
        first = first or called
        spread = max(1.0, (expected.q90 - expected.q50) / _Q90)
        if errand.closes < float("inf"):
            missed += 1 - _NORMAL.cdf((errand.closes - called) / spread)
        at = called + errand.minutes
        zone = errand.zone
    return at + MISSED * missed + NEARER * first


def _done(order: Sequence[Errand], zone: str, wait: WaitAt, walk: Walk) -> float:
    at = 0.0
    for errand in order:
        at += walk(zone, errand.zone)
        at += wait(errand.queue, at).q50 + errand.minutes
        zone = errand.zone
    return at
