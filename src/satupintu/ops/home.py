"""The folder that holds everything this installation keeps (SATUPINTU_HOME)."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satupintu.kernel.errors import Conflict
from satupintu.ops import processes

LEFTOVER_SECONDS = 12


class AlreadyRunning(Conflict):
    """Another process serves from this folder."""

    code = "already_running"


@dataclass(frozen=True, slots=True)
class Home:
    """Where what is. Nothing here is made before it is needed."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """SATUPINTU_HOME, or `var` in the current folder."""
        given = os.environ.get("SATUPINTU_HOME", "").strip()
        return cls(Path(given or "var").resolve())

    @property
    def database(self) -> Path:
        return self.root / "database"

    @property
    def database_url(self) -> Path:
        """Holds the address of the embedded server while it runs."""
        return self.root / "database-url"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def metrics(self) -> Path:
        return self.root / "metrics"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def logins(self) -> Path:
        """The people of the demonstration, as the last preparation left them."""
        return self.root / "logins.json"

    def make(self) -> None:
        """Make the folder. Others may pass through (the database's user must)."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        self.logs.mkdir(exist_ok=True, mode=0o700)


class Lock:
    """Held by the one process that serves from a home.

    The kernel releases it with the process, however that ends, so there is no
    stale lock. The file also names the children: after a kill -9 they need a
    moment to follow, and a new start waits for them.
    """

    def __init__(self, path: Path, file: Any):
        self._path = path
        self._file = file
        self._notes: dict[str, Any] = {"pid": os.getpid(), "children": {}}
        self._write()

    def note_address(self, address: str) -> None:
        self._notes["address"] = address
        self._write()

    def note_child(self, name: str, pid: int) -> None:
        self._notes["children"][name] = [pid, processes.started_at(pid)]
        self._write()

    def _write(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        json.dump(self._notes, self._file)
        self._file.flush()


@contextmanager
def locked(home: Home) -> Iterator[Lock]:
    """Hold the lock of `home`. Raises `AlreadyRunning` with where and how to stop."""
    home.make()
    with home.lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_who_runs(home)) from None
        _end_leftovers(_read_notes(home))
        yield Lock(home.lock, file)
        file.seek(0)
        file.truncate()


def _read_notes(home: Home) -> dict[str, Any]:
    try:
        notes = json.loads(home.lock.read_text())
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _who_runs(home: Home) -> str:
    notes = _read_notes(home)
    pid = notes.get("pid", "?")
    where = f" at {notes['address']}" if "address" in notes else ""
    return (
        f"Satupintu already runs from {home.root} (process {pid}){where}. Stop it with"
        f" Ctrl-C where it was started, or with `kill {pid}`."
    )


def _end_leftovers(notes: dict[str, Any]) -> None:
    """Wait for the children of a killed predecessor; in the end, end them."""
    left = {pid: at for pid, at in notes.get("children", {}).values()}
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while left and time.monotonic() < deadline:
        # A process with another start time is somebody else under the same id.
        left = {p: at for p, at in left.items() if processes.started_at(p) == at}
        time.sleep(0.1 if left else 0)
    for pid in left:
        processes.kill_group(pid)
