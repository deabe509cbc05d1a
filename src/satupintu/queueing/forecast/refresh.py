"""One simulation of a hall, and what it changes for everybody who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from satupintu.catalogue import service as catalogue
from satupintu.kernel import live
from satupintu.queueing import nearby
from satupintu.queueing.clock import hall_time
from satupintu.queueing.forecast.conformal import Shift, bucket, shifted
from satupintu.queueing.forecast.live import LiveHall, live_hall
from satupintu.queueing.forecast.shown import Range, say
from satupintu.queueing.forecast.simulate import Outlook, Quantiles, foretell
from satupintu.queueing.forecast.truths import fill_truths
from satupintu.queueing.models import (
    Forecast,
    QueueForecast,
    Said,
    Session,
    State,
    Stop,
)
from satupintu.queueing.rules import Candidate, choose, minutes

# What is said a second time is said when half of the first forecast has passed.
LATER = 5.0
# Smaller changes of the likely wait are not worth writing down.
_NOTABLE = 1.0


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many stops were foretold, and how many shown ranges moved."""

    stops: int
    moved: int


def refresh_if_due(*, mall: str, now: datetime) -> Refreshed | None:
    """Refresh at the real moment `now`; None for a hall in which nobody is.

    To be asked after each event of a hall, gathered over a second, and every
    fifteen seconds; the mall's own clock counts.
    """
    shown = hall_time(mall=mall, now=now)
    waits = Stop.objects.filter(
        mall=mall, day=catalogue.local_day(shown), state=State.WAITING
    ).exists()
    if not waits and not Session.objects.filter(mall=mall, closed_at=None).exists():
        QueueForecast.objects.filter(mall=mall).delete()
        return None
    return refresh(mall=mall, now=shown)


def refresh(*, mall: str, now: datetime) -> Refreshed:
    """Foretell all waiting of a hall at `now` (the mall's clock), in one run.

    Writes Forecast, QueueForecast and Said rows, notes what came true, and hints
    the pages of visits whose shown range moved. Raises `catalogue.NoSuchMall`.
    """
    with transaction.atomic():
        fill_truths(mall=mall, now=now)
        hall = live_hall(mall=catalogue.mall(mall), now=now)
        outlook = foretell(hall.state)
        writer = _Writer(hall, outlook, now)
        moved = writer.write_stops()
        writer.write_queues()
        if moved:
            live.changed(*(f"visit:{visit}" for visit in sorted(moved, key=str)))
    nearby.announce_nearby(mall=mall, now=now)
    return Refreshed(len(outlook.stops), len(moved))


