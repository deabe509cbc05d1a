"""The job that sends one message."""

import uuid
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant
from satupintu.notifications import service

# The pauses grow fourfold: the last try is about six hours after the first. The
# service ends the tries; the limit here is the second wall.
_PAUSES = RetryStrategy(max_attempts=service.MAX_TRIES + 2, exponential_wait=4)


@app.task(name="notifications.send", queue="notifications", retry=_PAUSES)
def send(tenant: str, notification: str) -> None:
    """Send one message."""
    with tenancy.scope(Tenant.objects.get(pk=tenant)):
        service.deliver(notification_id=uuid.UUID(notification), now=timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(
    name="notifications.upkeep", queue="upkeep", queueing_lock="notifications.upkeep"
)
def upkeep(timestamp: int) -> None:
    """Forget the browsers whose day is over, every hour."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            service.forget_subscriptions(now=now)
