"""Short ways through the doors of the queue, for its tests."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from satupintu.kernel.actor import Actor
from satupintu.queueing import service as queueing
from satupintu.queueing.service import Serving, SessionView, VisitView, Wanted

MALL = "rasuna-said"
PERMITS = Wanted("izin-usaha", "nib")
ADVERTS = Wanted("bangunan-reklame", "reklame")
REGISTRY = Wanted("dukcapil", "ktp")
_keys = (f"key-{n}" for n in itertools.count())


@dataclass
class Scene:
    """A day in the hall: `now` moves on by `wait`."""

    mall: Any
    now: datetime
    sessions: dict[str, SessionView] = field(default_factory=dict)

    def wait(self, minutes: float) -> datetime:
        self.now += timedelta(minutes=minutes)
        return self.now

    def ticket(self, *wanted: Wanted, **more: Any) -> VisitView:
        given = {"key": next(_keys), "via": "kiosk", "now": self.now, **more}
        return queueing.open_visit(mall=MALL, wanted=wanted or (PERMITS,), **given)

    def sit(self, who: Actor, counter: str, *queues: str) -> SessionView:
        found = queueing.open_counter(
            mall=MALL, counter=counter, queues=queues, actor=who, now=self.now
        )
        self.sessions[str(who.id)] = found
        return found

    def call(self, who: Actor, key: str = "", **more: Any) -> Serving | None:
        return queueing.call_next(
            session_id=self.sessions[str(who.id)].id,
            key=key or next(_keys),
            actor=who,
            now=self.now,
            **more,
        )

    def act(self, action: str, who: Actor, serving: Serving, **more: Any) -> Serving:
        found: Serving = getattr(queueing, action)(
            session_id=self.sessions[str(who.id)].id,
            stop_id=serving.stop.id,
            actor=who,
            now=self.now,
            **{"key": next(_keys), **more},
        )
        return found

    def serve(self, who: Actor, serving: Serving, minutes: float = 5) -> Serving:
        """Start now and finish after some minutes."""
        self.act("start", who, serving)
        self.wait(minutes)
        return self.act("finish", who, serving)

    def look(self, visit: VisitView) -> VisitView:
        return queueing.visit(token=visit.token, now=self.now)
