"""Complete applications filed over HTTP, on this machine's cores, load included.

    python -m bench.submit [--seconds 60] [--clients 20]

Starts database (durable commits), web server and worker of its own. Every request
files a new doctor's or research permit with all its papers; one in twenty is
repeated under the same key. Three runs: without and with the worker, each client
sending the next request as soon as it has an answer; then with the worker at a
steady rate. Goals: >= 100 per second, and 95 % within 150 ms. Exit status 1 if a
goal is missed or a number is missing, doubled or not the same on a repeat.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click
import psycopg

from bench import applicants, machine
from bench.family import Family

SERVICES = ["sip-dokter", "penelitian"]
GOAL_RATE, GOAL_P95 = 100.0, 150.0
# A tenth above the goal, so that the goal is reached in spite of uneven gaps.
STEADY_RATE = 110.0
AGAIN = 0.05
WARM_UP = 10
APPLICANTS = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its name and how the clients send (`rate` 0: without a pause)."""

    name: str
    worker: bool
    rate: float = 0.0


RUNS = (
    Run("without the worker, no pause", worker=False),
    Run("with the worker, no pause", worker=True),
    Run(f"with the worker, {STEADY_RATE:.0f} a second", worker=True, rate=STEADY_RATE),
)


@click.command()
@click.option("--seconds", default=60, show_default=True, help="Length of each run.")
@click.option("--clients", default=20, show_default=True)
def main(seconds: int, clients: int) -> None:
    """Measure, print the figures with their goals, and check the numbers."""
    met = True
    with Family() as family, family.connect() as server:
        machine.describe(server)
        filed = _applicants()
        known: dict[str, str] = {}
        before = _count(server)
        family.start_web()
        for run in RUNS:
            if run.worker and "worker" not in family.children:
                family.start_worker()
            plan = _plan(family, filed, run, seconds=seconds, clients=clients)
            met &= _measure(family, run, plan, known)
        met &= _numbers_hold(server, known, before)
    sys.exit(0 if met else 1)


def _applicants() -> list[dict[str, Any]]:
    import django

    django.setup()
    return applicants.open_applicants(SERVICES, count=APPLICANTS, now=datetime.now(UTC))


def _plan(
    family: Family,
    filed: list[dict[str, Any]],
    run: Run,
    *,
    seconds: int,
    clients: int,
) -> dict[str, Any]:
    return {
        "port": family.port,
        "applicants": filed,
        "clients": clients,
        "seconds": seconds,
        "warm_up": WARM_UP,
        "rate": run.rate,
        "again": AGAIN,
        "seed": run.name,
    }


def _measure(
    family: Family, run: Run, plan: dict[str, Any], known: dict[str, str]
) -> bool:
    load = subprocess.Popen(
        [sys.executable, "-m", "bench.load"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if load.stdin is None or load.stdout is None:
        raise RuntimeError("the load generator has no pipes")
    json.dump(plan, load.stdin)
    load.stdin.close()
    load.stdout.readline()
    busy, before = machine.busy_seconds(), family.cpu_seconds()
    result = json.load(load.stdout)
    busy, after = machine.busy_seconds() - busy, family.cpu_seconds()
    load.wait()
    known |= result["numbers"]
    spent = {name: after[name] - before.get(name, 0.0) for name in after}
    spent["client"] = result["cpu"]
    met = _report(run, result, spent)
    own = sum(spent.values())
    print(f"  {machine.others(busy, own, result['seconds'])}", flush=True)
    return met


def _report(run: Run, result: dict[str, Any], spent: dict[str, float]) -> bool:
    new, again = result["new"], result["again"]
    print(f"\n{run.name}")
    if not new:
        print("  no answers:", result["errors"][:3])
        return False
    rate = len(new) / result["seconds"]
    p95 = machine.percentile(new, 0.95)
    met = machine.verdict("  submissions per second", rate, ">= 100", met=rate >= 100)
    met &= machine.verdict("  95 % within, ms", p95, "<= 150", met=p95 <= GOAL_P95)
    p50, p99 = machine.percentile(new, 0.5), machine.percentile(new, 0.99)
    print(
        f"  half within {p50:.1f} ms, 99 % within {p99:.1f} ms, slowest {max(new):.0f}"
    )
    print(f"  repeats under the same key {len(again)}, errors {len(result['errors'])}")
    total = len(new) + len(again)
    shares = [f"{name} {1000 * s / total:.2f}" for name, s in spent.items()]
    whole = 1000 * sum(spent.values()) / total
    print(f"  processor ms per request: {', '.join(shares)}; together {whole:.2f}")
    for error in result["errors"][:3]:
        print("  error:", error)
    return met and not result["errors"]


def _count(server: psycopg.Connection[Any]) -> int:
    row = server.execute("SELECT count(*) FROM cases_case").fetchone()
    return int(row[0]) if row else 0


def _numbers_hold(
    server: psycopg.Connection[Any], known: dict[str, str], before: int
) -> bool:
    """Every acknowledged number is there once, and no series has a gap."""
    filed = _count(server) - before
    doubled = len(known) - len(set(known.values()))
    stored = dict(server.execute("SELECT key, number FROM cases_case").fetchall())
    lost = sum(stored.get(key) != number for key, number in known.items())
    gaps = server.execute(
        """
        SELECT s.series, s.last, count(c.id)
        FROM kernel_numberseries s LEFT JOIN cases_case c
          ON s.series = 'case/' || c.service_code
         AND right(c.number, 6)::int BETWEEN 1 AND s.last
        WHERE s.series LIKE 'case/%%'
        GROUP BY s.series, s.last HAVING s.last <> count(DISTINCT c.number)
        """
    ).fetchall()
    print(
        f"\nacknowledged {len(known)}, stored {filed}, lost {lost}, doubled {doubled}"
    )
    print(f"number series with gaps: {gaps or 'none'}")
    return not (lost or doubled or gaps) and filed == len(known)


if __name__ == "__main__":
    main()
