"""The load generator: clients that file applications, in a process of its own.

    python -m bench.load < plan.json

Prints `measuring` when the warm-up is over, then one JSON object. Every request
is a new application under its own idempotency key; a share of them is sent once
more under the same key, and has to give the same number.
"""

import json
import random
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench.client import Link


@dataclass
class Tally:
    """What one client saw after the warm-up; times in milliseconds."""

    new: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Run the plan given on standard input."""
    plan = json.load(sys.stdin)
    begin = time.monotonic() + 0.5
    since, until = begin + plan["warm_up"], begin + plan["warm_up"] + plan["seconds"]
    clients = [Client(i, plan, begin, since, until) for i in range(plan["clients"])]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, since - time.monotonic()))
    cpu = time.process_time()
    print("measuring", flush=True)
    for thread in threads:
        thread.join()
    json.dump(
        {
            "cpu": time.process_time() - cpu,
            "seconds": time.monotonic() - since,
            "new": [ms for c in clients for ms in c.tally.new],
            "again": [ms for c in clients for ms in c.tally.again],
            "numbers": {k: n for c in clients for k, n in c.numbers.items()},
            "errors": [error for c in clients for error in c.tally.errors],
        },
        sys.stdout,
    )


class Client:
    """One client with one connection, which sends one request after another.

    With a rate (all clients together, per second) requests are due at fixed
    moments, and a late answer counts from when its request was due.
    """

    def __init__(
        self, index: int, plan: dict[str, Any], begin: float, since: float, until: float
    ) -> None:
        self._applicant = plan["applicants"][index % len(plan["applicants"])]
        self._link = Link(plan["port"])
        self._random = random.Random(f"{plan['seed']}/{index}")
        self._again = plan["again"]
        self._since, self._until = since, until
        self._gap = plan["clients"] / plan["rate"] if plan["rate"] else 0.0
        self._due = begin + index * self._gap / plan["clients"]
        self.tally = Tally()
        self.numbers: dict[str, str] = {}

    def run(self) -> None:
        """Send until the time is over."""
        while (start := self._next_start()) < self._until:
            key, body = uuid.uuid4().hex, self._application()
            self._file(key, body, start, self.tally.new)
            if self._random.random() < self._again:
                self._file(key, body, time.monotonic(), self.tally.again)

    def _next_start(self) -> float:
        if not self._gap:
            return time.monotonic()
        self._due += self._gap
        time.sleep(max(0.0, self._due - time.monotonic()))
        return self._due

    def _application(self) -> dict[str, Any]:
        body = self._random.choice(self._applicant["bodies"])
        name = f"{body['answers']['full_name']} {self._random.randrange(10**6)}"
        return {**body, "answers": {**body["answers"], "full_name": name}}

    def _file(
        self, key: str, body: dict[str, Any], start: float, times: list[float]
    ) -> None:
        headers = {
            "Authorization": f"Bearer {self._applicant['key']}",
            "Idempotency-Key": key,
        }
        try:
            status, said = self._link.json("POST", "/api/v1/cases", headers, body)
        except OSError as error:
            self.tally.errors.append(repr(error))
            return
        end = time.monotonic()
        if status != 201 or said is None:
            self.tally.errors.append(f"{status}: {said}")
            return
        if self.numbers.setdefault(key, said["number"]) != said["number"]:
            self.tally.errors.append(f"{key} has two numbers")
        if self._since <= start and end <= self._until:
            times.append((end - start) * 1000)


if __name__ == "__main__":
    main()
