"""Outside a demonstration, what is missing for real people stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REAL = {
    "SATUPINTU_BASE_URL": "https://mpp.example",
    "SATUPINTU_DEMO": "0",
    "SATUPINTU_MAIL_URL": "smtp://mail.example",
    "SATUPINTU_SECRET_KEY": "k3y-of-many-different-characters-" + "aB4xY9" * 6,
}


def _check(tmp_path: Path, changes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # Not what the tests themselves set, nor what a browser test leaves behind.
    ours = ("SATUPINTU_", "DJANGO_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    environment = kept | REAL | {"SATUPINTU_HOME": str(tmp_path)} | changes
    return subprocess.run(
        [sys.executable, "-m", "satupintu.cli", "check", "--deploy"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_real_settings_are_clean(tmp_path: Path) -> None:
    done = _check(tmp_path, {})
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "secret").exists()


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
def test_refuses_to_start(name: str, value: str, tmp_path: Path) -> None:
    done = _check(tmp_path, {name: value})
    assert done.returncode == 78
    assert name in done.stderr
    assert "Traceback" not in done.stderr
