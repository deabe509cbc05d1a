"""Kiosks, clerks and people who book, for `bench.crash`; all over HTTP.

Each repeats under the same key what was not acknowledged, and sometimes what was.
"""

from __future__ import annotations

import random
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bench import clerks as hall
from bench.booking import proofs
from bench.clerks import CSRF, Clerk
from bench.client import Link
from bench.ledger import Ledger

KIOSKS, CLERKS, BOOKERS = 2, 4, 2
IN_LINE = 3000
PROOFS = 2000
AGAIN = 0.2
FORM = "application/x-www-form-urlencoded"
# Of the form with the big buttons: the lists beside it name others.
_AT_COUNTER = re.compile(
    rb'action="/id/counter/do/next/">(?:(?!</form>).)*?name="stop" '
    rb'value="([0-9a-f-]{36})"',
    re.DOTALL,
)


class MallLoad:
    """The clients of a mall; `targets()` are to be run in threads of their own."""

    def __init__(
        self, port: int, ledger: Ledger, over: threading.Event, seen: Counter[str]
    ) -> None:
        self._port, self._ledger, self._over, self._seen = port, ledger, over, seen
        with hall.scope():
            self._crew = hall.open_hall(CLERKS)
            hall.fill_lines(self._crew, IN_LINE, "crash")
            self._kiosk = hall.kiosk_cookie()
            self._wanted = [hall.errand_of(clerk) for clerk in self._crew]
            self._errand, self._days = _bookable()
        self._proofs = iter(proofs(PROOFS, datetime.now(UTC)))

    def targets(self) -> list[tuple[Callable[..., None], tuple[Any, ...]]]:
        """(function, arguments) of every client."""
        return [
            *((self._take_numbers, (n,)) for n in range(KIOSKS)),
            *((self._call, (clerk,)) for clerk in self._crew),
            *((self._book, (n,)) for n in range(BOOKERS)),
        ]

    def _take_numbers(self, number: int) -> None:
        link, dice = Link(self._port, timeout=10), random.Random(f"kiosk {number}")
        headers = {"Cookie": f"{self._kiosk}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        while not self._over.is_set():
            key = uuid.uuid4().hex
            body = {"key": key, "wanted": [self._wanted[number]], "language": "id"}
            ask = partial(link.json, "POST", "/kiosk/tickets/", headers, body)
            for _ in range(1 + (dice.random() < AGAIN)):
                said = self._until(ask, 200)
                if said is not None:
                    self._ledger.write("ticket", key=key, number=said["number"])
                    self._seen["tickets acknowledged"] += 1
            time.sleep(dice.uniform(0.05, 0.3))

    def _call(self, clerk: Clerk) -> None:
        link, dice = Link(self._port, timeout=10), random.Random(clerk.counter)
        page = {"Cookie": clerk.cookie}
        headers = {**page, "Content-Type": FORM}
        while not self._over.is_set():
            shown = self._until(lambda: link.request("GET", "/id/counter/", page), 200)
            at = _AT_COUNTER.search(shown or b"")
            key = uuid.uuid4().hex
            form = {
                "csrfmiddlewaretoken": CSRF,
                "session": clerk.session_id,
                "stop": at[1].decode() if at else "",
                "key": key,
            }
            body = urlencode(form).encode()
            ask = partial(link.request, "POST", "/id/counter/do/next/", headers, body)
            for _ in range(1 + (dice.random() < AGAIN)):
                done = self._until(ask, 302)
                if done is not None:
                    self._ledger.write("press", key=f"{key}:next")
                    self._seen["presses acknowledged"] += 1
            time.sleep(dice.uniform(0.05, 0.3))

    def _book(self, number: int) -> None:
        link, dice = Link(self._port, timeout=10), random.Random(f"book {number}")
        path = "/id/appointments/times/"
        count = 0
        while not self._over.is_set():
            count += 1
            who = f"crash-{number}-{count}"
            headers = {
                "Content-Type": FORM,
                "Cookie": f"csrftoken={CSRF}",
                "X-Forwarded-For": f"10.{number}.{count // 250}.{count % 250 + 1}",
            }
            asked = {
                "csrfmiddlewaretoken": CSRF,
                "mall": self._errand[0],
                "e": self._errand[1],
                "at": dice.choice(self._days),
                "proof": next(self._proofs, ""),
            }
            held = self._once(link, path, headers, asked)
            if held == 302:
                self._confirm(link, link.location, headers, who)
            time.sleep(dice.uniform(0.1, 0.5))

    def _confirm(
        self, link: Link, path: str, headers: dict[str, str], who: str
    ) -> None:
        filled = {
            "csrfmiddlewaretoken": CSRF,
            "key": who,
            "name": who,
            "contact": f"{who}@contoh.example",
        }
        body = urlencode(filled).encode()
        # A hold that has ended meanwhile is refused, and then nothing is promised.
        done = self._until(lambda: link.request("POST", path, headers, body), 302)
        if done is not None:
            self._ledger.write("booking", key=who)
            self._seen["bookings acknowledged"] += 1

    def _once(
        self, link: Link, path: str, headers: dict[str, str], form: dict[str, str]
    ) -> int:
        try:
            return link.request("POST", path, headers, urlencode(form).encode())[0]
        except OSError:
            time.sleep(0.2)
            return 0

    def _until(self, ask: Callable[[], tuple[int, Any]], wanted: int) -> Any:
        """Ask until it is answered; None if it was refused, or all is over."""
        while True:
            try:
                status, said = ask()
            except OSError:
                status, said = 0, None
            if status == wanted:
                return said
            if 400 <= status < 500 or (self._over.is_set() and not status):
                self._seen[f"refused with {status}"] += 1
                return None
            self._seen[f"tried again after {status or 'a broken connection'}"] += 1
            time.sleep(0.2)


def _bookable() -> tuple[tuple[str, str], list[str]]:
    """((mall, errand), moments) of the errand with most free places this fortnight."""
    from satupintu.appointments import service as appointments
    from satupintu.catalogue import service as catalogue

    now = datetime.now(UTC)
    mall = catalogue.mall()
    queue = next(q for q in mall.queues if q.booking and q.minutes <= q.booking.slot)
    wish = appointments.Wish(queue.code, queue.errands[0].code)
    plan = appointments.plan_of(mall=mall.code, wanted=[wish])
    first = catalogue.local_day(now) + timedelta(days=1)
    days = appointments.calendar(
        plan=plan, first=first, last=first + timedelta(days=20), now=now
    )
    moments = [t.at.astimezone(UTC).isoformat() for day in days for t in day.times]
    return (mall.code, f"{wish.queue}.{wish.errand}"), moments
