"""The rows of a day's plan: its lock, its version, and its routes."""

from __future__ import annotations

from datetime import date, datetime

from satupintu.courier.models import DayPlan


def lock_day(day: date) -> DayPlan:
    """The plan of a day, locked to the end of the transaction: whoever changes the
    day does it under this lock. Lock several days in their order."""
    DayPlan.objects.get_or_create(day=day)
    return DayPlan.objects.select_for_update().get(day=day)


def new_version(plan: DayPlan, now: datetime) -> int:
    """Something changed: what others have computed on the old version is void."""
    plan.version += 1
    plan.changed_at = now
    plan.save(update_fields=["version", "changed_at", "riding", "thought_on"])
    return plan.version
