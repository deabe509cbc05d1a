"""The job that sends one message."""

import uuid

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant
from satupintu.notifications import service

TRIES = 8  # with the pauses below the last try is about six hours after the first
_PAUSES = RetryStrategy(max_attempts=TRIES, exponential_wait=4)


@app.task(
    name="notifications.send", queue="notifications", retry=_PAUSES, pass_context=True
)
def send(context: JobContext, tenant: str, notification: str) -> None:
    """Send one message, or keep why it could not be sent after the last try."""
    attempts = context.job.attempts
    with tenancy.scope(Tenant.objects.get(pk=tenant)):
        service.deliver(
            notification_id=uuid.UUID(notification),
            now=timezone.now(),
            last=attempts + 1 >= TRIES,
        )
