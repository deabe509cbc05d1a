"""What stops and visits are called on the dispatcher's pages."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from django.utils.translation import get_language, gettext as _, ngettext

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView, RouteView, StopView
from satupintu.kernel.money import format_clock


def clock(at: datetime) -> str:
    """`13:00` on the place's clocks, as the language writes it."""
    return format_clock(at, catalogue.zone())


def day_words(day: date) -> str:
    """`Tuesday, 24 November`."""
    return str(format_date(day, "EEEE, d MMMM", locale=get_language() or "en"))


def short_day(day: date) -> str:
    """`Tue 24 Nov`."""
    return str(format_date(day, "EEE d MMM", locale=get_language() or "en"))


def window_words(visit: HomeVisitView) -> str:
    """`13:00–15:00`; empty without a promise."""
    if visit.from_at is None or visit.until_at is None:
        return ""
    return f"{clock(visit.from_at)}–{clock(visit.until_at)}"


def place_words(visit: HomeVisitView) -> str:
    """The area of a visit in a word or two, else its address."""
    if visit.area:
        return catalogue.areas().label(visit.area).split(", ")[0]
    return visit.address


def kind_words(visit: HomeVisitView) -> str:
    """What happens at the door."""
    return _("delivery") if visit.kind == "deliver" else _("visit")


def minutes_words(count: int) -> str:
    """`1 minute`, `5 minutes`."""
    return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": count}


def riding_words(seconds: int) -> str:
    """What a change costs: `4 minutes more on the road`."""
    minutes = round(abs(seconds) / 60)
    if not minutes:
        return _("as much riding as before")
    words = (
        ngettext("%(n)s minute more riding", "%(n)s minutes more riding", minutes)
        if seconds > 0
        else ngettext("%(n)s minute less riding", "%(n)s minutes less riding", minutes)
    )
    return words % {"n": minutes}


def stop_words(stop: StopView, route: RouteView, number: int) -> str:
    """A stop of a route in one line, for those who hear the page or point at it."""
    when = f"{clock(stop.begins_at)}–{clock(stop.leaves_at)}"
    if stop.visit is None:
        name = _("at the base") if stop.kind == "reload" else _("break")
        return f"{route.officer.name}, {name}, {when}"
    visit = stop.visit
    parts = [
        f"{number}. {visit.name}",
        f"{kind_words(visit)} {when}",
        _("promised %(window)s") % {"window": window_words(visit)},
        _STATES.get(visit.state, lambda: "")(),
        _("at risk") if stop.is_at_risk else "",
        _("fixed") if stop.locked and visit.state == "booked" else "",
        _("linked with %(name)s") % {"name": visit.link.name} if visit.link else "",
    ]
    return ", ".join(part for part in parts if part)


_STATES = {
    "riding": lambda: _("officer on the way"),
    "arrived": lambda: _("officer at the door"),
    "done": lambda: _("done"),
    "failed": lambda: _("not done"),
}
