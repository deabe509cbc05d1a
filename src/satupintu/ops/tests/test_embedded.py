"""The embedded PostgreSQL: started, killed, started again, with its data."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from satupintu.kernel.errors import Misconfigured
from satupintu.ops.embedded import EmbeddedPostgres
from satupintu.ops.environment import parse_database

QUICK = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "10"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not under `tmp_path`, which the database's own user (as root) cannot enter."""
    path = Path(tempfile.mkdtemp(prefix="satupintu-test-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


def test_keeps_its_data_through_a_kill(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "home", settings=QUICK)
    try:
        server.start()
        server.ensure_database("satupintu")
        server.ensure_database("satupintu")
        with psycopg.connect(server.url("satupintu"), autocommit=True) as owner:
            owner.execute("CREATE TABLE kept (word text)")
            owner.execute("INSERT INTO kept VALUES ('melati')")
            owner.execute("CREATE EXTENSION pg_trgm")
            # Scripts other than Latin must have trigrams, too.
            assert owner.execute("SELECT show_trgm('សាងសង់')").fetchone() != ([],)
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        while server.poll() is None:
            time.sleep(0.01)

        server = EmbeddedPostgres(folder / "home", settings=QUICK)
        server.start()
        with psycopg.connect(server.url("satupintu")) as owner:
            assert owner.execute("SELECT word FROM kept").fetchone() == ("melati",)
    finally:
        server.stop()
    assert server.poll() == 0


def test_settings_understand_its_address(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "home", settings=QUICK)
    found = parse_database(server.url("satupintu"), name="x")
    assert found["HOST"] == str(server.socket)
    assert found["USER"] == found["NAME"] == "satupintu"


def test_nobody_else_may_enter(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "home", settings=QUICK)
    assert server.data.stat().st_mode & 0o777 == 0o700
    assert server.socket.stat().st_mode & 0o777 == 0o700


def test_a_deep_folder_gets_a_short_way_in(folder: Path) -> None:
    server = EmbeddedPostgres(folder / ("deep" * 30), settings=QUICK)
    assert len(os.fsencode(server.socket)) < 90
    server.socket.rmdir()


def test_says_why_it_does_not_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("satupintu.ops.embedded.START_SECONDS", 0.5)
    server = EmbeddedPostgres(
        folder / "home", settings=QUICK | {"shared_buffers": "nonsense"}
    )
    with pytest.raises(Misconfigured, match="shared_buffers"):
        server.start()
