"""`satupintu run`: database, web server, live process and worker, started as one.

The supervisor itself is small: it loads no Django. It ends its children in order
(web, live, forecasts, planner, worker, database), and the kernel ends them when it is
killed.
"""

import contextlib
import http.client
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from types import FrameType

from satupintu.kernel.errors import Misconfigured
from satupintu.ops import environment as environment_, greeting, ports, processes
from satupintu.ops.children import Backoff, Child
from satupintu.ops.embedded import EmbeddedPostgres
from satupintu.ops.home import Home, Lock, locked

DATABASE = "satupintu"
# Python runs one of a process's threads at a time: more of them only wait for each
# other, some while they hold the lock of a number series (docs/performance.md).
BLOCKING_THREADS = 2
FIRST_ANSWER_SECONDS = 90
GRACE_SECONDS = 4.0
# Pages that stay open at once, far below what a process may hold in files.
MOST_LISTENERS = 20_000
_CLI = [sys.executable, "-m", "satupintu.cli"]
WORKER_COMMAND = [*_CLI, "worker"]
FORECASTS_COMMAND = [*_CLI, "forecasts"]
PLANNER_COMMAND = [*_CLI, "planner"]
_TICK = 0.25
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Stop(BaseException):
    """A signal asked to stop. Not an Exception: no handler may swallow it."""


def run(home: Home) -> None:
    """Serve until a signal. Raises `Misconfigured` or `AlreadyRunning`."""
    processes.adopt_orphans()
    with locked(home) as lock:
        supervisor = Supervisor(home, lock)
        for name in _STOP_SIGNALS:
            signal.signal(name, _ask_to_stop)
        try:
            supervisor.start()
            supervisor.watch()
        except _Stop:
            say("Stopping …")
        finally:
            for name in _STOP_SIGNALS:
                signal.signal(name, signal.SIG_IGN)
            supervisor.stop()
        say("Stopped.")


def say(line: str) -> None:
    """One line for the person at the terminal, with the time."""
    clock = datetime.now().astimezone().strftime("%H:%M:%S")
    sys.stdout.write(f"{clock}  {line}\n")
    sys.stdout.flush()


