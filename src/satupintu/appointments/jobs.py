"""What this module does on its own."""

from collections.abc import Callable
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from satupintu.appointments import offers, upkeep
from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant


@app.periodic(cron="* * * * *")
@app.task(name="appointments.offer", queue="upkeep", queueing_lock="appointments.offer")
def offer(timestamp: int) -> None:
    """Offer what has come free to those who wait, every minute."""
    _everywhere(timestamp, lambda now: offers.offer_places(now=now))


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="appointments.remind", queue="upkeep", queueing_lock="appointments.remind"
)
def remind(timestamp: int) -> None:
    """Remind those who come tomorrow."""
    _everywhere(timestamp, lambda now: upkeep.remind(now=now))


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(
    name="appointments.upkeep", queue="upkeep", queueing_lock="appointments.upkeep"
)
def tidy(timestamp: int) -> None:
    """Make the slots up to the horizon, and forget what is over."""
    _everywhere(timestamp, lambda now: upkeep.refill_all(now=now))
    _everywhere(timestamp, lambda now: upkeep.tidy(now=now))


def _everywhere(timestamp: int, act: Callable[[datetime], object]) -> None:
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            act(now)
