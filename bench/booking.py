"""A rush on 100 appointments over HTTP, and the page of a month.

    python -m bench.booking [--clients 200] [--tries 10] [--pages 300]

Starts database (durable commits) and web server of its own. An office opens a
Sunday with 10 times of 10 places; 200 people try 10 times each to hold one of them,
with a proof of work, and confirm what they got. Twice: at the rate of a rush (200
tries a second) and with no pause at all. Goals: exactly 100 sold, 95 % of the tries
answered within 500 ms, no deadlock; the page of a month within 100 ms (95 %). Exit
status 1 otherwise.
"""

import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import click
import psycopg

from bench import machine
from bench.client import Link
from bench.family import Family

PLACES = 100
TIMES, EACH = 10, 10
RUSH = 200.0  # tries a second, all clients together
GOAL_TRY, GOAL_PAGE = 500.0, 100.0
PATH = "/id/appointments/times/"


@click.command()
@click.option("--clients", default=200, show_default=True)
@click.option("--tries", default=10, show_default=True, help="Of each client.")
@click.option("--pages", default=300, show_default=True, help="Months to look at.")
def main(clients: int, tries: int, pages: int) -> None:
    """Measure, print the figures with their goals, and check what was sold."""
    # Every client comes from a network of its own, as the proxy's header says.
    os.environ["SATUPINTU_PROXIES"] = "1"
    met = True
    with Family() as family, family.connect() as server:
        machine.describe(server)
        _set_up()
        family.start_web()
        met &= _months(family, pages)
        warm, plan = _sale(8, 5, 0.0)
        _run({**plan, "port": family.port})
        print(f"warmed up on {warm}")
        for name, rate in (("a rush, 200 a second", RUSH), ("no pause", 0.0)):
            day, plan = _sale(clients, tries, rate)
            plan["port"] = family.port
            met &= _rush(family, name, plan)
            met &= _sold(server, day)
        met &= _no_deadlock(server)
    sys.exit(0 if met else 1)


def _set_up() -> None:
    import django

    django.setup()
    logging.disable(logging.INFO)


def _sale(clients: int, tries: int, rate: float) -> tuple[date, dict[str, Any]]:
    """Open the next free Sunday, and prove work for every try beforehand."""
    from satupintu.appointments import service as appointments
    from satupintu.catalogue import service as catalogue
    from satupintu.catalogue.schema_mall import Capacity
    from satupintu.kernel import tenancy
    from satupintu.kernel.actor import Actor, ActorKind
    from satupintu.kernel.models import Tenant

    now = datetime.now(UTC)
    with tenancy.scope(Tenant.objects.get()):
        mall = catalogue.mall()
        queue = next(
            q for q in mall.queues if q.booking and q.minutes <= q.booking.slot
        )
        manager = Actor(
            ActorKind.STAFF, name="Bench", posts=frozenset({(queue.agency, "manager")})
        )
        day = catalogue.local_day(now) + timedelta(days=1)
        while day.weekday() != 6 or _is_open(mall.code, day):
            day += timedelta(days=1)
        wish = appointments.Wish(queue.code, queue.errands[0].code)
        plan = appointments.plan_of(mall=mall.code, wanted=[wish])
        appointments.calendar(plan=plan, first=day, last=day, now=now)
        slot = queue.booking.slot if queue.booking else 30
        end = 8 * 60 + TIMES * slot
        appointments.open_hours(
            mall=mall.code,
            queue=queue.code,
            day=day,
            hours=f"08:00-{end // 60:02}:{end % 60:02}",
            places_of_slot=Capacity(public=EACH),
            reason="Rush",
            actor=manager,
            now=now,
        )
        (found,) = appointments.calendar(plan=plan, first=day, last=day, now=now)
    return day, {
        "mall": mall.code,
        "errand": f"{wish.queue}.{wish.errand}",
        "times": [t.at.astimezone(UTC).isoformat() for t in found.times],
        "proofs": proofs(clients * tries, now),
        "clients": clients,
        "tries": tries,
        "rate": rate,
        "seed": day.isoformat(),
    }


def _is_open(mall: str, day: date) -> bool:
    from satupintu.appointments import service as appointments

    return bool(appointments.changes(mall=mall, first=day, last=day))


