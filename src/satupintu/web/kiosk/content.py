"""What a kiosk shows in one language: queues, errands, groups, ways.

It is rendered once for every language, so that switching needs no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Counter, Mall, Queue
from satupintu.kernel.localized import text
from satupintu.kernel.money import clock_sign, format_clock

# So many doors fit on the first screen; all the others are one touch further.
DOORS = 12


@dataclass(frozen=True, slots=True)
class Way:
    """Where a queue is served: `place` and `counters` as on the signs."""

    zone: str
    name: str
    place: str
    floor: str
    counters: str
    way: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An errand, or a priority group."""

    code: str
    title: str
    hint: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """A queue, as its door on the screen."""

    code: str
    prefix: str
    title: str
    agency: str
    icon: str
    bring: str
    minutes: float
    way: Way
    errands: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A whole kiosk in one language."""

    code: str
    name: str
    mall: str
    today: str
    clock: str
    help_phone: str
    doors: tuple[Door, ...]
    first: tuple[Door, ...]
    groups: tuple[Choice, ...]
    others: tuple[tuple[str, str], ...]


def languages_of(mall: Mall) -> list[str]:
    """What the kiosk speaks: the mall's languages that the product has."""
    known = dict(settings.LANGUAGES)
    return [code for code in mall.kiosk.languages if code in known] or [
        settings.LANGUAGE_CODE
    ]


def tongue(mall: Mall, language: str, now: datetime) -> Tongue:
    """The kiosk in this language, at `now` (the mall's clock)."""
    names = {code: str(name) for code, name in settings.LANGUAGES}
    with translation.override(language):
        doors = tuple(_door(mall, queue) for queue in mall.queues)
        first = _first(mall)
        return Tongue(
            code=language,
            name=names[language],
            mall=text(mall.name),
            today=day_words(now.astimezone(catalogue.zone()).date()),
            clock=clock(now),
            help_phone=mall.help_phone,
            doors=doors,
            first=tuple(door for door in doors if door.code in first),
            groups=tuple(
                Choice(g.code, text(g.title), text(g.hint), g.icon) for g in mall.groups
            ),
            others=tuple((c, names[c]) for c in languages_of(mall) if c != language),
        )


def way_of(mall: Mall, queue: Queue) -> Way:
    """The way to a queue, in the active language."""
    place = mall.zone(queue.zone)
    here = [
        c for c in mall.counters if queue.code in c.queues and c.zone == queue.zone
    ] or [c for c in mall.counters if queue.code in c.queues]
    floor = _("Floor %(floor)s") % {"floor": place.floor}
    return Way(
        zone=place.label,
        name=text(place.name),
        place=_("Floor %(floor)s · Zone %(zone)s")
        % {"floor": place.floor, "zone": place.label},
        floor=floor,
        counters=counters_words(here),
        way=text(place.way),
    )


def counters_words(counters: Iterable[Counter]) -> str:
    """`Counter 4`, or `Counters 1–6, 9`: neighbours are drawn together."""
    labels = [counter.label for counter in counters]
    if not labels:
        return ""
    if len(labels) == 1:
        return _("Counter %(label)s") % {"label": labels[0]}
    return _("Counters %(labels)s") % {"labels": ", ".join(_runs(labels))}


def clock(at: datetime) -> str:
    """A time of day as the language writes it: 07.32 or 07:32."""
    return format_clock(at, catalogue.zone())


def day_words(day: date) -> str:
    """`Tuesday, 24 November`."""
    return str(format_date(day, "EEEE, d MMMM", locale=_locale()))


def calendar_words() -> dict[str, str | list[str]]:
    """Names of days (from Monday) and months, and the sign between hour and minute."""
    locale = Locale.parse(_locale())
    return {
        "weekdays": [locale.days["format"]["wide"][n] for n in range(7)],
        "months": [locale.months["format"]["wide"][n] for n in range(1, 13)],
        "colon": clock_sign(),
    }


def _door(mall: Mall, queue: Queue) -> Door:
    agency = next(a for a in catalogue.pack().agencies if a.code == queue.agency)
    return Door(
        code=queue.code,
        prefix=queue.prefix,
        title=text(queue.title),
        agency=text(agency.short),
        icon=queue.icon,
        bring=text(queue.bring),
        minutes=queue.minutes,
        way=way_of(mall, queue),
        errands=tuple(
            Choice(e.code, text(e.title), text(e.bring)) for e in queue.errands
        ),
    )


def _first(mall: Mall) -> set[str]:
    """The queues with the most counters: most people come for those."""

    def counters(queue: Queue) -> int:
        return sum(queue.code in counter.queues for counter in mall.counters)

    order = sorted(mall.queues, key=counters, reverse=True)  # else as in the pack
    return {queue.code for queue in order[:DOORS]}


def _runs(labels: Sequence[str]) -> list[str]:
    runs: list[list[str]] = []
    for label in labels:
        last = runs[-1][-1] if runs else ""
        follows = last.isdecimal() and label.isdecimal() and int(label) == int(last) + 1
        if follows:
            runs[-1].append(label)
        else:
            runs.append([label])
    return [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def _locale() -> str:
    return (translation.get_language() or "en").replace("-", "_")
