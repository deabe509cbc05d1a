"""What time does to a hall, minute by minute, in every tenant."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from satupintu.catalogue import service as catalogue
from satupintu.kernel import tenancy
from satupintu.kernel.errors import NotFound
from satupintu.kernel.models import Tenant
from satupintu.queueing import alarms, outages
from satupintu.queueing.clock import hall_time


@app.periodic(cron="* * * * *")
@app.task(name="queueing.upkeep", queue="upkeep", queueing_lock="queueing.upkeep")
def upkeep(timestamp: int) -> None:
    """End outages and alarms whose time is over."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            _keep(now)


def _keep(now: datetime) -> None:
    try:
        malls = catalogue.malls()
    except NotFound:
        return  # nothing is published yet
    for mall in malls:
        shown = hall_time(mall=mall.code, now=now)
        outages.end_expired(mall=mall.code, now=shown)
        alarms.put_out(mall=mall.code, now=shown)
