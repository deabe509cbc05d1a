"""The phone of an officer who rides by himself: what it reports, as the app does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from satupintu.courier import service as courier
from satupintu.courier.service import Answer, FileGiven, Sent
from satupintu.demo.road.portraits import signature
from satupintu.journeys.doorstep import take_report
from satupintu.kernel.actor import Actor
from satupintu.routing.points import Point


@dataclass(slots=True)
class Phone:
    """Reports of one shift; each has a key of its own."""

    badge: str
    shift_id: uuid.UUID
    actor: Actor

    def send(
        self,
        action: str,
        now: datetime,
        visit: uuid.UUID | None = None,
        file: FileGiven | None = None,
        **data: object,
    ) -> Answer:
        key = self.key_of(action, now, visit)
        sent = Sent(
            key=key,
            action=action,
            shift_id=self.shift_id,
            at=now,
            visit_id=visit,
            data=data,
            file=file,
        )
        return take_report(sent=sent, actor=self.actor, now=now)

    def key_of(self, action: str, now: datetime, visit: uuid.UUID | None) -> str:
        """The same act at the same moment has the same key."""
        what = visit.hex[-12:] if visit else ""
        return f"{self.badge} {action} {what} {now:%Y%m%d%H%M%S%f}"[:80]

    def sign(self, now: datetime, visit: uuid.UUID) -> str:
        """A signature on the phone; the key that names it."""
        self.send("proof", now, visit, FileGiven("signature.png", signature(visit.hex)))
        return self.key_of("proof", now, visit)

    def be_at(self, point: Point, now: datetime) -> None:
        self.send("position", now, lat=point.lat, lon=point.lon)


def is_mine(visit_id: uuid.UUID, shift_id: uuid.UUID, now: datetime) -> str:
    """The state of the visit if this shift still rides there; else ""."""
    visit = courier.visit_by_id(visit_id=visit_id, now=now)
    return visit.state if visit.shift_id == shift_id else ""
