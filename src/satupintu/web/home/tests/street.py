"""A few officers on the road, and ways to a visit that is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from tests.mall import PASSWORD
from tests.pages import Seen, visit

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.custody import begin_folder
from satupintu.courier.service import HomeVisitView, PlaceGiven
from satupintu.courier.shifts import note_place
from satupintu.journeys import home
from satupintu.kernel.actor import Actor
from satupintu.people import service as people

DAYS = 4
RIDERS = {
    "sari": ("AJ-08", "Sari Misal", "rasuna-said", "B 0000 XX"),
    "tono": ("AJ-11", "Tono Contoh", "cakung", ""),
}
SKILLS = ("health", "trade", "research")
KLENDER = "Klender, Duren Sawit"


@dataclass(frozen=True)
class Rider:
    """`key` is the name in RIDERS."""

    key: str
    name: str
    badge: str


@dataclass
class Street:
    """`street.client("melati")` is signed in; `street.booked()` has a visit."""

    mall: Any
    clock: Any
    riders: dict[str, Any]
    dispatcher: Actor
    operator: Actor

    @property
    def now(self) -> datetime:
        at: datetime = self.clock.now
        return at

    def client(self, who: str) -> Client:
        client: Client = self.mall.client(who)
        return client

    def operator_client(self) -> Client:
        return _signed_in(self.mall, self.operator)

    def desk(self) -> Actor:
        """Somebody at the desk of the folders."""
        return _hire("wulan", catalogue.home_visits().desk, self.now)

    def asked(self, who: str = "melati", *services: str, **more: Any) -> HomeVisitView:
        """A visit with a place and no time."""
        actor = getattr(self.mall, who)
        made = home.ask_to_file(
            services=services or ("penelitian",),
            contact=home.Contact(),
            actor=actor,
            key=f"street-{who}-{'+'.join(services)}",
            now=self.now,
        )
        place = more.get("place", self.place())
        if place is None:
            return made
        return courier.set_place(
            token=made.token,
            place=place,
            needs=more.get("needs"),
            phone=more.get("phone"),
            actor=actor,
            now=self.now,
        )

    def booked(self, who: str = "melati", *services: str, **more: Any) -> HomeVisitView:
        """A visit in the first window that can be kept."""
        made = self.asked(who, *services, **more)
        window = self.free(made.token)[0]
        return courier.book(
            token=made.token,
            from_at=window.from_at,
            until_at=window.until_at,
            key=f"book-{who}",
            actor=getattr(self.mall, who),
            now=self.now,
        )

    def brought(self, case: Any) -> HomeVisitView:
        """Melati's permit is to be brought in the first window that can be kept."""
        made = home.ask_delivery(
            case_number=case.number,
            contact=home.Contact(),
            actor=self.mall.melati,
            key=f"bring-{case.number}",
            now=self.now,
        )
        courier.set_place(
            token=made.token,
            place=self.place(),
            actor=self.mall.melati,
            now=self.now,
        )
        window = self.free(made.token)[0]
        return courier.book(
            token=made.token,
            from_at=window.from_at,
            until_at=window.until_at,
            key=f"book-{case.number}",
            actor=self.mall.melati,
            now=self.now,
        )

    def rides(self, made: HomeVisitView) -> Rider:
        """The officer whom the plan sends begins the day; who it is."""
        seen = courier.home_visit(token=made.token, now=self.now)
        assert seen.officer is not None
        key = next(k for k, each in RIDERS.items() if each[0] == seen.officer.badge)
        assert seen.shift_id is not None
        courier.open_shift(shift_id=seen.shift_id, at=self.now)
        note_place(shift_id=seen.shift_id, lat=-6.2, lon=106.8, at=self.now)
        return Rider(key, seen.officer.name, seen.officer.badge)

    def progress(self, made: HomeVisitView, state: str, **more: Any) -> HomeVisitView:
        """As the officer's phone tells it; a minute goes by."""
        self.clock.forward(minutes=1)
        return courier.set_progress(
            visit_id=made.id,
            state=state,
            at=self.now,
            actor=self._actor_for(made),
            now=self.now,
            **more,
        )

    def take(
        self,
        made: HomeVisitView,
        code: str,
        *papers: courier.Sheets,
        signature: UUID | None = None,
    ) -> None:
        """The officer takes papers along, and both sign."""
        begin_folder(
            code=code,
            visit_id=made.id,
            papers=papers,
            scan=self._signed(f"take-{code}", signature),
            actor=self._actor_for(made),
        )

    def give_back(self, made: HomeVisitView, code: str, signature: UUID) -> None:
        """The citizen has the papers again, and signs for them."""
        courier.give_back(
            code=code,
            scan=self._signed(f"back-{code}", signature),
            actor=self._actor_for(made),
        )

    def _signed(self, key: str, signature: UUID | None) -> courier.Scan:
        return courier.Scan(
            key=key,
            at=self.now,
            now=self.now,
            proof="signature",
            proof_id=signature,
        )

    def _actor_for(self, made: HomeVisitView) -> Actor:
        seen = courier.home_visit(token=made.token, now=self.now)
        assert seen.officer is not None
        actor: Actor = next(
            staff
            for staff, officer in self.riders.values()
            if officer.badge == seen.officer.badge
        )
        return actor

    def free(self, token: str) -> list[Any]:
        """The windows that are open, the earliest first."""
        days = courier.offers(token=token, now=self.now)
        return [window for day in days for window in day.windows if window.is_open]

    def place(self, words: str = KLENDER) -> PlaceGiven:
        area = catalogue.areas().find(words, level=-1)[0].area
        return PlaceGiven(
            address="Jl. Umpama 12, RT 003/RW 07",
            landmark="Pagar hijau",
            area=area.code,
        )


