"""An independent reader: does the database hold what clients were told?

    python -m bench.reader LEDGER DSN

Plain SQL over psycopg; no code of the product is used. The hash chain is computed
anew from its documented format: SHA-256 over the hash before it (32 zero bytes at
first) and the entry as JSON with sorted keys and without spaces. Prints one line a
check; exit status 1 if one fails.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import psycopg

Check = tuple[str, list[str]]
Server = psycopg.Connection[tuple[Any, ...]]


def main() -> None:
    """Run every check and say what was found."""
    ledger, dsn = sys.argv[1:3]
    with psycopg.connect(dsn) as server:
        failed = report(Path(ledger), server)
    sys.exit(1 if failed else 0)


def report(ledger: Path, server: Server) -> int:
    """Print the checks; how many failed."""
    told = [json.loads(line) for line in ledger.read_text().splitlines()]
    filed = [entry for entry in told if entry["kind"] == "submission"]
    paid = [entry for entry in told if entry["kind"] == "payment"]
    checks: list[Check] = [
        (f"{len(filed)} submissions acknowledged", list(_submissions(filed, server))),
        ("every number is given once, without a gap", list(_numbers(server))),
        (f"{len(paid)} payments acknowledged", list(_payments(paid, server))),
        *_mall_checks(told, server),
        ("each paid bill moved its case on once", list(_moves(server))),
        ("the chain of every journal holds", list(_chains(server))),
        ("journals say what the tables say", list(_journals(server))),
        ("nothing is left in the outbox", list(_outbox(server))),
        ("every case was confirmed by one letter", list(_letters(server))),
    ]
    for name, faults in checks:
        print(f"  {'ok    ' if not faults else 'FAILED'} {name}")
        for fault in faults[:10]:
            print(f"         {fault}")
    return sum(bool(faults) for _name, faults in checks)


def _mall_checks(told: list[dict[str, Any]], server: Server) -> Iterator[Check]:
    """Numbers of the queue, calls and bookings."""
    kinds: dict[str, list[dict[str, Any]]] = {"ticket": [], "press": [], "booking": []}
    for entry in told:
        if entry["kind"] in kinds:
            kinds[entry["kind"]].append(entry)
    tickets, presses, bookings = kinds.values()
    yield f"{len(tickets)} tickets acknowledged", list(_tickets(tickets, server))
    yield f"{len(presses)} presses acknowledged", list(_presses(presses, server))
    yield f"{len(bookings)} bookings acknowledged", list(_bookings(bookings, server))
    yield "nobody is at two counters, or called twice at once", list(_calls(server))


def _tickets(told: list[dict[str, Any]], server: Server) -> Iterator[str]:
    stored = dict(server.execute("SELECT key, number FROM queueing_visit").fetchall())
    for entry in told:
        if stored.get(entry["key"]) != entry["number"]:
            yield f"{entry['number']} was told, {stored.get(entry['key'])} is stored"
    twice = server.execute(
        "SELECT day, number FROM queueing_visit GROUP BY 1, 2 HAVING count(*) > 1"
    )
    yield from (f"{number} was given twice on {day}" for day, number in twice)


def _presses(told: list[dict[str, Any]], server: Server) -> Iterator[str]:
    stored = Counter(k for (k,) in server.execute("SELECT key FROM queueing_call"))
    for key in {entry["key"] for entry in told}:
        if stored[key] != 1:
            yield f"{key} called {stored[key]} visitors"


def _calls(server: Server) -> Iterator[str]:
    rows = server.execute(
        """
        SELECT v.number, count(*) FROM queueing_stop s
        JOIN queueing_visit v ON v.id = s.visit_id
        WHERE s.state IN ('called', 'serving') GROUP BY v.id HAVING count(*) > 1
        """
    )
    yield from (f"{number} is at {n} counters" for number, n in rows)
    rows = server.execute(
        """
        SELECT v.number, count(*) FROM queueing_call c
        JOIN queueing_stop s ON s.id = c.stop_id
        JOIN queueing_visit v ON v.id = s.visit_id
        WHERE c.kind = 'call' GROUP BY v.id HAVING count(*) > 1
        """
    )
    yield from (f"{number} was called {n} times" for number, n in rows)


def _bookings(told: list[dict[str, Any]], server: Server) -> Iterator[str]:
    rows = server.execute(
        "SELECT key, count(*) FROM appointments_booking"
        " WHERE state = 'confirmed' GROUP BY key"
    )
    stored = dict(rows.fetchall())
    for key in {entry["key"] for entry in told}:
        if stored.get(key) != 1:
            yield f"{key} is there {stored.get(key, 0)} times"
    rows = server.execute(
        """
        SELECT s.day, s.start, s.public_taken, count(p.id)
        FROM appointments_slot s LEFT JOIN appointments_place p
          ON p.slot_id = s.id AND p.share = 'public'
        GROUP BY s.id HAVING count(p.id) <> s.public_taken
        """
    )
    yield from (f"{day} {start}: {n} counted, {m} there" for day, start, n, m in rows)


def _submissions(filed: list[dict[str, Any]], server: Server) -> Iterator[str]:
    told: dict[str, set[str]] = {}
    for entry in filed:
        told.setdefault(entry["key"], set()).add(entry["number"])
    stored: dict[str, list[str]] = {}
    for key, number in server.execute("SELECT key, number FROM cases_case"):
        stored.setdefault(key, []).append(number)
    for key, numbers in told.items():
        if len(numbers) > 1:
            yield f"{key} was told {sorted(numbers)}"
        if stored.get(key) != sorted(numbers):
            yield f"{key}: told {sorted(numbers)}, stored {stored.get(key)}"


def _numbers(server: Server) -> Iterator[str]:
    given = Counter(n for (n,) in server.execute("SELECT number FROM cases_case"))
    yield from (f"{number} was given {n} times" for number, n in given.items() if n > 1)
    series = server.execute(
        "SELECT series, last FROM kernel_numberseries WHERE series LIKE 'case/%%'"
    ).fetchall()
    by_service: dict[str, set[int]] = {}
    for service, number in server.execute(
        "SELECT service_code, number FROM cases_case"
    ):
        by_service.setdefault(f"case/{service}", set()).add(int(number[-6:]))
    for name, last in series:
        missing = set(range(1, last + 1)) ^ by_service.get(name, set())
        if missing:
            yield f"{name}: {sorted(missing)[:5]} of {last}"


def _payments(paid: list[dict[str, Any]], server: Server) -> Iterator[str]:
    stored = Counter(
        t for (t,) in server.execute("SELECT transaction_id FROM payments_payment")
    )
    yield from (f"{t} is there {n} times" for t, n in stored.items() if n > 1)
    yield from (
        f"{e['transaction']} is lost" for e in paid if e["transaction"] not in stored
    )
    bills = dict(
        server.execute(
            "SELECT p.transaction_id, b.status FROM payments_payment p"
            " JOIN payments_bill b ON b.id = p.bill_id"
        ).fetchall()
    )
    yield from (f"{t}: its bill is {s}" for t, s in bills.items() if s != "paid")


def _moves(server: Server) -> Iterator[str]:
    rows = server.execute(
        """
        SELECT c.number,
          (SELECT count(*) FROM kernel_journalentry j
            WHERE j.stream = c.id AND j.action = 'step.paid'),
          (SELECT count(*) FROM cases_task t
            WHERE t.case_id = c.id AND t.outcome = 'paid' AND t.state = 'done'),
          (SELECT count(*) FROM cases_task t
            WHERE t.case_id = c.id AND t.step = 'approval'),
          (SELECT count(*) FROM kernel_journalentry j
            WHERE j.stream = b.id AND j.action = 'bill.paid')
        FROM payments_bill b JOIN cases_case c ON c.id = b.case_id
        WHERE b.status = 'paid'
        """
    )
    for number, *counts in rows:
        if counts != [1, 1, 1, 1]:
            yield f"{number}: noted, done, approval opened, bill noted {counts}"


def _chains(server: Server) -> Iterator[str]:
    stream, expected, previous = None, 0, bytes(32)
    rows = server.execute(
        "SELECT tenant_id, stream, seq, at, actor_kind, actor_id, actor_name, action,"
        " data, hash FROM kernel_journalentry ORDER BY stream, seq"
    )
    for row in rows:
        if row[1] != stream:
            stream, expected, previous = row[1], 0, bytes(32)
        expected += 1
        digest = hashlib.sha256(previous + _text(row).encode()).digest()
        if row[2] != expected or bytes(row[9]) != digest:
            yield f"{stream}: entry {row[2]} where {expected} is due, or changed"
        previous = bytes(row[9])


def _text(row: tuple[Any, ...]) -> str:
    tenant, stream, seq, at, kind, actor, name, action, data, _hash = row
    fields = {
        "tenant": str(tenant),
        "stream": str(stream),
        "seq": seq,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [kind, str(actor or ""), name],
        "action": action,
        "data": data,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def _journals(server: Server) -> Iterator[str]:
    """A cut-off end breaks no chain, so what must be there is looked for."""
    rows = server.execute(
        """
        SELECT c.number, count(j.id) FROM cases_case c
        LEFT JOIN kernel_journalentry j ON j.stream = c.id
          AND j.action = 'case.submitted' AND j.seq = 1 AND j.data->>'number' = c.number
        GROUP BY c.id HAVING count(j.id) <> 1
        """
    )
    yield from (f"{number} has {count} entries of its filing" for number, count in rows)
    rows = server.execute(
        """
        SELECT c.number, t.step, count(j.id) FROM cases_task t
        JOIN cases_case c ON c.id = t.case_id
        LEFT JOIN kernel_journalentry j ON j.stream = c.id
          AND j.action = 'step.' || t.outcome AND j.data->>'step' = t.step
          AND coalesce((j.data->>'round')::int, t.round) = t.round
        WHERE t.state = 'done' AND t.outcome NOT IN ('', 'nothing_due')
        GROUP BY c.number, t.id, t.step HAVING count(j.id) <> 1
        """
    )
    yield from (f"{number}, {step}: noted {n} times" for number, step, n in rows)


def _outbox(server: Server) -> Iterator[str]:
    rows = server.execute(
        """
        SELECT task_name, status::text, count(*) FROM procrastinate_jobs
        WHERE status IN ('todo', 'doing', 'failed')
          AND queue_name IN ('events', 'notifications')
        GROUP BY 1, 2
        """
    )
    yield from (f"{task}: {n} {status}" for task, status, n in rows)


def _letters(server: Server) -> Iterator[str]:
    """One message, sent at least once; a crash while sending may send it again."""
    rows = server.execute(
        """
        SELECT c.number, count(n.id), count(n.id) FILTER (WHERE n.state = 'sent')
        FROM cases_case c LEFT JOIN notifications_notification n
          ON n.dedupe = c.id || ':submitted'
        GROUP BY c.id HAVING count(n.id) <> 1
          OR count(n.id) FILTER (WHERE n.state = 'sent') <> 1
        """
    )
    yield from (f"{number}: {n} letters, {sent} sent" for number, n, sent in rows)


if __name__ == "__main__":
    main()
