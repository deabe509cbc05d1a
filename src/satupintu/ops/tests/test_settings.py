"""Outside a demonstration, what is missing for real people stops the start."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from satupintu.kernel.errors import Misconfigured

SETTINGS = Path(__file__).resolve().parents[2] / "settings.py"
REAL = {
    "SATUPINTU_BASE_URL": "https://mpp.example",
    "SATUPINTU_DEMO": "0",
    "SATUPINTU_MAIL_URL": "smtp://mail.example",
    "SATUPINTU_SECRET_KEY": "k3y-of-many-different-characters-" + "aB4xY9" * 6,
}


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """That of an installation for real people; `environment.setenv` changes it."""
    # Not what the tests themselves set, nor what a browser test leaves behind.
    for name in [n for n in os.environ if n.startswith(("SATUPINTU_", "DJANGO_"))]:
        monkeypatch.delenv(name)
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SATUPINTU_HOME", str(tmp_path))
    return monkeypatch


def _check() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "satupintu.cli", "check", "--deploy"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("environment")
def test_real_settings_are_clean(tmp_path: Path) -> None:
    done = _check()
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "secret").exists()


def test_a_command_ends_with_a_sentence_and_no_stack_trace(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("SATUPINTU_SECRET_KEY", "")
    done = _check()
    assert done.returncode == 78
    assert "SATUPINTU_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SATUPINTU_SECRET_KEY", ""),
        ("SATUPINTU_SECRET_KEY", "short"),
        ("SATUPINTU_BASE_URL", ""),
        ("SATUPINTU_BASE_URL", "http://mpp.example"),
        ("SATUPINTU_MAIL_URL", ""),
        ("SATUPINTU_PAYMENT_PROVIDER", "demo"),
        ("SATUPINTU_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://h/db"),
    ],
)
def test_refuses_to_start(
    name: str, value: str, environment: pytest.MonkeyPatch
) -> None:
    runpy.run_path(str(SETTINGS))
    environment.setenv(name, value)
    with pytest.raises(Misconfigured, match=name):
        runpy.run_path(str(SETTINGS))
