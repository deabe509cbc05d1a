"""Where people live is for the visit, and is forgotten some days after it.

What stays is the area, the times and the services: statistics without a person. What
somebody needs is forgotten too, since it may say something about their health.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from satupintu.catalogue import service as catalogue
from satupintu.courier.models import OPEN, HomeVisit, Shift


def forget_visits(*, now: datetime) -> int:
    """Erase name, contact, address, place and needs of visits that ended long ago;
    returns of how many. How long is the pack's (`home_visits.keep`)."""
    before = now - timedelta(days=catalogue.home_visits().keep)
    old = HomeVisit.objects.filter(created_at__lt=before, erased_at=None)
    ended = old.exclude(state__in=OPEN).filter(ended_at__lt=before)
    Shift.objects.filter(ends_at__lt=before, lat__isnull=False).update(
        lat=None, lon=None
    )
    return ended.update(
        name="",
        phone="",
        address="",
        landmark="",
        lat=None,
        lon=None,
        precision="",
        needs=[],
        note="",
        erased_at=now,
    )
