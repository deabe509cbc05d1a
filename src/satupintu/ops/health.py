"""Is the product ready to serve? Each check says what is wrong and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

HEARTBEAT_SECONDS = 60

_WORKERS = """
    SELECT count(*) FROM procrastinate_workers
    WHERE last_heartbeat > now() - make_interval(secs => %s)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `problem` is empty when all is well."""

    name: str
    problem: str = ""


class _Known:
    """Migrations never come undone under a running process: asked until right."""

    migrated = False


def look() -> list[Finding]:
    """Run the checks in order; one that the others rest on ends the list."""
    findings: list[Finding] = []
    for name, check in _CHECKS.items():
        try:
            problem = check()
        except DatabaseError as error:
            problem = f"The database does not answer ({type(error).__name__})."
        findings.append(Finding(name, problem))
        if problem and name in {"database", "migrations"}:
            break
    return findings


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    if _Known.migrated:
        return ""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return f"{len(plan)} migrations are missing. Run `satupintu migrate`."
    _Known.migrated = True
    return ""


def _pack() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM catalogue_packrelease LIMIT 1")
        if cursor.fetchone():
            return ""
    return "No pack is published. Run `satupintu pack publish FOLDER`."


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS, [HEARTBEAT_SECONDS])
        if cursor.fetchone()[0]:
            return ""
    return "No background worker has been seen for a minute. Run `satupintu worker`."


_CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "pack": _pack,
    "worker": _worker,
}
