"""The map beside the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView, RouteView
from satupintu.kernel.localized import text
from satupintu.routing.points import Point
from satupintu.routing.travel.base import NoRoadTimes
from satupintu.routing.travel.configured import travel_times
from satupintu.web.dispatch.place import Here, page_of
from satupintu.web.dispatch.timeline import OVER
from satupintu.web.dispatch.words import stop_words
from satupintu.web.maps.drawing import Picture, Pin, Route, base_map

WIDTH, HEIGHT = 589, 428


def picture_of(place: Here) -> Picture:
    """Everybody's routes thin, the chosen officer's with numbers, and who has none."""
    chosen = place.route
    others = [r for r in place.plan.routes if r is not chosen]
    routes = [Route(_line(r)) for r in others if r.stops]
    pins = [pin for route in others for pin in _dots(route)]
    if chosen is not None and chosen.stops:
        routes.append(Route(_line(chosen), "chosen"))
    pins += _bases()
    pins += [_open(place, visit) for visit in place.plan.unplanned if visit.has_place]
    if chosen is not None:
        pins += _numbers(place, chosen)
        pins += _officer(chosen)
    return base_map(
        width=WIDTH,
        height=HEIGHT,
        title=_("Map of the day: routes, stops and bases"),
        routes=routes,
        pins=pins,
    )


def _line(route: RouteView) -> Sequence[Point]:
    base = catalogue.home_visits().base(route.officer.base)
    home = Point(base.lat, base.lon)
    points = [home]
    for stop in route.stops:
        if stop.kind == "reload":
            points.append(home)
        elif stop.visit and (point := _point(stop.visit)):
            points.append(point)
    points.append(home)
    try:
        return travel_times().path(points)
    except NoRoadTimes:
        return points


def _point(visit: HomeVisitView) -> Point | None:
    if visit.lat is None or visit.lon is None:
        return None
    return Point(visit.lat, visit.lon)


def _dots(route: RouteView) -> Iterable[Pin]:
    for stop in route.stops:
        if stop.visit and (point := _point(stop.visit)):
            yield Pin(point, "dot")


def _bases() -> list[Pin]:
    home = catalogue.home_visits()
    return [Pin(Point(b.lat, b.lon), "base", title=text(b.name)) for b in home.bases]


def _open(place: Here, visit: HomeVisitView) -> Pin:
    point = _point(visit)
    assert point is not None  # noqa: S101 - it has a place
    title = _("%(name)s has no officer") % {"name": visit.name}
    return Pin(point, "open", "?", title, page_of(place.day, visit=visit.id))


def _numbers(place: Here, route: RouteView) -> Iterable[Pin]:
    number = 0
    for stop in route.stops:
        if stop.visit is None:
            continue
        number += 1
        point = _point(stop.visit)
        if point is None:
            continue
        is_over = stop.visit.state in OVER
        yield Pin(
            point,
            "risk" if stop.is_at_risk else "done" if is_over else "planned",
            str(number),
            stop_words(stop, route, number),
            page_of(place.day, shift=route.shift.id, visit=stop.visit.id),
        )


def _officer(route: RouteView) -> list[Pin]:
    """Where the phone was last, while the officer rides."""
    shift = route.shift
    if not shift.is_riding or shift.lat is None or shift.lon is None:
        return []
    return [Pin(Point(shift.lat, shift.lon), "officer", title=route.officer.name)]
