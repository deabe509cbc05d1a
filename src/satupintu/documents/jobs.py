"""What this module does on its own."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from satupintu.documents import service
from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant


@app.periodic(cron="*/10 * * * *")
@app.task(name="documents.rescan", queue="upkeep", queueing_lock="documents.rescan")
def rescan(timestamp: int) -> None:
    """Ask the virus scanner again about files that it had no answer for."""
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            service.rescan()


@app.periodic(cron="41 2 * * *")
@app.task(name="documents.sweep", queue="upkeep", queueing_lock="documents.sweep")
def sweep(timestamp: int) -> None:
    """Delete bytes whose transaction was rolled back, every night."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            service.sweep_orphans(now=now)
