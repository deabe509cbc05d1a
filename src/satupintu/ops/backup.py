"""One file with everything that a new machine needs to go on from here.

A tar archive: the database as `pg_dump` writes it, the citizens' files, the keys
and the secret. Whoever holds it holds everything; it is written with mode 0600.
"""

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from satupintu.kernel.errors import Conflict, Invalid, Misconfigured
from satupintu.ops import embedded
from satupintu.ops.home import Home

DUMP = "database.dump"
KEPT = ("files", "keys", "secret")


class BadBackup(Invalid):
    """The file is no backup of ours, or could not be read or written."""

    code = "bad_backup"


class NotEmpty(Conflict):
    """There is something here that a restore would overwrite."""

    code = "not_empty"


def back_up(target: Path, home: Home, database: Mapping[str, Any]) -> None:
    """Write the backup `target`, whole or not at all.

    The database is dumped first: files only ever come new, so none that it knows
    can be missing. Raises `BadBackup`, `NotEmpty` or `Misconfigured`.
    """
    if target.exists():
        raise NotEmpty(f"{target} exists. Give a name that is free.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BadBackup(f"{target} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(None, "w", file) as tar:
            _add_dump(tar, database)
            for name in KEPT:
                if (home.root / name).exists():
                    tar.add(home.root / name, arcname=name)
            file.flush()
            os.fsync(descriptor)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(source: Path, home: Home, database: Mapping[str, Any]) -> None:
    """Put a backup back into an installation that has no files or keys yet.

    The database is replaced in one transaction, or left as it was. Raises
    `BadBackup`, `NotEmpty` or `Misconfigured`.
    """
    for name in KEPT:
        found = home.root / name
        if found.is_file() or (found.is_dir() and any(found.iterdir())):
            raise NotEmpty(
                f"{found} exists; a restore would overwrite it. Move it away, or give"
                " another folder in SATUPINTU_HOME."
            )
    try:
        with tarfile.open(source) as tar, tempfile.TemporaryDirectory() as folder:
            tar.extractall(folder, filter="data")
            dump = Path(folder) / DUMP
            if not dump.exists():
                raise BadBackup(f"{source} is no backup: it holds no {DUMP}.")
            _load_dump(dump, database)
            members = [m for m in tar.getmembers() if m.name.split("/")[0] in KEPT]
            home.make()
            tar.extractall(home.root, members=members, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise BadBackup(f"{source} cannot be read: {error}.") from None


def _add_dump(tar: tarfile.TarFile, database: Mapping[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run(
            [
                *(_tool("pg_dump"), "--format=custom"),
                *("--no-owner", "--no-privileges", "--file", str(dump)),
            ],
            database,
        )
        tar.add(dump, arcname=DUMP)


def _load_dump(dump: Path, database: Mapping[str, Any]) -> None:
    _run(
        [
            *(_tool("pg_restore"), "--clean", "--if-exists", "--no-owner"),
            *("--single-transaction", "--exit-on-error"),
            *("--dbname", str(database["NAME"]), str(dump)),
        ],
        database,
    )


def _tool(name: str) -> str:
    found = embedded.tool(name)
    if found is None:
        raise Misconfigured(
            f"There is no `{name}` on this machine. Install the client programs of"
            " PostgreSQL, of the server's version or newer."
        )
    return str(found)


def _run(command: list[str], database: Mapping[str, Any]) -> None:
    done = subprocess.run(
        command,
        env={**os.environ, **_libpq(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        program = Path(command[0]).name
        raise BadBackup(f"{program} gave up: {done.stderr.strip()[-500:]}")


def _libpq(database: Mapping[str, Any]) -> dict[str, str]:
    options = database.get("OPTIONS", {})
    values = {
        "PGDATABASE": database["NAME"],
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
    }
    return {name: str(value) for name, value in values.items() if value}
