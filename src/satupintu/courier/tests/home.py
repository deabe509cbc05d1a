"""Home visits as tests use them: officers by name, windows by clock.

The tests begin on Tuesday 24 November 2026, 10:00 in Jakarta.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from satupintu.courier import service
from satupintu.kernel.actor import SYSTEM, Actor, ActorKind
from satupintu.kernel.ids import uuid7

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)
# Near the bases of the pack, and some kilometres away from each other.
PLACES = {
    "setiabudi": (-6.2150, 106.8260),
    "tebet": (-6.2300, 106.8500),
    "kuningan": (-6.2310, 106.8310),
    "menteng": (-6.1960, 106.8320),
    "kembangan": (-6.1890, 106.7390),
    "kebon-jeruk": (-6.1950, 106.7700),
    "cakung": (-6.2100, 106.9450),
    "klender": (-6.2190, 106.9000),
}
SKILLS = ("health", "trade", "research", "sign", "english")


def at(clock: str, day: date = WEDNESDAY) -> datetime:
    """A moment on the clocks of Jakarta (UTC+7)."""
    local = datetime.fromisoformat(f"{day.isoformat()}T{clock}:00+07:00")
    return local.astimezone(UTC)


@dataclass
class Home:
    """`home.officer("siti")`, `home.ask("tebet")`, `home.book("tebet", "10:00")`."""

    mall: Any
    ids: dict[str, UUID] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        found: datetime = self.mall.now
        return found

    @property
    def dispatcher(self) -> Actor:
        return self._staff("dispatcher", "dispatcher")

    @property
    def operator(self) -> Actor:
        return self._staff("operator", "phone_operator")

    def rider(self, name: str) -> Actor:
        """The officer as an actor."""
        return self._staff(name, "home_officer")

    def _staff(self, name: str, role: str) -> Actor:
        return Actor(
            kind=ActorKind.STAFF,
            id=self.ids.setdefault(name, uuid7()),
            name=name.capitalize(),
            posts=frozenset({("dpmptsp", role)}),
        )

    def officer(
        self,
        name: str,
        *,
        base: str = "rasuna-said",
        skills: tuple[str, ...] = SKILLS,
        bag: int | None = None,
        hours: str = "08:00-17:00",
        days: tuple[date, ...] = (WEDNESDAY,),
    ) -> Any:
        """An officer with a shift on each of these days."""
        row = service.add_officer(
            account_id=self.rider(name).account_id,
            badge=name[:12],
            name=name.capitalize(),
            base=base,
            skills=skills,
            bag=bag,
            vehicle="B 1234 XYZ",
            actor=SYSTEM,
            now=self.now,
        )
        first, _, last = hours.partition("-")
        for day in days:
            service.plan_shift(
                officer_id=row.id,
                day=day,
                starts_at=at(first, day),
                ends_at=at(last, day),
                actor=SYSTEM,
                now=self.now,
            )
        return row

    def shift(self, name: str, day: date = WEDNESDAY) -> Any:
        account = self.rider(name).account_id
        return next(
            s for s in service.shifts(day=day) if s.officer.account_id == account
        )

    def ask(
        self,
        place: str = "setiabudi",
        *,
        who: str = "melati",
        services: tuple[str, ...] = ("sip-dokter",),
        kind: str = "file",
        needs: tuple[str, ...] = (),
        actor: Actor | None = None,
        key: str = "",
        **more: Any,
    ) -> Any:
        """A visit without a time. Office actors may ask as often as they like."""
        lat, lon = PLACES[place]
        return service.ask_visit(
            kind=kind,
            errands=[service.ErrandWanted(code) for code in services],
            account_id=self.mall.account(who).pk,
            name=more.pop("name", "Melati Kusuma"),
            phone="+6281208860001",
            language="id",
            place=service.PlaceGiven(
                "Jl. Contoh No. 1", "Pagar hijau", "", lat, lon, "picked"
            ),
            needs=needs,
            key=key or str(uuid7()),
            actor=actor or SYSTEM,
            now=more.pop("now", self.now),
            **more,
        )

    def offers(self, visit: Any, now: datetime | None = None) -> dict[str, Any]:
        """The windows of Wednesday by their beginning: `10:00`."""
        days = service.offers(token=visit.token, now=now or self.now)
        return {
            clock(window.from_at): window
            for found in days
            if found.day == WEDNESDAY
            for window in found.windows
        }

    def book(
        self,
        place: str = "setiabudi",
        clock: str = "10:00",
        *,
        day: date = WEDNESDAY,
        now: datetime | None = None,
        **more: Any,
    ) -> Any:
        """Ask and take the window that begins then."""
        visit = self.ask(place, now=now or self.now, **more)
        return self.take(visit, clock, day=day, now=now)

    def take(
        self,
        visit: Any,
        clock: str,
        *,
        day: date = WEDNESDAY,
        now: datetime | None = None,
        actor: Actor | None = None,
    ) -> Any:
        return service.book(
            token=visit.token,
            from_at=at(clock, day),
            until_at=at(clock, day) + timedelta(hours=2),
            key=f"take-{visit.token}-{clock}",
            actor=actor or SYSTEM,
            now=now or self.now,
        )

    def plan(self, day: date = WEDNESDAY, now: datetime | None = None) -> Any:
        return service.day_plan(day=day, now=now or self.now)

    def again(self, visit: Any, now: datetime | None = None) -> Any:
        """The visit as it is now."""
        return service.home_visit(token=visit.token, now=now or self.now)


def clock(moment: datetime) -> str:
    """`10:00` in Jakarta."""
    return (moment.astimezone(UTC) + timedelta(hours=7)).strftime("%H:%M")


def siti_has(home: Any, *clocks: str) -> list[Any]:
    """Visits that Siti does, each fixed to her and let loose again."""
    visits = []
    for hour in clocks:
        visit = home.book("tebet", hour)
        service.place_visit(
            visit_id=visit.id,
            shift_id=home.shift("siti").id,
            position=9,
            actor=home.dispatcher,
            now=home.now,
        )
        service.unlock_stop(visit_id=visit.id, actor=home.dispatcher, now=home.now)
        visits.append(home.again(visit))
    return visits
