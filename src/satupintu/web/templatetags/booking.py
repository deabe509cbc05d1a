"""Template tags of the pages of appointments: `{% load booking %}`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from babel.dates import format_date
from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _, ngettext

from satupintu.appointments.service import (
    BookingView,
    DayState,
    Time,
    bookings_for_case,
)
from satupintu.cases.service import Case
from satupintu.catalogue import service as catalogue
from satupintu.kernel.money import format_when
from satupintu.web.booking.choice import errands_for
from satupintu.web.booking.shown import show_booking
from satupintu.web.booking.times import Cell

register = template.Library()


@register.simple_tag
def day_cell(cell: Cell, query: str, hold: str = "") -> SafeString:
    """A day of the calendar: its number, and what is free in words."""
    short, spoken = _words(cell)
    number = cell.day.day.day
    if not cell.day.times or cell.day.state in (DayState.CLOSED, DayState.OVER):
        return format_html(
            '<span class="b-d {}"><b>{}</b><span>{}</span></span>',
            cell.css, number, short,
        )  # fmt: skip
    kept = urlencode({"hold": hold}) if hold else ""
    parts = (query, f"day={cell.day.day.isoformat()}", kept)
    label = f"{long_day(cell.day.day)}, {spoken}"
    return format_html(
        '<a class="b-d {}" href="?{}#times" aria-label="{}"{}>'
        "<b>{}</b><span>{}</span></a>",
        cell.css,
        "&".join(part for part in parts if part),
        label,
        SafeString(' aria-current="date"') if cell.chosen else "",
        number,
        short,
    )


def _words(cell: Cell) -> tuple[str | SafeString, str]:
    """(in the cell, read aloud). The unit is left out on narrow screens."""
    left = cell.day.left
    match cell.day.state:
        case DayState.FREE:
            spoken = ngettext("%(n)s place free", "%(n)s places free", left)
            unit = ngettext("place", "places", left)
            short: str | SafeString = format_html("{}<u> {}</u>", left, unit)
            return short, spoken % {"n": left}
        case DayState.FEW:
            spoken = _("nearly full, %(n)s left") % {"n": left}
            return _("%(n)s left") % {"n": left}, spoken
        case DayState.FULL:
            return _("full"), _("full")
        case DayState.CLOSED:
            return _("closed"), cell.title or _("closed")
        case DayState.LATER:
            return _("later"), _("cannot be booked yet")
        case _:
            return "–", _("over")


@register.simple_tag
def time_choice(
    time: Time, picked: str = "", moving: BookingView | None = None
) -> SafeString:
    """A time of the day: a radio button with what is left, or that it is full."""
    clock = hour(time.at)
    if moving is not None and moving.starts_at == time.at:
        return _shut("no own", clock, _("yours"))
    if not time.left:
        return _shut("no", clock, _("full"))
    return format_html(
        '<label><input class="vh" type="radio" name="at" value="{}" data-said="{}" '
        "required{}>{}<small>{}</small></label>",
        iso(time.at),
        f"{long_day(catalogue.local_day(time.at))}, {clock}",
        SafeString(" checked") if iso(time.at) == picked else "",
        clock,
        _("%(n)s left") % {"n": time.left},
    )


def _shut(css: str, clock: str, why: str) -> SafeString:
    return format_html('<span class="{}">{}<small>{}</small></span>', css, clock, why)


@register.simple_tag
def booking_link(service: str) -> str:
    """Where to book for a service of the pack; empty where nothing can be booked."""
    if not any(errands_for(mall, service) for mall in catalogue.malls()):
        return ""
    return f"{reverse('appointments')}?{urlencode({'service': service})}"


@register.inclusion_tag("booking/case_card.html", takes_context=True)
def case_appointment(context: Context, case: Case) -> dict[str, object]:
    """What of this case is done in person: the appointment, or the way to make one."""
    request = context["request"]
    may_come = any(errands_for(mall, case.service_code) for mall in catalogue.malls())
    booked = bookings_for_case(
        case_id=case.pk, account_id=request.actor.account_id, now=request.now
    )
    return {
        "case": case,
        "booked": [show_booking(each) for each in booked],
        "may_book": may_come and not case.closed_at,
    }


@register.simple_tag
def long_day(day: date) -> str:
    """Wednesday, 9 December."""
    return _long_day(day, get_language() or "en")


@lru_cache(maxsize=1000)
def _long_day(day: date, language: str) -> str:
    return str(format_date(day, "EEEE, d MMMM", locale=language))


@register.filter
def hour(at: datetime | None) -> str:
    """The time of day on the place's clocks, as the language writes it."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    return _hour(here.hour, here.minute, get_language() or "en")


@lru_cache(maxsize=2000)
def _hour(hours: int, minutes: int, language: str) -> str:
    # Of any day: only the time is kept.
    moment = datetime(2024, 1, 1, hours, minutes, tzinfo=UTC)
    return format_when(moment, UTC, language).rpartition(", ")[2]


@register.filter
def iso(at: datetime) -> str:
    """A moment as forms send it."""
    return at.astimezone(UTC).isoformat()


@register.filter
def spelled(code: str) -> str:
    """A code letter by letter, for those who hear the page."""
    return " ".join(code)
