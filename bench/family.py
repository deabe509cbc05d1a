"""The product's processes, started for a measurement and ended after it.

Database, web server and worker run with the commands and settings that
`satupintu run` uses, in a temporary folder and on a free port. Only what was
started here is ended, by its process id.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import psycopg

from satupintu.ops import processes
from satupintu.ops.children import Child
from satupintu.ops.embedded import EmbeddedPostgres
from satupintu.ops.supervisor import (
    DATABASE,
    live_command,
    postgres_settings,
    web_command,
)

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
START_SECONDS = 90
_HZ = os.sysconf("SC_CLK_TCK")


class Family:
    """A prepared installation: `with Family() as family: ...`.

    It holds the demonstration of the Jakarta pack: people, cases.
    """

    def __init__(self, *, extra: Mapping[str, str] | None = None) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="satupintu-bench-"))
        self.root.chmod(0o711)
        settings = {**postgres_settings(), **DURABLE, **(extra or {})}
        self.postgres = EmbeddedPostgres(self.root / "database", settings=settings)
        self.port, self.live_port = _free_port(), _free_port()
        self.children: dict[str, Child] = {}

    def __enter__(self) -> "Family":
        # Asked to end, it still ends what it started and removes its data.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, _frame: sys.exit(128 + number))
        try:
            self.postgres.start()
            self.postgres.ensure_database(DATABASE)
            (self.root / "metrics").mkdir()
            (self.root / "logs").mkdir()
            os.environ.update(self.environment())
            self._run("prepare")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End everything that was started, and remove its data."""
        for child in self.children.values():
            child.stop()
        self.postgres.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What the product's processes find in their environment."""
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
            "DATABASE_URL": self.postgres.url(DATABASE),
            "DJANGO_SETTINGS_MODULE": "satupintu.settings",
            "PROMETHEUS_MULTIPROC_DIR": str(self.root / "metrics"),
            "SATUPINTU_DEMO": "1",
            "SATUPINTU_HOME": str(self.root),
            "SATUPINTU_PORT": str(self.port),
            "SATUPINTU_LIVE_PORT": str(self.live_port),
            "SATUPINTU_SUPERVISED": "1",
        }

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the superuser to the product's database."""
        return self.postgres.connect(DATABASE)

    def start_web(self) -> Child:
        """The web server, as the supervisor starts it; returns when it answers."""
        child = self._start("web", web_command(self.port))
        self.await_web()
        return child

    def start_live(self) -> Child:
        """The live process; returns when it answers."""
        child = self._start("live", live_command(self.live_port))
        self.await_web(port=self.live_port)
        return child

    def start_worker(self) -> Child:
        """The background worker."""
        return self._start("worker", [*_cli(), "worker"])

    def await_web(self, seconds: float = START_SECONDS, port: int = 0) -> None:
        """Wait until the web server (or who has `port`) takes connections."""
        deadline = time.monotonic() + seconds
        while not _answers(port or self.port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"no answer; see {self.root}/logs")
            time.sleep(0.05)

    def pids(self, name: str) -> list[int]:
        """A part's process and those that it has started, for a kill -9."""
        child = self.children.get(name)
        pid = child.pid if child else self.postgres.pid
        return [pid, *_children(pid)] if pid else []

    def revive(self) -> list[str]:
        """Start again what has ended, as the supervisor does; the names.

        To be called from the thread that started the parts: they end with it.
        """
        revived = []
        if self.postgres.poll() is not None:
            self.postgres.start()
            revived.append("database")
        for name, child in self.children.items():
            if child.pid and not processes.started_at(child.pid):
                processes.kill_group(child.pid)
                child.start()
                revived.append(name)
        return revived

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time used so far by each part, its children included."""
        spent = {name: _cpu(child.pid) for name, child in self.children.items()}
        return {**spent, "database": _cpu(self.postgres.pid)}

    def _start(self, name: str, command: list[str]) -> Child:
        child = Child(
            name,
            command,
            environment=self.environment(),
            log=self.root / "logs" / f"{name}.log",
            grace=8,
        )
        child.start()
        self.children[name] = child
        return child

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [*_cli(), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments} failed: {done.stdout}{done.stderr}")


def _cli() -> list[str]:
    return [sys.executable, "-m", "satupintu.cli"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return link.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _cpu(pid: int | None) -> float:
    """Seconds of a process, of its living children, and of those it has reaped."""
    if pid is None:
        return 0.0
    fields = _stat(pid)
    if not fields:
        return 0.0
    ticks = sum(int(value) for value in fields[11:15])
    return ticks / _HZ + sum(_cpu(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return found


def _stat(pid: int) -> list[str]:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return stat.rpartition(")")[2].split()
