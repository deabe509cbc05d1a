"""The background worker, and the same work done in the foreground."""

import asyncio
import json
from typing import Any, cast

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app

CONCURRENCY = 4

_NEXT_DUE = """
    SELECT id, task_name, args FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
    ORDER BY priority DESC, id LIMIT 1
"""
_SET = "UPDATE procrastinate_jobs SET status = %s WHERE id = %s"


def run_worker() -> None:
    """Work until a signal asks to stop; running jobs get eight seconds to end.

    The worker reads the queue over connections of its own, while the tasks stay
    with the app that writes over Django's connection. So what a job enqueues is
    committed together with what it changed.
    """
    asyncio.run(_work())


async def _work() -> None:
    worker_app = _worker_app()
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            shutdown_graceful_timeout=8,
        )


def _worker_app() -> App:
    connector = cast(Any, app.connector).get_worker_connector()
    worker_app = App(
        connector=connector,
        import_paths=app.import_paths,
        worker_defaults=app.worker_defaults,
        periodic_defaults=app.periodic_defaults,
    )
    app.perform_import_paths()
    worker_app.tasks = app.tasks
    worker_app.periodic_registry = app.periodic_registry
    return worker_app


def run_due_jobs(limit: int = 1000) -> int:
    """Run the due jobs one after another on this thread's connection.

    For tests and seeding. Returns how many ran; an exception of a job passes
    through. Raises RuntimeError when jobs keep enqueueing each other.
    """
    for count in range(limit):
        if not _run_next():
            return count
    raise RuntimeError(f"more than {limit} jobs: they enqueue each other endlessly")


def _run_next() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE)
        row = cursor.fetchone()
        if row is None:
            return False
        job_id, name, arguments = row
        cursor.execute(_SET, ["doing", job_id])
    app.perform_import_paths()
    app.tasks[name](**_decoded(arguments))
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["succeeded", job_id])
    return True


def _decoded(arguments: Any) -> dict[str, Any]:
    value = json.loads(arguments) if isinstance(arguments, str) else arguments
    return cast(dict[str, Any], value)