class _Writer:
    """Turns an outlook into rows."""

    def __init__(self, hall: LiveHall, outlook: Outlook, now: datetime) -> None:
        self._hall = hall
        self._outlook = outlook
        self._now = now
        self._here = minutes(now)
        self._ahead = _places(hall)
        rows = QueueForecast.objects.filter(mall=hall.mall.code)
        self._before = {row.queue: row for row in rows}
        self._left = set(
            Stop.objects.filter(
                mall=hall.mall.code,
                day=catalogue.local_day(now),
                state=State.CANCELLED,
                since__gte=now - timedelta(minutes=LATER),
            ).values_list("queue", flat=True)
        )

    def write_stops(self) -> set[UUID]:
        """Returns the visits whose shown range moved, came or went."""
        moved, rows, gone = set(), [], []
        said = self._said()
        new: list[Said] = []
        for stop in self._hall.stops:
            before = _forecast_of(stop)
            raw = self._outlook.stops.get(stop.pk)
            if raw is None:
                if before is not None:
                    gone.append(before.pk)
                    moved.add(stop.visit_id)
                continue
            row, has_moved = self._row(stop, raw, before)
            if has_moved:
                moved.add(stop.visit_id)
            if has_moved or before is None or _differs(row, before):
                rows.append(row)
            new += self._say(stop, raw, said)
        Forecast.objects.filter(pk__in=gone).delete()
        Forecast.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["stop"],
            update_fields=[
                "at",
                "ahead",
                "q10",
                "q50",
                "q90",
                "low",
                "high",
                "reason",
            ],
        )
        Said.objects.bulk_create(new, ignore_conflicts=True)
        return moved

    def write_queues(self) -> None:
        hall, rows = self._hall, []
        for queue, raw in self._outlook.queues.items():
            if queue in hall.paused or not hall.counters(queue):
                continue
            low, middle, high = self._calibrated(queue, raw)
            shown = say(low, middle, high, now=self._here)
            rows.append(
                QueueForecast(
                    mall=hall.mall.code,
                    queue=queue,
                    at=self._now,
                    waiting=sum(stop.queue == queue for stop in hall.stops),
                    counters=hall.counters(queue),
                    q10=low,
                    q50=middle,
                    q90=high,
                    low=shown.low,
                    high=shown.high,
                )
            )
        known = [row.queue for row in rows]
        stale = QueueForecast.objects.filter(mall=hall.mall.code)
        stale.exclude(queue__in=known).delete()
        QueueForecast.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["tenant", "mall", "queue"],
            update_fields=[
                "at",
                "waiting",
                "counters",
                "q10",
                "q50",
                "q90",
                "low",
                "high",
            ],
        )

    def _calibrated(self, queue: str, raw: Quantiles) -> tuple[float, float, float]:
        shift = self._hall.shifts[queue].get(bucket(raw.q50), Shift())
        return shifted(*raw, shift)

    def _row(
        self, stop: Stop, raw: Quantiles, before: Forecast | None
    ) -> tuple[Forecast, bool]:
        """The new row, and whether the range that people see moved."""
        low, middle, high = self._calibrated(stop.queue, raw)
        shown_before = None
        if before is not None:
            shown_before = Range(
                minutes(before.at), before.low, before.high, before.reason
            )
        later, sooner = self._reasons(stop, before)
        shown = say(
            low,
            middle,
            high,
            now=self._here,
            before=shown_before,
            later=later,
            sooner=sooner,
        )
        kept = before is not None and shown is shown_before
        at = before.at if before is not None and kept else self._now
        # All minutes of the row count from its `at`, also when that was kept.
        passed = self._here - minutes(at)
        row = Forecast(
            stop=stop,
            at=at,
            ahead=self._ahead.get(stop.pk, 0),
            q10=low + passed,
            q50=middle + passed,
            q90=high + passed,
            low=shown.low,
            high=shown.high,
            reason=shown.reason,
        )
        return row, not kept

    def _reasons(self, stop: Stop, before: Forecast | None) -> tuple[str, str]:
        """Why the wait would be longer, and why it would be shorter, than said."""
        later, sooner = "slower", "quicker"
        ahead = self._ahead.get(stop.pk, 0)
        if stop.queue in self._left:
            sooner = "left"
        if before is not None and ahead > before.ahead:
            later = "passed"
        known = self._before.get(stop.queue)
        counters = self._hall.counters(stop.queue)
        if known is not None and counters > known.counters:
            sooner = "more_counters"
        if known is not None and counters < known.counters:
            on_break = stop.queue in self._hall.breaks
            later = "break" if on_break else "fewer_counters"
        if stop.not_before is not None and stop.not_before > self._now:
            later = "pushed"
        if stop.queue in self._hall.paused:
            later = "down"
        return later, sooner

    def _said(self) -> dict[UUID, dict[str, tuple[datetime, float]]]:
        found: dict[UUID, dict[str, tuple[datetime, float]]] = {}
        rows = Said.objects.filter(stop__in=self._hall.stops)
        for stop, lead, at, q50 in rows.values_list("stop_id", "lead", "at", "q50"):
            found.setdefault(stop, {})[lead] = (at, q50)
        return found

    def _say(
        self,
        stop: Stop,
        raw: Quantiles,
        said: Mapping[UUID, Mapping[str, tuple[datetime, float]]],
    ) -> list[Said]:
        """What to keep of this forecast, to compare with the truth."""
        earlier = said.get(stop.pk, {})
        lead = "joined"
        if "joined" in earlier:
            at, likely = earlier["joined"]
            passed = self._here - minutes(at)
            if "later" in earlier or passed < max(LATER, likely / 2):
                return []
            lead = "later"
        low, middle, high = self._calibrated(stop.queue, raw)
        each = self._hall.state.laws[stop.queue].mean
        counters = max(1, self._hall.counters(stop.queue))
        return [
            Said(
                stop=stop,
                mall=stop.mall,
                queue=stop.queue,
                lead=lead,
                at=self._now,
                q10=low,
                q50=middle,
                q90=high,
                raw10=raw.q10,
                raw90=raw.q90,
                simple=self._ahead.get(stop.pk, 0) * each / counters,
            )
        ]


def _places(hall: LiveHall) -> dict[object, int]:
    """How many of the same queue are called before each stop, by the rule."""
    state = hall.state
    lines: dict[str, list[Candidate]] = {}
    for stop in state.waiting:
        lines.setdefault(stop.queue, []).append(
            Candidate(
                stop.id,
                stop.queue,
                stop.priority,
                stop.sort_at,
                stop.passed,
                stop.booked,
            )
        )
    places: dict[object, int] = {}
    for queue, line in lines.items():
        policy = {queue: state.policies[queue]}
        order = choose(line, policy, hall.turns(queue))
        places.update((candidate.id, n) for n, candidate in enumerate(order))
    return places


def _forecast_of(stop: Stop) -> Forecast | None:
    known = getattr(stop, "forecast", None)
    return known if isinstance(known, Forecast) else None


def _differs(row: Forecast, before: Forecast) -> bool:
    return row.ahead != before.ahead or abs(row.q50 - before.q50) >= _NOTABLE
