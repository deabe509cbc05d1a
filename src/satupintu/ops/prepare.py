"""Make an installation ready to serve: migrations, files, demonstration."""

import dataclasses
import hashlib
import importlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from satupintu.ops import messages
from satupintu.ops.home import Home

# Any number; it keeps two machines from migrating one database at once.
_MIGRATION_LOCK = 0x5A70_9147

Say = Callable[[str], None]


def prepare(home: Home, say: Say) -> None:
    """Do what is not done yet; a second time this takes a moment only."""
    messages.compile_all()
    migrate(say)
    collect_static(say)
    if settings.SATUPINTU_DEMO:
        seed(home, say)


def migrate(say: Say) -> None:
    """Apply the migrations that the database does not have yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            say(f"Applying {len(plan)} migrations …")
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def collect_static(say: Say) -> None:
    """Copy, fingerprint and compress the static files, when one has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".digest"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def seed(home: Home, say: Say) -> None:
    """Fill the demonstration and note who can sign in."""
    if importlib.util.find_spec("satupintu.demo") is None:
        return
    demo: Any = importlib.import_module("satupintu.demo")
    say("Preparing the demonstration …")
    for line in demo.seed():
        say(line)
    rows = [dataclasses.asdict(row) for row in demo.logins()]
    home.logins.write_text(json.dumps(rows, ensure_ascii=False, default=str))
    home.logins.chmod(0o600)


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            digest.update(f"{name}\0{path.stat().st_mtime_ns}\0".encode())
            digest.update(f"{path.stat().st_size}\n".encode())
    return digest.hexdigest()
