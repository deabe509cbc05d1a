"""Home visits of an installation for measurements: officers, shifts, visits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, ShiftView
from satupintu.kernel import tenancy
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.errors import Refused
from satupintu.kernel.ids import uuid7
from satupintu.kernel.models import Tenant

SPREAD = 0.03  # degrees around a base within which most people live


@contextmanager
def scope() -> Iterator[None]:
    """Inside it, the only tenant's data are there."""
    with tenancy.scope(Tenant.objects.get()):
        yield


@dataclass
class Town:
    """Officers of all bases, and people who ask; the same for the same seed."""

    seed: int
    rng: Random = field(init=False)
    booked: list[HomeVisitView] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)

    def hire(self, count: int, days: list[date], now: datetime) -> None:
        """So many officers ride on these days, in turn from each base."""
        home = catalogue.home_visits()
        skills = [skill.code for skill in home.skills]
        for n in range(count):
            officer = courier.add_officer(
                account_id=uuid7(),
                badge=f"B{self.seed}-{n:02}",
                name=f"Bench {n}",
                base=home.bases[n % len(home.bases)].code,
                skills=self.rng.sample(skills, 4),
                actor=SYSTEM,
                now=now,
            )
            first, last = (8, 16) if n < count * 0.7 else (11, 19)
            for day in days:
                courier.plan_shift(
                    officer_id=officer.id,
                    day=day,
                    starts_at=catalogue.moment_of(day, first * 60),
                    ends_at=catalogue.moment_of(day, last * 60),
                    actor=SYSTEM,
                    now=now,
                )

    def ask(self, now: datetime) -> HomeVisitView:
        """Somebody asks for one of the services, or for a delivery."""
        home, rng = catalogue.home_visits(), self.rng
        kind = "deliver" if rng.random() < 0.25 else "file"
        services = [rng.choice(home.services).service]
        needs = ["wheelchair"] if rng.random() < 0.12 else []
        while True:
            try:
                return courier.ask_visit(
                    kind=kind,
                    errands=[courier.ErrandWanted(code) for code in services],
                    account_id=uuid7(),
                    name="Warga Contoh",
                    place=self._place(),
                    needs=needs,
                    key=str(uuid7()),
                    actor=SYSTEM,
                    now=now,
                )
            except Refused:
                continue  # out at sea

    def book(self, day: date, count: int, now: datetime) -> int:
        """So many people try to have a window of this day; how many got one."""
        got = 0
        for _n in range(count):
            visit = self.ask(now)
            windows = [w for w in catalogue.home_windows(day)]
            self.rng.shuffle(windows)
            for window in windows[:2]:
                if self._take(visit, day, window.first, window.last, now):
                    got += 1
                    break
        return got

    def _take(
        self, visit: HomeVisitView, day: date, first: int, last: int, now: datetime
    ) -> bool:
        began = time.perf_counter()
        try:
            booked = courier.book(
                token=visit.token,
                from_at=catalogue.moment_of(day, first),
                until_at=catalogue.moment_of(day, last),
                key=str(uuid7()),
                actor=SYSTEM,
                now=now,
            )
        except Refused:
            return False
        self.took.append((time.perf_counter() - began) * 1000)
        self.booked.append(booked)
        return True

    def _place(self) -> courier.PlaceGiven:
        base = self.rng.choice(catalogue.home_visits().bases)
        return courier.PlaceGiven(
            address="Jl. Contoh No. 1",
            lat=base.lat + self.rng.gauss(0, SPREAD),
            lon=base.lon + self.rng.gauss(0, SPREAD),
            precision="picked",
        )


def working_days(now: datetime, count: int) -> list[date]:
    """The next days on which officers ride, from tomorrow on."""
    day, found = catalogue.local_day(now), []
    while len(found) < count:
        day += timedelta(days=1)
        if catalogue.home_windows(day):
            found.append(day)
    return found


def busiest(day: date, now: datetime) -> list[ShiftView]:
    """The shifts of a day by how many visits they still have."""
    plan = courier.day_plan(day=day, now=now)

    def left(route: courier.RouteView) -> int:
        return sum(s.kind == "visit" and s.arrives_at > now for s in route.stops)

    return [r.shift for r in sorted(plan.routes, key=left, reverse=True)]
