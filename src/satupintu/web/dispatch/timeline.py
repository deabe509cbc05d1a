"""The timeline of a day: an officer in each row, time from left to right.

Geometry in whole pixels of a drawing 842 wide; templates draw. Every kind of stop
has a shape of its own, so that it reads without colours.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView, RouteView, StopView
from satupintu.web.dispatch.place import Here, page_of
from satupintu.web.dispatch.words import clock, stop_words

WIDTH, LEFT, RIGHT = 842, 172, 808
TOP, ROW, HIGH = 26, 32, 24
NARROWEST, USUAL, DOOR = 11, 20, 24
# About as wide as a letter of a bar's words.
LETTER = 6.5
OVER = ("done", "failed", "cancelled")
UNDER_WAY = ("riding", "arrived")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stop. `shape`: file, deliver, reload or rest; `css` says how it stands.

    `visit` is set where there is one, `after` the visit before it in the row; only
    what `moves` can be given to somebody else.
    """

    shape: str
    x: int
    width: int
    css: str
    text: str
    words: str
    href: str = ""
    visit: uuid.UUID | None = None
    moves: bool = False
    locked: bool = False
    at_risk: bool = False
    linked: bool = False

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def end(self) -> int:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Bar:
    """A time in which nobody rides: away, or a pause. `label` is as much of `text` as
    is free of stops from `label_x` on."""

    x: int
    width: int
    text: str
    is_away: bool
    label: str
    label_x: int


