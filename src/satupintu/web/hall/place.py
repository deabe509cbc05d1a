"""Which mall a page is about, what its clocks show, and who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.actor import Actor
from satupintu.kernel.localized import text
from satupintu.queueing import service as queueing
from satupintu.queueing.rights import manages, refuse_others, refuse_strangers
from satupintu.web.requests import SignedIn


@dataclass(frozen=True, slots=True)
class Here:
    """A mall at `now` (its own clock), and the member of staff who looks.

    Devices live in real time (`real`), whatever the hall's clock shows.
    """

    mall: Mall
    now: datetime
    real: datetime
    actor: Actor
    is_manager: bool

    @property
    def day(self) -> date:
        return catalogue.local_day(self.now)

    @property
    def open_until(self) -> datetime | None:
        """When the mall closes today; None while it is closed."""
        minute = catalogue.minute_of(self.now)
        ranges = catalogue.opening_hours(self.mall).ranges(self.day)
        if not ranges or not ranges[0].first <= minute < ranges[-1].last:
            return None
        return catalogue.moment_of(self.day, ranges[-1].last)

    @property
    def agencies(self) -> list[str]:
        """The agencies with a queue here, in the order of the queues."""
        return list(dict.fromkeys(queue.agency for queue in self.mall.queues))


def here(request: SignedIn, mall: str, *, managers_only: bool = True) -> Here:
    """The mall of the address. Raises `NoSuchMall`, `NotManager`, `NotOfMall`."""
    found = catalogue.mall(mall)
    if managers_only:
        refuse_others(request.actor, found)
    else:
        refuse_strangers(request.actor, found)
    return Here(
        mall=found,
        now=queueing.hall_time(mall=found.code, now=request.now),
        real=request.now,
        actor=request.actor,
        is_manager=manages(request.actor, found),
    )


def agency_name(code: str) -> str:
    """The short name of an agency of the pack, in the active language."""
    for agency in catalogue.pack().agencies:
        if agency.code == code:
            return text(agency.short)
    return code


def place_name(mall: Mall, place: str) -> str:
    """Where an alarm comes from: a counter by its label, else what it calls itself."""
    for counter in mall.counters:
        if counter.code == place:
            return _("Counter %(label)s") % {"label": counter.label}
    return place
