"""Who was called and is not there: held to fetch something, or missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.queueing.models import State, Stop
from satupintu.queueing.views import StopView, stop_view


@dataclass(frozen=True, slots=True)
class Away:
    """One who may come back. `only_at` is the counter it is held for, '' for any."""

    number: str
    stop: StopView
    only_at: str


def away(*, mall: str, queues: Sequence[str], now: datetime) -> list[Away]:
    """Held ones, then missed ones that may still return, the latest first."""
    since = now - timedelta(minutes=catalogue.mall(mall).no_show_minutes)
    rows = (
        Stop.objects.select_related("visit")
        .filter(mall=mall, day=catalogue.local_day(now), queue__in=queues)
        .filter(state__in=(State.ON_HOLD, State.NO_SHOW))
        .order_by("-since", "id")
    )
    found = [Away(row.visit.number, stop_view(row), row.hold_at) for row in rows]
    held = [one for one in found if one.stop.state == State.ON_HOLD]
    missed = [
        one
        for one in found
        if one.stop.state == State.NO_SHOW and one.stop.since >= since
    ]
    return [*held, *missed]