def proofs(count: int, now: datetime) -> list[str]:
    """Solved challenges, each good for one try."""
    import altcha

    from satupintu.web.booking.proof import new_challenge

    made = []
    for _n in range(count):
        challenge = new_challenge(now, counter=1)
        solution = altcha.solve_challenge(challenge)
        if solution is None:
            raise RuntimeError("a challenge could not be solved")
        made.append(altcha.Payload(challenge, solution).to_base64())
    return made


def _months(family: Family, pages: int) -> bool:
    """The page of a month, one after another: one errand, then two queues."""
    from satupintu.catalogue import service as catalogue
    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant

    with tenancy.scope(Tenant.objects.get()):
        mall = catalogue.mall()
        queues = [queue for queue in mall.queues if queue.booking]
    errands = [f"{queue.code}.{queue.errands[0].code}" for queue in queues]
    met = True
    link = Link(family.port)
    for name, wanted in (
        ("one errand", [[errand] for errand in errands]),
        ("two queues", [[errands[0], errand] for errand in errands[1:]]),
    ):
        paths = [f"{PATH}?{urlencode([('e', e) for e in each])}" for each in wanted]
        for path in paths:  # the first look makes the slots
            link.request("GET", path, {})
        took = [_timed(link, paths[n % len(paths)]) for n in range(pages)]
        p95 = machine.percentile(took, 0.95)
        label = f"month, {name}: 95 % within, ms"
        met &= machine.verdict(label, p95, "<= 100", met=p95 <= GOAL_PAGE)
    return met


def _timed(link: Link, path: str) -> float:
    began = time.perf_counter()
    status, _body = link.request("GET", path, {})
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return 1000 * (time.perf_counter() - began)


def _run(plan: dict[str, Any]) -> dict[str, Any]:
    """Let the clients try, in a process of their own; what they met."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.bookers"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _rush(family: Family, name: str, plan: dict[str, Any]) -> bool:
    busy, before = machine.busy_seconds(), family.cpu_seconds()
    result = _run(plan)
    busy, after = machine.busy_seconds() - busy, family.cpu_seconds()
    spent = {part: after[part] - before.get(part, 0.0) for part in after}
    spent["clients"] = result["cpu"]
    own = sum(spent.values())
    tries = [ms for kind in ("held", "refused") for ms in result[kind]]
    p95 = machine.percentile(tries, 0.95)
    print(f"\n{name}: {len(tries)} tries in {result['seconds']:.1f} s")
    met = machine.verdict(
        "  tries, 95 % within, ms", p95, "<= 500", met=p95 <= GOAL_TRY
    )
    for kind in ("held", "refused", "confirmed"):
        found = result[kind]
        if found:
            half, most = machine.percentile(found, 0.5), machine.percentile(found, 0.95)
            print(f"  {kind} {len(found)}: half {half:.0f} ms, 95 % {most:.0f} ms")
    shares = [f"{part} {1000 * s / len(tries):.2f}" for part, s in spent.items()]
    print(f"  processor ms per try: {', '.join(shares)}")
    print(f"  other answers: {dict(Counter(result['errors'])) or 'none'}")
    print(f"  {machine.others(busy, own, result['seconds'])}", flush=True)
    return met and not result["errors"]


def _sold(server: psycopg.Connection[Any], day: date) -> bool:
    """What the tables say: confirmed bookings, places, and no slot oversold."""
    server.rollback()
    row = server.execute(
        """
        SELECT (SELECT count(*) FROM appointments_booking
                WHERE day = %(day)s AND state = 'confirmed'),
               (SELECT count(*) FROM appointments_place p
                JOIN appointments_slot s ON s.id = p.slot_id WHERE s.day = %(day)s),
               (SELECT sum(public_taken) FROM appointments_slot WHERE day = %(day)s),
               (SELECT count(*) FROM appointments_slot
                WHERE day = %(day)s AND public_taken > public)
        """,
        {"day": day},
    ).fetchone()
    sold, places, taken, over = row or (0, 0, 0, 0)
    print(f"  sold {sold}, places {places}, counted {taken}, slots oversold {over}")
    return (sold, places, taken, over) == (PLACES, PLACES, PLACES, 0)


def _no_deadlock(server: psycopg.Connection[Any]) -> bool:
    server.rollback()
    row = server.execute(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    ).fetchone()
    found = int(row[0]) if row else 0
    print(f"deadlocks: {found}")
    return found == 0


if __name__ == "__main__":
    main()
