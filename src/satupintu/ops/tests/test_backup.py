"""A backup is whole, and puts everything back."""

import tarfile
from pathlib import Path
from typing import Any

import psycopg
import pytest

from satupintu.ops import backup, embedded
from satupintu.ops.embedded import EmbeddedPostgres
from satupintu.ops.environment import parse_database
from satupintu.ops.home import Home
from satupintu.ops.tests.test_embedded import QUICK, folder  # noqa: F401


@pytest.fixture
def homes(folder: Path) -> tuple[Home, Home]:  # noqa: F811
    old, new = Home(folder / "old"), Home(folder / "new")
    old.make()
    (old.root / "secret").write_text("k3y")
    (old.root / "files" / "ab").mkdir(parents=True)
    (old.root / "files" / "ab" / "paper").write_bytes(b"%PDF")
    return old, new


def _database(server: EmbeddedPostgres, name: str) -> dict[str, Any]:
    server.ensure_database(name)
    return parse_database(server.url(name), name="test")


def test_restores_database_files_and_secret(
    homes: tuple[Home, Home],
    folder: Path,  # noqa: F811
) -> None:
    old, new = homes
    server = EmbeddedPostgres(old.database, settings=QUICK)
    target = folder / "backup.tar"
    try:
        server.start()
        first, second = _database(server, "first"), _database(server, "second")
        with psycopg.connect(server.url("first")) as owner:
            owner.execute("CREATE TABLE word AS SELECT 'melati' AS text")
        backup.back_up(target, old, first)
        backup.restore(target, new, second)
        with psycopg.connect(server.url("second")) as owner:
            assert owner.execute("SELECT text FROM word").fetchone() == ("melati",)
        with pytest.raises(backup.NotEmpty, match="overwrite"):
            backup.restore(target, new, second)
    finally:
        server.stop()
    assert target.stat().st_mode & 0o777 == 0o600
    assert (new.root / "secret").read_text() == "k3y"
    assert (new.root / "files" / "ab" / "paper").read_bytes() == b"%PDF"


def test_leaves_no_half_backup(homes: tuple[Home, Home], folder: Path) -> None:  # noqa: F811
    unreachable = parse_database("postgresql://u@127.0.0.1:1/db", name="test")
    with pytest.raises(backup.BadBackup, match="pg_dump"):
        backup.back_up(folder / "b.tar", homes[0], unreachable)
    assert not list(folder.glob("*b.tar*"))


def test_never_overwrites_a_backup(homes: tuple[Home, Home], folder: Path) -> None:  # noqa: F811
    target = folder / "b.tar"
    target.write_text("older")
    with pytest.raises(backup.NotEmpty):
        backup.back_up(target, homes[0], {})
    assert target.read_text() == "older"


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_refuses_what_is_no_backup(
    content: bytes,
    homes: tuple[Home, Home],
    folder: Path,  # noqa: F811
) -> None:
    source = folder / "b.tar"
    source.write_bytes(content)
    with pytest.raises(backup.BadBackup):
        backup.restore(source, homes[1], {})
    with tarfile.open(source, "w"):
        pass
    with pytest.raises(backup.BadBackup, match=r"database\.dump"):
        backup.restore(source, homes[1], {})


def test_knows_its_tools() -> None:
    assert embedded.tool("pg_dump")
    assert embedded.tool("no-such-tool") is None
