"""A booking as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from satupintu.appointments import service as appointments
from satupintu.appointments.service import (
    BookingView,
    Wish,
    bring_of,
    mall_of,
    place_of,
    titles_of,
)
from satupintu.catalogue.schema_mall import Booking as BookingRules, Mall

# Advice only; check-in opens earlier still.
MINUTES_BEFORE = 10


@dataclass(frozen=True, slots=True)
class Station:
    """One queue of the visit: what is done there, where and when."""

    titles: list[str]
    place: str
    way: dict[str, str]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of a booking."""

    booking: BookingView
    stations: list[Station]
    bring: list[str]
    come_at: datetime
    grace: int
    mall: Mall | None

    @property
    def kept_until(self) -> datetime:
        """Until when the visitor may come late."""
        return self.booking.starts_at + timedelta(minutes=self.grace)

    @property
    def titles(self) -> list[str]:
        return [title for station in self.stations for title in station.titles]


def wishes(booking: BookingView) -> list[Wish]:
    return [Wish(queue, errand) for queue, errand in booking.wanted]


def show_booking(booking: BookingView) -> Shown:
    """Also for a booking whose queue the pack no longer has."""
    mall = mall_of(booking.mall)
    rules = _rules(mall, booking)
    early = min(MINUTES_BEFORE, rules.early)
    return Shown(
        booking=booking,
        stations=[_station(mall, leg) for leg in booking.legs],
        bring=bring_of(mall, wishes(booking)),
        come_at=booking.starts_at - timedelta(minutes=early),
        grace=rules.grace,
        mall=mall,
    )


def address_of(booking: BookingView) -> str:
    """The whole address of a booking's page, for letters, files and codes."""
    return (
        f"{settings.SATUPINTU_BASE_URL}{reverse('appointment', args=[booking.token])}"
    )


def _station(mall: Mall | None, leg: appointments.LegView) -> Station:
    wanted = [Wish(leg.queue, errand) for errand in leg.errands]
    titles = titles_of(mall, wanted)
    way: dict[str, str] = {}
    place = ""
    if mall is not None:
        place = place_of(mall, leg.queue)
        queues = {queue.code: queue for queue in mall.queues}
        if leg.queue in queues:
            way = mall.zone(queues[leg.queue].zone).way
    return Station(titles, place, way, leg.starts_at, leg.ends_at)


def _rules(mall: Mall | None, booking: BookingView) -> BookingRules:
    for queue in mall.queues if mall else ():
        if queue.code == booking.legs[0].queue and queue.booking:
            return queue.booking
    return BookingRules(public=0)
