"""The background worker."""

import asyncio
from typing import Any, cast

from procrastinate import App
from procrastinate.contrib.django import app

CONCURRENCY = 4
GRACE_SECONDS = 6


def run_worker() -> None:
    """Work until a signal asks to stop; running jobs get six seconds to end.

    The worker reads the queue over connections of its own, while the tasks stay
    with the app that writes over Django's connection. So what a job enqueues is
    committed together with what it changed, or not at all. (The command that
    comes with procrastinate gives both to the worker.)
    """
    asyncio.run(_work())


async def _work() -> None:
    worker_app = _worker_app()
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            shutdown_graceful_timeout=GRACE_SECONDS,
        )


def _worker_app() -> App:
    app.perform_import_paths()
    worker_app = App(
        connector=cast(Any, app.connector).get_worker_connector(),
        worker_defaults=app.worker_defaults,
        periodic_defaults=app.periodic_defaults,
    )
    worker_app.tasks = app.tasks
    worker_app.periodic_registry = app.periodic_registry
    return worker_app
