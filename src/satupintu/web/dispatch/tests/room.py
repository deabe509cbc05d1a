"""The dispatcher's room as tests use it: a small day, and short ways to its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client
from tests.mall import PASSWORD
from tests.pages import Seen, visit

from satupintu.courier import service as courier
from satupintu.courier.tests.home import WEDNESDAY, Home, at
from satupintu.kernel.actor import Actor
from satupintu.people import service as people


@dataclass
class Room:
    """`room.page()`, `room.act("lock", visit=…)`; `home` builds the day."""

    home: Home
    clock: Any
    client: Client
    actor: Actor
    visits: list[Any]

    def see(self, **query: object) -> Seen:
        """The page of Wednesday, as a browser without scripts reads it."""
        return visit(self.client, self.at("", **query))

    def page(self, path: str = "", **query: object) -> str:
        answer = self.client.get(self.at(path, **query))
        assert answer.status_code == 200, answer.content
        return str(answer.content.decode())

    def act(self, do: str, **given: object) -> str:
        """Press a button; the page that follows."""
        data = {"do": do, "day": WEDNESDAY.isoformat(), "key": "k", **given}
        answer = self.client.post("/en/dispatch/act/", data)
        assert answer.status_code == 302, answer.content
        return str(self.client.get(answer["Location"]).content.decode())

    def at(self, path: str, **query: object) -> str:
        given = {"day": WEDNESDAY.isoformat(), **query}
        words = "&".join(f"{name}={value}" for name, value in given.items())
        return f"/en/dispatch/{path}?{words}"

    def plan(self) -> Any:
        return courier.day_plan(day=WEDNESDAY, now=self.clock.now)

    def who(self, visit_: Any) -> str:
        """Whom the plan sends."""
        found = courier.visit_by_id(visit_id=visit_.id, now=self.clock.now)
        return found.officer.name if found.officer else ""


def open_room(mall: Any, clock: Any) -> Room:
    """Two officers of one base, and three visits that Siti does."""
    home = Home(mall)
    account = people.create_staff(
        login="dinda@dpmptsp.contoh.example",
        name="Dinda",
        password=PASSWORD,
        posts=[("dpmptsp", "dispatcher")],
        now=home.now,
        language="en",
    )
    people.enrol_for_demo(account=account, now=home.now)
    home.officer("siti")
    visits = [
        home.book("tebet", "10:00", name="Wati Peraga"),
        home.book("kuningan", "13:00", name="Joko Andai"),
        home.book("menteng", "15:00", name="Bengkel Umpama"),
    ]
    home.officer("tono")
    clock.now = at("09:00")
    actor = people.actor_for(account)
    return Room(home, clock, signed_in(account), actor, visits)


def signed_in(account: Any) -> Client:
    """Both factors given just now."""
    from django.utils import timezone

    from satupintu.web.middleware import FACTOR_AT, SIGNED_IN_AT

    client = Client()
    client.force_login(account, backend="satupintu.people.backends.PeopleBackend")
    session = client.session
    session[SIGNED_IN_AT] = session[FACTOR_AT] = timezone.now().isoformat()
    session.save()
    return client
