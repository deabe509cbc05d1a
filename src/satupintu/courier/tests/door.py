"""A day on the road for tests: Sari rides, Tono too; Melati and Budi wait at home.

Rows are written directly, so that custody and reports are tested by themselves.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from satupintu.courier import custody
from satupintu.courier.custody import Scan
from satupintu.courier.folders import FolderView, Sheets
from satupintu.courier.models import (
    DayPlan,
    HomeErrand,
    HomeVisit,
    Officer,
    PlannedStop,
    Shift,
)
from satupintu.kernel.actor import Actor
from satupintu.people import service as people

BASE = "rasuna-said"
STATEMENT = Sheets("surat-pernyataan", "Surat pernyataan", True, 1)
LEASE = Sheets("", "Perjanjian sewa", False, 2)
_keys = (f"door-key-{n:05}" for n in itertools.count())


def new_key() -> str:
    return next(_keys)


@dataclass
class Road:
    """`road.visit()` plans another stop of Sari; `road.sari` is her actor."""

    mall: Any
    now: datetime
    officers: dict[str, Officer] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, name in enumerate(("sari", "tono")):
            self._hire(name, f"AJ-0{number + 1}")
        DayPlan.objects.create(day=self.day, version=1)

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def sari(self) -> Actor:
        return self.actors["sari"]

    @property
    def tono(self) -> Actor:
        return self.actors["tono"]

    @property
    def desk(self) -> Actor:
        actor: Actor = self.mall.rini
        return actor

    def _hire(self, name: str, badge: str) -> None:
        account = people.create_staff(
            login=f"{name}@contoh.example",
            name=f"{name.capitalize()} Misal",
            password="kopi-pagi-di-teras-42",
            posts=[("dpmptsp", "home_officer")],
            now=self.now,
            language="id",
        )
        people.enrol_for_demo(account=account, now=self.now)
        self.actors[name] = people.actor_for(account)
        self.officers[name] = Officer.objects.create(
            account_id=account.pk, badge=badge, name=account.name, base=BASE, bag=12
        )
        self.shifts[name] = Shift.objects.create(
            officer=self.officers[name],
            day=self.day,
            starts_at=self.now - timedelta(hours=2),
            ends_at=self.now + timedelta(hours=7),
        )

    def visit(
        self,
        who: str = "melati",
        *,
        by: str = "sari",
        kind: str = "file",
        service: str = "sip-dokter",
        **more: Any,
    ) -> HomeVisit:
        """A planned visit, in an hour and then each an hour later."""
        shift = self.shifts[by]
        seq = shift.stops.count() + 1
        at = self.now + timedelta(hours=seq)
        errand = {k: more.pop(k) for k in tuple(more) if k.endswith("_id")}
        given = self._whose(who) | self._when(at) | {"kind": kind, "shift": shift}
        visit = HomeVisit.objects.create(**(given | more))
        HomeErrand.objects.create(visit=visit, place=1, service=service, **errand)
        PlannedStop.objects.create(
            shift=shift,
            seq=seq,
            kind="visit",
            visit=visit,
            arrives_at=at,
            begins_at=at,
            leaves_at=at + timedelta(minutes=30),
        )
        return visit

    def _whose(self, who: str) -> dict[str, Any]:
        account = self.mall.account(who)
        return {
            "account_id": account.pk,
            "name": account.name,
            "phone": "+6281208860002",
            "address": "Jl. Umpama 12, Klender",
            "landmark": "Pagar hijau, seberang musala",
            "lat": -6.21,
            "lon": 106.9,
        }

    def _when(self, at: datetime) -> dict[str, Any]:
        return {
            "token": new_key(),
            "key": new_key(),
            "state": "booked",
            "minutes": 30,
            "day": self.day,
            "from_at": at - timedelta(minutes=30),
            "until_at": at + timedelta(minutes=90),
            "door_code": "47K",
            "created_at": self.now,
            "booked_at": self.now,
        }

    def give_to(self, visit: HomeVisit, name: str) -> None:
        """The dispatcher gave this visit to another officer."""
        shift = self.shifts[name]
        seq = shift.stops.count() + 1
        PlannedStop.objects.filter(visit=visit).update(shift=shift, seq=seq)
        HomeVisit.objects.filter(pk=visit.pk).update(shift=shift)

    def take(
        self,
        code: str,
        visit: HomeVisit,
        papers: Sequence[Sheets] = (STATEMENT,),
        *,
        by: Actor | None = None,
        **more: Any,
    ) -> FolderView:
        """At this door a folder is sealed and taken along, by Sari if nobody else."""
        return custody.begin_folder(
            code=code,
            visit_id=visit.pk,
            papers=papers,
            scan=self.scan(**more),
            actor=by or self.sari,
        )

    def loaded(self, who: str = "melati", code: str = "F-2191") -> HomeVisit:
        """A delivery whose folder is in Sari's bag."""
        visit = self.visit(who, kind="deliver", permit_id=uuid.uuid4())
        custody.desk_releases(
            code=code,
            delivery_id=visit.pk,
            base=BASE,
            scan=self.scan(),
            actor=self.desk,
            papers=[STATEMENT],
        )
        return visit

    def scan(self, **more: Any) -> Scan:
        given: dict[str, Any] = {"key": new_key(), "at": self.now, "now": self.now}
        return Scan(**(given | more))


def state_of(visit: HomeVisit) -> str:
    """As it is now."""
    visit.refresh_from_db()
    return visit.state


def set_plainly(
    *,
    visit_id: Any,
    state: str,
    at: datetime,
    outcome: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """What becomes of the visit itself, without the plan around it."""
    moment = {"riding": "riding_at", "arrived": "arrived_at"}.get(state, "ended_at")
    HomeVisit.objects.filter(pk=visit_id).update(
        state=state, outcome=outcome, note=note, **{moment: at}
    )
