"""Background jobs (procrastinate). Small, idempotent, ids as arguments."""

import json
from datetime import UTC, datetime

import structlog
from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from satupintu.kernel import outbox

STALLED_SECONDS = 30
# Before everything that waits: what was interrupted has waited longest.
URGENT = 10

log = structlog.get_logger("satupintu.jobs")

# A worker shows itself every ten seconds. When it does not, the others forget
# it, and its jobs are left behind as being done by nobody.
_STALLED = """
    SELECT job.id FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL
           OR worker.last_heartbeat < now() - make_interval(secs => %s))
    ORDER BY job.id
"""
_NEXT_DUE = """
    SELECT id, task_name, args FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
    ORDER BY priority DESC, id LIMIT 1
"""
_ARE_DUE = """
    SELECT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE status IN ('todo', 'doing')
          AND (scheduled_at IS NULL OR scheduled_at <= now()))
"""
_SET_STATUS = "UPDATE procrastinate_jobs SET status = %s WHERE id = %s"


@app.task(
    name="outbox.deliver",
    queue="events",
    retry=RetryStrategy(max_attempts=12, exponential_wait=2),
)
def deliver(tenant: str, name: str, at: str, payload: dict[str, str]) -> None:
    """Hand one announced event to its listeners."""
    outbox.hear(tenant=tenant, name=name, at=at, payload=payload)


@app.periodic(cron="* * * * *")
@app.task(
    name="jobs.sweep_stalled",
    queue="upkeep",
    queueing_lock="sweep_stalled",
    priority=URGENT,
)
def sweep_stalled(timestamp: int) -> None:
    """Put the jobs of killed workers back into the queue, every minute."""
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [STALLED_SECONDS])
        stalled = [job_id for (job_id,) in cursor.fetchall()]
    for job_id in stalled:
        app.job_manager.retry_job_by_id(
            job_id, retry_at=datetime.fromtimestamp(timestamp, UTC)
        )
        log.warning("stalled job put back", job=job_id)


def are_due() -> bool:
    """Whether something is waiting for a worker, or being done by one."""
    with connection.cursor() as cursor:
        cursor.execute(_ARE_DUE)
        return bool(cursor.fetchone()[0])


def run_due(limit: int = 1000) -> int:
    """Run the due jobs one after another, here, on this thread's connection.

    For tests and for filling a demonstration. Returns how many ran; an exception
    of a job passes through. Raises RuntimeError when jobs enqueue each other
    without end.
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
        cursor.execute(_SET_STATUS, ["doing", job_id])
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    # Django's cursor gives JSON as text unless a model's field asked for it.
    decoded = json.loads(arguments) if isinstance(arguments, str) else arguments
    app.tasks[name](**decoded)
    with connection.cursor() as cursor:
        cursor.execute(_SET_STATUS, ["succeeded", job_id])
    return True
