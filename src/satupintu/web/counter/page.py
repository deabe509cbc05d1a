"""The counter in words and shapes: views of the domain in, lines of a page out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _, ngettext

from satupintu.catalogue.schema_mall import Errand, Mall, Queue, Zone
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_when
from satupintu.queueing.service import (
    ForecastView,
    Serving,
    SessionView,
    StopView,
    VisitView,
    Waiting,
)

# The width of the time bar's drawing, and how far beyond the usual it reaches.
WIDTH = 400
BEYOND = 1.3


@dataclass(frozen=True, slots=True)
class Row:
    """One who waits: `light` is ok, warn or err; `tags` say what is special."""

    stop_id: uuid.UUID
    number: str
    errand: str
    tags: tuple[str, ...]
    minutes: int
    light: str
    light_word: str
    next: bool
    callable: bool


@dataclass(frozen=True, slots=True)
class TimeBar:
    """Elapsed time against the usual: `x` etc. are positions in the drawing."""

    clock: str
    seconds: int
    usual: tuple[int, int]
    x: int
    low_x: int
    high_x: int
    words: str
    long: bool

    @property
    def band(self) -> int:
        return self.high_x - self.low_x

    @property
    def full(self) -> int:
        """Seconds that the whole drawing stands for."""
        return round(self.usual[1] * 60 * BEYOND)


@dataclass(frozen=True, slots=True)
class Step:
    """One errand of the visit. `mark`: done, on or nothing."""

    stop_id: uuid.UUID
    mark: str
    sign: str
    title: str
    where: str
    right: str
    light: str
    choosable: bool


@dataclass(frozen=True, slots=True)
class Current:
    """The visitor at the counter."""

    stop_id: uuid.UUID
    number: str
    state: str
    facts: tuple[tuple[str, str], ...]
    called: str
    bar: TimeBar | None
    steps: tuple[Step, ...]
    next: Step | None
    way: str

    @property
    def is_served(self) -> bool:
        return self.state == "serving"


def clock(at: datetime, zone: str) -> str:
    """The time of day, as the language writes it."""
    return format_when(at, zone).rpartition(", ")[2]


def rows(mall: Mall, waiting: Sequence[Waiting], zone: str) -> list[Row]:
    """The list of those who wait, in the order of calling."""
    words = {
        "ok": _("in time"),
        "warn": _("close to the promise"),
        "err": _("longer than promised"),
    }
    return [
        Row(
            stop_id=one.stop.id,
            number=one.number,
            errand=errand_title(mall, one.stop),
            tags=tuple(_tags(mall, one, zone)),
            minutes=one.wait_minutes,
            light=one.light,
            light_word=words[one.light],
            next=one.next,
            callable=one.callable,
        )
        for one in waiting
    ]


def current(
    mall: Mall,
    serving: Serving,
    *,
    now: datetime,
    usual: tuple[int, int],
    forecasts: Mapping[str, ForecastView],
    zone: str,
    advised: uuid.UUID | None = None,
) -> Current:
    """The visitor at the counter, with the rest of the visit.

    `advised` is the errand that is best done next; without advice the planned one.
    """
    visit, stop = serving.visit, serving.stop
    steps = [_step(mall, one, stop, forecasts, zone) for one in visit.stops]
    planned = [step for step in steps if step.choosable]
    best = [step for step in planned if step.stop_id == advised]
    following = next(iter([*best, *planned]), None)
    return Current(
        stop_id=stop.id,
        number=visit.number,
        state=stop.state,
        facts=tuple(_facts(mall, visit, stop)),
        called=_called(stop, now, zone) if stop.state == "called" else "",
        bar=time_bar(stop.since, now, usual) if stop.state == "serving" else None,
        steps=tuple(steps),
        next=following,
        way=_way(mall, visit, following),
    )


def _called(stop: StopView, now: datetime, zone: str) -> str:
    """Since when the visitor is called, and how often."""
    minutes = max(0, int((now - stop.since).total_seconds() // 60))
    words = _("Called just now, at %(at)s")
    if minutes:
        words = ngettext(
            "Called %(n)s minute ago, at %(at)s",
            "Called %(n)s minutes ago, at %(at)s",
            minutes,
        )
    words = words % {"n": minutes, "at": clock(stop.since, zone)}
    if stop.calls < 2:
        return words
    times = ngettext("%(n)s call", "%(n)s calls", stop.calls) % {"n": stop.calls}
    return f"{words} · {times}"


def time_bar(since: datetime, now: datetime, usual: tuple[int, int]) -> TimeBar:
    """How long it takes so far, drawn against what eight of ten take."""
    seconds = max(0, int((now - since).total_seconds()))
    low, high = usual
    whole = high * 60 * BEYOND
    words = _("usually %(low)s–%(high)s minutes") % {"low": low, "high": high}
    return TimeBar(
        clock=f"{seconds // 60:02}.{seconds % 60:02}",
        seconds=seconds,
        usual=usual,
        x=min(WIDTH, round(WIDTH * seconds / whole)),
        low_x=round(WIDTH * low * 60 / whole),
        high_x=round(WIDTH * high * 60 / whole),
        words=words,
        long=seconds > high * 60,
    )


def order_words(mall: Mall, session: SessionView) -> list[str]:
    """By which rule the next visitor is chosen, once per policy."""
    policies = {mall.queue(code).policy: mall.queue(code) for code in session.queues}
    return [_policy(mall, queue) for queue in policies.values()]


def errand_of(mall: Mall, stop: StopView) -> Errand | None:
    """The errand as the pack describes it; None if the pack has lost it."""
    try:
        queue = mall.queue(stop.queue)
    except KeyError:
        return None
    return next((e for e in queue.errands if e.code == stop.errand), None)


def errand_title(mall: Mall, stop: StopView) -> str:
    errand = errand_of(mall, stop)
    return text(errand.title) if errand else stop.errand


def language_name(code: str) -> str:
    """A language's own name."""
    return str(dict(settings.LANGUAGES).get(code, code))


