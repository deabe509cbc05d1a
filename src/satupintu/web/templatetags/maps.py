"""Maps in templates: `{% load maps %}`. Link maps/maps.css on the page."""

from __future__ import annotations

from typing import Any

from django import template

from satupintu.web.maps.drawing import Picture
from satupintu.web.maps.picking import Picked

register = template.Library()


@register.inclusion_tag("maps/map.html", name="map")
def show_map(picture: Picture, css: str = "") -> dict[str, Any]:
    """A map, as wide as its place allows: `{% map picture "x-map" %}`."""
    return {"picture": picture, "frame": picture.frame, "css": css}


@register.inclusion_tag("maps/pick.html")
def map_picker(picked: Picked) -> dict[str, Any]:
    """A point to choose, inside a form of yours: `{% map_picker picked %}`.

    The form's own submit button must come before it, or Enter in a text field would
    press the map.
    """
    return {"picked": picked}
