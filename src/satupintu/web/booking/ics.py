"""An appointment as a file for the visitor's own calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from satupintu.appointments.service import (
    BookingView,
    bring_of,
    mall_of,
    place_of,
    titles_of,
)
from satupintu.kernel.localized import text
from satupintu.web.booking.shown import wishes

HOST = "satupintu"
_ALARMS = (timedelta(days=-1), timedelta(hours=-1))


def write(booking: BookingView, url: str, now: datetime) -> bytes:
    """The file. After a move the same event with a higher number replaces it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Satupintu//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{booking.id}@{HOST}")
    event.add("sequence", booking.moves + (booking.state == "cancelled"))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    mall = mall_of(booking.mall)
    titles = titles_of(mall, wishes(booking))
    event.add("summary", " + ".join(titles) or booking.code)
    if mall:
        place = [place_of(mall, booking.legs[0].queue), text(mall.address)]
        event.add("location", ", ".join(part for part in place if part))
    event.add("description", _description(booking, url))
    event.add("url", url)
    cancelled = booking.state == "cancelled"
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    for before in () if cancelled else _ALARMS:
        event.add_component(_alarm(before, titles))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _description(booking: BookingView, url: str) -> str:
    mall = mall_of(booking.mall)
    lines = [_("Your code: %(code)s") % {"code": booking.code}]
    bring = bring_of(mall, wishes(booking))
    if bring:
        lines.append(_("Bring: %(things)s") % {"things": "; ".join(bring)})
    lines.append(_("Change or cancel: %(link)s") % {"link": url})
    return "\n".join(lines)


def _alarm(before: timedelta, titles: list[str]) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", before)
    alarm.add("description", " + ".join(titles))
    return alarm