def _policy(mall: Mall, queue: Queue) -> str:
    policy = mall.policy_of(queue)
    cap = _("nobody is passed by more than %(n)s later ones") % {"n": policy.max_passed}
    if policy.kind == "ratio":
        rule = _("Order: %(priority)s with priority, %(normal)s without, in turn") % {
            "priority": policy.priority,
            "normal": policy.normal,
        }
    elif policy.kind == "ageing":
        rule = _("Order: priority counts as %(n)s minutes of waiting") % {
            "n": f"{policy.bonus:g}"
        }
    else:
        rule = _("Order: those with priority first")
    return f"{rule}; {cap}."


def _tags(mall: Mall, one: Waiting, zone: str) -> list[str]:
    stop, tags = one.stop, []
    group = next((g for g in mall.groups if g.code == one.group), None)
    if group:
        tags.append(_("priority: %(group)s") % {"group": text(group.title)})
    if stop.booked_for:
        at = clock(stop.booked_for, zone)
        tags.append(_("appointment %(time)s") % {"time": at})
    again = {"back": _("came back"), "transfer": _("from another queue")}
    if stop.reason in again:
        tags.append(again[stop.reason])
    if one.language and one.language != settings.LANGUAGE_CODE:
        tags.append(language_name(one.language))
    if not one.callable:
        tags.append(_why_not(stop, zone))
    return tags


def _why_not(stop: StopView, zone: str) -> str:
    if stop.not_before:
        at = clock(stop.not_before, zone)
        return _("lets others go first until %(time)s") % {"time": at}
    return _("not in the building yet, or at another counter")


def _facts(mall: Mall, visit: VisitView, stop: StopView) -> list[tuple[str, str]]:
    facts = []
    if visit.name:
        facts.append((_("Name"), visit.name))
    facts.append((_("Errand"), errand_title(mall, stop)))
    group = next((g for g in mall.groups if g.code == visit.group), None)
    needs = [need_word(code) for code in visit.needs]
    spoken = [language_name(visit.language)] if visit.language else []
    if group:
        facts.append((_("Priority"), text(group.title)))
    if spoken or needs:
        facts.append((_("Language"), " · ".join([*spoken, *needs])))
    return facts


def need_word(code: str) -> str:
    """What a visitor needs, in words; an unknown need as it was written."""
    words = {
        "wheelchair": _("wheelchair"),
        "large": _("large print"),
        "sign": _("sign language"),
        "voice": _("read aloud"),
        "helper": _("comes with a companion"),
    }
    return words.get(code, code)


def _step(
    mall: Mall,
    stop: StopView,
    here: StopView,
    forecasts: Mapping[str, ForecastView],
    zone: str,
) -> Step:
    mark, sign, where, right, light = "", str(stop.place), _where(mall, stop), "", ""
    if stop.id == here.id:
        mark, where, right = "on", _("this counter"), _("now")
    elif stop.state == "finished":
        mark, sign = "done", "✓"
        where = _counter_words(mall, stop.counter)
        right = clock(stop.since, zone)
    elif stop.is_over:
        right = _("not served")
    elif forecast := stop.forecast or forecasts.get(stop.queue):
        right = _("wait %(low)s–%(high)s min") % {
            "low": forecast.low,
            "high": forecast.high,
        }
        light = _light(forecast, mall.queue(stop.queue))
    return Step(
        stop_id=stop.id,
        mark=mark,
        sign=sign,
        title=errand_title(mall, stop),
        where=where,
        right=right,
        light=light,
        choosable=stop.state == "planned",
    )


def _light(forecast: ForecastView, queue: Queue) -> str:
    if forecast.low > queue.promise:
        return "err"
    return "warn" if forecast.high > queue.promise else "ok"


def _zone(mall: Mall, stop: StopView) -> Zone | None:
    try:
        return mall.zone(mall.queue(stop.queue).zone)
    except KeyError:
        return None


def _where(mall: Mall, stop: StopView) -> str:
    zone = _zone(mall, stop)
    if zone is None:
        return ""
    return _("%(zone)s, floor %(floor)s") % {
        "zone": text(zone.name),
        "floor": zone.floor,
    }


def _counter_words(mall: Mall, code: str) -> str:
    try:
        label = mall.counter(code).label
    except KeyError:
        return ""
    return _("counter %(label)s") % {"label": label}


def _way(mall: Mall, visit: VisitView, following: Step | None) -> str:
    """How to get to the next errand, in the words of the signs."""
    if following is None:
        return ""
    stop = next(s for s in visit.stops if s.id == following.stop_id)
    zone = _zone(mall, stop)
    return text(zone.way) if zone else ""
