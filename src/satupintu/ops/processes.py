"""Child processes that never outlive their parent (Linux)."""

import contextlib
import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(option, value, 0, 0, 0)


def die_with_parent(sig: signal.Signals) -> None:
    """Ask the kernel to send `sig` to this process when its parent is gone.

    The parent is the *thread* that started this process, so start children from
    a thread that lives as long as the program.
    """
    _prctl(_PR_SET_PDEATHSIG, sig)


def before_exec(sig: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: as `die_with_parent`, and without a moment in between."""
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(sig)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def adopt_orphans() -> None:
    """Make this process the parent of its descendants whose parent has died."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def started_at(pid: int) -> int:
    """When the process began, in clock ticks since the machine did; 0: not alive.

    Together with its id this names a process for good: ids are used again.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    # The name in parentheses may itself hold spaces and parentheses.
    state, *fields = stat.rpartition(")")[2].split()
    return 0 if state == "Z" else int(fields[18])


def kill_group(pid: int) -> None:
    """End a session leader and all it started, at once, and reap what is ours."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-pid, os.WNOHANG)[0]:
            pass


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0))
