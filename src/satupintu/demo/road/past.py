"""The working days before the first day: a few visits each, ridden and decided, so
that permits are there to be brought, and measures have something to say."""

from __future__ import annotations

import time
from datetime import date, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.demo.script import Road
from satupintu.kernel import jobs

# Every so many officers had a shift on those days, and nobody watched them closely.
SHARE = 3
EVERY, ROUNDS = timedelta(minutes=20), timedelta(minutes=15)
# Seconds until the background jobs have done what follows, and between two looks.
PATIENCE, LOOKS = 4.0, 0.05


def days_before(road: Road, day: date) -> list[tuple[date, int]]:
    """The working days before this one, the oldest first, each with how many visits
    it has; none if officers were riding then already."""
    days = (day - timedelta(days=n) for n in range(1, 5 * len(road.earlier) + 8))
    working = [each for each in days if catalogue.home_windows(each)]
    found = working[: len(road.earlier)][::-1]
    if any(courier.shifts(day=each) for each in found):
        return []
    return list(zip(found, road.earlier, strict=False))


def lighter(road: Road) -> Road:
    """As many officers as such a day needs, of each base some."""
    return road.model_copy(
        update={"officers": road.officers[::SHARE], "ill": "", "rain": ""}
    )


def wait_for_jobs() -> None:
    """Let the worker do what follows from what was done; not for long."""
    gives_up = time.monotonic() + PATIENCE
    while jobs.are_due() and time.monotonic() < gives_up:
        time.sleep(LOOKS)