def open_street(mall: Any, clock: Any) -> Street:
    """Hire, and plan shifts for the coming working days."""
    for who in ("melati", "budi"):
        _read_english(mall, who)
    dispatcher = _hire("dinda", "dispatcher", clock.now)
    operator = _hire("oki", "phone_operator", clock.now)
    riders = {}
    for name, (badge, full, base, vehicle) in RIDERS.items():
        staff = _hire(name, "home_officer", clock.now)
        officer = courier.add_officer(
            account_id=staff.account_id,
            badge=badge,
            name=full,
            base=base,
            skills=SKILLS,
            bag=12,
            vehicle=vehicle,
            actor=dispatcher,
            now=clock.now,
        )
        riders[name] = (staff, officer)
        for day in _days(clock.now):
            courier.plan_shift(
                officer_id=officer.id,
                day=day,
                starts_at=catalogue.moment_of(day, 8 * 60),
                ends_at=catalogue.moment_of(day, 20 * 60),
                actor=dispatcher,
                now=clock.now,
            )
    return Street(mall, clock, riders, dispatcher, operator)


def sent(window: Any) -> str:
    """A window as the form sends it."""
    return f"{window.from_at.isoformat()}/{window.until_at.isoformat()}"


def send_where(page: Seen, **typed: Any) -> Seen:
    """Fill in the address."""
    given = {"address": "Jl. Umpama 12", "words": KLENDER, "landmark": "Pagar hijau"}
    return page.send("address", **(given | typed))


def opened(client: Client, token: str, page: str) -> Seen:
    return visit(client, f"/en/home-visit/{token}/{page}/")


def _days(now: datetime) -> list[date]:
    first = catalogue.local_day(now)
    found = [first + timedelta(days=n) for n in range(7)]
    return [day for day in found if catalogue.home_windows(day)][:DAYS]


def _read_english(mall: Any, who: str) -> None:
    """So that letters are compared as they are written in the code."""
    account = mall.account(who)
    people.change_profile(
        account_id=account.pk,
        name=account.name,
        identity=account.identity,
        language="en",
    )


def _hire(name: str, role: str, now: datetime) -> Actor:
    account = people.create_staff(
        login=f"{name}@dpmptsp.contoh.example",
        name=name.capitalize(),
        password=PASSWORD,
        posts=[("dpmptsp", role)],
        now=now,
        language="en",
    )
    people.enrol_for_demo(account=account, now=now)
    return people.actor_for(account)


def _signed_in(mall: Any, actor: Actor) -> Client:
    from django.utils import timezone

    from satupintu.web.middleware import FACTOR_AT, SIGNED_IN_AT

    client = Client()
    account = people.account(actor.account_id)
    client.force_login(account, backend="satupintu.people.backends.PeopleBackend")
    session = client.session
    session[SIGNED_IN_AT] = session[FACTOR_AT] = timezone.now().isoformat()
    session.save()
    return client
