"""What this module does on its own."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant
from satupintu.people.signin import sweep_codes


@app.periodic(cron="17 * * * *")
@app.task(name="people.upkeep", queue="upkeep", queueing_lock="people.upkeep")
def upkeep(timestamp: int) -> None:
    """Delete old records of one-time codes, every hour."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            sweep_codes(now=now)
