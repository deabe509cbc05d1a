"""What time does to home visits, in every tenant."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from satupintu.catalogue import service as catalogue
from satupintu.courier import forgetting
from satupintu.courier.clock import road_time
from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant


@app.periodic(cron="37 2 * * *")
@app.task(name="courier.forget", queue="upkeep", queueing_lock="courier.forget")
def forget(timestamp: int) -> None:
    """Every night: forget who was visited where, long after it."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            if catalogue.has_home_visits():
                forgetting.forget_visits(now=road_time(now=now))
