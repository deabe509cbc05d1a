"""Clerks who press "call next" at once, and how soon the displays show it.

    python -m bench.call [--clerks 32] [--calls 1600] [--listeners 1000]

A whole family of its own: durable database, web server, live process. In each round
all clerks press at the same moment; the next round begins when all have an answer.
First the action itself (`queueing.call_next`), then the button of the counter's
page over HTTP, then the same with every clerk pressing every few seconds and then
looking at the desk, then the button while a thousand pages listen, from the press
to each page. Goals: nobody called twice or lost, 95 % of presses within 60 ms; from
press to display 99 % within 300 ms. Exit status 1 if one is missed.
"""

from __future__ import annotations

import sys
import time

import click

from bench import clerks as hall, machine
from bench.clerks import Clerk
from bench.family import Family
from bench.listeners import GOAL_P99, Listeners, delays
from bench.rounds import WARM_UP, paced, presser, rounds

GOAL_P95 = 60.0
PRESSES = 100
# At their own pace: seconds between two presses of a clerk, and presses in all.
PAUSE, PACED = 4.0, 480


@click.command()
@click.option("--clerks", default=32, show_default=True)
@click.option("--calls", default=1600, show_default=True)
@click.option("--listeners", default=1000, show_default=True)
def main(clerks: int, calls: int, listeners: int) -> None:
    """Measure, print the figures with their goals, and check every call."""
    with Family() as family, family.connect() as server:
        machine.describe(server)
        import django

        django.setup()
        with hall.scope():
            crew = hall.open_hall(clerks)
            met = _measure(family, crew, calls, "the action itself")
            family.start_web()
            met &= _measure(family, crew, calls, "over HTTP", port=family.port)
            met &= _at_their_pace(family, crew)
            met &= _to_display(family, crew, listeners)
            pressed = (2 * _turns(calls, clerks) + _turns(PACED, clerks)) * clerks
            presses = pressed + PRESSES
            met &= _all_called_once(presses)
    sys.exit(0 if met else 1)


def _measure(
    family: Family, crew: list[Clerk], calls: int, name: str, port: int = 0
) -> bool:
    presses = _turns(calls, len(crew)) * len(crew)
    # More come than are called: counters that share a line do not share it evenly.
    hall.fill_lines(crew, presses + presses // 2, name)
    busy, before, began = machine.busy_seconds(), family.cpu_seconds(), time.monotonic()
    took = rounds(crew, calls, name, port)
    seconds = time.monotonic() - began
    spent = {k: v - before.get(k, 0) for k, v in family.cpu_seconds().items()}
    p50, p95 = machine.percentile(took, 0.5), machine.percentile(took, 0.95)
    print(f"\n{len(crew)} clerks press at once, {len(took)} calls, {name}")
    met = machine.verdict("  95 % within, ms", p95, "<= 60", met=p95 <= GOAL_P95)
    print(f"  half within {p50:.0f} ms, slowest {max(took):.0f} ms")
    cpu = ", ".join(f"{k} {v / len(took) * 1000:.1f} ms" for k, v in spent.items())
    print(f"  processor time a call: {cpu}")
    busy = machine.busy_seconds() - busy
    print(f"  {machine.others(busy, sum(spent.values()), seconds)} (clients included)")
    return met


def _turns(calls: int, clerks: int) -> int:
    """How often each clerk presses."""
    return calls // clerks + WARM_UP


def _at_their_pace(family: Family, crew: list[Clerk]) -> bool:
    """Presses that come as they do in a hall, each followed by a look at the desk."""
    presses = _turns(PACED, len(crew)) * len(crew)
    hall.fill_lines(crew, presses + presses // 2, "paced")
    before = family.cpu_seconds()
    took = paced(crew, PACED, "paced", family.port, PAUSE)
    spent = {k: v - before.get(k, 0) for k, v in family.cpu_seconds().items()}
    press = [ms for ms, _desk in took]
    p50, p95 = machine.percentile(press, 0.5), machine.percentile(press, 0.95)
    desk = machine.percentile([ms for _press, ms in took], 0.95)
    print(f"\n{len(crew)} clerks, each about every {PAUSE:g} s, {len(took)} calls")
    met = machine.verdict("  95 % within, ms", p95, "<= 60", met=p95 <= GOAL_P95)
    print(f"  half within {p50:.0f} ms; press and desk, 95 % within {desk:.0f} ms")
    cpu = ", ".join(f"{k} {v / len(took) * 1000:.1f} ms" for k, v in spent.items())
    print(f"  processor time a call with its desk: {cpu}")
    return met


def _to_display(family: Family, crew: list[Clerk], listeners: int) -> bool:
    """One press after another, from the press to each page that listens."""
    from satupintu.kernel import live
    from satupintu.queueing.models import Announcement

    live_process = family.start_live()
    press = presser(family.port)
    hall.fill_lines(crew, 2 * PRESSES, "display")
    zones = sorted({(clerk.mall, clerk.zone) for clerk in crew})
    tickets = [live.ticket(f"zone:{mall}:{zone}") for mall, zone in zones]
    last = Announcement.objects.order_by("-id").values_list("id", flat=True).first()
    began: list[float] = []
    with Listeners(family.live_port, tickets, listeners) as pages:
        for number in range(PRESSES):
            clerk = crew[number % len(crew)]
            seen = hall.at_counter(clerk)
            began.append(time.monotonic())
            press(clerk, seen, f"display {number}")
        time.sleep(1)
        heard = pages.heard()
    shown = Announcement.objects.filter(id__gt=last or 0).order_by("id")
    ids = list(shown.values_list("id", flat=True))
    took = delays(heard, dict(zip(ids, began, strict=True)))
    p50, p99 = machine.percentile(took, 0.5), machine.percentile(took, 0.99)
    print(f"\nfrom press to display, {listeners} pages listen in {len(zones)} zones")
    met = machine.verdict("  99 % within, ms", p99, "<= 300", met=p99 <= GOAL_P99)
    print(f"  {len(took)} showings, half within {p50:.0f} ms, slowest {took[-1]:.0f}")
    live_process.stop()
    return met


def _all_called_once(presses: int) -> bool:
    """Every press called somebody, and nobody was called twice."""
    from satupintu.queueing.models import Call

    rows = Call.objects.filter(kind="call")
    calls, called = rows.count(), rows.values("stop").distinct().count()
    print(f"\n{presses} presses, {calls} calls of {called} visitors", end=": ")
    print(f"{calls - called} double, {presses - calls} lost")
    return presses == calls == called


if __name__ == "__main__":
    main()
