"""What if other counters were open, hour by hour; and how many there should be.

Pure. A day is played from morning to evening many times by the real call rule,
with drawn arrivals and services (`engine.py`). The suggested roster follows the
iterative staffing algorithm of Feldman, Mandelbaum, Massey and Whitt (2008):
simulate, set each hour's counters to the fewest that its crowd allows, repeat;
it starts from Erlang's formula for the load, lagged by a mean service.

Hours count from the day's opening: hour 0 is the first. Minutes likewise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from satupintu.queueing.forecast.day import HOUR, Day, Days, Pool, Profile, Roster
from satupintu.queueing.forecast.erlang import counters_for
from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.forecast.simulate import LONGEST, quantile
from satupintu.queueing.rules import Policy

# Times that an hour's crowd is counted; rounds of the search; rounds of mending.
_LOOKS, _ROUNDS, _MENDS = 6, 6, 12


@dataclass(frozen=True, slots=True)
class Target:
    """`share` of the visitors of a queue wait at most `minutes` (the promise)."""

    minutes: Mapping[str, float]
    share: float = 0.8


@dataclass(frozen=True, slots=True)
class HourWait:
    """Of those who came to a queue in an hour: waiting minutes and how many came.

    `within` is the share that waited no longer than the promise, if one was given.
    """

    queue: str
    hour: int
    visitors: float
    p50: float
    p90: float
    within: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a roster would bring. `closes`: minutes after the end until all left."""

    roster: dict[str, tuple[int, ...]]
    waits: tuple[HourWait, ...]
    closes: float
    counter_hours: int

    def wait(self, queue: str, hour: int) -> HourWait | None:
        """The waits of a queue in an hour; None if nobody came."""
        for wait in self.waits:
            if (wait.queue, wait.hour) == (queue, hour):
                return wait
        return None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A roster and what it brings. `short`: pools and hours that need more counters
    than there are."""

    what_if: WhatIf
    short: tuple[tuple[str, int], ...]


def what_if(
    *,
    profile: Profile,
    roster: Roster,
    pools: Sequence[Pool],
    laws: Mapping[str, Law],
    policies: Mapping[str, Policy],
    target: Target | None = None,
    days: int = 40,
    seed: int = 0,
) -> WhatIf:
    """The waits that a roster would bring, from `days` simulated days.

    Raises KeyError if a pool has no roster, or a queue no law or policy.
    """
    hall = Days(profile, pools, laws, policies, days=days, seed=seed)
    return _summary(hall, roster, hall.play(roster), target)


def suggest(
    *,
    profile: Profile,
    target: Target,
    pools: Sequence[Pool],
    laws: Mapping[str, Law],
    policies: Mapping[str, Policy],
    days: int = 40,
    seed: int = 0,
) -> Suggestion:
    """The fewest counters per hour that keep the promises, within what there is."""
    hall = Days(profile, pools, laws, policies, days=days, seed=seed)
    roster = {pool.code: _start(hall, pool, target) for pool in pools}
    for number in range(_ROUNDS):
        played = hall.play(roster)
        better = {pool.code: _fewest(hall, pool, played, target) for pool in pools}
        if better == roster:
            break
        if number >= _ROUNDS // 2:
            # From here on only add: two rosters must not alternate for ever.
            better = {c: _more(better[c], hours) for c, hours in roster.items()}
        roster = better
    return _mended(hall, roster, target)


def _more(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(max, first, second))


def _promise(pool: Pool, target: Target) -> float:
    return min(target.minutes[queue] for queue in pool.queues)


def _start(hall: Days, pool: Pool, target: Target) -> tuple[int, ...]:
    """Erlang's answer for each hour, of the load one mean service earlier."""
    mean, minutes = hall.mean(pool), _promise(pool, target)
    counters = []
    for hour in range(hall.profile.hours):
        start = hour * HOUR - mean
        rate = (hall.rate(pool, start) + hall.rate(pool, start + HOUR / 2)) / 2
        load = rate * mean
        counters.append(
            counters_for(load, mean, minutes, target.share, pool.counters)
            if load
            else 1
        )
    return tuple(min(n, pool.counters) for n in counters)


