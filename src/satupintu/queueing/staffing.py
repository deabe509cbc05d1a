"""What if other counters were open: for the rest of today, and for a usual day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing import reading
from satupintu.queueing.forecast import staffing
from satupintu.queueing.forecast.day import Pool, Profile
from satupintu.queueing.forecast.rest import Post, Rest, Slot, SlotWait, play_rest
from satupintu.queueing.forecast.state import Serving, Waiting
from satupintu.queueing.models import Stop
from satupintu.queueing.profiles import (
    Hours,
    Usual,
    hours_of,
    laws_of,
    usual_day,
)
from satupintu.queueing.rules import minutes
from satupintu.queueing.teams import CounterPool, Team

Plan = Mapping[str, Sequence[int]]
RUNS = 40
SHARE = 0.8  # of the visitors wait no longer than promised


@dataclass(frozen=True, slots=True)
class Outlook:
    """Waits now and with a plan. `slots`: minutes of the local day, half-open.

    `usual` says on how many days arrivals were measured. `short`: pools and slots
    in which even all counters are too few for the promise (of a suggestion).
    """

    slots: list[tuple[float, float]]
    now: dict[str, list[int]]
    plan: dict[str, list[int]]
    before: list[SlotWait]
    after: list[SlotWait]
    usual: Usual
    short: tuple[tuple[str, int], ...] = ()


def rest_of_day(
    *, mall: Mall, team: Team, plan: Plan | None, now: datetime, runs: int = RUNS
) -> Outlook | None:
    """From now until closing, from the live hall; None when the day is over.

    Without a plan both sides are the counters that are open now. Of a plan only
    what is possible counts: never more counters than there are.
    """
    hours = hours_of(mall, team, catalogue.local_day(now))
    here = catalogue.minute_of(now)
    if not hours.slots or here >= hours.slots[-1][1]:
        return None
    usual = usual_day(mall, team, hours, before=hours.day)
    rest = _rest(mall, team, hours, usual, now)
    at_desks = {pool.code: _open_now(mall, pool, now) for pool in team.pools}
    count = len(rest.slots)
    current = {code: [n] * count for code, n in at_desks.items()}
    wanted = _possible(team, plan, current)
    promises = {q: float(mall.queue(q).promise) for q in team.queues}
    before = play_rest(rest, current, promises=promises, runs=runs)
    after = before
    if wanted != current:
        after = play_rest(rest, wanted, promises=promises, runs=runs)
    return Outlook(
        slots=[(slot.start, slot.end) for slot in rest.slots],
        now=current,
        plan=wanted,
        before=before,
        after=after,
        usual=usual,
    )


def one_more(*, mall: Mall, team: Team, queue: str, now: datetime) -> Plan | None:
    """The counters of now and one more for a queue, all day; None if all are open."""
    open_now = {pool.code: _open_now(mall, pool, now) for pool in team.pools}
    for pool in team.pools:
        if queue in pool.queues and open_now[pool.code] < len(pool.counters):
            most = len(hours_of(mall, team, catalogue.local_day(now)).slots)
            more = open_now | {pool.code: open_now[pool.code] + 1}
            return {code: [n] * most for code, n in more.items()}
    return None


def usual_weekday(
    *,
    mall: Mall,
    team: Team,
    day: date,
    plan: Plan | None,
    suggest: bool = False,
    today: date,
    runs: int = RUNS,
) -> Outlook | None:
    """A coming day as it usually is; None when the team does not work on it.

    With `suggest`, the plan is the fewest counters that keep the promise.
    """
    hours = hours_of(mall, team, day)
    if not hours.slots:
        return None
    usual = usual_day(mall, team, hours, before=today)
    whole = _Day(mall, team, hours, usual, runs)
    wanted = _possible(team, plan, usual.rosters)
    short: tuple[tuple[str, int], ...] = ()
    if suggest:
        wanted, short = whole.suggested()
    before = whole.played(usual.rosters)
    return Outlook(
        slots=[(float(a), float(b)) for a, b in hours.slots],
        now=usual.rosters,
        plan=wanted,
        before=before,
        after=before if wanted == usual.rosters else whole.played(wanted),
        usual=usual,
        short=short,
    )


class _Day:
    """A whole day that can be played with any roster; see `forecast.staffing`."""

    def __init__(
        self, mall: Mall, team: Team, hours: Hours, usual: Usual, runs: int
    ) -> None:
        self._runs = runs
        self._profile = Profile(hours=len(hours.slots), arrivals=usual.arrivals)
        self._pools = [Pool(p.code, p.queues, len(p.counters)) for p in team.pools]
        self._laws = laws_of(mall, team.queues)
        self._policies = {q: mall.policy_of(mall.queue(q)) for q in team.queues}
        promises = {q: float(mall.queue(q).promise) for q in team.queues}
        self._target = staffing.Target(minutes=promises, share=SHARE)

    def played(self, roster: Plan) -> list[SlotWait]:
        found = staffing.what_if(
            profile=self._profile,
            roster=roster,
            pools=self._pools,
            laws=self._laws,
            policies=self._policies,
            target=self._target,
            days=self._runs,
        )
        return _as_slots(found.waits)

    def suggested(self) -> tuple[dict[str, list[int]], tuple[tuple[str, int], ...]]:
        """The fewest counters, and where even all of them are too few."""
        found = staffing.suggest(
            profile=self._profile,
            target=self._target,
            pools=self._pools,
            laws=self._laws,
            policies=self._policies,
            days=self._runs,
        )
        roster = {code: list(n) for code, n in found.what_if.roster.items()}
        return roster, found.short


def _possible(
    team: Team, plan: Plan | None, otherwise: dict[str, list[int]]
) -> dict[str, list[int]]:
    """The plan where it says something, within the counters that there are."""
    if plan is None:
        return otherwise
    found: dict[str, list[int]] = {}
    for pool in team.pools:
        usual = otherwise[pool.code]
        wanted = list(plan.get(pool.code, ()))[: len(usual)]
        wanted += usual[len(wanted) :]
        most = len(pool.counters)
        found[pool.code] = [max(0, min(n, most)) for n in wanted]
    return found


def _rest(mall: Mall, team: Team, hours: Hours, usual: Usual, now: datetime) -> Rest:
    here = max(catalogue.minute_of(now), hours.slots[0][0])
    first = hours.slot_of(here)
    slots = []
    for number in range(first, len(hours.slots)):
        whole, end = hours.slots[number]
        start = max(float(whole), here) if number == first else float(whole)
        share = (end - start) / (end - whole)
        slots.append(
            Slot(
                start=start,
                end=float(end),
                arrivals={q: n[number] * share for q, n in usual.arrivals.items()},
            )
        )
    offset = minutes(now) - catalogue.minute_of(now)
    return Rest(
        slots=slots,
        pools={p.code: _posts(mall, p, now) for p in team.pools},
        waiting=_waiting(team, mall, offset, now),
        laws=laws_of(mall, team.queues),
        policies={q: mall.policy_of(mall.queue(q)) for q in team.queues},
    )


def _posts(mall: Mall, pool: CounterPool, now: datetime) -> list[Post]:
    """The counters of a pool, those that are open first."""
    views = {view.code: view for view in reading.counters(mall=mall.code, now=now)}
    offset = minutes(now) - catalogue.minute_of(now)
    mine = [views[counter.code] for counter in pool.counters]
    return [
        Post(
            queues=pool.queues,
            serving=Serving(v.queue, max(0.0, minutes(now) - minutes(v.since)))
            if v.number and v.since and v.queue in pool.queues
            else None,
            back_at=minutes(v.break_until) - offset if v.break_until else 0.0,
        )
        for v in sorted(mine, key=lambda view: view.state == "closed")
    ]


def _open_now(mall: Mall, pool: CounterPool, now: datetime) -> int:
    codes = {counter.code for counter in pool.counters}
    views = reading.counters(mall=mall.code, now=now)
    return sum(v.code in codes and v.state != "closed" for v in views)


def _waiting(team: Team, mall: Mall, offset: float, now: datetime) -> list[Waiting]:
    rows = Stop.objects.filter(
        mall=mall.code,
        day=catalogue.local_day(now),
        state="waiting",
        queue__in=team.queues,
    ).order_by("sort_at", "id")
    return [
        Waiting(
            id=row.pk,
            queue=row.queue,
            sort_at=minutes(row.sort_at) - offset,
            priority=row.priority,
            booked=row.booked_for is not None,
        )
        for row in rows
    ]


def _as_slots(waits: Sequence[staffing.HourWait]) -> list[SlotWait]:
    return [
        SlotWait(
            queue=wait.queue,
            slot=wait.hour,
            visitors=wait.visitors,
            p10=0.0,
            p50=wait.p50,
            p90=wait.p90,
            late=wait.visitors * (1 - (1.0 if wait.within is None else wait.within)),
        )
        for wait in waits
    ]
