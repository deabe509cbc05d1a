"""The malls of the current pack, and when they and their queues are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.schema_mall import Mall, Queue, Special
from satupintu.catalogue.schema_pack import Pack
from satupintu.catalogue.versions import release
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.errors import NotFound
from satupintu.kernel.hours import Range, read_ranges
from satupintu.kernel.localized import lazy_text


class NoSuchMall(NotFound):
    """The pack has no mall of this code, or the mall no such queue or counter."""

    code = "no_such_mall"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When visitors are received: the week, holidays, and special days."""

    calendar: WorkingCalendar
    specials: dict[date, tuple[Range, ...]]

    def ranges(self, day: date) -> tuple[Range, ...]:
        """Half-open ranges of a local day, in minutes from midnight."""
        special = self.specials.get(day)
        return self.calendar.ranges(day) if special is None else special


def malls() -> list[Mall]:
    """Every mall of the current pack, in its order."""
    return release().pack.malls


def mall(code: str = "") -> Mall:
    """The mall of this code; the first one if none is given. Raises `NoSuchMall`."""
    for found in malls():
        if found.code == code or not code:
            return found
    raise NoSuchMall(_("There is no such mall here. Look in the list of malls."))


def queue_of(found: Mall, code: str) -> Queue:
    """The mall's queue of this code. Raises `NoSuchMall`."""
    try:
        return found.queue(code)
    except KeyError:
        raise NoSuchMall(
            _("%(mall)s has no such queue. Choose one of those shown."),
            mall=lazy_text(found.name),
        ) from None


def opening_hours(found: Mall, queue: Queue | None = None) -> OpeningHours:
    """When the mall, or one of its queues, receives visitors.

    The hours are the queue's own, else the mall's; days off and seasons are those
    of the pack's calendar.
    """
    current = release()
    own = queue if queue and queue.hours else None
    # One calendar for all queues without hours of their own: a year takes a while.
    key = f"mall/{found.code}/{own.code if own else ''}"
    calendar = current.calendars.get(key)
    if calendar is None:
        hours = own.hours if own else found.hours
        calendar = _calendar(current.pack, hours)
        current.calendars[key] = calendar
    return OpeningHours(calendar, _specials(found.specials, queue))


def _calendar(pack: Pack, hours: object) -> WorkingCalendar:
    data = pack.calendar.model_copy(update={"hours": hours, "agencies": {}})
    return WorkingCalendar.build(data, pack.time_zone)


def _specials(
    days: list[Special], queue: Queue | None
) -> dict[date, tuple[Range, ...]]:
    return {
        date.fromisoformat(day.date): read_ranges(day.date, day.hours)
        for day in days
        if not day.queues or (queue is not None and queue.code in day.queues)
    }
