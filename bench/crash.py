"""Kill -9 of web server, worker and database under load; then count.

    python -m bench.crash [--kills 30] [--seed 1]

Clients file applications, pay bills, take numbers at a kiosk, call visitors to a
counter and book appointments without pause, and repeat what was not acknowledged
under the same key, as clients should. Meanwhile processes are killed
at random moments: the web server or one of its processes, the worker, the database
server or one of its sessions. All that a client was told goes into a ledger. In the
end an independent reader (`bench.reader`: SQL only) compares. Exit status 1 if
anything acknowledged was lost or doubled, or the outbox is not drained.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import click

from bench import applicants, bills, machine
from bench.client import Link
from bench.family import Family
from bench.ledger import Ledger
from bench.mallload import MallLoad
from satupintu.ops.supervisor import DATABASE

TARGETS = ("web", "web process", "worker", "database", "database session")
CLIENTS = 8
BILLS = 60
AGAIN = 0.2
FULLY_STARTED = 0.8
# The worker may take its time, but not stand still for so long.
STANDSTILL_SECONDS = 600


@click.command()
@click.option("--kills", default=30, show_default=True)
@click.option("--seed", default=1, show_default=True, help="The same kills again.")
def main(kills: int, seed: int) -> None:
    """Run, kill, drain, and let the reader judge."""
    chance = random.Random(seed)
    # Every client comes from a network of its own, as the proxy's header says.
    os.environ["SATUPINTU_PROXIES"] = "1"
    with Family() as family:
        with family.connect() as server:
            machine.describe(server)
        load = _load(family, random.Random(seed + 1))
        family.start_web()
        family.start_worker()
        load.start()
        killed, again = _kill(family, chance, kills)
        load.stop()
        _drain(family)
        print("killed      " + _counted(killed))
        print("started     " + _counted(again))
        print("clients     " + _counted(load.seen))
        verdict = subprocess.run(
            [sys.executable, "-m", "bench.reader", load.path, _dsn(family)], check=False
        )
        sys.exit(verdict.returncode)


def _load(family: Family, chance: random.Random) -> "Load":
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)
    from satupintu.api.models import ApiKey
    from satupintu.people import service as people

    now = datetime.now(UTC)
    services = ["sip-dokter", "penelitian", bills.SERVICE]
    filers = applicants.open_applicants(services, count=CLIENTS, now=now)
    accounts = [key.account for key in ApiKey.every_tenant.select_related("account")]
    actors = {account.name: people.actor_for(account) for account in accounts}
    bodies = []
    for number in range(BILLS):
        filer = filers[number % len(filers)]
        extra = {"actor": actors[filer["name"]], "key": f"bill-{number}-{uuid.uuid4()}"}
        bodies.append({**filer["bodies"][2], **extra})
    payloads = bills.open_bills(bodies, now=now)
    if len(payloads) != BILLS:
        raise RuntimeError(f"{len(payloads)} bills instead of {BILLS}")
    from django.db import connection

    load = Load(family, filers, payloads, chance)
    connection.close()
    return load


@dataclass
class Load:
    """The clients: `CLIENTS` that file, one bank that pays."""

    family: Family
    filers: list[dict[str, Any]]
    payloads: list[str]
    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.path = str(self.family.root / "ledger.jsonl")
        self._ledger = Ledger(self.family.root / "ledger.jsonl")
        self._over = threading.Event()
        clients = [(self._file_on, (filer,)) for filer in self.filers]
        mall = MallLoad(self.family.port, self._ledger, self._over, self.seen)
        targets: list[Any] = [*clients, (self._pay_on, ()), *mall.targets()]
        self._threads = [threading.Thread(target=t, args=a) for t, a in targets]

    def start(self) -> None:
        """Begin to file and pay."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing new, and wait for what is under way and all bills."""
        self._over.set()
        while any(thread.is_alive() for thread in self._threads):
            self.family.revive()
            time.sleep(0.2)
        self._ledger.close()

    def _file_on(self, filer: dict[str, Any]) -> None:
        link = Link(self.family.port, timeout=10)
        chance = random.Random(filer["key"])
        while not self._over.is_set():
            key = uuid.uuid4().hex
            body = chance.choice(filer["bodies"])
            twin = None
            if chance.random() < AGAIN:
                # An impatient client: the same request twice at the same moment.
                twin = threading.Thread(
                    target=self._file,
                    args=(Link(self.family.port, timeout=10), filer, key, body),
                )
                twin.start()
            self._file(link, filer, key, body)
            if twin is not None:
                twin.join()
            time.sleep(chance.uniform(0, 0.1))

    def _file(
        self, link: Link, filer: dict[str, Any], key: str, body: dict[str, Any]
    ) -> None:
        headers = {"Authorization": f"Bearer {filer['key']}", "Idempotency-Key": key}
        while True:
            try:
                status, said = link.json("POST", "/api/v1/cases", headers, body)
            except OSError:
                status, said = 0, None
            if status == 201 and said:
                self._ledger.write("submission", key=key, number=said["number"])
                self.seen["applications acknowledged"] += 1
                return
            self._wait(status)

    def _pay_on(self) -> None:
        link = Link(self.family.port, timeout=10)
        for payload in self.payloads:
            body, transaction = bills.callback(payload, now=datetime.now(UTC))
            self._pay(link, body, transaction)
            if self.chance.random() < AGAIN:
                self._pay(link, body, transaction)
            self._over.wait(self.chance.uniform(0.5, 3.5))

    def _pay(self, link: Link, body: bytes, transaction: str) -> None:
        while True:
            headers = {
                "Content-Type": "application/json",
                **bills.signature(body, now=datetime.now(UTC)),
            }
            path = f"/webhooks/payments/{bills.BANK}/"
            try:
                status, said = link.request("POST", path, headers, body)
            except OSError:
                status, said = 0, b""
            if status == 200:
                verdict = "paid" if b'"paid"' in said else "duplicate"
                self._ledger.write("payment", transaction=transaction, verdict=verdict)
                self.seen[f"payments answered {verdict}"] += 1
                return
            self._wait(status)

    def _wait(self, status: int) -> None:
        self.seen[f"tried again after {status or 'a broken connection'}"] += 1
        time.sleep(0.2)


