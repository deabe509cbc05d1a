"""What a measurement has to state: the machine, the day, the load beside it."""

import math
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg


def describe(server: psycopg.Connection[tuple[object, ...]] | None = None) -> None:
    """Print date, cores, model, memory, Python, and PostgreSQL with its durability."""
    print(f"date        {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    print(f"machine     {len(os.sched_getaffinity(0))} cores, {_model()}, {_memory()}")
    print(f"python      {platform.python_version()}, Linux {platform.release()}")
    if server is not None:
        shown = [
            f"{name}={_setting(server, name)}"
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]
        version = _setting(server, "server_version")
        print(f"postgresql  {version} ({', '.join(shown)})")
    print(f"load before {os.getloadavg()[0]:.2f} (one-minute average)")


def busy_seconds() -> float:
    """Processor time that all programs of the machine have used since its start."""
    ticks = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, ticks)
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def others(busy: float, own: float, seconds: float) -> str:
    """What other programs took meanwhile: a figure means little without it."""
    cores = max(0.0, busy - own) / seconds
    return f"other programs took {cores:.1f} of {len(os.sched_getaffinity(0))} cores"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def verdict(name: str, value: float, goal: str, *, met: bool) -> bool:
    """Print a figure with its goal beside it; returns whether it was met."""
    print(f"{name:<34}{value:10.1f}   goal {goal:<10} {'met' if met else 'MISSED'}")
    return met


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{pages / 2**30:.0f} GB"


def _setting(server: psycopg.Connection[tuple[object, ...]], name: str) -> str:
    row = server.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else "?"
