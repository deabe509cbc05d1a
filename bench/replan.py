"""An officer falls ill at eleven: how soon there is a plan, and who is moved by it.

    python -m bench.replan [--tries 20] [--visits 150]

A day of 20 officers on an installation of its own, everybody told a time in the
morning. At 11:00 one after another of the busiest officers is away; each time the
day is put back. First answer: the others take over what fits, published. Then a
better plan is proposed. Goals: 200 ms (95 %) and 2 seconds; of the visits of others
at most 10 % come more than 15 minutes earlier or later than told; the checker finds
nothing wrong. Exit status 1 otherwise.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")

from bench import machine
from bench.family import Family

OFFICERS, ELEVEN, MORNING = 20, 11 * 60, 6 * 60 + 30
GOAL_FIRST, GOAL_BETTER, GOAL_MOVED = 200.0, 2000.0, 10.0
THINKING = 1.2
NOTICED = timedelta(minutes=15)


@dataclass
class Figures:
    """Of each try: milliseconds, and counts."""

    first: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    better: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    stranded: list[int] = field(default_factory=list)
    unkept: list[int] = field(default_factory=list)
    faults: int = 0


@click.command()
@click.option("--tries", default=20, show_default=True)
@click.option("--visits", default=150, show_default=True, help="That try to book.")
def main(tries: int, visits: int) -> None:
    """Measure, print the figures with their goals, and check every plan."""
    with Family() as family, family.connect() as server:
        machine.describe(server)
        import django

        django.setup()
        logging.disable(logging.INFO)
        from bench.doors import Town, scope, working_days

        now = datetime.now(UTC)
        with scope():
            (day,) = working_days(now, 1)
            town = Town(2)
            town.hire(OFFICERS, [day], now)
            got = town.book(day, visits, now)
            print(f"{OFFICERS} officers, {got} visits promised of {visits} asked")
            found = _measure(day, tries)
    sys.exit(0 if _judge(found) else 1)


def _measure(day: date, tries: int) -> Figures:
    from bench.doors import busiest
    from satupintu.catalogue import service as catalogue
    from satupintu.courier import thinking

    thinking.think(day=day, now=catalogue.moment_of(day, 0), seconds=3.0)
    thinking.watch(now=catalogue.moment_of(day, MORNING))
    now, found = catalogue.moment_of(day, ELEVEN), Figures()
    thinking.watch(now=now)
    shifts = [shift.id for shift in busiest(day, now)]
    for n in range(tries + 1):
        # The first one loads the engine.
        _try(day, shifts[n % len(shifts)], now, found if n else Figures())
    return found


def _try(day: date, shift_id: UUID, now: datetime, found: Figures) -> None:
    from django.db import transaction

    from satupintu.courier import service as courier
    from satupintu.kernel.actor import SYSTEM
    from satupintu.kernel.memory import as_one_request

    with as_one_request(), transaction.atomic():
        told, own = _told(day, shift_id)
        cpu, began = time.process_time(), time.perf_counter()
        upset = courier.officer_away(
            shift_id=shift_id, reason="ill", actor=SYSTEM, now=now
        )
        found.first.append((time.perf_counter() - began) * 1000)
        found.cpu.append((time.process_time() - cpu) * 1000)
        found.left.append(len(own))
        found.stranded.append(len(upset.stranded))
        found.faults += _faults(day, now, len(upset.stranded))
        proposal = courier.propose(
            day=day, reason="ill", seconds=THINKING, actor=SYSTEM, now=now
        )
        courier.publish_proposal(proposal_id=proposal.id, actor=SYSTEM, now=now)
        found.better.append((time.perf_counter() - began) * 1000)
        found.unkept.append(proposal.summary.unkept_after)
        found.faults += _faults(day, now, proposal.summary.unkept_after)
        found.moved.append(_moved(day, told, own))
        transaction.set_rollback(True)


def _told(day: date, shift_id: UUID) -> tuple[dict[UUID, datetime], set[UUID]]:
    """What everybody was told, and whom the officer would still visit."""
    from satupintu.courier.models import PlannedStop

    stops = PlannedStop.objects.filter(shift__day=day, visit__state="booked")
    rows = list(stops.select_related("visit"))
    told: dict[UUID, Any] = {s.visit_id: s.visit.told_at for s in rows if s.visit}
    return told, {s.visit_id for s in rows if s.shift_id == shift_id and s.visit_id}


def _moved(day: date, told: dict[UUID, datetime], own: set[UUID]) -> float:
    """Per cent of the visits of others that come at another time than told."""
    from satupintu.courier.models import PlannedStop

    stops = PlannedStop.objects.filter(shift__day=day, visit__state="booked")
    others = [s for s in stops if s.visit_id and s.visit_id not in own]
    moved = sum(abs(s.begins_at - told[s.visit_id]) > NOTICED for s in others)
    return 100 * moved / max(1, len(others))


def _faults(day: date, now: datetime, allowed: int) -> int:
    """What is wrong, but for promises that are shown as not kept."""
    from satupintu.courier import service as courier

    faults = courier.faults_of(day=day, now=now)
    broken = [f for f in faults if f.rule in ("unserved", "late")]
    return len(faults) - len(broken) + max(0, len(broken) - allowed)


def _judge(found: Figures) -> bool:
    first = machine.percentile(found.first, 0.95)
    better = machine.percentile(found.better, 0.95)
    moved = sum(found.moved) / len(found.moved)
    print(
        f"left to do {sum(found.left)} in {len(found.left)} tries; nobody for"
        f" {sum(found.stranded)} at first, for {sum(found.unkept)} in the better plan"
    )
    print(
        f"first answer p50 {machine.percentile(found.first, 0.5):.0f} ms;"
        f" CPU p50 {machine.percentile(found.cpu, 0.5):.0f} ms,"
        f" p95 {machine.percentile(found.cpu, 0.95):.0f} ms"
    )
    met = machine.verdict(
        "first answer p95, ms", first, "<= 200", met=first <= GOAL_FIRST
    )
    met &= machine.verdict(
        "better plan published p95, ms", better, "<= 2000", met=better <= GOAL_BETTER
    )
    met &= machine.verdict(
        "others moved > 15 min, %", moved, "<= 10", met=moved <= GOAL_MOVED
    )
    return met & machine.verdict("faults", found.faults, "0", met=not found.faults)


if __name__ == "__main__":
    main()
