"""Background jobs (procrastinate). Small, idempotent, ids as arguments."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from satupintu.kernel import outbox


@app.task(
    name="outbox.deliver",
    queue="events",
    retry=RetryStrategy(max_attempts=12, exponential_wait=2),
)
def deliver(tenant: str, name: str, payload: dict[str, str]) -> None:
    """Hand one announced event to its listeners."""
    outbox.hear(tenant=tenant, name=name, payload=payload)
