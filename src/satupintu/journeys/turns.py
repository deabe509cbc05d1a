"""Telling visitors that their turn is near, or has come.

Never after the fact: a message is written only while it is still true, and it is
of no use ten minutes later (`secret`, which also takes its words out of our tables
once it is sent).
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.localized import text
from satupintu.kernel.outbox import on
from satupintu.notifications import service as notifications
from satupintu.notifications.service import Channel
from satupintu.queueing import events, nearby
from satupintu.queueing.service import StopView, VisitView


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody to tell, and in which language."""

    channel: Channel
    address: str
    language: str


@on(events.TurnNear)
def tell_near(event: events.TurnNear, at: datetime) -> None:
    """The visitor still waits: come to the counter's zone."""
    _tell(event.visit, event.key, "waiting", at)


@on(events.TurnCome)
def tell_called(event: events.TurnCome, at: datetime) -> None:
    """The visitor is still called: go to the counter."""
    _tell(event.visit, event.key, "called", at)


def channel_of(contact: str) -> Channel:
    """How a contact is reached: by mail, else by the messenger if there is one."""
    if "@" in contact:
        return Channel.EMAIL
    has_messenger = notifications.can_send(Channel.WHATSAPP)
    return Channel.WHATSAPP if has_messenger else Channel.SMS


def _tell(visit_id: uuid.UUID, stop_id: uuid.UUID, state: str, at: datetime) -> None:
    visit = nearby.visit_told(visit_id)
    stop = next((s for s in visit.stops if s.id == stop_id), None) if visit else None
    if visit is None or stop is None or stop.state != state:
        return
    mall = catalogue.mall(visit.mall)
    for listener in _listeners(visit, mall):
        with translation.override(listener.language):
            subject, body = _words(mall, visit, stop)
            if listener.channel is not Channel.PUSH:  # a tap leads there by itself
                body = f"{body}\n\n{settings.SATUPINTU_BASE_URL}/v/{visit.token}/"
            notifications.notify_address(
                channel=listener.channel,
                address=listener.address,
                subject=subject,
                body=body,
                dedupe=_occasion(stop, listener),
                now=at,
                secret=True,
            )


def _listeners(visit: VisitView, mall: Mall) -> list[Listener]:
    usual = visit.language or mall.kiosk.languages[0]
    browsers = [
        Listener(Channel.PUSH, str(each.id), each.language or usual)
        for each in notifications.subscriptions_of(visit.id)
    ]
    if not visit.contact:
        return browsers
    return [*browsers, Listener(channel_of(visit.contact), visit.contact, usual)]


def _occasion(stop: StopView, listener: Listener) -> str:
    """Once for each call, and once before it; the address itself is not kept here."""
    whom = hashlib.sha256(listener.address.encode()).hexdigest()[:16]
    return f"{nearby.MESSAGES}{stop.id}:{stop.state}:{stop.calls}:{whom}"


def _words(mall: Mall, visit: VisitView, stop: StopView) -> tuple[str, str]:
    if stop.state == "called":
        counter = mall.counter(stop.counter)
        zone = mall.zone(counter.zone)
        subject = _("%(number)s: please go to counter %(counter)s")
        body = _("You are called now. %(way)s")
        return (
            subject % {"number": visit.number, "counter": counter.label},
            body % {"way": text(zone.way)},
        )
    zone = mall.zone(mall.queue(stop.queue).zone)
    forecast = stop.forecast
    given = {
        "number": visit.number,
        "low": forecast.low if forecast else 0,
        "high": forecast.high if forecast else 0,
        "floor": zone.floor,
        "way": text(zone.way),
    }
    subject = _("%(number)s: it is nearly your turn") % given
    if visit.arrived_at is None:
        body = _(
            "You will be called once you are in the building, in about %(low)s to "
            "%(high)s minutes. Come now, and say on the page that you are here."
        )
    else:
        body = _(
            "You will be called in about %(low)s to %(high)s minutes. Please be on "
            "floor %(floor)s. %(way)s"
        )
    return subject, body % given
