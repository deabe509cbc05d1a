"""An officer's work queue and search among 10,000, 100,000 and 1,000,000 cases.

    python -m bench.queue [--sizes 10000,100000,1000000] [--times 200]

Starts database and web server of its own, fills the tables, signs two officers in
(front office: a step in every case; a reviewer at another agency) and asks for
pages over HTTP, one after another. Goal: 95 % within 30 ms, flat from the smallest
to the largest, with the same number of SQL statements. Exit status 1 otherwise.
"""

import itertools
import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from bench import machine
from bench.client import Link
from bench.family import Family
from bench.fill import fill

OFFICERS = {
    "front office": "rini@dpmptsp.contoh.example",
    "reviewer": "joko@dinkes.contoh.example",
}
GOAL = 30.0
MOST_STATEMENTS = 8
QUEUE = "/id/office/queue/"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure; `paths` are asked for in turn."""

    name: str
    paths: tuple[str, ...]


@click.command()
@click.option("--sizes", default="10000,100000,1000000", show_default=True)
@click.option("--times", default=200, show_default=True, help="Requests per page.")
@click.option("--explain", is_flag=True, help="Also print the plans of a search.")
def main(sizes: str, times: int, explain: bool) -> None:
    """Fill, measure and compare."""
    met = True
    counted: dict[str, set[int]] = {}
    with Family() as family, family.connect() as server:
        machine.describe(server)
        cookies = _sign_in()
        family.start_web()
        for size in [int(size) for size in sizes.split(",")]:
            took = fill(server, size)
            print(f"\n{size:,} cases (filled in {took:.0f} s), ms a page", flush=True)
            started, busy = time.monotonic(), machine.busy_seconds()
            own = sum(family.cpu_seconds().values()) + time.process_time()
            for officer, cookie in cookies.items():
                for page in _pages(size):
                    met &= _measure(family, officer, cookie, page, times, counted)
            own = sum(family.cpu_seconds().values()) + time.process_time() - own
            busy, took = machine.busy_seconds() - busy, time.monotonic() - started
            print(f"  {machine.others(busy, own, took)}", flush=True)
            if explain:
                _explain()
    for name, numbers in counted.items():
        print(f"SQL statements, {name}: {sorted(numbers)}")
    # An empty page asks less; no page may ever ask more.
    met &= all(max(numbers) <= MOST_STATEMENTS for numbers in counted.values())
    sys.exit(0 if met else 1)


def _pages(size: int) -> list[Page]:
    numbers = tuple(
        f"{QUEUE}?q=X{'PRS'[n % 3]}-2026-{n:07}"
        for n in range(size // 7, size, max(1, size // 50))
    )
    parts = tuple(f"{QUEUE}?q={number[-6:]}" for number in numbers)
    rare = tuple(f"{QUEUE}?q=Lestari{n}" for n in range(1, 900, 31))
    return [
        Page("queue", (QUEUE,)),
        Page("queue, overdue only", (f"{QUEUE}?show=overdue",)),
        Page("queue, mine", (f"{QUEUE}?show=mine",)),
        Page("search, number", numbers),
        Page("search, part of a number", parts),
        Page("search, rare name", rare),
        Page("search, common name", (f"{QUEUE}?q=siti", f"{QUEUE}?q=muhammad")),
        Page("search, three letters", (f"{QUEUE}?q=bud", f"{QUEUE}?q=nto")),
        Page("search, nothing found", (f"{QUEUE}?q=zzz", f"{QUEUE}?q=zorro")),
    ]


def _sign_in() -> dict[str, Any]:
    """Sessions of the officers, through the real pages and the second factor."""
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.test import Client
    from django.utils import timezone

    from satupintu.demo.script import read_script
    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant
    from satupintu.people import service as people

    script = read_script()
    if script is None:
        raise RuntimeError("the pack has no demonstration to sign in to")
    clients: dict[str, Any] = {}
    for officer, login in OFFICERS.items():
        client = Client(HTTP_HOST="localhost")
        client.post("/id/staff/sign-in/", {"login": login, "password": script.password})
        with tenancy.scope(Tenant.objects.get()):
            account = people.account_of(people.parse_address(text=login, country="id"))
            if account is None:
                raise RuntimeError(f"the demonstration has no account {login}")
            code = people.demo_totp(account, timezone.now())
        client.post("/id/staff/code/", {"code": code})
        clients[officer] = client
    return clients


def _measure(
    family: Family,
    officer: str,
    client: Any,
    page: Page,
    times: int,
    counted: dict[str, set[int]],
) -> bool:
    cookie = "; ".join(f"{name}={m.value}" for name, m in client.cookies.items())
    link = Link(family.port)
    paths = itertools.cycle(page.paths)
    for path in itertools.islice(paths, 20):
        _ask(link, path, cookie)
    before = sum(family.cpu_seconds().values())
    taken = list(_times(link, paths, cookie, times))
    cpu = 1000 * (sum(family.cpu_seconds().values()) - before) / times
    counted.setdefault(f"{officer}, {page.name}", set()).add(_count(client, page))
    p50, p95 = machine.percentile(taken, 0.5), machine.percentile(taken, 0.95)
    name = f"{officer}, {page.name}"
    sign = "met" if p95 <= GOAL else "MISSED"
    print(
        f"  {name:<36} p50 {p50:6.1f}  p95 {p95:6.1f}  goal <= 30  {sign:<6}"
        f"  processor {cpu:5.1f}",
        flush=True,
    )
    return p95 <= GOAL


def _times(
    link: Link, paths: Iterator[str], cookie: str, times: int
) -> Iterator[float]:
    for path in itertools.islice(paths, times):
        start = time.perf_counter()
        _ask(link, path, cookie)
        yield (time.perf_counter() - start) * 1000


def _ask(link: Link, path: str, cookie: str) -> None:
    status, body = link.request("GET", path, {"Cookie": cookie})
    if status != 200:
        raise RuntimeError(f"{path}: {status} {body[:200]!r}")


def _count(client: Any, page: Page) -> int:
    """The SQL statements of a page, counted in this process."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page.paths[0])  # what is kept in memory is read now
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(page.paths[0])
    if answer.status_code != 200:
        raise RuntimeError(f"{page.paths[0]}: {answer.status_code}")
    return len(seen)


def _explain() -> None:
    """The plan and time of the search statement, for a few kinds of words."""
    from django.db import connection

    from satupintu.cases import finding
    from satupintu.kernel.models import Tenant

    for words in ("siti", "lestari32", "zzz", "nto", "-2026-0000777"):
        values = {
            "tenant": Tenant.objects.get().pk,
            "newest": finding.NEWEST,
            "numbers": [words.upper()],
            "posts": ["dinkes/reviewer"],
            "words": f"%{words}%",
            "size": 25,
        }
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {finding._FIND}", values)
            print(f"\n{words}")
            print("\n".join(line for (line,) in cursor.fetchall()))


if __name__ == "__main__":
    main()