def _kill(
    family: Family, chance: random.Random, kills: int
) -> tuple[Counter[str], Counter[str]]:
    killed: Counter[str] = Counter()
    again: Counter[str] = Counter()
    while killed.total() < kills:
        again.update(_watch(family, chance.uniform(1.0, 5.0)))
        target = TARGETS[killed.total() % len(TARGETS)]
        if _end(family, target, chance):
            killed[target] += 1
            again.update(_watch(family, chance.uniform(0.0, 0.5), revive=False))
            again.update(family.revive())
            # Mostly the next one hits a working family, sometimes one that starts.
            if chance.random() < FULLY_STARTED:
                family.await_web()
    again.update(_watch(family, 5.0))
    return killed, again


def _watch(family: Family, seconds: float, *, revive: bool = True) -> list[str]:
    """Let the load run, and start again what has ended."""
    revived: list[str] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if revive:
            revived += family.revive()
        time.sleep(0.1)
    return revived


def _end(family: Family, target: str, chance: random.Random) -> bool:
    name = target.split()[0]
    first, *others = family.pids(name) or [0]
    pid = chance.choice(others) if others and " " in target else first
    if not pid:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _drain(family: Family) -> None:
    """Wait until the worker has done all that was announced, or does no more."""
    start = moved = time.monotonic()
    left = least = _waiting(family)
    print(f"waiting     {left} jobs")
    while left and time.monotonic() - moved < STANDSTILL_SECONDS:
        time.sleep(1)
        family.revive()
        left = _waiting(family)
        if left < least:
            least, moved = left, time.monotonic()
    print(f"drained     to {left} in {time.monotonic() - start:.0f} s")


def _waiting(family: Family) -> int:
    with family.connect() as server:
        row = server.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN"
            " ('todo', 'doing') AND queue_name IN ('events', 'notifications')"
        ).fetchone()
    return int(str(row[0])) if row else 0


def _dsn(family: Family) -> str:
    return f"host={family.postgres.socket} user=postgres dbname={DATABASE}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    main()
