"""A hall at ten o'clock with clerks at its counters and people in its lines.

Needs Django set up on the database to measure. The same for every bench that
presses buttons at counters.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

CSRF = "b" * 32


@dataclass(frozen=True, slots=True)
class Clerk:
    """One at a counter: the session there, and the cookies of a signed-in browser."""

    account_id: str
    name: str
    agencies: tuple[str, ...]
    session_id: str
    mall: str
    counter: str
    zone: str
    cookie: str


@contextmanager
def scope() -> Iterator[None]:
    """Inside the only tenant's scope."""
    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant

    with tenancy.scope(Tenant.objects.get()):
        yield


def open_hall(count: int) -> list[Clerk]:
    """Set the hall's clock to a working morning and seat `count` clerks."""
    from satupintu.catalogue import service as catalogue
    from satupintu.queueing import service as queueing

    mall = catalogue.mall()
    real = datetime.now(UTC)
    shown = _morning(mall, real)
    queueing.set_hall_clock(mall=mall.code, shown=shown, speed=1, now=real)
    # More people come than a queue with a limit would take in a day.
    endless = [c for c in mall.counters if mall.queue(c.queues[0]).limit is None]
    return [_seat(mall, counter, shown) for counter in endless[:count]]


def fill_lines(clerks: list[Clerk], visitors: int, mark: str) -> None:
    """Let people take numbers, as many for each counter."""
    from satupintu.catalogue import service as catalogue
    from satupintu.queueing import service as queueing

    mall = catalogue.mall()
    now = queueing.hall_time(mall=mall.code, now=datetime.now(UTC))
    for number in range(visitors):
        clerk = clerks[number % len(clerks)]
        queue = mall.queue(mall.counter(clerk.counter).queues[0])
        queueing.open_visit(
            mall=mall.code,
            wanted=[queueing.Wanted(queue.code, queue.errands[0].code)],
            key=f"{mark} {number}",
            via="kiosk",
            now=now,
        )


def at_counter(clerk: Clerk) -> uuid.UUID | None:
    """Who is at the counter now, as the clerk's page shows it."""
    from satupintu.queueing.models import AT_COUNTER, Stop

    rows = Stop.objects.filter(session_id=clerk.session_id, state__in=AT_COUNTER)
    return rows.values_list("pk", flat=True).first()


def errand_of(clerk: Clerk) -> dict[str, str]:
    """An errand that this counter serves, as a kiosk sends it."""
    from satupintu.catalogue import service as catalogue

    mall = catalogue.mall(clerk.mall)
    queue = mall.queue(mall.counter(clerk.counter).queues[0])
    return {"queue": queue.code, "errand": queue.errands[0].code}


def kiosk_cookie() -> str:
    """The cookie of a browser that was paired as a kiosk."""
    from django.http import HttpResponse

    from satupintu.catalogue import service as catalogue
    from satupintu.kernel.actor import Actor, ActorKind
    from satupintu.queueing import devices
    from satupintu.web.devices import COOKIE, remember

    mall = catalogue.mall()
    posts = frozenset({(mall.queues[0].agency, "manager")})
    _, token = devices.register_device(
        mall=mall.code,
        kind="kiosk",
        name="bench",
        zone=mall.zones[0].code,
        actor=Actor(ActorKind.STAFF, name="Bench", posts=posts),
        now=datetime.now(UTC),
    )
    response = HttpResponse()
    remember(response, token)
    return f"{COOKIE}={response.cookies[COOKIE].coded_value}"


def actor_of(clerk: Clerk) -> Any:
    """The clerk as the domain knows one."""
    from satupintu.kernel.actor import Actor, ActorKind

    posts = frozenset((agency, "front_office") for agency in clerk.agencies)
    account_id = uuid.UUID(clerk.account_id)
    return Actor(kind=ActorKind.STAFF, id=account_id, name=clerk.name, posts=posts)


def _seat(mall: Any, counter: Any, now: datetime) -> Clerk:
    from satupintu.people import service as people
    from satupintu.queueing import service as queueing

    agencies = tuple(sorted({mall.queue(code).agency for code in counter.queues}))
    account = people.create_staff(
        login=f"bench-{counter.code}@contoh.example",
        name=f"Petugas {counter.label}",
        password="bench-bench-bench-2026",  # noqa: S106 - of nobody
        posts=[(agency, "front_office") for agency in agencies],
        now=datetime.now(UTC),
        language="id",
    )
    people.enrol_for_demo(account=account, now=datetime.now(UTC))
    session = queueing.open_counter(
        mall=mall.code,
        counter=counter.code,
        queues=counter.queues,
        actor=people.actor_for(account),
        now=now,
    )
    return Clerk(
        account_id=str(account.pk),
        name=account.name,
        agencies=agencies,
        session_id=str(session.id),
        mall=mall.code,
        counter=counter.code,
        zone=counter.zone,
        cookie=_cookie(account),
    )


def _cookie(account: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from satupintu.web.middleware import FACTOR_AT, SEEN_AT, SIGNED_IN_AT

    now = datetime.now(UTC).isoformat()
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    for name in (SIGNED_IN_AT, SEEN_AT, FACTOR_AT):
        store[name] = now
    store.create()
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={store.session_key}; csrftoken={CSRF}"


def _morning(mall: Any, real: datetime) -> datetime:
    """Ten o'clock of the next day on which the mall opens until the afternoon."""
    from satupintu.catalogue import service as catalogue

    hours = catalogue.opening_hours(mall)
    here = real.astimezone(hours.calendar.zone)
    for ahead in range(1, 30):
        day = here + timedelta(days=ahead)
        ranges = hours.ranges(day.date())
        if ranges and ranges[-1].last >= 15 * 60:
            return day.replace(hour=10, minute=0, second=0, microsecond=0)
    raise LookupError("the mall does not open within a month")
