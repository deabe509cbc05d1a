"""The home visits of the current pack, and which windows a day has."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.schema_home import HomeVisits
from satupintu.catalogue.versions import NoPack, release
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.errors import NotFound
from satupintu.kernel.hours import Range, read_ranges


class NoHomeVisits(NotFound):
    """The place sends nobody home."""

    code = "no_home_visits"


def home_visits() -> HomeVisits:
    """How the place helps at home. Raises `NoHomeVisits`."""
    found = release().pack.home_visits
    if found is None:
        raise NoHomeVisits(
            _("Nobody can be sent to you here. Come to the mall, or apply online.")
        )
    return found


def has_home_visits() -> bool:
    """Whether the place sends officers home at all; without a pack it does not."""
    try:
        return release().pack.home_visits is not None
    except NoPack:
        return False


def home_hours(day: date) -> tuple[Range, ...]:
    """When officers ride on a local day, in minutes from midnight."""
    current = release()
    key = "home_visits"
    calendar = current.calendars.get(key)
    if calendar is None:
        update = {"hours": home_visits().hours, "agencies": {}}
        data = current.pack.calendar.model_copy(update=update)
        calendar = WorkingCalendar.build(data, current.pack.time_zone)
        current.calendars[key] = calendar
    return calendar.ranges(day)


def home_windows(day: date) -> tuple[Range, ...]:
    """The windows that may be promised on a local day, the earliest first."""
    open_ = home_hours(day)
    windows = [read_ranges("windows", [text])[0] for text in home_visits().windows]
    return tuple(
        window
        for window in sorted(windows, key=lambda w: (w.first, w.last))
        if any(r.first <= window.first and window.last <= r.last for r in open_)
    )
