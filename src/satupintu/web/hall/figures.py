"""The six figures of the day, beside the hall; looked up once a minute at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import get_language, gettext as _, ngettext

from satupintu.catalogue import service as catalogue
from satupintu.kernel import tenancy
from satupintu.kernel.localized import text
from satupintu.queueing import history, profiles, service as queueing
from satupintu.queueing.forecast.scoreboard import share_kept
from satupintu.web.hall.board import Light
from satupintu.web.hall.place import Here
from satupintu.web.templatetags.hall import clock, mins, percent

R = TypeVar("R")
# A range as people read it goes from the 35th to the 80th percentile, rounded
# outwards: about seven in ten come true. A little less on a single day is chance.
GOAL, KEPT_WELL = 0.7, 0.65
_KEPT = 120  # seconds; the key says which minute of the hall it is


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it is, and what to compare it with."""

    name: str
    value: str
    note: str
    light: Light = ""


def each_minute(place: Here, name: str, work: Callable[[], R]) -> R:
    """What `work` gives, once for each minute of the hall's clock."""
    minute = int(place.now.timestamp() // 60)
    key = (
        f"hall:{tenancy.current_id()}:{place.mall.code}:{name}:{minute}"
        f":{get_language()}"
    )
    known: R | None = cache.get(key)
    if known is None:
        known = work()
        cache.set(key, known, _KEPT)
    return known


def figures_of(place: Here, hall: queueing.Hall) -> Sequence[Figure]:
    """Inside, served, median wait, over the promise, forecasts kept, no-shows."""
    return [
        Figure(_("Inside the building"), str(hall.inside), _peak(place)),
        Figure(_("Served so far"), str(hall.served), _expected(place)),
        _median(hall),
        _over_promise(place, hall),
        _kept(place),
        _missed(place, hall),
    ]


def _peak(place: Here) -> str:
    found = each_minute(
        place,
        "peak",
        lambda: history.most_inside(mall=place.mall.code, day=place.day, now=place.now),
    )
    if found is None:
        return _("nobody yet")
    return _("at most %(n)s, at %(time)s") % {"n": found[0], "time": clock(found[1])}


def _expected(place: Here) -> str:
    visits = each_minute(
        place, "expected", lambda: profiles.expected_visits(place.mall, place.day) or 0
    )
    if not visits:
        return _("no earlier days to compare with")
    return _("of about %(n)s today") % {"n": round(visits)}


def _median(hall: queueing.Hall) -> Figure:
    name = _("Waiting now, middle")
    if hall.median_wait is None:
        return Figure(name, "–", _("nobody waits"))
    if hall.over_promise:
        return Figure(name, mins(hall.median_wait), _("not all as promised"), "warn")
    return Figure(name, mins(hall.median_wait), _("all as promised"), "ok")


def _over_promise(place: Here, hall: queueing.Hall) -> Figure:
    name = _("Longer than promised")
    late = Counter(
        view.code for view in hall.queues for one in view.waiting if one.light == "err"
    )
    people = ngettext("%(n)s person", "%(n)s people", hall.over_promise)
    value = people % {"n": hall.over_promise}
    if not late:
        return Figure(name, value, _("nobody"), "ok")
    (worst, count), *_rest = late.most_common(1)
    where = text(place.mall.queue(worst).title)
    if len(late) == 1:
        return Figure(name, value, _("all: %(queue)s") % {"queue": where}, "err")
    said = _("%(n)s of them: %(queue)s") % {"n": count, "queue": where}
    return Figure(name, value, said, "err")


def _kept(place: Here) -> Figure:
    name = _("Forecasts kept")
    share = each_minute(place, "kept", lambda: (forecasts_kept(place),))[0]
    if share is None:
        return Figure(name, "–", _("none was put to the test yet"))
    light: Light = "ok" if share >= KEPT_WELL else "warn"
    return Figure(
        name, percent(share), _("goal: %(share)s") % {"share": percent(GOAL)}, light
    )


def forecasts_kept(place: Here) -> float | None:
    """The share of today's ranges that came true; None if unknown."""
    start, end = catalogue.day_bounds(place.day)
    return share_kept(mall=place.mall.code, start=start, end=end)


def _missed(place: Here, hall: queueing.Hall) -> Figure:
    name = _("Did not come")
    called = hall.served + hall.missed
    value = percent(hall.missed / called) if called else "–"
    before = each_minute(place, "missed", lambda: (_missed_before(place),))[0]
    if before is None:
        return Figure(name, value, _("of those called"))
    return Figure(name, value, _("last week %(share)s") % {"share": percent(before)})


def _missed_before(place: Here) -> float | None:
    week_ago = history.day_history(
        mall=place.mall.code, day=place.day - timedelta(weeks=1)
    ).total
    called = week_ago.served + week_ago.no_shows
    return week_ago.no_shows / called if called else None
