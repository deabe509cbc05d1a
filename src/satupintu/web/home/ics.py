"""The promised window as a file for a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from satupintu.courier.service import HomeVisitView
from satupintu.kernel.localized import text
from satupintu.web.home.preparing import Preparation
from satupintu.web.home.shown import show_visit

HOST = "satupintu"
_BEFORE = timedelta(hours=-2)


def write(visit: HomeVisitView, url: str, now: datetime) -> bytes:
    """The file. After a move the same event with a higher number replaces it."""
    shown = show_visit(visit)
    what = " + ".join(shown.titles)
    cancelled = visit.state in ("cancelled", "failed")
    event = Event()
    event.add("uid", f"home-{visit.id}@{HOST}")
    event.add("sequence", visit.moves + cancelled)
    event.add("dtstamp", now.astimezone(UTC))
    if visit.from_at and visit.until_at:
        event.add("dtstart", visit.from_at.astimezone(UTC))
        event.add("dtend", visit.until_at.astimezone(UTC))
    name = text(shown.rules.name)
    summary = _("%(name)s comes: %(what)s") % {"name": name, "what": what}
    event.add("summary", summary)
    event.add("description", _description(shown.preparation, url))
    event.add("url", url)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if not cancelled:
        event.add_component(_alarm(summary))
    calendar = Calendar()
    calendar.add("prodid", "-//Satupintu//Home visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _description(ready: Preparation | None, url: str) -> str:
    lines = []
    if ready is not None and ready.things:
        things = "; ".join(thing.title for thing in ready.things)
        lines.append(_("Lay ready: %(things)s") % {"things": things})
    lines.append(_("Change or cancel: %(link)s") % {"link": url})
    return "\n".join(lines)


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _BEFORE)
    alarm.add("description", summary)
    return alarm
