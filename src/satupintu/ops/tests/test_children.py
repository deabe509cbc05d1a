"""Children are kept alive with back-off, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from satupintu.ops import processes
from satupintu.ops.children import Backoff, Child
from satupintu.ops.home import AlreadyRunning, Home, locked

T = TypeVar("T")
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def _until(happened: Callable[[], T | None], seconds: float = 10) -> T:
    """Wait for something true, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def _child(tmp_path: Path, command: list[str], grace: float = 5) -> Child:
    return Child(
        "demo",
        command,
        environment=dict(os.environ),
        log=tmp_path / "demo.log",
        grace=grace,
    )


def test_waits_longer_each_time_and_forgives_after_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.after(1) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert backoff.after(61) == 1


def test_says_that_a_child_ended_and_starts_it_again(tmp_path: Path) -> None:
    child = _child(tmp_path, SLEEP)
    os.kill(child.start(), signal.SIGKILL)
    said = _until(child.check)
    assert "SIGKILL" in said
    assert str(child.log) in said
    _until(child.check)
    assert child.pid
    assert processes.started_at(child.pid)
    child.stop()


def test_ends_what_a_child_has_started_too(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(p.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = _child(tmp_path, [sys.executable, "-c", script])
    child.start()
    _until(lambda: child.log.read_text().strip())
    grandchild = int(child.log.read_text())
    child.stop()
    _until(lambda: not processes.started_at(grandchild))


def test_uses_force_after_the_time_of_grace(tmp_path: Path) -> None:
    script = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    child = _child(tmp_path, [sys.executable, "-c", script], grace=0.2)
    pid = child.start()
    _until(lambda: "ready" in child.log.read_text())
    child.stop()
    assert not processes.started_at(pid)


def test_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = (
        "import os, signal, subprocess, sys, time\n"
        "from satupintu.ops.processes import before_exec\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
        " preexec_fn=before_exec(signal.SIGTERM))\n"
        f"open({str(pid_file)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as parent:
        _until(lambda: pid_file.exists() and pid_file.read_text())
        pid = int(pid_file.read_text())
        assert processes.started_at(pid)
        parent.kill()
    _until(lambda: not processes.started_at(pid))


def test_only_one_serves_from_a_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with locked(home) as lock:
        lock.note_address("http://localhost:8123")
        with pytest.raises(AlreadyRunning) as caught, locked(home):
            pass
        assert str(os.getpid()) in caught.value.sentence
        assert "http://localhost:8123" in caught.value.sentence
    with locked(home):
        pass


def test_ends_the_children_of_a_killed_predecessor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("satupintu.ops.home.LEFTOVER_SECONDS", 0.2)
    home = Home(tmp_path / "home")
    # Not a child of ours: who ends it would also reap it, and nobody else learn how.
    script = (
        "import subprocess\n"
        f"left = subprocess.Popen({SLEEP!r}, start_new_session=True)\n"
        "print(left.pid, flush=True)\n"
        "print(left.wait(), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        with locked(home) as lock:
            lock.note_child("web", pid)
            notes = home.lock.read_text()
        home.lock.write_text(notes)
        with locked(home):
            assert int(parent.stdout.readline()) == -signal.SIGKILL


def test_spares_a_stranger_under_the_id_of_a_dead_child(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    with subprocess.Popen(SLEEP, start_new_session=True) as stranger:
        home.lock.write_text(
            f'{{"pid": 1, "children": {{"web": [{stranger.pid}, 1]}}}}'
        )
        with locked(home):
            assert stranger.poll() is None
        stranger.kill()
