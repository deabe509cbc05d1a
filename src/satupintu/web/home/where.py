"""Where to come: the address in words, then the point on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.service import Area
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, PlaceGiven
from satupintu.kernel.errors import Invalid, Refused, Sentence
from satupintu.routing.geocoding.base import Precision
from satupintu.routing.points import Point
from satupintu.web.home.keepers import Asking, of_own_visit
from satupintu.web.home.shown import show_visit, steps
from satupintu.web.maps.picking import Picked, moved, picked_from

INNERMOST = -1
MOST_SUGGESTED = 500
MOST_MATCHES = 6
# More than is kept, so that what is too long comes back whole, and says so.
MOST_TYPED = 2000
# One area fits so much better than all others that asking would be silly.
SURE, AHEAD_BY = 0.9, 0.15
ZOOMS = {"address": 17, "street": 16, "area": 14, "picked": 17}


@dataclass(frozen=True, slots=True)
class Lists:
    """Areas to choose from, level by level: `inside` is what was opened so far."""

    inside: Sequence[Area]
    areas: Sequence[Area]
    is_last: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent, or as the visit has it."""

    address: str
    words: str
    area: str
    landmark: str


@require_http_methods(["GET", "HEAD", "POST"])
@of_own_visit
def where(request: Asking, visit: HomeVisitView) -> HttpResponseBase:
    """Street and number, area, and what the house is known by."""
    if request.method != "POST":
        return _form(request, visit, _of_visit(visit))
    typed = _of_form(request)
    if "in" in request.POST:
        return _form(request, visit, typed, opened=request.POST["in"])
    area, matches = _area_of(typed)
    try:
        _refuse_unclear(typed, area, matches)
        courier.set_place(
            token=visit.token,
            place=_proposed(typed, area),
            actor=request.asker,
            now=request.now,
        )
    except Refused as refused:
        return _form(request, visit, typed, refused=refused, matches=matches)
    return redirect("home-visit-point", visit.token)


@require_http_methods(["GET", "HEAD", "POST"])
@of_own_visit
def point(request: Asking, visit: HomeVisitView) -> HttpResponseBase:
    """The pin on the map, moved until it is at the door."""
    if visit.lat is None or visit.lon is None:
        return redirect("home-visit-where", visit.token)
    start = Picked(
        Point(visit.lat, visit.lon),
        zoom=ZOOMS.get(visit.precision, ZOOMS["area"]),
        is_chosen=visit.precision == "picked",
    )
    if request.method != "POST":
        return _map(request, visit, start)
    picked = picked_from(request.POST, start)
    again = moved(request.POST, picked)
    if again is not None:
        return _map(request, visit, again)
    if not picked.is_chosen:
        return redirect("home-visit-needs", visit.token)
    return _set_point(request, visit, picked)


def _set_point(
    request: Asking, visit: HomeVisitView, picked: Picked
) -> HttpResponseBase:
    """Where pin and words disagree about the area, the person says which is right."""
    found = catalogue.area_at(picked.point)
    # A place outside of all areas is refused below, whatever the person says.
    is_elsewhere = found is not None and found.code != visit.area
    if is_elsewhere and "sure" not in request.POST:
        return _map(request, visit, picked, is_elsewhere=True)
    try:
        courier.set_place(
            token=visit.token,
            place=PlaceGiven(
                address=visit.address,
                landmark=visit.landmark,
                area=found.code if found else visit.area,
                lat=picked.point.lat,
                lon=picked.point.lon,
                precision="picked",
            ),
            actor=request.asker,
            now=request.now,
        )
    except Refused as refused:
        return _map(request, visit, picked, refused=refused)
    return redirect("home-visit-needs", visit.token)


def _of_visit(visit: HomeVisitView) -> Typed:
    words = catalogue.areas().label(visit.area) if visit.area else ""
    return Typed(visit.address, words, visit.area, visit.landmark)


def _of_form(request: Asking) -> Typed:
    sent = request.POST
    return Typed(
        address=sent.get("address", "").strip()[:MOST_TYPED],
        words=sent.get("words", "").strip()[:200],
        area=sent.get("area", ""),
        landmark=sent.get("landmark", "").strip()[:MOST_TYPED],
    )


