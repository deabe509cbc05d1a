"""What time does to cases, minute by minute, in every tenant."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from satupintu.cases import deadlines, leftovers
from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant

# A draft that nobody touched for this long is deleted (UU 27/2022: no longer
# than needed).
DRAFT_LIFE = timedelta(days=180)


@app.periodic(cron="* * * * *")
@app.task(name="cases.deadlines", queue="upkeep", queueing_lock="cases.deadlines")
def keep_deadlines(timestamp: int) -> None:
    """Reminders, overdue cases, deemed approvals, lapsed corrections."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            deadlines.sweep(now=now)


@app.periodic(cron="17 2 * * *")
@app.task(name="cases.drafts", queue="upkeep", queueing_lock="cases.drafts")
def delete_old_drafts(timestamp: int) -> None:
    """Every night: the drafts that were given up."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant):
            leftovers.prune_drafts(now=now, keep=DRAFT_LIFE)