def _fewest(
    hall: Days, pool: Pool, played: Sequence[Day], target: Target
) -> tuple[int, ...]:
    """The fewest counters that the crowd of each hour allows.

    One who meets n others waits longer than T about when n >= s (1 + T / mean).
    """
    reach = 1 + _promise(pool, target) / hall.mean(pool)
    counters = []
    for hour in range(hall.profile.hours):
        crowds = []
        for look in range(_LOOKS):
            at = (hour + (look + 0.5) / _LOOKS) * HOUR
            crowds += [day.inside(pool.queues, at) for day in played]
        crowd = quantile(sorted(crowds), target.share)
        counters.append(min(pool.counters, int(crowd / reach) + 1))
    return tuple(counters)


def _mended(
    hall: Days, roster: dict[str, tuple[int, ...]], target: Target
) -> Suggestion:
    """Add counters where the simulated promise fails; then see which can be spared."""
    short: set[tuple[str, int]] = set()
    result = _summary(hall, roster, hall.play(roster), target)
    for _ in range(_MENDS):
        wanted = _late(hall, result, target)
        add = [place for place in wanted if _room(hall, roster, place)]
        short = set(wanted) - set(add)
        if not add:
            break
        for code, hour in add:
            roster[code] = _changed(roster[code], hour, +1)
        result = _summary(hall, roster, hall.play(roster), target)
    return Suggestion(_spared(hall, result, target), tuple(sorted(short)))


def _late(hall: Days, result: WhatIf, target: Target) -> list[tuple[str, int]]:
    """Pools and hours whose visitors wait too long: of each queue the pool with
    most counters to spare."""
    late = {}
    for wait in result.waits:
        if wait.within is None or wait.within >= target.share:
            continue
        serving = [pool for pool in hall.pools if wait.queue in pool.queues]
        spare = [p.counters - result.roster[p.code][wait.hour] for p in serving]
        late[serving[spare.index(max(spare))].code, wait.hour] = True
    return list(late)


def _room(
    hall: Days, roster: Mapping[str, Sequence[int]], place: tuple[str, int]
) -> bool:
    pool = next(p for p in hall.pools if p.code == place[0])
    return roster[place[0]][place[1]] < pool.counters


def _changed(hours: Sequence[int], hour: int, by: int) -> tuple[int, ...]:
    return tuple(n + by if at == hour else n for at, n in enumerate(hours))


def _spared(hall: Days, result: WhatIf, target: Target) -> WhatIf:
    """Close one counter in an hour wherever nobody gets later than promised."""
    bad = _badness(result, target)
    places = [(p.code, hour) for hour in range(hall.profile.hours) for p in hall.pools]
    while places:
        left = []
        for code, hour in places:
            if result.roster[code][hour] <= 1:
                continue
            fewer = dict(result.roster)
            fewer[code] = _changed(fewer[code], hour, -1)
            tried = _summary(hall, fewer, hall.play(fewer), target)
            if _badness(tried, target) <= bad:
                result = tried
                left.append((code, hour))
        # Where closing one failed, closing two will as well.
        places = left
    return result


def _badness(result: WhatIf, target: Target) -> float:
    """How many visitors are missing to keep the promise in every hour."""
    return sum(
        wait.visitors * max(0.0, target.share - wait.within)
        for wait in result.waits
        if wait.within is not None
    )


def _summary(
    hall: Days, roster: Roster, played: Sequence[Day], target: Target | None
) -> WhatIf:
    waits: dict[tuple[str, int], list[float]] = {}
    for day in played:
        for visitor in day.visitors:
            hour = min(int(visitor.sort_at / HOUR), hall.profile.hours - 1)
            waits.setdefault((day.queue_of(visitor), hour), []).append(
                min(LONGEST, visitor.called_at - visitor.sort_at)
            )
    ends = sorted(day.ends for day in played)
    return WhatIf(
        {code: tuple(hours) for code, hours in roster.items()},
        tuple(
            _hour_wait(queue, hour, sorted(minutes), len(played), target)
            for (queue, hour), minutes in sorted(waits.items())
        ),
        max(0.0, quantile(ends, 0.5) - hall.profile.hours * HOUR),
        sum(sum(hours) for hours in roster.values()),
    )


def _hour_wait(
    queue: str, hour: int, waits: list[float], days: int, target: Target | None
) -> HourWait:
    within = None
    if target is not None:
        limit = target.minutes[queue]
        within = sum(wait <= limit for wait in waits) / len(waits)
    return HourWait(
        queue,
        hour,
        len(waits) / days,
        quantile(waits, 0.5),
        quantile(waits, 0.9),
        within,
    )