@dataclass(frozen=True, slots=True)
class Row:
    """An officer's day. `y` is its middle, `start` and `end` those of the line."""

    shift: uuid.UUID
    name: str
    badge: str
    href: str
    y: int
    start: int
    end: int
    marks: Sequence[Mark]
    bar: Bar | None
    is_chosen: bool
    rides: bool
    words: str

    @property
    def out(self) -> int:
        """Where the door stands from which the officer rides out."""
        return self.start - DOOR - 1

    @property
    def top(self) -> int:
        return self.y - HIGH // 2

    @property
    def edge(self) -> int:
        """The upper edge of the row."""
        return self.y - ROW // 2

    @property
    def ridge(self) -> int:
        """The lower edge."""
        return self.y + ROW // 2


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing. `hours` are (x, label); `now` is None on other days."""

    width: int
    height: int
    hours: Sequence[tuple[int, str]]
    rows: Sequence[Row]
    now: int | None
    now_words: str
    title: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """Moments to pixels."""

    first: datetime
    seconds: float

    def x(self, at: datetime) -> int:
        share = (at - self.first).total_seconds() / self.seconds
        return round(LEFT + share * (RIGHT - LEFT))


def timeline_of(
    place: Here,
    routes: Sequence[RouteView] | None = None,
    changed: Collection[uuid.UUID] = (),
) -> Timeline:
    """The routes of the plan, or others; visits in `changed` are marked."""
    shown = place.plan.routes if routes is None else routes
    scale, hours = _scale(place, shown)
    rows = [_row(place, scale, n, r, changed) for n, r in enumerate(shown)]
    is_now = place.is_today and LEFT <= scale.x(place.now) <= RIGHT
    return Timeline(
        width=WIDTH,
        height=TOP + ROW * max(1, len(rows)) + 4,
        hours=hours,
        rows=rows,
        now=scale.x(place.now) if is_now else None,
        now_words=clock(place.now),
        title=_("Timeline of %(n)s officers") % {"n": len(rows)},
    )


def _scale(
    place: Here, routes: Sequence[RouteView]
) -> tuple[_Scale, list[tuple[int, str]]]:
    """Whole hours around all shifts and stops; a usual day where there are none."""
    starts = [r.shift.starts_at for r in routes]
    ends = [r.shift.ends_at for r in routes]
    ends += [r.stops[-1].leaves_at for r in routes if r.stops]
    if not starts:
        starts = [catalogue.moment_of(place.day, 8 * 60)]
        ends = [catalogue.moment_of(place.day, 19 * 60)]
    first = _whole(min(starts))
    last = _whole(max(ends) + timedelta(minutes=59))
    scale = _Scale(first, (last - first).total_seconds())
    count = round(scale.seconds / 3600)
    step = 1 if count <= 14 else 2
    moments = [first + timedelta(hours=n) for n in range(0, count + 1, step)]
    return scale, [(scale.x(at), clock(at)[:2]) for at in moments]


def _whole(at: datetime) -> datetime:
    """Down to the whole hour; the half hours of some zones do not matter here."""
    return at.replace(minute=0, second=0, microsecond=0)


def _row(
    place: Here,
    scale: _Scale,
    n: int,
    route: RouteView,
    changed: Collection[uuid.UUID],
) -> Row:
    marks = _marks(place, scale, route, changed)
    chosen = place.route
    bar = _bar(place, scale, route, marks)
    return Row(
        shift=route.shift.id,
        name=route.officer.name,
        badge=route.officer.badge,
        href=page_of(place.day, shift=route.shift.id),
        y=TOP + ROW * n + ROW // 2,
        start=scale.x(route.shift.starts_at),
        end=max([scale.x(route.shift.ends_at), *(m.end for m in marks)]),
        marks=marks,
        bar=bar,
        is_chosen=chosen is not None and chosen.shift.id == route.shift.id,
        rides=route.state in ("planned", "open"),
        words=_row_words(route),
    )


def _row_words(route: RouteView) -> str:
    visits = [stop for stop in route.stops if stop.visit]
    done = sum(stop.visit is not None and stop.visit.state in OVER for stop in visits)
    return _("%(name)s: %(done)s of %(all)s visits done") % {
        "name": route.officer.name,
        "done": done,
        "all": len(visits),
    }


def _marks(
    place: Here, scale: _Scale, route: RouteView, changed: Collection[uuid.UUID]
) -> list[Mark]:
    """In order, none over the next."""
    found: list[Mark] = []
    count = 0
    starts = [scale.x(stop.begins_at) for stop in route.stops]
    for n, stop in enumerate(route.stops):
        count += stop.visit is not None
        limit = starts[n + 1] - starts[n] - 2 if n + 1 < len(starts) else WIDTH
        least = DOOR if stop.kind == "reload" else USUAL
        width = max(least, scale.x(stop.leaves_at) - starts[n])
        width = max(NARROWEST, min(width, limit))
        found.append(_mark(place, route, stop, starts[n], width, count, changed))
    return found


def _mark(
    place: Here,
    route: RouteView,
    stop: StopView,
    x: int,
    width: int,
    number: int,
    changed: Collection[uuid.UUID],
) -> Mark:
    visit = stop.visit
    words = stop_words(stop, route, number)
    if visit is None:
        return Mark(stop.kind, x, width, stop.kind, "", words)
    return Mark(
        shape=visit.kind,
        x=x,
        width=width,
        css=_css(place, visit, stop, changed),
        text=str(number),
        words=words,
        href=page_of(place.day, shift=route.shift.id, visit=visit.id),
        visit=visit.id,
        moves=visit.state == "booked",
        locked=stop.locked and visit.state == "booked",
        at_risk=stop.is_at_risk,
        linked=visit.link is not None,
    )


def _css(
    place: Here, visit: HomeVisitView, stop: StopView, changed: Collection[uuid.UUID]
) -> str:
    found = [visit.kind]
    if visit.state in OVER:
        found.append("failed" if visit.state == "failed" else "over")
    if visit.state in UNDER_WAY:
        found.append("current")
    if stop.is_at_risk:
        found.append("risk")
    if visit.id == place.visit_id:
        found.append("chosen")
    if visit.id in changed:
        found.append("changed")
    return " ".join(found)


def _bar(
    place: Here, scale: _Scale, route: RouteView, marks: Sequence[Mark]
) -> Bar | None:
    shift = route.shift
    if route.state == "off":
        after = [m.end + 8 for m in marks]
        start = max([scale.x(shift.starts_at), *after])
        if place.is_today and shift.opened_at is not None:
            start = max(start, min(scale.x(place.now), scale.x(shift.ends_at) - 90))
        words = shift.reason or _("away")
        width = max(90, scale.x(shift.ends_at) - start)
        return Bar(start, width, words, True, words, start)
    until = shift.paused_until
    if until is None or until <= place.now or not place.is_today:
        return None
    start = max(LEFT, scale.x(place.now))
    words = _("pause until %(time)s") % {"time": clock(until)}
    width = max(20, scale.x(until) - start)
    at = max([start, *(m.end for m in marks if m.x <= start)])
    room = min([m.x for m in marks if m.x > start], default=WIDTH) - at
    fitting = (each for each in (words, clock(until)) if room > LETTER * len(each) + 8)
    return Bar(start, width, words, False, next(fitting, ""), at)