class Supervisor:
    """Starts the parts in order, keeps them alive, and stops them in order."""

    def __init__(self, home: Home, lock: Lock):
        self._home = home
        self._lock = lock
        self._port = ports.choose()
        self._live_port = ports.choose("SATUPINTU_LIVE_PORT", self._port + 1)
        self._postgres: EmbeddedPostgres | None = None
        self._postgres_backoff = Backoff()
        self._postgres_started = 0.0
        self._preparation: subprocess.Popen[bytes] | None = None
        self._children: list[Child] = []

    @property
    def address(self) -> str:
        default = f"http://localhost:{self._port}"
        return os.environ.get("SATUPINTU_BASE_URL", "").strip() or default

    def start(self) -> None:
        """Everything up to the first answered request."""
        environment = self._environment()
        if not has_own_database():
            self._start_postgres()
            environment["DATABASE_URL"] = self._home.database_url.read_text()
        self._prepare(environment)
        self._children = [
            self._child("web", web_command(self._port), environment),
            self._child("live", live_command(self._live_port), environment),
            self._child("forecasts", FORECASTS_COMMAND, environment),
            self._child("planner", PLANNER_COMMAND, environment),
            *self._played(environment),
            self._child("worker", WORKER_COMMAND, environment),
        ]
        for child in self._children:
            self._lock.note_child(child.name, child.start())
        self._await_first_answer()
        self._lock.note_address(self.address)
        sys.stdout.write(greeting.block(self._home, self.address))
        sys.stdout.flush()

    def watch(self) -> None:
        """Keep the parts alive; returns never, a signal ends it."""
        while True:
            self._check_postgres()
            for child in self._children:
                self._check(child)
            time.sleep(_TICK)

    def stop(self) -> None:
        """End all parts, those first that use the others."""
        if self._preparation is not None and self._preparation.poll() is None:
            processes.kill_group(self._preparation.pid)
        for child in self._children:
            child.stop()
        if self._postgres is not None:
            self._postgres.stop()
            self._home.database_url.unlink(missing_ok=True)

    def _environment(self) -> dict[str, str]:
        shutil.rmtree(self._home.metrics, ignore_errors=True)
        self._home.metrics.mkdir(mode=0o700)
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "satupintu.settings",
            "PROMETHEUS_MULTIPROC_DIR": str(self._home.metrics),
            "SATUPINTU_HOME": str(self._home.root),
            "SATUPINTU_PORT": str(self._port),
            "SATUPINTU_LIVE_PORT": str(self._live_port),
            "SATUPINTU_SUPERVISED": "1",
        }

    def _start_postgres(self) -> None:
        self._postgres = EmbeddedPostgres(
            self._home.database, settings=postgres_settings()
        )
        is_first = not (self._postgres.data / "PG_VERSION").exists()
        say("Making the database …" if is_first else "Starting the database …")
        self._postgres.start()
        self._postgres_started = time.monotonic()
        self._lock.note_child("database", self._postgres.pid or 0)
        self._postgres.ensure_database(DATABASE)
        self._home.database_url.write_text(self._postgres.url(DATABASE))
        self._home.database_url.chmod(0o600)

    def _check_postgres(self) -> None:
        if self._postgres is None or self._postgres.poll() is None:
            return
        pause = self._postgres_backoff.after(time.monotonic() - self._postgres_started)
        say(
            f"The database ended unexpectedly; it starts again in {pause:.0f} s."
            f" Its log: {self._postgres.log}"
        )
        time.sleep(pause)
        with contextlib.suppress(Misconfigured):
            self._postgres.start()
            self._postgres_started = time.monotonic()
            self._lock.note_child("database", self._postgres.pid or 0)
            say("The database is started again")

    def _prepare(self, environment: dict[str, str]) -> None:
        """Migrations, static files and demonstration, in a process of its own."""
        self._preparation = subprocess.Popen(
            [sys.executable, "-m", "satupintu.cli", "prepare"],
            # On the terminal only what matters to the person there.
            env={"SATUPINTU_LOG_LEVEL": "WARNING", **environment},
            start_new_session=True,
            preexec_fn=processes.before_exec(signal.SIGTERM),
        )
        if self._preparation.wait():
            raise Misconfigured("The start was given up; the reason is above.")

    def _played(self, environment: dict[str, str]) -> list[Child]:
        """On a demonstration somebody has to come to the mall, and to ride."""
        is_demo = environment_.flag("SATUPINTU_DEMO", default=False)
        if not is_demo or importlib.util.find_spec("satupintu.demo") is None:
            return []
        return [
            self._child(name, [*_CLI, name], environment) for name in ("hall", "road")
        ]

    def _child(
        self, name: str, command: list[str], environment: dict[str, str]
    ) -> Child:
        return Child(
            name,
            command,
            environment=environment,
            log=self._home.logs / f"{name}.log",
            grace=GRACE_SECONDS,
        )

    def _check(self, child: Child) -> None:
        if sentence := child.check():
            say(sentence)
            if child.pid:
                self._lock.note_child(child.name, child.pid)

    def _await_first_answer(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER_SECONDS
        while not _answers(self._port):
            for child in self._children:
                self._check(child)
            if time.monotonic() > deadline:
                log = self._home.logs / "web.log"
                raise Misconfigured(f"The web server does not answer; see {log}.")
            time.sleep(0.05)


def web_command(port: int) -> list[str]:
    """The web server: a process per core."""
    return [
        *_granian("satupintu.wsgi:application", "wsgi", port),
        *("--workers", str(processes.cores())),
        *("--blocking-threads", str(BLOCKING_THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "3"),
    ]


def live_command(port: int) -> list[str]:
    """The live process: one, which holds all open pages."""
    return [
        *_granian("satupintu.asgi:application", "asgi", port),
        *("--workers", "1"),
        *("--backlog", "4096", "--backpressure", str(MOST_LISTENERS + 1000)),
        # Open pages never end by themselves; they come back to the next process.
        *("--respawn-failed-workers", "--workers-kill-timeout", "1"),
    ]


def _granian(target: str, interface: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", target),
        *("--interface", interface),
        *("--host", ports.bind_address(), "--port", str(port)),
        *("--no-ws", "--no-access-log", "--log-level", "warning"),
    ]


def postgres_settings() -> dict[str, str]:
    """For one machine that also runs the rest; durable, as a register must be."""
    return {
        "max_connections": str(50 + 2 * BLOCKING_THREADS * processes.cores()),
        "shared_buffers": "256MB",
        "max_wal_size": "2GB",
        "autovacuum_naptime": "15s",
        "random_page_cost": "1.1",
        # Compiling costs more than such short queries take.
        "jit": "off",
        "log_min_messages": "warning",
        "log_line_prefix": "%m [%p] ",
    }


def has_own_database() -> bool:
    """Whether the environment names a server to use instead of the embedded one."""
    names = ("DATABASE_URL", "DATABASE_URL_FILE")
    return any(os.environ.get(name, "").strip() for name in names)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(ports.near_address(), port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _ask_to_stop(_: int, __: FrameType | None) -> None:
    # Only once: a second Ctrl-C must not interrupt the orderly end.
    for name in _STOP_SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise _Stop