def _area_of(typed: Typed) -> tuple[Area | None, list[Area]]:
    """The area that was chosen or is meant, and which others may be meant."""
    book = catalogue.areas()
    chosen = book.by_code.get(typed.area)
    if chosen is not None and not book.children(chosen.code):
        return chosen, []
    innermost = book.of_level(INNERMOST)
    exact = [a for a in innermost if book.label(a.code) == typed.words]
    if exact:
        return exact[0], []
    words = typed.words or typed.address
    found = book.find(words, level=INNERMOST, limit=MOST_MATCHES)
    matches = [match.area for match in found]
    if not typed.words or not found:
        return None, matches
    runner_up = found[1].score if len(found) > 1 else 0.0
    if found[0].score >= SURE and found[0].score - runner_up >= AHEAD_BY:
        return found[0].area, []
    return None, matches


def _refuse_unclear(typed: Typed, area: Area | None, matches: list[Area]) -> None:
    """Raises `BadPlace` naming what is missing, all at once."""
    fields: dict[str, Sentence] = {}
    if len(typed.address) < 5:
        fields["address"] = _("Enter the street and number, or how the house is found")
    if area is None and catalogue.areas().by_code:
        fields["words"] = (
            _("Choose which of these you mean")
            if matches
            else _("We do not know this area. Write it otherwise, or use the lists.")
        )
    if fields:
        raise courier.BadPlace(_("We need to know where to come."), fields=fields)


def _proposed(typed: Typed, area: Area | None) -> PlaceGiven:
    """The place, with the point that its words lead to, if to one nearer than its
    area."""
    code = area.code if area else ""
    found = catalogue.geocoder().find(typed.address, code, 1)
    best = found[0] if found and found[0].precision != Precision.AREA else None
    if best is not None and catalogue.area_at(best.point) is None:
        best = None
    return PlaceGiven(
        address=typed.address,
        landmark=typed.landmark,
        area=code,
        lat=best.point.lat if best else None,
        lon=best.point.lon if best else None,
        precision=best.precision if best else "",
    )


def _form(
    request: Asking,
    visit: HomeVisitView,
    typed: Typed,
    *,
    opened: str | None = None,
    refused: Refused | None = None,
    matches: Sequence[Area] = (),
) -> HttpResponse:
    book = catalogue.areas()
    innermost = book.of_level(INNERMOST)
    is_short = len(innermost) <= MOST_SUGGESTED
    context = {
        "shown": show_visit(visit),
        "typed": typed,
        "errors": _errors(refused),
        "matches": [(area.code, book.label(area.code)) for area in matches],
        "suggested": [book.label(a.code) for a in innermost] if is_short else [],
        "lists": _lists(opened) if opened is not None else None,
        "levels": [level.name for level in book.levels],
        "steps": steps("where"),
        "call": request.call,
    }
    status = refused.status if refused else 200
    return render(request, "home/where.html", context, status=status)


def _lists(opened: str) -> Lists:
    book = catalogue.areas()
    inside = [area for area in book.around(opened)][::-1]
    areas = sorted(book.children(opened), key=lambda area: area.title)
    is_last = bool(areas) and not book.children(areas[0].code)
    return Lists(inside, areas, is_last)


def _map(
    request: Asking,
    visit: HomeVisitView,
    picked: Picked,
    *,
    is_elsewhere: bool = False,
    refused: Refused | None = None,
) -> HttpResponse:
    context = {
        "shown": show_visit(visit),
        "picked": picked,
        "is_elsewhere": is_elsewhere,
        "refused": refused,
        "steps": steps("where"),
        "call": request.call,
    }
    status = refused.status if refused else 200
    return render(request, "home/point.html", context, status=status)


def _errors(refused: Refused | None) -> dict[str, object]:
    if refused is None:
        return {}
    given = refused.fields if isinstance(refused, Invalid) else {}
    names = {"area": "words"}
    found = {names.get(name, name): str(said) for name, said in given.items()}
    return {**found} or {"": refused.sentence}
