"""The people of the road: officers who ride by themselves, and who asks for them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.demo.road.portraits import portrait
from satupintu.demo.script import Rider, Road
from satupintu.kernel.actor import SYSTEM, Actor, ActorKind
from satupintu.kernel.hours import read_ranges
from satupintu.people import service as people

_SPACE = uuid.UUID("c1f4a7de-5b0d-4f5e-8f4e-2a1f6d3b9c20")
# Working days with shifts, from the first one on.
DAYS = 11
CITIZENS = 144


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody made up, with an account of an own."""

    actor: Actor
    phone: str


def hire(road: Road, now: datetime) -> None:
    """Make the officers of the pack's demonstration; again changes nothing."""
    here = (*courier.officers(), *courier.stopped_officers())
    known = {officer.badge for officer in here}
    for rider in road.officers:
        if rider.badge in known:
            continue
        officer = courier.add_officer(
            account_id=actor_of(road, rider).account_id,
            badge=rider.badge,
            name=rider.name,
            base=rider.base,
            skills=rider.skills,
            bag=rider.bag,
            vehicle=rider.vehicle,
            actor=SYSTEM,
            now=now,
        )
        courier.set_photo(
            officer_id=officer.id,
            name=f"{rider.badge}.png",
            data=portrait(rider.badge),
            actor=SYSTEM,
            now=now,
        )


def plan_shifts(road: Road, days: Sequence[date], now: datetime) -> None:
    """Give every officer a shift on each of these days that have none yet."""
    by_badge = {officer.badge: officer for officer in courier.officers()}
    for day in days:
        if courier.shifts(day=day):
            continue
        for rider in road.officers:
            if rider.badge not in by_badge:
                continue  # somebody let them stop
            (hours,) = read_ranges("hours", [rider.hours])
            courier.plan_shift(
                officer_id=by_badge[rider.badge].id,
                day=day,
                starts_at=catalogue.moment_of(day, hours.first),
                ends_at=catalogue.moment_of(day, hours.last),
                actor=SYSTEM,
                now=now,
            )


def working_days(first: date, count: int = DAYS) -> list[date]:
    """The next days on which officers ride, from this one on."""
    days = (first + timedelta(days=n) for n in range(count * 3))
    return [day for day in days if catalogue.home_windows(day)][:count]


def actor_of(road: Road, rider: Rider) -> Actor:
    """The officer as an actor: the account if there is one, else made up."""
    if rider.login:
        address = people.parse_address(
            text=rider.login, country=catalogue.pack().country
        )
        account = people.account_of(address)
        if account is not None:
            return people.actor_for(account)
    role, _at, agency = road.post.partition("@")
    return Actor(
        kind=ActorKind.STAFF,
        id=uuid.uuid5(_SPACE, rider.badge),
        name=rider.name,
        posts=frozenset({(agency, role)}),
    )


def desk_actor(name: str) -> Actor:
    """Somebody at the desk of a base."""
    home = catalogue.home_visits()
    return Actor(
        kind=ActorKind.STAFF,
        id=uuid.uuid5(_SPACE, f"desk {name}"),
        name=name,
        posts=frozenset({(home.agency, home.desk)}),
    )


def citizens(road: Road, now: datetime) -> list[Citizen]:
    """Made-up citizens; a second time they are those of the first.

    They get no letters, which would hide everybody's codes in the mailbox.
    """
    country = catalogue.pack().country
    return [_citizen(road, number, country, now) for number in range(CITIZENS)]


def _citizen(road: Road, number: int, country: str, now: datetime) -> Citizen:
    login = f"warga{number + 1:03}@contoh.example"
    address = people.parse_address(text=login, country=country)
    account = people.account_of(address)
    if account is None:
        first = road.first_names[number % len(road.first_names)]
        last = road.last_names[number // len(road.first_names) % len(road.last_names)]
        account = people.sign_up(
            address=address, name=f"{first} {last}", language="", now=now
        )
        account.email = ""
        account.save(update_fields=["email"])
    draw = random.Random(login)  # noqa: S311 - a play
    phone = f"+62812{draw.randrange(10**7, 10**8)}"
    return Citizen(people.actor_for(account), phone)
