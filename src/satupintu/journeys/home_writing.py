"""What all letters about a home visit share: language, address of the page, sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView
from satupintu.journeys.writing import in_words
from satupintu.kernel.money import format_clock
from satupintu.notifications import service as notifications
from satupintu.people import service as people


def in_words_of(visit: HomeVisitView) -> translation.override:
    """Write in the language of the visit, else in that of its account."""
    return in_words(visit.language or people.account(visit.account_id).language)


def page_of(visit: HomeVisitView) -> str:
    """The address of the visit's own page."""
    return f"{settings.SATUPINTU_BASE_URL}/h/{visit.token}/"


def clock_of(at: datetime | None) -> str:
    """The local time of day; empty where there is none."""
    return format_clock(at, catalogue.zone()) if at else ""


def send(
    visit: HomeVisitView,
    occasion: str,
    subject: str,
    body: str,
    values: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """One letter to whoever asked for the visit, once for each occasion."""
    notifications.notify(
        account_id=visit.account_id,
        subject=subject % values,
        body=body % values,
        dedupe=f"home:{visit.id}:{occasion}",
        now=now,
    )
