"""The processes that the supervisor keeps alive."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from satupintu.ops import processes

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
_LARGEST_LOG = 10 * 1024 * 1024


class Backoff:
    """How long to wait before the next start: 1, 2, 4 … at most 30 seconds.

    A process that ran for a minute starts again from one second.
    """

    def __init__(self) -> None:
        self._pause = 1.0

    def after(self, lived: float) -> float:
        """Seconds to wait after a process that lived for `lived` seconds."""
        if lived >= STEADY_SECONDS:
            self._pause = 1.0
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        return pause


class Child:
    """One process in a session of its own, with its output in a log file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        grace: float,
    ):
        self.name = name
        self.log = log
        self._command = list(command)
        self._environment = dict(environment)
        self._grace = grace
        self._backoff = Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> int:
        """Start it and return its process id."""
        _rotate(self.log)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.before_exec(signal.SIGTERM),
            )
        self._started = time.monotonic()
        return self._process.pid

    def check(self) -> str | None:
        """Start it again when its pause is over; a sentence when it has ended."""
        if self._process is None:
            if time.monotonic() < self._again_at:
                return None
            self.start()
            return f"{self.name} is started again"
        code = self._process.poll()
        if code is None:
            return None
        # What it had started may still hold the port.
        processes.kill_group(self._process.pid)
        pause = self._backoff.after(time.monotonic() - self._started)
        self._again_at = time.monotonic() + pause
        self._process = None
        return (
            f"{self.name} ended ({_meaning(code)}); it starts again in {pause:.0f} s."
            f" Its log: {self.log}"
        )

    def stop(self) -> None:
        """Ask it to end; after its time of grace, end it and all it started."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(self._grace)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        processes.kill_group(self._process.pid)
        self._process = None


def _meaning(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        os.replace(log, log.with_suffix(".log.1"))
