"""Many people who book at once, in a process of their own; see `bench.booking`.

Reads a plan (JSON) from standard input, writes what happened to standard output.
"""

import json
import random
import sys
import threading
import time
from typing import Any
from urllib.parse import urlencode

from bench.client import Link

PATH = "/id/appointments/times/"
FORM = "application/x-www-form-urlencoded"


class Bookers:
    """All clients, and what they met: milliseconds by kind of answer."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.found: dict[str, list[Any]] = {
            kind: [] for kind in ("held", "refused", "confirmed", "errors")
        }
        self._lock = threading.Lock()
        self._start = threading.Event()

    def run(self) -> dict[str, Any]:
        clients = [
            threading.Thread(target=self._client, args=(n,), daemon=True)
            for n in range(self.plan["clients"])
        ]
        for client in clients:
            client.start()
        began = time.monotonic()
        self._start.set()
        for client in clients:
            client.join()
        took = time.monotonic() - began
        return {**self.found, "seconds": took, "cpu": time.process_time()}

    def _client(self, n: int) -> None:
        dice = random.Random(f"{self.plan['seed']} {n}")
        link = Link(self.plan["port"], timeout=60)
        secret = f"{n:032}"
        headers = {
            "Content-Type": FORM,
            "Cookie": f"csrftoken={secret}",
            "X-Forwarded-For": f"10.0.{n // 250}.{n % 250 + 1}",
        }
        gap = self.plan["clients"] / self.plan["rate"] if self.plan["rate"] else 0.0
        self._start.wait()
        began = time.monotonic() + dice.random() * gap
        for k in range(self.plan["tries"]):
            due = began + k * gap if gap else time.monotonic()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self._try(link, headers, dice, n * self.plan["tries"] + k, due)
            except OSError as error:
                self._note("errors", type(error).__name__)

    def _try(
        self,
        link: Link,
        headers: dict[str, str],
        dice: random.Random,
        number: int,
        due: float,
    ) -> None:
        """Hold a time, and confirm it. A late try counts from when it was due."""
        secret = headers["Cookie"].rpartition("=")[2]
        asked = {
            "csrfmiddlewaretoken": secret,
            "mall": self.plan["mall"],
            "e": self.plan["errand"],
            "at": dice.choice(self.plan["times"]),
            "proof": self.plan["proofs"][number],
        }
        status = self._post(link, PATH, headers, asked)
        took = 1000 * (time.monotonic() - due)
        if status not in (302, 303):
            self._note("errors", status)
            return
        self._note("held" if status == 302 else "refused", took)
        if status == 302:
            self._confirm(link, headers, secret, number)

    def _confirm(
        self, link: Link, headers: dict[str, str], secret: str, number: int
    ) -> None:
        filled = {
            "csrfmiddlewaretoken": secret,
            "key": f"bench-{self.plan['seed']}-{number}",
            "name": f"Pemohon {number}",
            "contact": f"u{self.plan['seed']}-{number}@contoh.example",
        }
        began = time.monotonic()
        status = self._post(link, link.location, headers, filled)
        took = 1000 * (time.monotonic() - began)
        self._note(*(("confirmed", took) if status == 302 else ("errors", status)))

    def _post(
        self, link: Link, path: str, headers: dict[str, str], form: dict[str, str]
    ) -> int:
        status, _body = link.request("POST", path, headers, urlencode(form).encode())
        return status

    def _note(self, kind: str, value: object) -> None:
        with self._lock:
            self.found[kind].append(value)


if __name__ == "__main__":
    json.dump(Bookers(json.load(sys.stdin)).run(), sys.stdout)
