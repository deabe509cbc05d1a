"""The background worker."""

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any, cast

from procrastinate import App
from procrastinate.contrib.django import app

from satupintu.kernel.memory import as_one_request

CONCURRENCY = 4
GRACE_SECONDS = 3
NICENESS = 10


def run_worker() -> None:
    """Work until a signal asks to stop; running jobs get three seconds to end.

    The worker reads the queue over connections of its own, while the tasks stay
    with the app that writes over Django's connection. So what a job enqueues is
    committed together with what it changed, or not at all. (The command that
    comes with procrastinate gives both to the worker.)
    """
    _give_way()
    asyncio.run(_work())


def _give_way() -> None:
    """Where cores are few, people waiting for a page come before jobs."""
    os.nice(NICENESS)
    # Linux may share the cores among sessions first; then this is what counts.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICENESS))


async def _work() -> None:
    worker_app = _worker_app()
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            shutdown_graceful_timeout=GRACE_SECONDS,
        )


def _like_a_request(call_next: Any, *_context: object) -> Any:
    """What is remembered for the length of a request is for that of a job."""
    with as_one_request():
        return call_next()


def _worker_app() -> App:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    defaults = app.worker_defaults
    middleware = [*defaults.get("task_middleware", []), _like_a_request]
    worker_app = App(
        connector=cast(Any, app.connector).get_worker_connector(),
        worker_defaults={**defaults, "task_middleware": middleware},
        periodic_defaults=app.periodic_defaults,
    )
    worker_app.tasks = app.tasks
    worker_app.periodic_registry = app.periodic_registry
    return worker_app
