"""The whole thing, as an operator has it: `satupintu run`, and what can befall it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from satupintu.ops import processes

pytestmark = pytest.mark.slow
START_SECONDS = 400  # the demonstration is played at the first start
STOP_SECONDS = 10
RECOVERY_SECONDS = 240


class Installation:
    """One home, one port, and the supervisor that was started last."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.output = folder / "output"
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, wait until it greets; the seconds that took."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SATUPINTU_")}
        for name in ("DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE"):
            kept.pop(name, None)
        mine = {
            "SATUPINTU_DEMO": "1",
            "SATUPINTU_HOME": str(self.folder / "home"),
            "SATUPINTU_PORT": str(self.port),
        }
        began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "satupintu.cli", "run"],
                env=kept | mine,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        while "Ctrl-C" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() - began < START_SECONDS, self.output.read_text()
            time.sleep(0.05)
        return time.monotonic() - began

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def family(self) -> list[int]:
        """The process ids of the supervisor and all that it has started."""
        found, new = [self.pid], [self.pid]
        while new:
            new = [child for parent in new for child in _children_of(parent)]
            found += new
        return found

    def end(self, sig: signal.Signals) -> float:
        """Send a signal, wait until all are gone; the seconds that took."""
        family, began = self.family(), time.monotonic()
        os.kill(self.pid, sig)
        assert self.process is not None
        self.process.wait(STOP_SECONDS + 5)
        while any(processes.started_at(pid) for pid in family):
            assert time.monotonic() - began < STOP_SECONDS + 5
            time.sleep(0.02)
        return time.monotonic() - began

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def await_status(
        self, path: str, wanted: int, seconds: float = RECOVERY_SECONDS
    ) -> None:
        deadline = time.monotonic() + seconds
        while self.status(path) != wanted:
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children_of(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="satupintu-run-"))
    folder.chmod(0o711)
    found = Installation(folder)
    yield found
    if found.process is not None and found.process.poll() is None:
        found.process.send_signal(signal.SIGTERM)
        found.process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


def test_starts_serves_and_stops_in_order(installation: Installation) -> None:
    installation.start()
    installation.await_status("/readyz", 200)
    assert installation.status("/en/") == 200
    assert installation.end(signal.SIGINT) < STOP_SECONDS
    assert "Stopped." in installation.output.read_text()


def test_the_second_start_is_quick_and_keeps_the_data(
    installation: Installation,
) -> None:
    secret = (installation.folder / "home" / "secret").read_text()
    # Five seconds where nothing else runs; tests run beside others.
    assert installation.start() < 90
    assert (installation.folder / "home" / "secret").read_text() == secret
    assert "migrations" not in installation.output.read_text()
    installation.await_status("/readyz", 200)


def test_starts_again_what_was_killed(installation: Installation) -> None:
    supervisor, *children = installation.family()
    for child in children:
        if os.path.exists(f"/proc/{child}"):
            os.kill(child, signal.SIGKILL)
    installation.await_status("/readyz", 200)
    assert installation.pid == supervisor


def test_nothing_outlives_a_killed_supervisor(installation: Installation) -> None:
    assert installation.end(signal.SIGKILL) < STOP_SECONDS


def test_recovers_after_everything_was_killed(installation: Installation) -> None:
    installation.start()
    for pid in installation.family():
        os.kill(pid, signal.SIGKILL)
    assert installation.process is not None
    installation.process.wait()
    installation.start()
    installation.await_status("/readyz", 200)
    assert installation.end(signal.SIGTERM) < STOP_SECONDS
