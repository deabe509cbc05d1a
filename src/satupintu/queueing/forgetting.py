"""Names and contacts are for the day of the visit, and are forgotten after it.

What stays is the number, the times and the errands: statistics without a person.
Needs are forgotten too, since they may say something about somebody's health.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from satupintu.catalogue import service as catalogue
from satupintu.queueing.models import Visit

KEPT_DAYS = 1  # the day itself


def forget_visitors(*, mall: str, now: datetime) -> int:
    """Take names, contacts and needs out of earlier days; returns of how many.

    `now` is the mall's clock.
    """
    last = catalogue.local_day(now) - timedelta(days=KEPT_DAYS)
    known = Visit.objects.filter(mall=mall, day__lte=last).filter(
        ~Q(name="") | ~Q(contact="") | ~Q(needs=[])
    )
    return known.update(name="", contact="", needs=[])
