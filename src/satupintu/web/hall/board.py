"""The live hall in words, doors and lights; worked out from `queueing.hall`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _, ngettext

from satupintu.catalogue.schema_mall import Queue
from satupintu.kernel.localized import text
from satupintu.queueing import alarms, devices, notices, outages, service as queueing
from satupintu.queueing.profiles import laws_of
from satupintu.web.hall.place import Here, agency_name, place_name
from satupintu.web.templatetags.hall import clock

Light = Literal["ok", "warn", "err", ""]
# Of the promised wait; from here on the light is amber.
AMBER = 0.8
# Nothing pressed for this many times the longest of 95 % of services: is anybody
# there?
ABSENT = 2
# A roll of paper with less than this many tickets is asked for.
LITTLE_PAPER = 30


@dataclass(frozen=True, slots=True)
class Door:
    """A counter. `state` is a class of the style sheet: s, l, f, b, o, c (called)."""

    label: str
    state: str
    shown: str
    below: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A queue of a row: its prefix, how many wait, and what one who joins waits."""

    queue: str
    prefix: str
    title: str
    waiting: int
    light: Light
    range: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """An agency: its counters and its queues."""

    agency: str
    name: str
    waiting: int
    doors: Sequence[Door]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a human has to see to. `href` names a page of the hall."""

    icon: str
    title: str
    text: str
    page: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Bell:
    """An alarm as it is shown."""

    alarm: alarms.AlarmView
    place: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Board:
    """All that the live page shows but its figures and charts."""

    hall: queueing.Hall
    rows: Sequence[Row]
    bells: Sequence[Bell]
    needs: Sequence[Need]
    notices: Sequence[notices.NoticeView]
    serving: int
    free: int
    counters: int


def board_of(place: Here) -> Board:
    """The hall at this moment."""
    hall = queueing.hall(mall=place.mall.code, now=place.now)
    states = [counter.state for counter in hall.counters]
    return Board(
        hall=hall,
        rows=[_row(place, hall, agency) for agency in place.agencies],
        bells=[_bell(place, a) for a in _alarms(place)],
        needs=_needs(place, hall),
        notices=notices.all_notices(mall=place.mall.code, now=place.now),
        serving=sum(state in ("serving", "slow", "called") for state in states),
        free=states.count("free"),
        counters=len(states),
    )


def _needs(place: Here, hall: queueing.Hall) -> list[Need]:
    """What a human has to see to, the gravest first."""
    return [
        *_overrides(place),
        *_unserved(place, hall),
        *_absent(place, hall),
        *_devices(place),
    ]


def light_of(queue: Queue, view: queueing.QueueView) -> Light:
    """By the promise, for one who would join now."""
    if view.forecast is None:
        return "err" if any(one.light == "err" for one in view.waiting) else ""
    if view.forecast.high > queue.promise:
        return "err"
    return "warn" if view.forecast.high > AMBER * queue.promise else "ok"


def _row(place: Here, hall: queueing.Hall, agency: str) -> Row:
    mine = {q.code: q for q in place.mall.queues if q.agency == agency}
    serves = {c.code: c.queues[0] for c in place.mall.counters}
    lines = [_line(mine[v.code], v) for v in hall.queues if v.code in mine]
    return Row(
        agency=agency,
        name=agency_name(agency),
        waiting=sum(line.waiting for line in lines),
        doors=[
            _door(place, counter)
            for counter in hall.counters
            if serves[counter.code] in mine
        ],
        lines=lines,
    )


def _line(queue: Queue, view: queueing.QueueView) -> Line:
    status, forecast = view.status, view.forecast
    shown, words, light = "", "", light_of(queue, view)
    if not status.open and status.code != "break":
        words = _short(status)
        light = "err" if status.code == "down" else ""
    elif forecast is not None:
        shown = _("%(low)s–%(high)s min") % {
            "low": forecast.low,
            "high": forecast.high,
        }
    return Line(
        queue=queue.code,
        prefix=queue.prefix,
        title=text(queue.title),
        waiting=len(view.waiting),
        light=light,
        range=shown,
        words=words,
    )


def _short(status: queueing.Status) -> str:
    return {
        "down": _("system down"),
        "closed_by_office": _("closed by the office"),
        "holiday": _("holiday"),
        "cutoff": _("no more numbers"),
        "full": _("full for today"),
    }.get(status.code, _("closed"))


def _door(place: Here, counter: queueing.CounterView) -> Door:
    minutes = _minutes(counter.since, place.now)
    since = f"{minutes}'" if counter.since else ""
    name = _("Counter %(label)s") % {"label": counter.label}
    shown: dict[str, tuple[str, str, str, str]] = {
        "closed": ("o", "–", "", _("closed")),
        "free": ("f", _("free"), "", _("free")),
        "break": ("b", _until(counter), "", _("on a break")),
        "called": ("c", counter.number, since, _("has called")),
        "slow": ("l", counter.number, since, _("longer than usual")),
        "serving": ("s", counter.number, since, _("serving")),
    }
    state, big, small, words = shown[counter.state]
    return Door(
        label=counter.label,
        state=state,
        shown=big,
        below=small,
        words=f"{name}: {words}",
    )


def _until(counter: queueing.CounterView) -> str:
    return clock(counter.break_until) if counter.break_until else _("break")


def _alarms(place: Here) -> list[alarms.AlarmView]:
    return alarms.open_alarms(mall=place.mall.code, now=place.now)


def _bell(place: Here, alarm: alarms.AlarmView) -> Bell:
    return Bell(
        alarm=alarm,
        place=place_name(place.mall, alarm.place),
        minutes=_minutes(alarm.at, place.now),
    )


def _overrides(place: Here) -> list[Need]:
    found: list[Need] = []
    for one in outages.open_overrides(mall=place.mall.code, now=place.now):
        if one.kind == "down":
            title, icon = agency_name(one.agency), "warn"
            words = _("system down since %(time)s: %(reason)s")
        else:
            title, icon = text(place.mall.queue(one.queue).title), "bell"
            words = (
                _("closed since %(time)s: %(reason)s")
                if one.kind == "closed"
                else _("open since %(time)s outside its hours: %(reason)s")
            )
        said = words % {"time": clock(one.from_at), "reason": one.reason}
        found.append(Need(icon, title, said, "hall-steer", _("Change")))
    return found


def _unserved(place: Here, hall: queueing.Hall) -> list[Need]:
    """Queues in which people wait and that no counter serves, also in a break."""
    away = ("closed", "break")
    served = {q for c in hall.counters if c.state not in away for q in c.queues}
    return [
        Need(
            "warn",
            text(place.mall.queue(view.code).title),
            ngettext(
                "%(n)s person waits and no counter serves this queue now",
                "%(n)s people wait and no counter serves this queue now",
                len(view.waiting),
            )
            % {"n": len(view.waiting)},
            "hall-staffing",
            _("What if?"),
        )
        for view in hall.queues
        if view.waiting and view.code not in served and view.status.code != "down"
    ]


def _absent(place: Here, hall: queueing.Hall) -> list[Need]:
    """Counters that are signed in, not on a break, and have not moved for long."""
    found: list[Need] = []
    laws = laws_of(place.mall, [queue.code for queue in place.mall.queues])
    for counter in hall.counters:
        if counter.seen_at is None or counter.state == "break":
            continue
        lines = [v for v in hall.queues if v.code in counter.queues and v.waiting]
        if counter.state == "free" and not lines:
            continue
        longest = max(laws[code].p95 for code in counter.queues)
        still = place.now - counter.seen_at
        if still > timedelta(minutes=ABSENT * longest):
            found.append(
                Need(
                    "help",
                    _("Counter %(label)s") % {"label": counter.label},
                    _("has not pressed anything for %(n)s minutes")
                    % {"n": _minutes(counter.seen_at, place.now)},
                    "hall-steer",
                    _("Sign out"),
                )
            )
    return found


def _devices(place: Here) -> list[Need]:
    found: list[Need] = []
    for device in devices.devices(mall=place.mall.code, now=place.real):
        words = device_trouble(device, place.real)
        if words:
            found.append(Need("warn", device.name, words, "hall-devices", _("Look")))
    return found


def device_trouble(device: devices.DeviceView, now: datetime) -> str:
    """What is wrong with a device, in words; empty if nothing is."""
    if device.seen_at is None:
        return ""  # not unpacked yet
    if device.silent:
        return _("has been silent for %(n)s minutes") % {
            "n": _minutes(device.seen_at, now)
        }
    paper = str(device.state.get("paper", ""))
    if paper.isdecimal() and int(paper) < LITTLE_PAPER:
        return _("paper for about %(n)s tickets is left") % {"n": paper}
    if paper in ("out", "none", "empty"):
        return _("has no paper")
    if paper in ("low", "near_end"):
        return _("is about to run out of paper")
    if paper == "cover":
        return _("has an open printer")
    if paper == "unreachable":
        return _("cannot reach its printer")
    return ""


def _minutes(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60)) if since else 0
