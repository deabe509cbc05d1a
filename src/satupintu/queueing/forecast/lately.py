"""What happened today that says how the next hour will be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Count

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.queueing.expected import expected
from satupintu.queueing.forecast.laws import Law
from satupintu.queueing.forecast.learned import factor
from satupintu.queueing.forecast.pace import pace
from satupintu.queueing.forecast.state import Pace, Waiting
from satupintu.queueing.models import Call, State, Stop
from satupintu.queueing.rules import longest_turn, minutes

# A booking this late may still come, half as likely.
LATE, LATE_SHARE = timedelta(minutes=15), 0.5
# Before any news, a tenth of those who come have priority, and the counters are
# this busy; that counts as much as two hours of watching.
PRIORITY, LOAD, BELIEF = 0.1, 0.75, 120.0
_LAST = 150


def bookings(*, mall: Mall, day: date, now: datetime) -> list[Waiting]:
    """Booked visitors who have not arrived, with how likely they come."""
    here = minutes(now)
    found = []
    for number, one in enumerate(expected(mall.code, day)):
        if one.at < now - LATE:
            continue
        late = one.at < now
        found.append(
            Waiting(
                id=f"booked {one.queue} {one.at:%H%M} {number}",
                queue=one.queue,
                sort_at=minutes(one.at),
                booked=True,
                due_at=max(here, minutes(one.at)),
                shows=one.probability * (LATE_SHARE if late else 1.0),
            )
        )
    return found


def priority_rates(
    *, mall: Mall, laws: Mapping[str, Law], day: date, now: datetime
) -> dict[str, float]:
    """Priority visitors who join each queue per minute: belief and today's count."""
    rows = (
        Stop.objects.filter(mall=mall.code, day=day, priority=True)
        .exclude(waiting_from=None)
        .values_list("queue")
        .annotate(count=Count("id"))
        .order_by("queue")
    )
    counts = dict(rows)
    first = (
        Stop.objects.filter(mall=mall.code, day=day, waiting_from__isnull=False)
        .order_by("waiting_from")
        .values_list("waiting_from", flat=True)
        .first()
    )
    watched = max(0.0, minutes(now) - minutes(first)) if first else 0.0
    rates = {}
    for queue in mall.queues:
        shares = [1 / len(c.queues) for c in mall.counters if queue.code in c.queues]
        belief = PRIORITY * LOAD * sum(shares) / laws[queue.code].mean
        seen = counts.get(queue.code, 0)
        rates[queue.code] = (belief * BELIEF + seen) / (BELIEF + watched)
    return rates


def last_turns(*, mall: Mall, day: date) -> dict[str, list[bool]]:
    """Of the last calls of each queue, newest first: whether of priority."""
    turn = longest_turn(mall.policies)
    found: dict[str, list[bool]] = defaultdict(list)
    rows = Call.objects.filter(mall=mall.code, day=day, kind="call").order_by("-at")
    for queue, priority in rows.values_list("queue", "priority")[: _LAST * 2]:
        if len(found[queue]) < turn:
            found[queue].append(priority)
    return found


def paces(*, mall: Mall, laws: Mapping[str, Law], day: date) -> dict[str, Pace]:
    """How fast each agency works today; its queues share a pace."""
    agencies = {queue.code: queue.agency for queue in mall.queues}
    factors: dict[str, list[tuple[float, Law]]] = defaultdict(list)
    for queue, errand, lasted in _finished(mall, day):
        if queue in agencies:
            share = factor(mall.queue(queue), errand)
            factors[agencies[queue]].append((lasted / share, laws[queue]))
    known = {agency: pace(served) for agency, served in factors.items()}
    usual = pace([])
    return {code: known.get(agency, usual) for code, agency in agencies.items()}


def called_at(stops: list[Stop]) -> dict[object, datetime]:
    """When each of these stops was last called, by its id."""
    rows = Call.objects.filter(stop__in=stops, kind="call").order_by("at")
    return dict(rows.values_list("stop_id", "at"))


def _finished(mall: Mall, day: date) -> list[tuple[str, str, float]]:
    """The last services of the day, newest first: queue, errand, minutes."""
    start, end = catalogue.day_bounds(day)
    stops = list(
        Stop.objects.filter(
            mall=mall.code,
            day=day,
            state=State.FINISHED,
            since__gte=start,
            since__lt=end,
        ).order_by("-since")[:_LAST]
    )
    calls = called_at(stops)
    return [
        (stop.queue, stop.errand, minutes(stop.since) - minutes(calls[stop.pk]))
        for stop in stops
        if stop.pk in calls
    ]
