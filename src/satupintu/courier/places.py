"""Where to come: an address, a point, and whether officers ride there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _, gettext_lazy

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.service import Area
from satupintu.courier.models import HomeVisit, Kind
from satupintu.kernel.errors import Invalid, Refused, Sentence
from satupintu.routing.points import Point, is_on_earth, metres_between

MOST_ADDRESS, MOST_LANDMARK = 300, 200
PRECISIONS = frozenset({"address", "street", "area", "picked"})


class BadPlace(Invalid):
    """The place is not complete; `fields` says what is missing."""

    code = "bad_place"


class NotServed(Refused):
    """Officers do not ride there."""

    code = "area_not_served"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Our officers do not ride to this place. You can apply online, at the "
                "mall, or give another address."
            )
        )


@dataclass(frozen=True, slots=True)
class PlaceGiven:
    """An address in words, the code of its area, and where the map says it is.

    `precision`: address, street, area, or picked (on a map, by the person). Without
    coordinates it is the middle of the area.
    """

    address: str
    landmark: str = ""
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    precision: str = ""


def put_place(row: HomeVisit, place: PlaceGiven) -> None:
    """Write it into the row, not saved. Raises `BadPlace`, `NotServed`."""
    fields: dict[str, Sentence] = {}
    address = " ".join(place.address.split())
    landmark = " ".join(place.landmark.split())
    if len(address) < 5 or not address.isprintable():
        fields["address"] = _("Enter the street and number, or how the house is found")
    elif len(address) > MOST_ADDRESS:
        fields["address"] = too_long(address, MOST_ADDRESS)
    if len(landmark) > MOST_LANDMARK:
        fields["landmark"] = too_long(landmark, MOST_LANDMARK)
    point, precision = _point_of(place)
    if point is None:
        fields["area"] = _("Choose the area, or tap the place on the map")
    if fields or point is None:
        raise BadPlace(gettext_lazy("We need to know where to come."), fields=fields)
    found = catalogue.area_at(point)
    code = place.area or (found.code if found else "")
    _refuse_outside(code, found)
    row.address, row.landmark = address, landmark
    row.area, row.precision = code, precision
    row.lat, row.lon = point
    if row.kind == Kind.DELIVER and not row.base:
        row.base = nearest_base(point)


def too_long(words: str, most: int) -> str:
    """What is wrong with words of more than `most` letters, and by how much."""
    return _("This is too long: %(n)s letters. Shorten it to %(most)s.") % {
        "n": len(words),
        "most": most,
    }


def nearest_base(point: Point) -> str:
    """The code of the base with the shortest way."""
    bases = catalogue.home_visits().bases
    nearest = min(bases, key=lambda b: metres_between(point, Point(b.lat, b.lon)))
    return nearest.code


def _point_of(place: PlaceGiven) -> tuple[Point | None, str]:
    if place.lat is not None and place.lon is not None:
        point = Point(float(place.lat), float(place.lon))
        if not is_on_earth(point):
            return None, ""
        known = place.precision in PRECISIONS
        return point, place.precision if known else "picked"
    if not place.area:
        return None, ""
    return catalogue.area(place.area).centre, "area"


def _refuse_outside(code: str, found: Area | None) -> None:
    """`code` is the area of the address, `found` the one around the point.

    Raises `NotServed` where the pack names areas, and one of the two is in none of
    them, or where it has outlines, and the point is outside of all.
    """
    book = catalogue.areas()
    if found is None and (book.outlines.polygons or (book.by_code and not code)):
        raise NotServed
    served = catalogue.home_visits().areas
    for each in {code, found.code if found else code} if served else ():
        if not any(book.is_within(each, outer) for outer in served):
            raise NotServed
