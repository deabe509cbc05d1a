"""What a zone's display shows, as values for its page and for its script."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue, Zone
from satupintu.catalogue.versions import release
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_clock
from satupintu.queueing import announcements, notices
from satupintu.queueing.announcements import CallView
from satupintu.queueing.service import get_ready, hall_clock, missed, statuses

# How far back a display looks for the calls it shows: a quiet zone keeps its last.
BACK = timedelta(hours=3)
MOST_CALLS, ROWS = 30, 4
# What people in the hall must know; an ordinary end of the day is no news.
_NEWS = ("down", "closed_by_office", "cutoff")


@dataclass(frozen=True, slots=True)
class Screen:
    """A zone of a mall at one moment. `real` is the world's time, `now` the hall's,
    whose clock runs `speed` seconds in a real one."""

    mall: Mall
    zone: Zone
    real: datetime
    now: datetime
    speed: float

    @property
    def agencies(self) -> list[str]:
        """The short names of those who serve in the zone, each once."""
        serving = {a: None for a in (q.agency for q in self._queues())}
        known = {agency.code: agency for agency in catalogue.pack().agencies}
        return [text(known[code].short) for code in serving if code in known]

    def calls(self) -> list[CallView]:
        """The newest calls, newest first; a number that was called again is twice."""
        found = announcements.last_calls(
            mall=self.mall.code,
            zone=self.zone.code,
            now=self.real,
            within=BACK,
            limit=MOST_CALLS,
        )
        return found[::-1]

    def shown(self) -> list[CallView]:
        """The calls as they are drawn: each number once, by its last call."""
        first: dict[str, CallView] = {}
        for call in self.calls():
            first.setdefault(call.number, call)
        return list(first.values())[: ROWS + 1]

    def notices(self) -> list[str]:
        """What is said to those who wait here: by the office, and by the queues."""
        mine = {queue.code for queue in self._queues()}
        said = notices.all_notices(mall=self.mall.code, now=self.now)
        words = [text(n.text) for n in said if not n.queue or n.queue in mine]
        known = statuses(mall=self.mall, now=self.now)
        for queue in self._queues():
            status = known[queue.code]
            if status.code in _NEWS:
                words.append(f"{text(queue.title)}: {status.sentence}")
        return list(dict.fromkeys(words))

    def side(self) -> str:
        """The column of those who are next, as HTML."""
        mall, zone = self.mall.code, self.zone.code
        context = {
            "ready": get_ready(mall=mall, zone=zone, now=self.now),
            "missed": missed(mall=mall, zone=zone, now=self.now),
        }
        return render_to_string("display/side.html", context)

    @property
    def date(self) -> str:
        """The day in words, without its year: Tuesday, 24 November."""
        here = self.now.astimezone(timezone.get_current_timezone())
        language = get_language() or settings.LANGUAGE_CODE
        words = format_date(here, "EEEE, d MMMM", locale=language.replace("-", "_"))
        return str(words)

    @property
    def clock(self) -> str:
        return format_clock(self.now, timezone.get_current_timezone())

    @property
    def seconds(self) -> float:
        """Seconds since the hall's midnight, from which the clock runs on."""
        here = self.now.astimezone(timezone.get_current_timezone())
        return (
            here.hour * 3600 + here.minute * 60 + here.second + here.microsecond / 1e6
        )

    def state(self) -> dict[str, object]:
        """Everything that changes, for the script of the page."""
        return {
            "version": version(),
            "date": self.date,
            "clock": self.clock,
            "seconds": self.seconds,
            "speed": self.speed,
            "calls": [{"id": c.id, **c.as_data()} for c in self.calls()],
            "side": self.side(),
            "notices": self.notices(),
        }

    def _queues(self) -> Sequence[Queue]:
        here = {
            code
            for counter in self.mall.counters
            if counter.zone == self.zone.code
            for code in counter.queues
        }
        return [queue for queue in self.mall.queues if queue.code in here]


def screen(mall_code: str, zone_code: str, real: datetime) -> Screen:
    """The display of a zone. Raises `catalogue.NoSuchMall`."""
    mall = catalogue.mall(mall_code)
    try:
        zone = mall.zone(zone_code)
    except KeyError:
        raise catalogue.NoSuchMall(
            _("%(mall)s has no such zone."), mall=text(mall.name)
        ) from None
    clock = hall_clock(mall=mall.code)
    return Screen(mall, zone, real, clock.shows(real), clock.speed)


def version() -> str:
    """Changes when a display has to load its page anew."""
    parts = [str(release().id), *map(static, ASSETS)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


ASSETS = (
    "satupintu/live.js",
    "display/sound.js",
    "display/display.js",
    "display/display.css",
)
