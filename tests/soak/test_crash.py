"""Nothing acknowledged is lost or doubled, whatever is killed (takes minutes)."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_thirty_kills_lose_and_double_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.crash", "--kills", "30"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
