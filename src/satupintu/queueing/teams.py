"""Counters that share their visitors: what a manager can move staff between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.schema_mall import Counter, Mall
from satupintu.kernel.errors import NotFound


class NoSuchTeam(NotFound):
    code = "no_such_team"


@dataclass(frozen=True, slots=True)
class CounterPool:
    """Counters that serve the same queues."""

    code: str
    counters: tuple[Counter, ...]
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Pools that are tied by a common queue; `code` is the first agency's."""

    code: str
    agencies: tuple[str, ...]
    queues: tuple[str, ...]
    pools: tuple[CounterPool, ...]


def teams(mall: Mall) -> list[Team]:
    """Every team of the mall, in the order of its queues."""
    top = _tied(mall)
    found: dict[str, list[str]] = {}
    for queue in mall.queues:
        found.setdefault(top[queue.code], []).append(queue.code)
    return [_team(mall, tuple(queues)) for queues in found.values()]


def team(mall: Mall, code: str) -> Team:
    """The team of an agency, or of a queue. Raises `NoSuchTeam`."""
    for one in teams(mall):
        if code in one.agencies or code in one.queues:
            return one
    raise NoSuchTeam(_("There is no such agency in this mall. Choose one of those."))


def _tied(mall: Mall) -> Mapping[str, str]:
    """A name for each queue that is the same for queues that share a counter or an
    agency."""
    top = {queue.code: queue.code for queue in mall.queues}
    groups = [list(counter.queues) for counter in mall.counters]
    for agency in dict.fromkeys(queue.agency for queue in mall.queues):
        groups.append([q.code for q in mall.queues if q.agency == agency])
    for group in groups:
        names = {top[queue] for queue in group}
        first = min(names, key=list(top).index)
        top = {queue: first if name in names else name for queue, name in top.items()}
    return top


def _team(mall: Mall, queues: tuple[str, ...]) -> Team:
    pools: dict[frozenset[str], list[Counter]] = {}
    for counter in mall.counters:
        if set(counter.queues) & set(queues):
            pools.setdefault(frozenset(counter.queues), []).append(counter)
    agencies = tuple(dict.fromkeys(mall.queue(queue).agency for queue in queues))
    return Team(
        code=agencies[0],
        agencies=agencies,
        queues=queues,
        pools=tuple(
            CounterPool(
                code=counters[0].code,
                counters=tuple(counters),
                queues=tuple(queue for queue in queues if queue in served),
            )
            for served, counters in pools.items()
        ),
    )
