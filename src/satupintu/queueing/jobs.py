"""What time does to a hall, minute by minute, in every tenant."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel import tenancy
from satupintu.kernel.errors import NotFound
from satupintu.kernel.models import Tenant
from satupintu.notifications import service as notifications
from satupintu.queueing import alarms, forced, forgetting, nearby, outages, remote
from satupintu.queueing.clock import hall_time
from satupintu.queueing.forecast import learned


@app.periodic(cron="* * * * *")
@app.task(name="queueing.upkeep", queue="upkeep", queueing_lock="queueing.upkeep")
def upkeep(timestamp: int) -> None:
    """End outages and alarms whose time is over; tell and miss visitors."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            _keep(now)


def _keep(now: datetime) -> None:
    for mall in _malls():
        shown = hall_time(mall=mall.code, now=now)
        outages.end_expired(mall=mall.code, now=shown)
        alarms.put_out(mall=mall.code, now=shown)
        forced.close_yesterdays(mall=mall.code, now=shown)
        remote.miss_absent(mall=mall.code, now=shown)
        nearby.announce_nearby(mall=mall.code, now=shown)


@app.periodic(cron="41 * * * *")
@app.task(name="queueing.forget", queue="upkeep", queueing_lock="queueing.forget")
def forget(timestamp: int) -> None:
    """Forget who came on earlier days, and the messages to them, every hour."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            _forget(now)


def _forget(now: datetime) -> None:
    for mall in _malls():
        shown = hall_time(mall=mall.code, now=now)
        forgetting.forget_visitors(mall=mall.code, now=shown)
    notifications.forget_messages(about=nearby.MESSAGES, before=now - timedelta(days=1))


@app.periodic(cron="23 1 * * *")
@app.task(name="queueing.refit", queue="upkeep", queueing_lock="queueing.refit")
def refit(timestamp: int) -> None:
    """Every night: learn how long services take, and how far forecasts were off."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            for mall in _malls():
                learned.refit(mall=mall, now=hall_time(mall=mall.code, now=now))


def _malls() -> list[Mall]:
    try:
        return catalogue.malls()
    except NotFound:
        return []  # nothing is published yet
