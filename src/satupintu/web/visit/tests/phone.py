"""A visitor's phone, and what happens in the hall around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.test import Client
from tests.pages import Seen, visit as open_page

from satupintu.queueing import remote
from satupintu.queueing.tests.hall import ADVERTS, PERMITS, REGISTRY, Scene

if TYPE_CHECKING:
    from satupintu.queueing.service import VisitView, Wanted

__all__ = ["ADVERTS", "PERMITS", "REGISTRY", "Phone"]


@dataclass
class Phone:
    """`hall` is what goes on in the building; `now` moves for both by `wait`."""

    mall: Any
    clock: Any
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.hall = Scene(self.mall, self.clock.now)

    def wait(self, minutes: float) -> None:
        self.hall.now = self.clock.forward(minutes=minutes)

    def ticket(self, *wanted: Wanted, **more: Any) -> VisitView:
        return self.hall.ticket(*wanted, **{"language": "en", **more})

    def afar(self, *wanted: Wanted) -> VisitView:
        """A number taken from somewhere in the city."""
        return remote.join_remotely(
            mall="rasuna-said",
            wanted=wanted or (PERMITS,),
            key="afar",
            joining=remote.Joining(network="10.0.0.1"),
            now=self.clock.now,
        )

    def open(self, visit: VisitView, part: str = "", lang: str = "en") -> Seen:
        return open_page(self.client, f"/v/{visit.token}/{part}", {"lang": lang})

    def post(self, visit: VisitView, part: str, **fields: Any) -> Seen:
        address = f"/v/{visit.token}/{part}/"
        answer = self.client.post(address, fields, follow=True)
        return Seen(self.client, answer.status_code, address, answer.text, answer)

    def foresee(self, visit: VisitView, low: int, high: int, **more: Any) -> None:
        """Let the forecast of the visit's present stop be these minutes."""
        stop = self.hall.look(visit).current
        assert stop is not None
        given = {
            "at": self.clock.now,
            "ahead": 3,
            "low": low,
            "high": high,
            "q10": low,
            "q50": (low + high) / 2,
            "q90": high,
        }
        apps.get_model("queueing", "Forecast").objects.update_or_create(
            stop_id=stop.id, defaults=given | more
        )

    def expect(self, queue: str, minutes: int) -> None:
        """Let the forecast for one who joins this queue be so many minutes."""
        apps.get_model("queueing", "QueueForecast").objects.create(
            mall="rasuna-said",
            queue=queue,
            at=self.clock.now,
            waiting=1,
            counters=1,
            q10=minutes,
            q50=minutes,
            q90=minutes,
            low=minutes,
            high=minutes + 5,
        )

    def said(self, count: int, truth: float) -> None:
        """So many visitors were told 10 to 20 minutes, and waited `truth`."""
        kept = apps.get_model("queueing", "Said").objects
        for _n in range(count):
            stop = self.ticket().stops[0]
            kept.create(
                stop_id=stop.id,
                mall="rasuna-said",
                queue=stop.queue,
                lead="joined",
                at=self.clock.now - timedelta(minutes=1),
                q10=10,
                q50=14,
                q90=22,
                raw10=10,
                raw90=22,
                simple=14,
                truth=truth,
            )

    def call(self) -> Any:
        return self.hall.call(self.mall.rini)
